package io.jacinth.engine;

import io.jacinth.engine.replication.ReplicationLog;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.store.Store;

/**
 * What {@code used_memory} is made of: the store's blocks and tables, which are counted to the byte
 * as they come and go; the replication backlog; and the clients' buffers, counted anew where a
 * connection sees that its own have changed, and once a second in any case.
 *
 * <p>Code, classes and the collector's spare room are not in it: they are the process's overhead
 * and show in {@code used_memory_rss} only.
 */
public final class MemoryUse {
  /** Objects of a session and its connection without their buffers. */
  public static final int SESSION_BYTES = 1024;

  private final Engine engine;
  private final Store store;
  private long clientBytes;
  private long replicaBytes;

  MemoryUse(Engine engine, Store store) {
    this.engine = engine;
    this.store = store;
  }

  /** A session begins, whose transport may still be in the making. */
  void opened(ClientSession session) {
    count(session, SESSION_BYTES, false);
  }

  /** A session's buffers have grown or shrunk, or it has changed its role. */
  public void recount(ClientSession session) {
    if (session.is(SessionFlags.CLOSING)) {
      return; // forgotten already
    }
    count(session, bytesOf(session), session.is(SessionFlags.REPLICA));
  }

  /** A session is over. */
  void forget(ClientSession session) {
    count(session, 0, session.isCountedAsReplica());
  }

  private void count(ClientSession session, long bytes, boolean asReplica) {
    add(session.isCountedAsReplica(), -session.countedBytes());
    session.counted(bytes, asReplica);
    add(asReplica, bytes);
  }

  private void add(boolean toReplicas, long bytes) {
    if (toReplicas) {
      replicaBytes += bytes;
    } else {
      clientBytes += bytes;
    }
  }

  /** What a session and its connection hold. */
  public static long bytesOf(ClientSession session) {
    return SESSION_BYTES
        + session.reply().capacity()
        + session.keptBytes()
        + session.transport().queryBufferBytes()
        + session.transport().queryBufferFreeBytes()
        + session.transport().unsentBytes();
  }

  /** Everything. */
  public long used() {
    return counted() + replicaBytes();
  }

  /** What counts against maxmemory: not what waits to be sent to replicas. */
  public long counted() {
    return store.usedBytes() + clientBytes + backlogBytes();
  }

  /** Keys and values. */
  public long dataBytes() {
    return store.usedBytes();
  }

  /** Connections of clients. */
  public long clientBytes() {
    return clientBytes;
  }

  /** Connections of replicas, and what the log keeps for them beyond the backlog they share. */
  public long replicaBytes() {
    return replicaBytes + engine.replication().stream().keptForReadersBytes();
  }

  public long backlogBytes() {
    ReplicationLog log = engine.replication().stream();
    return log.isActive() ? log.historyBytes() : 0;
  }
}
