package io.jacinth.node.replication;

import io.jacinth.engine.config.BufferLimit;
import io.jacinth.engine.persist.Spool;
import io.jacinth.engine.replication.ConnectedReplica;
import io.jacinth.engine.replication.ConnectedReplica.Stage;
import io.jacinth.engine.replication.ReplicaOffer;
import io.jacinth.engine.replication.ReplicationLog;
import io.jacinth.engine.session.ClientSession;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The primary's end of the stream to one replica.
 *
 * <p>The connection is given only so much at a time; the rest stays in the shared log, where the
 * feed holds its place. A feed that falls further behind than the output limits of class {@code
 * replica} allow is closed, as Redis does.
 *
 * <p>After a snapshot of unknown length nothing may be sent until the replica has acknowledged: it
 * finds the mark at the end by looking at the last bytes it received.
 */
final class ReplicaFeed {
  private static final long IN_CONNECTION_BYTES = 256 << 10;
  private static final int CHUNK_BYTES = 64 << 10;
  private static final byte[] SIGN_OF_LIFE = {'\n'};

  private enum Step {
    /** Waits for a snapshot walk to begin. */
    WAITING,
    /** Gets the snapshot as the walk makes it. */
    SNAPSHOT,
    /** The snapshot is being made into the spool, because its length must be known first. */
    SPOOLING,
    /** Gets the spooled snapshot. */
    SPOOLED,
    /** Has the whole snapshot and must acknowledge before the stream begins. */
    ACKNOWLEDGING,
    STREAM
  }

  private final Around around;
  private final ClientSession session;
  private final ReplicaTransport transport;
  private final ReplicaOffer offer;
  private final ConnectedReplica status;
  private Step step = Step.WAITING;
  private ReplicationLog.@Nullable Cursor cursor;
  private @Nullable Spool spool;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private long softLimitSinceMonoMs = -1;
  private long lastProgressMonoMs;
  private long lastUnsentBytes;
  private boolean closed;

  ReplicaFeed(
      Around around,
      ClientSession session,
      ReplicaTransport transport,
      ReplicaOffer offer,
      ConnectedReplica status) {
    this.around = around;
    this.session = session;
    this.transport = transport;
    this.offer = offer;
    this.status = status;
    this.lastProgressMonoMs = around.loop().monoMs();
  }

  ClientSession session() {
    return session;
  }

  ConnectedReplica status() {
    return status;
  }

  /** As Redis names a replica in its log: {@code ip:port} with the port it listens on. */
  String name() {
    return status.ip() + ":" + status.port();
  }

  boolean isWaiting() {
    return step == Step.WAITING && !closed;
  }

  boolean isClosed() {
    return closed;
  }

  boolean takesEndMark() {
    return offer.takesEndMark();
  }

  /** Wants a snapshot without keys. */
  boolean isFiltered() {
    return offer.isFiltered();
  }

  // Beginning

  /** A partial resynchronisation: the stream goes on from the cursor. */
  void continueAt(ReplicationLog.Cursor from) {
    String reply =
        offer.understandsRenaming()
            ? "+CONTINUE " + around.state().replId() + "\r\n"
            : "+CONTINUE\r\n";
    transport.flushReplies();
    writeText(reply);
    cursor = from;
    stream();
    // With nothing to catch up on, no push would send the reply before the next write.
    transport.flush();
  }

  /** A full resynchronisation from this moment: the snapshot follows, then the stream. */
  void beginSnapshot(ReplicationLog.Cursor from, String endMark) {
    transport.flushReplies();
    if (!offer.isOld()) {
      writeText("+FULLRESYNC " + around.state().replId() + " " + from.offset() + "\r\n");
    }
    cursor = from;
    status.setStage(Stage.SEND_BULK, around.loop().monoMs());
    if (offer.takesEndMark()) {
      step = Step.SNAPSHOT;
      writeText("$EOF:" + endMark + "\r\n");
    } else {
      step = Step.SPOOLING;
      spool = new Spool(8L << 20, around::newSpillFile);
    }
    transport.flush();
  }

  private void writeText(String text) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    transport.write(bytes, 0, bytes.length);
  }

  /** A piece of the snapshot. */
  void snapshotBytes(byte[] bytes, int offset, int length) {
    if (closed) {
      return;
    }
    Spool to = spool;
    if (to == null) {
      transport.write(bytes, offset, length);
      transport.flush();
    } else {
      to.append(bytes, offset, length);
    }
  }

  /** Whether more of the snapshot is welcome. */
  boolean hasRoom() {
    Spool to = spool;
    return to == null
        ? transport.unsentBytes() < 4 * IN_CONNECTION_BYTES
        : to.unwrittenBytes() < 32L << 20;
  }

  void snapshotComplete(String endMark) {
    if (closed) {
      return;
    }
    Spool from = spool;
    if (from == null) {
      writeText(endMark);
      transport.flush();
      if (offer.wantsOnlySnapshot()) {
        endAfterSnapshot();
        return;
      }
      status.setStage(Stage.ONLINE, around.loop().monoMs());
      step = Step.ACKNOWLEDGING;
      around.notice(
          "Streamed replica synchronization with replica "
              + name()
              + " succeeded (socket). Waiting for REPLCONF ACK from replica to enable streaming");
    } else {
      writeText("$" + from.size() + "\r\n");
      step = Step.SPOOLED;
      push();
    }
  }

  private void endAfterSnapshot() {
    around.notice("Close the connection with replica " + name() + " as RDB transfer is complete");
    closed = true;
    release();
    transport.closeAfterFlush();
  }

  private void stream() {
    step = Step.STREAM;
    status.setStage(Stage.ONLINE, around.loop().monoMs());
    push();
  }

  /** {@code REPLCONF ACK}. */
  void acknowledged(long offset) {
    status.acknowledge(offset, around.loop().monoMs());
    if (step == Step.ACKNOWLEDGING) {
      around.notice("Synchronization with replica " + name() + " succeeded");
      step = Step.STREAM;
    }
    // Nothing else: the feed is pushed before the loop sleeps.
  }

  // Going on

  /** Gives the connection what it has room for. */
  void push() {
    if (closed) {
      return;
    }
    boolean wrote = false;
    if (step == Step.SPOOLED) {
      wrote = pushSpool();
    }
    ReplicationLog.Cursor from = cursor;
    if (step == Step.STREAM && from != null) {
      while (transport.unsentBytes() < IN_CONNECTION_BYTES
          && from.read(transport::write, CHUNK_BYTES) > 0) {
        wrote = true;
      }
    }
    if (wrote) {
      transport.flush();
    }
  }

  private boolean pushSpool() {
    Spool from = spool;
    boolean wrote = false;
    try {
      while (from != null && transport.unsentBytes() < IN_CONNECTION_BYTES) {
        int count = from.read(chunk, 0, CHUNK_BYTES);
        if (count == 0) {
          break;
        }
        transport.write(chunk, 0, count);
        wrote = true;
      }
    } catch (IOException e) {
      close("the snapshot cannot be read back: " + e.getMessage());
      return false;
    }
    if (from != null && from.size() == 0) {
      spool = null;
      if (offer.wantsOnlySnapshot()) {
        transport.flush();
        endAfterSnapshot();
        return false;
      }
      step = Step.STREAM;
      status.setStage(Stage.ONLINE, around.loop().monoMs());
      around.notice("Synchronization with replica " + name() + " succeeded");
    }
    return wrote;
  }

  /** More could be sent if the connection took it, or the file were read. */
  boolean wantsPush() {
    ReplicationLog.Cursor from = cursor;
    boolean behind =
        switch (step) {
          case SPOOLED -> spool != null && spool.unwrittenBytes() == 0;
          case STREAM -> from != null && from.lagBytes() > 0;
          default -> false;
        };
    return behind && !closed && transport.unsentBytes() < IN_CONNECTION_BYTES;
  }

  /** Every second or so: limits, timeouts, signs of life. */
  void cron(long monoMs, BufferLimit limit, long timeoutMs) {
    if (closed) {
      return;
    }
    if (step == Step.WAITING || step == Step.SPOOLING) {
      transport.write(SIGN_OF_LIFE, 0, 1);
      transport.flush();
    }
    checkSoftLimit(monoMs, limit);
    if (closed) {
      return;
    }
    long unsent = transport.unsentBytes();
    if (unsent == 0 || unsent < lastUnsentBytes || step == Step.SPOOLING) {
      lastProgressMonoMs = monoMs;
    }
    lastUnsentBytes = unsent;
    if (status.isOnline()) {
      if (!offer.isOld() && monoMs - status.ackMonoMs() > timeoutMs) {
        close("Disconnecting timedout replica (streaming sync): " + name());
      }
    } else if (monoMs - lastProgressMonoMs > timeoutMs) {
      close("Disconnecting timedout replica (full sync): " + name());
    }
  }

  /**
   * Every turn: ends a feed that is too far behind, by the hard limit or because its share of the
   * log would take the heap the process needs.
   *
   * @param heapBytes most that the log may keep on the heap for replicas that lag
   */
  void cutIfOver(BufferLimit limit, long heapBytes) {
    ReplicationLog.Cursor from = cursor;
    if (closed || from == null) {
      return;
    }
    // A limit below the backlog would cut replicas that cost nothing: the bytes are kept anyway.
    long backlog = around.state().stream().backlogSizeBytes();
    long hard = limit.hardBytes() == 0 ? 0 : Math.max(limit.hardBytes(), backlog);
    if (hard > 0 && waitingBytes() > hard) {
      closeForLimit();
    } else if (from.lagBytes() > backlog && from.lagHeapBytes() > Math.max(heapBytes, backlog)) {
      around.warning(
          "Replica "
              + name()
              + " is "
              + from.lagBytes()
              + " bytes behind. More cannot be kept for it in this process's heap.");
      closeForLimit();
    }
  }

  private long waitingBytes() {
    ReplicationLog.Cursor from = cursor;
    return transport.unsentBytes() + (from == null ? 0 : from.lagBytes());
  }

  private void checkSoftLimit(long monoMs, BufferLimit limit) {
    long backlog = around.state().stream().backlogSizeBytes();
    long soft = limit.softBytes() == 0 ? 0 : Math.max(limit.softBytes(), backlog);
    if (soft == 0 || waitingBytes() <= soft) {
      softLimitSinceMonoMs = -1;
      return;
    }
    if (softLimitSinceMonoMs < 0) {
      softLimitSinceMonoMs = monoMs;
    }
    if (monoMs - softLimitSinceMonoMs > limit.softSeconds() * 1000) {
      closeForLimit();
    }
  }

  private void closeForLimit() {
    around.engine().statistics().outputBufferDisconnection();
    close(
        "Client "
            + name()
            + " scheduled to be closed ASAP for overcoming of output buffer limits.");
  }

  private void release() {
    Spool kept = spool;
    if (kept != null) {
      spool = null;
      kept.clear();
    }
    ReplicationLog.Cursor place = cursor;
    if (place != null) {
      cursor = null;
      place.close();
    }
  }

  /** Cuts the connection; the owner drops closed feeds. */
  void close(String why) {
    if (closed) {
      return;
    }
    closed = true;
    if (!why.isEmpty()) {
      around.warning(why);
    }
    release();
    transport.close();
  }
}
