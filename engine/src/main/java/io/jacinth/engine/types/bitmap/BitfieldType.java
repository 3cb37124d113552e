package io.jacinth.engine.types.bitmap;

/**
 * The type of an integer field: its sign and width.
 *
 * <p>A field is read and written in a window, the up to nine bytes it touches, the first bit of
 * which is the highest of byte 0. Values are longs; an unsigned field has 63 bits at most.
 */
record BitfieldType(boolean signed, int bits) {
  static final int WINDOW_BYTES = 9;

  long max() {
    return signed ? (1L << (bits - 1)) - 1 : -1L >>> (64 - bits);
  }

  long min() {
    return signed ? -max() - 1 : 0;
  }

  /** The field that begins at bit {@code at} of the window. */
  long get(byte[] window, int at) {
    long value = 0;
    for (int i = at; i < at + bits; i++) {
      value = value << 1 | window[i >> 3] >> (7 - (i & 7)) & 1;
    }
    return signed ? value << (64 - bits) >> (64 - bits) : value;
  }

  /** Writes the lowest bits of {@code value} into the field that begins at bit {@code at}. */
  void set(byte[] window, int at, long value) {
    for (int i = 0; i < bits; i++) {
      int bit = at + i;
      int mask = 0x80 >> (bit & 7);
      boolean on = (value >>> (bits - 1 - i) & 1) != 0;
      window[bit >> 3] = (byte) (on ? window[bit >> 3] | mask : window[bit >> 3] & ~mask);
    }
  }

  /**
   * Whether {@code value + increment} fits: 0, or 1 if it is too large, -1 if too small. An
   * unsigned value below zero counts as too large. So does a signed one that is so far below the
   * minimum that its distance from the maximum is no long any more: Redis lets that difference
   * wrap, and which end a saturated field goes to depends on it.
   */
  int overflow(long value, long increment) {
    long room = max() - value;
    if (!signed) {
      if (value < 0 || room < 0 || increment > room) {
        return 1;
      }
      return increment < -value ? -1 : 0;
    }
    boolean whole = bits == 64;
    if (value > max() || (!whole || value >= 0 && increment > 0) && increment > room) {
      return 1;
    }
    long below = min() - value;
    return value < min() || (!whole || value < 0 && increment < 0) && increment < below ? -1 : 0;
  }

  /** The value at the end that was passed. */
  long limit(int overflow) {
    return overflow > 0 ? max() : min();
  }

  /** The lowest bits of a sum as a value of this type. */
  long wrap(long sum) {
    return signed ? sum << (64 - bits) >> (64 - bits) : sum & max();
  }
}
