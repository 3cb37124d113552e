package io.jacinth.cluster.words;

import io.jacinth.cluster.state.ClusterNode;

/** What the words ask of the other topics of the core. */
public interface Actions {
  /** CLUSTER MEET; false if the address or ports cannot be. */
  boolean meet(String ip, int port, int busPort);

  /** CLUSTER FORGET of a node that may be forgotten. */
  void forget(ClusterNode node);

  /** CLUSTER REPLICATE: this node follows {@code primary} from now on. */
  void replicate(ClusterNode primary);

  /** CLUSTER RESET, after its checks. */
  void reset(boolean hard);

  /** CLUSTER FAILOVER without option: by agreement with the primary. */
  void failover();

  /** CLUSTER FAILOVER FORCE: an election without the primary's agreement. */
  void forceFailover();

  /** CLUSTER FAILOVER TAKEOVER: a new epoch and the slots, without an election. */
  void takeOver();

  /**
   * A new, greatest config epoch for this node without asking anybody.
   *
   * @return false if it has the greatest already
   */
  boolean bumpEpoch();

  /** Tells every node at once that slots have changed hands here. */
  void tellEverybody();

  /** A primary that owns no slot any more, the last one having gone to {@code newOwner}. */
  void lostLastSlot(ClusterNode newOwner);

  /** CLUSTER COUNT-FAILURE-REPORTS. */
  int failureReports(ClusterNode node);
}
