package io.jacinth.store;

/**
 * A listpack in an array: what has come from outside and is not believed yet, or what is on its way
 * out. {@link #isValid} looks at every byte; after it, walking needs no care.
 */
public final class ListpackBytes {
  /** Takes the elements in order; text is a range of the array, numbers come as numbers. */
  public interface Visitor {
    void text(byte[] bytes, int off, int len);

    void number(long value);
  }

  private ListpackBytes() {}

  /**
   * Whether these bytes are exactly one whole listpack: lengths agree forwards and backwards, every
   * encoding is known and the count is right.
   */
  public static boolean isValid(byte[] bytes, int off, int len) {
    if (len < Listpack.EMPTY_BYTES
        || little(bytes, off, 4) != len
        || (bytes[off + len - 1] & 0xFF) != Listpack.END) {
      return false;
    }
    int count = 0;
    int end = off + len - 1;
    int at = off + Listpack.HEADER_BYTES;
    while (at < end) {
      long encoded = encodedBytes(bytes, at, end);
      if (encoded < 0 || encoded > end - at) {
        return false;
      }
      int back = ListpackSizes.backBytes((int) encoded);
      if (back > end - at - encoded || !isBack(bytes, at + (int) encoded, (int) encoded, back)) {
        return false;
      }
      at += (int) encoded + back;
      count++;
    }
    int noted = (int) little(bytes, off + Listpack.COUNT_AT, 2);
    return at == end && (noted == Listpack.COUNT_UNKNOWN || noted == count);
  }

  private static boolean isBack(byte[] bytes, int at, int length, int count) {
    for (int i = 0; i < count; i++) {
      int part = length >>> 7 * (count - 1 - i) & 127;
      if ((bytes[at + i] & 0xFF) != (i == 0 ? part : part | 128)) {
        return false;
      }
    }
    return true;
  }

  /** Bytes of encoding and data, -1 if they cannot be told. */
  private static long encodedBytes(byte[] bytes, int at, int end) {
    int b = bytes[at] & 0xFF;
    if (b < 0x80) {
      return 1;
    }
    if (b < 0xC0) {
      return 1L + (b & 0x3F);
    }
    if (b < 0xE0) {
      return 2;
    }
    if (b < 0xF0) {
      return at + 1 < end ? 2L + ((b & 0xF) << 8 | bytes[at + 1] & 0xFF) : -1;
    }
    return switch (b) {
      case 0xF0 -> at + 5 <= end ? 5 + little(bytes, at + 1, 4) : -1;
      case 0xF1 -> 3;
      case 0xF2 -> 4;
      case 0xF3 -> 5;
      case 0xF4 -> 9;
      default -> -1;
    };
  }

  /** How many elements a valid listpack has. */
  public static int count(byte[] bytes, int off) {
    int noted = (int) little(bytes, off + Listpack.COUNT_AT, 2);
    if (noted != Listpack.COUNT_UNKNOWN) {
      return noted;
    }
    int[] counted = {0};
    visit(
        bytes,
        off,
        new Visitor() {
          @Override
          public void text(byte[] from, int at, int len) {
            counted[0]++;
          }

          @Override
          public void number(long value) {
            counted[0]++;
          }
        });
    return counted[0];
  }

  /** Walks over a valid listpack. */
  public static void visit(byte[] bytes, int off, Visitor visitor) {
    int end = off + (int) little(bytes, off, 4) - 1;
    int at = off + Listpack.HEADER_BYTES;
    while (at < end) {
      int encoded = (int) encodedBytes(bytes, at, end);
      int b = bytes[at] & 0xFF;
      if (b < 0x80) {
        visitor.number(b);
      } else if (b < 0xC0) {
        visitor.text(bytes, at + 1, encoded - 1);
      } else if (b < 0xE0) {
        visitor.number((long) ((b & 0x1F) << 8 | bytes[at + 1] & 0xFF) << 51 >> 51);
      } else if (b < 0xF0) {
        visitor.text(bytes, at + 2, encoded - 2);
      } else if (b == 0xF0) {
        visitor.text(bytes, at + 5, encoded - 5);
      } else {
        int shift = Long.SIZE - 8 * (encoded - 1);
        visitor.number(little(bytes, at + 1, encoded - 1) << shift >> shift);
      }
      at += encoded + ListpackSizes.backBytes(encoded);
    }
  }

  /**
   * Whether a valid listpack is as this store would make it, as far as searching depends on it: no
   * text is the decimal form of a number.
   */
  public static boolean isNormal(byte[] bytes, int off) {
    boolean[] normal = {true};
    visit(
        bytes,
        off,
        new Visitor() {
          @Override
          public void text(byte[] from, int at, int len) {
            normal[0] &= !Decimal.isCanonical(from, at, len);
          }

          @Override
          public void number(long value) {}
        });
    return normal[0];
  }

  /** Length of the longest element's text. */
  public static int longest(byte[] bytes, int off) {
    int[] longest = {0};
    visit(
        bytes,
        off,
        new Visitor() {
          @Override
          public void text(byte[] from, int at, int len) {
            longest[0] = Math.max(longest[0], len);
          }

          @Override
          public void number(long value) {
            longest[0] = Math.max(longest[0], Decimal.length(value));
          }
        });
    return longest[0];
  }

  private static long little(byte[] bytes, int at, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (bytes[at + i] & 0xFFL) << 8 * i;
    }
    return value;
  }
}
