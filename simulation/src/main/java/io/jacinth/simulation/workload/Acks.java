package io.jacinth.simulation.workload;

/** Told of every acknowledged write, in the order in which clients see them. */
@FunctionalInterface
public interface Acks {
  /**
   * @param node index of the node that acknowledged
   * @param sentNs when it flushed the reply
   */
  void acked(int node, int slot, long sentNs);
}
