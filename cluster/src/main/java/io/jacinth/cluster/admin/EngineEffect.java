package io.jacinth.cluster.admin;

import io.jacinth.cluster.view.ClusterView;
import io.jacinth.cluster.view.SlotSet;

/**
 * What the core wants of its engine. Effects travel in one ordered inbox and are carried out at
 * command boundaries. Those with a {@code generation} are answered by {@link EngineReport.Ack}.
 */
public sealed interface EngineEffect {
  /** From now on routing follows this view. */
  record AdoptView(ClusterView view) implements EngineEffect {}

  /** The answer to a {@link ClusterRequest}. */
  record Reply(long requestId, Answer answer) implements EngineEffect {}

  /**
   * Cut the link to the primary, throw unapplied bytes away, become a primary with a new
   * replication id, acknowledge with the offset. The core claims the slots only after that.
   */
  record Promote(long generation) implements EngineEffect {}

  /** Follow this primary (from a primary: become a replica; from a replica: switch over). */
  record Follow(long generation, String primaryId, String host, int port) implements EngineEffect {}

  /** Be a primary without an election (CLUSTER RESET): drop replication, keep or drop the data. */
  record StandAlone(long generation, boolean dropAllKeys) implements EngineEffect {}

  /** Manual failover: no writes, expiry or eviction until then; acknowledge with the offset. */
  record PauseWrites(long generation, long untilMonoMs) implements EngineEffect {}

  /** The manual failover is over. */
  record ResumeWrites() implements EngineEffect {}

  /** A node of the cluster published a message: it is for this node's subscribers. */
  record Published(boolean sharded, byte[] channel, byte[] message) implements EngineEffect {}

  /** Another node owns these slots now. Void for a slot that has come back in an adopted view. */
  record DropSlotKeys(SlotSet slots) implements EngineEffect {}
}
