package io.jacinth.engine;

import io.jacinth.engine.replication.ReplicationLog;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.store.Store;

/**
 * What {@code used_memory} is made of: the store's blocks and tables, which are counted to the byte
 * as they come and go; the replication backlog; and the clients' buffers, which are added up once
 * per cron, and whenever INFO asks.
 *
 * <p>Code, classes and the collector's spare room are not in it: they are the process's overhead
 * and show in {@code used_memory_rss} only.
 */
public final class MemoryUse {
  /** Objects of a session and its connection without their buffers. */
  static final int SESSION_BYTES = 1024;

  private final Engine engine;
  private final Store store;
  private long clientBytes;
  private long replicaBytes;

  MemoryUse(Engine engine, Store store) {
    this.engine = engine;
    this.store = store;
  }

  /** Adds up what clients hold. */
  public void measure() {
    long clients = 0;
    long replicas = 0;
    for (ClientSession session : engine.sessions().all()) {
      long bytes = bytesOf(session);
      if (session.is(SessionFlags.REPLICA)) {
        replicas += bytes;
      } else {
        clients += bytes;
      }
    }
    clientBytes = clients;
    replicaBytes = replicas;
  }

  private static long bytesOf(ClientSession session) {
    return SESSION_BYTES
        + session.reply().capacity()
        + session.transport().queryBufferBytes()
        + session.transport().queryBufferFreeBytes()
        + session.transport().unsentBytes();
  }

  /** Everything. */
  public long used() {
    return store.usedBytes() + clientBytes + replicaBytes + backlogBytes();
  }

  /** What counts against maxmemory: not what waits to be sent to replicas. */
  public long counted() {
    return used() - replicaBytes;
  }

  /** Keys and values. */
  public long dataBytes() {
    return store.usedBytes();
  }

  /** Connections of clients, as of the last measurement. */
  public long clientBytes() {
    return clientBytes;
  }

  /** Connections of replicas, beyond the backlog they share. */
  public long replicaBytes() {
    return replicaBytes;
  }

  public long backlogBytes() {
    ReplicationLog log = engine.replication().stream();
    return log.isActive() ? log.historyBytes() : 0;
  }
}
