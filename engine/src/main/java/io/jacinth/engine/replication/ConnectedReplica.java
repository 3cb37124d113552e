package io.jacinth.engine.replication;

/** A replica of ours as INFO, ROLE, WAIT and the NOREPLICAS gate see it. Written by its feed. */
public final class ConnectedReplica {
  /** How far it is. */
  public enum Stage {
    /** Waits for a snapshot to start. */
    WAIT_BGSAVE("wait_bgsave"),
    /** Is being sent the snapshot. */
    SEND_BULK("send_bulk"),
    /** Follows the stream. */
    ONLINE("online");

    private final String word;

    Stage(String word) {
      this.word = word;
    }

    /** As INFO writes it. */
    public String word() {
      return word;
    }
  }

  private final String ip;
  private int port;
  private Stage stage = Stage.WAIT_BGSAVE;
  private long ackOffset;
  private long ackMonoMs;

  /**
   * @param ip as announced by REPLCONF ip-address, else the peer's address
   * @param port as announced by REPLCONF listening-port
   */
  public ConnectedReplica(String ip, int port, long monoMs) {
    this.ip = ip;
    this.port = port;
    this.ackMonoMs = monoMs;
  }

  public String ip() {
    return ip;
  }

  public int port() {
    return port;
  }

  public void setPort(int newPort) {
    port = newPort;
  }

  public Stage stage() {
    return stage;
  }

  public void setStage(Stage newStage, long monoMs) {
    stage = newStage;
    ackMonoMs = monoMs;
  }

  public boolean isOnline() {
    return stage == Stage.ONLINE;
  }

  /** The last offset it acknowledged. */
  public long ackOffset() {
    return ackOffset;
  }

  public long ackMonoMs() {
    return ackMonoMs;
  }

  /** {@code REPLCONF ACK}; the offset never goes back. */
  public void acknowledge(long offset, long monoMs) {
    ackOffset = Math.max(ackOffset, offset);
    ackMonoMs = monoMs;
  }

  /** Seconds since the last acknowledgement; 0 before it is online, as in INFO. */
  public long lagSeconds(long monoMs) {
    return isOnline() ? Math.max(0, (monoMs - ackMonoMs) / 1000) : 0;
  }
}
