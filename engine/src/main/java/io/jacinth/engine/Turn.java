package io.jacinth.engine;

/**
 * The clocks as commands see them. The driver sets both before it executes anything in a turn; a
 * top-level command sees them frozen, so that a key cannot expire between two looks at it.
 */
public final class Turn {
  private long wallMs;
  private long monoMs;

  /** Reads of the loop's clocks, made after the sockets were read. */
  public void set(long newWallMs, long newMonoMs) {
    wallMs = newWallMs;
    monoMs = newMonoMs;
  }

  /** Unix milliseconds: expiry, TIME, stamps. May jump. */
  public long wallMs() {
    return wallMs;
  }

  /** Monotonic milliseconds: timeouts, idle times. */
  public long monoMs() {
    return monoMs;
  }
}
