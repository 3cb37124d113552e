package io.jacinth.engine.replication;

/** The link of a replica to its primary, as INFO and ROLE see it. Written by module node. */
public final class PrimaryLinkState {
  /** Where the link stands. */
  public enum Stage {
    /** To be dialled. */
    CONNECT("connect"),
    CONNECTING("connecting"),
    HANDSHAKE("handshake"),
    /** A snapshot is being received or loaded. */
    TRANSFER("sync"),
    CONNECTED("connected");

    private final String word;

    Stage(String word) {
      this.word = word;
    }

    /** As ROLE writes it. */
    public String word() {
      return word;
    }
  }

  private static final long NEVER = Long.MIN_VALUE;

  private Stage stage = Stage.CONNECT;
  private long lastIoMonoMs = NEVER;
  private long downSinceMonoMs = NEVER;
  private long readOffset;
  private boolean inStep;
  private long transferTotalBytes;
  private long transferReadBytes;
  private long transferLastIoMonoMs;

  public Stage stage() {
    return stage;
  }

  /** The stream is up: "master_link_status:up". */
  public boolean isUp() {
    return stage == Stage.CONNECTED;
  }

  public void setStage(Stage newStage) {
    stage = newStage;
  }

  /** When the primary was last heard of; {@code Long.MIN_VALUE} for never. */
  public long lastIoMonoMs() {
    return lastIoMonoMs;
  }

  public void heard(long monoMs) {
    lastIoMonoMs = monoMs;
  }

  /** When the link was lost; {@code Long.MIN_VALUE} while it is up or was never up. */
  public long downSinceMonoMs() {
    return downSinceMonoMs;
  }

  public void lost(long monoMs) {
    downSinceMonoMs = monoMs;
  }

  public void established() {
    downSinceMonoMs = NEVER;
    inStep = true;
  }

  /** This node's data is a prefix of the primary's history (it was in sync once). */
  public boolean wasInStep() {
    return inStep;
  }

  /** The data no longer belongs to the primary's history. */
  public void outOfStep() {
    inStep = false;
  }

  /** Stream bytes received, of which the log's end offset have been applied. */
  public long readOffset() {
    return readOffset;
  }

  public void setReadOffset(long offset) {
    readOffset = offset;
  }

  /** Size of the snapshot, or -1 while it is not known (no length announced); then bytes so far. */
  public long transferTotalBytes() {
    return transferTotalBytes;
  }

  public long transferReadBytes() {
    return transferReadBytes;
  }

  public long transferLastIoMonoMs() {
    return transferLastIoMonoMs;
  }

  public void startTransfer(long totalBytes, long monoMs) {
    transferTotalBytes = totalBytes;
    transferReadBytes = 0;
    transferLastIoMonoMs = monoMs;
  }

  public void transferred(long bytes, long monoMs) {
    transferReadBytes += bytes;
    transferLastIoMonoMs = monoMs;
  }
}
