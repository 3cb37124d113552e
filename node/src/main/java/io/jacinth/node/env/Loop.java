package io.jacinth.node.env;

import java.util.function.Consumer;

/**
 * One single-threaded loop: the engine's or the bus's. Everything a loop owns is called on it and
 * nowhere else; {@link Mailbox#put} and {@link #wake} are the only methods other loops may call.
 *
 * <p>One round is: deliver what I/O and mailboxes brought, call {@link LoopTask#turn}, wait until
 * its deadline or the next event.
 */
public interface Loop {
  /** Wall clock, Unix milliseconds. May jump. */
  long wallMs();

  /** Monotonic clock, milliseconds from an arbitrary start. All timeouts use it. */
  long monoMs();

  /** Monotonic clock in nanoseconds for durations and budgets; same origin as {@link #monoMs}. */
  long monoNanos();

  /** Makes {@code task} the loop's work. Called once, before the loop runs. */
  void run(LoopTask task);

  /** Ends the loop after the current turn. */
  void stop();

  /** Makes the loop take a turn soon. Any thread. */
  void wake();

  /**
   * From within a turn: delivers what I/O and mailboxes brought and sends what was flushed, without
   * waiting and without a turn. A long command calls it so that others can be told that it runs.
   */
  default void runIo() {}

  /** A queue whose receiver runs on this loop, in the order of the puts of each sender. */
  <T> Mailbox<T> mailbox(Consumer<T> receiver);

  /**
   * Opens a connection. The answer is {@link ConnectionHandler#onConnected} or {@link
   * ConnectionHandler#onClosed}, never within this call.
   *
   * @param host IP address or name
   * @param bindAddress source address, or empty
   */
  void connect(String host, int port, String bindAddress, int timeoutMs, ConnectionHandler handler);
}
