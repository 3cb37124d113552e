package io.jacinth.store;

/** Long integers as the decimal text Redis accepts and prints, without allocation. */
final class Decimal {
  static final int DIGITS_MAX = 20;

  /** 10 to the power of the index; 0 has a digit, too. */
  private static final long[] POWERS_OF_TEN = new long[19];

  static {
    long power = 10;
    for (int i = 1; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = power;
      power *= 10;
    }
  }

  private Decimal() {}

  /**
   * Whether the bytes are exactly what {@link #write} would print for some long: no sign but a
   * minus, no leading zero, no blank. Only such strings may be kept as integers, since the text has
   * to come back unchanged.
   */
  static boolean isCanonical(byte[] bytes, int off, int len) {
    if (len == 0 || len > DIGITS_MAX) {
      return false;
    }
    int first = bytes[off];
    boolean negative = first == '-';
    int digits = negative ? len - 1 : len;
    int start = negative ? off + 1 : off;
    if (digits == 0 || digits > 19) {
      return false;
    }
    if (bytes[start] == '0') {
      return len == 1;
    }
    long value = 0;
    for (int i = start; i < start + digits; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      value = value * 10 + digit;
    }
    // 19 digits stay below 10^19 < 2^64: as unsigned the value is exact, so one compare decides.
    return Long.compareUnsigned(value, negative ? Long.MIN_VALUE : Long.MAX_VALUE) <= 0;
  }

  /** The number of a canonical text. */
  static long parse(byte[] bytes, int off, int len) {
    boolean negative = bytes[off] == '-';
    long value = 0;
    for (int i = negative ? off + 1 : off; i < off + len; i++) {
      value = value * 10 + (bytes[i] - '0');
    }
    return negative ? -value : value;
  }

  static int length(long value) {
    if (value == Long.MIN_VALUE) {
      return DIGITS_MAX;
    }
    long rest = value < 0 ? -value : value;
    // The logarithm of 2 is 1233 / 4096: b bits make so many digits, or one more.
    int digits = (Long.SIZE - Long.numberOfLeadingZeros(rest | 1)) * 1233 >>> 12;
    return (value < 0 ? 1 : 0) + digits + (rest >= POWERS_OF_TEN[digits] ? 1 : 0);
  }

  /** Writes the text and returns its length. */
  static int write(long value, byte[] dst, int dstOff) {
    int length = length(value);
    int at = dstOff + length;
    long rest = value < 0 ? value : -value;
    do {
      dst[--at] = (byte) ('0' - rest % 10);
      rest /= 10;
    } while (rest != 0);
    if (value < 0) {
      dst[--at] = '-';
    }
    return length;
  }
}
