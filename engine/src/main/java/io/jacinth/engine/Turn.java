package io.jacinth.engine;

/**
 * The clocks as commands see them. The driver sets both at the start of a turn and moves them
 * between top-level commands; a top-level command sees them frozen, so that a key cannot expire
 * between two looks at it.
 *
 * <p>Reading a clock costs as much as the gates of a command. So the reading at a command's end is
 * kept: it is where the next command's duration starts, and where the frozen clocks move to.
 */
public final class Turn {
  private static final long NANOS_PER_MS = 1_000_000;

  private long wallMs;
  private long monoMs;
  private long nanos;

  /** Reads of the loop's clocks, made after the sockets were read. */
  public void set(long newWallMs, long newMonoNanos) {
    wallMs = newWallMs;
    monoMs = newMonoNanos / NANOS_PER_MS;
    nanos = newMonoNanos;
  }

  /** A reading of the monotonic clock. The frozen clocks stay where they are. */
  public void read(long newMonoNanos) {
    nanos = newMonoNanos;
  }

  /** Moves the frozen clocks to the last reading; between top-level commands only. */
  public void catchUp() {
    long newMonoMs = nanos / NANOS_PER_MS;
    wallMs += newMonoMs - monoMs;
    monoMs = newMonoMs;
  }

  /** Unix milliseconds: expiry, TIME, stamps. May jump. */
  public long wallMs() {
    return wallMs;
  }

  /** Unix microseconds at the last reading, for those who write down when something was. */
  public long wallMicros() {
    return (wallMs - monoMs) * 1000 + nanos / 1000;
  }

  /** Monotonic milliseconds: timeouts, idle times. */
  public long monoMs() {
    return monoMs;
  }

  /** The last reading of the monotonic clock, in nanoseconds. */
  public long nanos() {
    return nanos;
  }
}
