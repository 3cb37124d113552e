package io.jacinth.resp;

/**
 * Looks at the commands that wait in a {@link QueryBuffer} without taking them: where is the second
 * word of each, which is the key of nearly all commands, and where are the third and the last, one
 * of which may name a field or a member?
 *
 * <p>Whoever knows the next keys can have the memory behind them fetched while it does something
 * else. The scout changes nothing and decides nothing; the {@link RequestParser} reads the same
 * bytes again and is the only one to judge them. So the scout may be simple: at the first thing
 * that is not a plain multibulk of moderate size it stops.
 */
public final class PipelineScout {
  /** Words of a command that are passed over; a command with more ends the look. */
  private static final int WORDS_MAX = 64;

  private static final int NUMBER_MAX = 1 << 20;

  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int at;
  private int end;
  private int keyOffset;
  private int keyLength;
  private int thirdOffset;
  private int thirdLength;
  private int lastOffset;
  private int lastLength;

  /** Starts at the first command not taken yet. */
  public void start(QueryBuffer buffer) {
    bytes = buffer.array();
    at = buffer.readIndex();
    end = at + buffer.readable();
  }

  /** Ends the look: the buffer's array, which may be large, is not held. */
  public void stop() {
    bytes = NOTHING;
    at = 0;
    end = 0;
  }

  /** Goes to the next command that has a second word; false when the look ends. */
  public boolean next() {
    while (true) {
      int words = number('*');
      if (words <= 0 || words > WORDS_MAX || !skip(1)) {
        return false;
      }
      if (words > 1) {
        int length = number('$');
        if (length < 0 || length > end - at) {
          return false;
        }
        keyOffset = at;
        keyLength = length;
        at += length + 2;
        thirdLength = -1;
        lastLength = -1;
        if (!rest(words - 2)) {
          at = end; // the key is of use even though the rest has not come
          thirdLength = -1;
          lastLength = -1;
        }
        return true;
      }
    }
  }

  /** Where the key is in the buffer's array. */
  public int keyOffset() {
    return keyOffset;
  }

  public int keyLength() {
    return keyLength;
  }

  /** Where the third word is; void if {@link #thirdLength} is -1. */
  public int thirdOffset() {
    return thirdOffset;
  }

  /** How long the third word is; -1 if there is none, or not all of the command. */
  public int thirdLength() {
    return thirdLength;
  }

  /** Where the last word is, if there are three; void if {@link #lastLength} is -1. */
  public int lastOffset() {
    return lastOffset;
  }

  /** How long the last word is; -1 as in {@link #thirdLength}. */
  public int lastLength() {
    return lastLength;
  }

  /** Passes over the words behind the key and notes the first and the last of them. */
  private boolean rest(int words) {
    for (int i = 0; i < words; i++) {
      int length = number('$');
      if (length < 0) {
        return false;
      }
      lastOffset = at;
      lastLength = length;
      if (i == 0) {
        thirdOffset = at;
        thirdLength = length;
      }
      at += length + 2;
    }
    return at <= end;
  }

  private boolean skip(int words) {
    for (int i = 0; i < words; i++) {
      int length = number('$');
      if (length < 0) {
        return false;
      }
      at += length + 2;
    }
    return at <= end;
  }

  /** The number of a header line that starts with {@code mark}, -1 if there is no such line. */
  private int number(char mark) {
    int i = at + 1;
    if (i >= end || bytes[at] != mark) {
      return -1;
    }
    int value = 0;
    while (i < end && bytes[i] >= '0' && bytes[i] <= '9' && value < NUMBER_MAX) {
      value = value * 10 + (bytes[i++] - '0');
    }
    if (i + 1 >= end || bytes[i] != '\r') {
      return -1;
    }
    at = i + 2;
    return value;
  }
}
