package io.jacinth.server.net;

/**
 * The monotonic clock of the process. All loops share its origin, for times travel between them.
 */
public final class Clocks {
  /** Not zero: zero and below mean "at once" or "never" in many places. */
  private static final long START_NANOS = 1_000_000_000L;

  private static final long ORIGIN = System.nanoTime() - START_NANOS;

  private Clocks() {}

  public static long monoNanos() {
    return System.nanoTime() - ORIGIN;
  }

  public static long monoMs() {
    return monoNanos() / 1_000_000;
  }
}
