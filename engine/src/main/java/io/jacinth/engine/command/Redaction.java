package io.jacinth.engine.command;

/**
 * Which words of a command are secrets: a bit each, the last bit for all words from the 64th on.
 */
public final class Redaction {
  private static final int LAST_BIT = 63;

  private Redaction() {}

  static long with(long bits, int i) {
    return bits | 1L << Math.min(i, LAST_BIT);
  }

  public static boolean has(long bits, int i) {
    return (bits >>> Math.min(i, LAST_BIT) & 1) != 0;
  }
}
