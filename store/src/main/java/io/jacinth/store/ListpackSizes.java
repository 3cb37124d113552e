package io.jacinth.store;

/** How long elements of a {@link Listpack} are. */
final class ListpackSizes {
  private ListpackSizes() {}

  /** How many bytes the length of an element takes behind it. */
  static int backBytes(int length) {
    if (length <= 127) {
      return 1;
    }
    if (length < 16383) {
      return 2;
    }
    if (length < 2097151) {
      return 3;
    }
    return length < 268435455 ? 4 : 5;
  }

  /** Bytes of a text as an element, with the length behind it. */
  static int bytesOf(byte[] bytes, int off, int len) {
    int encoded =
        Decimal.isCanonical(bytes, off, len)
            ? encodedBytes(Decimal.parse(bytes, off, len))
            : len + (len < 64 ? 1 : len < 4096 ? 2 : 5);
    return encoded + backBytes(encoded);
  }

  /** Bytes of a number as an element, with the length behind it. */
  static int bytesOf(long value) {
    int encoded = encodedBytes(value);
    return encoded + backBytes(encoded);
  }

  /** Bytes of encoding and data of a number. */
  static int encodedBytes(long value) {
    if (value >= 0 && value <= 127) {
      return 1;
    }
    if (value >= -4096 && value <= 4095) {
      return 2;
    }
    if (value == (short) value) {
      return 3;
    }
    if (value >= -(1 << 23) && value < 1 << 23) {
      return 4;
    }
    return value == (int) value ? 5 : 9;
  }
}
