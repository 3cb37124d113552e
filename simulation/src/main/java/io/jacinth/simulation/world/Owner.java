package io.jacinth.simulation.world;

/** Whoever owns one end of a connection: a loop, or a simulated client that acts at once. */
@FunctionalInterface
public interface Owner {
  /** Runs {@code item} when the owner gets round to it, in order; never if it is gone. */
  void deliver(Runnable item);
}
