package io.jacinth.cluster.view;

import org.jspecify.annotations.Nullable;

/**
 * One known node, as clients are told of it.
 *
 * @param id 40 lower-case hex digits
 * @param shardId 40 lower-case hex digits
 * @param ip the address other nodes use; empty while this node does not know its own
 * @param port TCP port for clients; {@code tlsPort} 0 when TLS is off
 * @param busPort port of the cluster bus
 * @param hostname announced host name, or empty
 * @param primary true for a primary, false for a replica
 * @param primaryId id of the primary a replica follows, or null
 * @param failing PFAIL or FAIL as this node sees it: {@code CLUSTER SLOTS} leaves such replicas out
 * @param slots the slots this node owns (empty for a replica)
 */
public record NodeView(
    String id,
    String shardId,
    String ip,
    int port,
    int tlsPort,
    int busPort,
    String hostname,
    boolean primary,
    @Nullable String primaryId,
    Health failing,
    long configEpoch,
    SlotSet slots) {

  /** How this node judges another one. */
  public enum Health {
    OK,
    PFAIL,
    FAIL
  }
}
