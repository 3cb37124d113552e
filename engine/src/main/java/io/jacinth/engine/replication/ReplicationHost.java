package io.jacinth.engine.replication;

import io.jacinth.engine.session.ClientSession;

/**
 * What replication's commands ask of the node, which owns the connections. Every method returns at
 * once; replies are written by whoever is named.
 */
public interface ReplicationHost {
  /** What a session told with REPLCONF before it asked for the stream. */
  ReplicaOffer offer(ClientSession session);

  /**
   * PSYNC or SYNC: the session becomes a replica and its connection carries the stream from now on.
   * Writes the reply itself.
   *
   * @param replId history the replica has, {@code "?"} for none
   * @param nextByteOffset first byte it lacks
   */
  void synchronize(ClientSession session, String replId, long nextByteOffset);

  /** {@code REPLCONF ACK} of a session that is a replica. */
  void acknowledged(ClientSession session, long offset);

  /** {@code REPLCONF GETACK} of the primary. */
  void acknowledgeToPrimary();

  /** REPLICAOF host port. Not in cluster mode. */
  void follow(String host, int port);

  /** REPLICAOF NO ONE. Not in cluster mode. */
  void standAlone();

  /** WAIT waits: ask the replicas where they are. */
  void requestAcknowledgements();
}
