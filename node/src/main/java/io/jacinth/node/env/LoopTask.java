package io.jacinth.node.env;

/** The work of a loop. */
@FunctionalInterface
public interface LoopTask {
  /**
   * Does what there is to do within its budget.
   *
   * @return when to call again at the latest, on the monotonic clock in ms; 0 for at once
   */
  long turn();
}
