package io.jacinth.server.process;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Bounded waiting for something another process does. */
final class Await {
  private Await() {}

  static void until(int timeoutSeconds, String what, Callable<Boolean> condition) {
    until(timeoutSeconds, () -> what, condition);
  }

  static void until(int timeoutSeconds, Supplier<String> what, Callable<Boolean> condition) {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
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
    throw new AssertionError("not within " + timeoutSeconds + " s: " + what.get(), last);
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
