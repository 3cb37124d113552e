package io.jacinth.server.process;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Bounded waiting for something another process does. Bounds say what it may take on a machine with
 * nothing else to do; how fast something is, is judged by other means.
 */
final class Await {
  /** So much longer it may take on a machine whose cores are shared with many. */
  private static final int SHARED = 4;

  private Await() {}

  static void until(int timeoutSeconds, String what, Callable<Boolean> condition) {
    until(timeoutSeconds, () -> what, condition);
  }

  static void until(int timeoutSeconds, Supplier<String> what, Callable<Boolean> condition) {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(patience(timeoutSeconds));
    Exception last = null;
    do {
      try {
        if (condition.call()) {
          return;
        }
      } catch (Exception e) {
        last = e;
      }
      pause(20);
    } while (System.nanoTime() < deadlineNs);
    throw new AssertionError("not within " + patience(timeoutSeconds) + " s: " + what.get(), last);
  }

  /** How many seconds to wait for what should be done in so many. */
  static int patience(int seconds) {
    return SHARED * seconds;
  }

  static void pause(int ms) {
    try {
      TimeUnit.MILLISECONDS.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
