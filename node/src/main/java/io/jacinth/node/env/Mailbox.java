package io.jacinth.node.env;

/** The sending end of a queue into a loop. */
@FunctionalInterface
public interface Mailbox<T> {
  /** Queues a message and wakes the receiving loop. Any thread. */
  void put(T message);
}
