package io.jacinth.engine.command;

import java.util.Arrays;

/**
 * Which words of a command are keys, and what happens to each. Reused: finding allocates little.
 */
public final class KeyPositions {
  private int[] words = new int[16];
  private int[] flags = new int[16];
  private int count;

  public void clear() {
    count = 0;
  }

  public void add(int word, int keyFlags) {
    if (count == words.length) {
      words = Arrays.copyOf(words, count * 2);
      flags = Arrays.copyOf(flags, count * 2);
    }
    words[count] = word;
    flags[count++] = keyFlags;
  }

  public int count() {
    return count;
  }

  /** Index of the word that is key {@code i}. */
  public int word(int i) {
    return words[i];
  }

  /** Bits of {@link Keys} for key {@code i}. */
  public int flags(int i) {
    return flags[i];
  }
}
