package io.jacinth.engine.rdb;

import io.jacinth.store.ListpackBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What servers before Redis 7 wrote where listpacks are now: ziplists, and still older zipmaps.
 * Both are turned into listpacks; null where the bytes cannot be right.
 *
 * <p>A ziplist is four bytes total length, four bytes offset of the last element, two bytes count,
 * the elements, {@code 0xFF}. An element begins with the length of the one before it (one byte, or
 * {@code 0xFE} and four), then has its own encoding and data.
 *
 * <p>A zipmap is one byte count, the fields and values in turn, {@code 0xFF}. Each is a length (one
 * byte, or {@code 0xFE} and four) and its bytes; between a value's length and bytes is one more
 * byte that says how much unused room follows them.
 */
final class OldFormats {
  private static final int ZIPLIST_HEADER_BYTES = 10;
  private static final int END = 0xFF;
  private static final int LONG_FORM = 0xFE;
  private static final int COUNT_UNKNOWN = 0xFFFF;

  private OldFormats() {}

  static byte @Nullable [] ziplistToListpack(byte[] bytes, int offset, int length) {
    if (length < ZIPLIST_HEADER_BYTES + 1
        || little(bytes, offset, 4) != length
        || (bytes[offset + length - 1] & 0xff) != END) {
      return null;
    }
    ListpackBuilder out = new ListpackBuilder();
    int end = offset + length - 1;
    int at = offset + ZIPLIST_HEADER_BYTES;
    int previous = 0;
    int last = at;
    while (at < end) {
      int start = at;
      boolean wide = (bytes[at] & 0xff) == LONG_FORM;
      if (wide && end - at < 6) {
        return null;
      }
      long noted = wide ? little(bytes, at + 1, 4) : bytes[at] & 0xff;
      if (noted != previous) {
        return null;
      }
      last = start;
      at = ziplistElement(bytes, at + (wide ? 5 : 1), end, out);
      if (at < 0) {
        return null;
      }
      previous = at - start;
    }
    long count = little(bytes, offset + 8, 2);
    boolean right =
        at == end
            && (count == COUNT_UNKNOWN || count == out.count())
            && little(bytes, offset + 4, 4) == last - offset;
    return right ? out.toBytes() : null;
  }

  /** Adds an element without the length before it; returns where the next one starts, or -1. */
  private static int ziplistElement(byte[] bytes, int at, int end, ListpackBuilder out) {
    if (at >= end) {
      return -1;
    }
    int first = bytes[at] & 0xff;
    if (first >= 0xC0) {
      return ziplistNumber(bytes, at, end, first, out);
    }
    int header = first < 0x40 ? 1 : first < 0x80 ? 2 : 5;
    if (end - at < header) {
      return -1;
    }
    long length =
        switch (header) {
          case 1 -> first;
          case 2 -> (first & 0x3f) << 8 | bytes[at + 1] & 0xff;
          default -> big(bytes, at + 1);
        };
    if (length > end - at - header) {
      return -1;
    }
    out.text(bytes, at + header, (int) length);
    return at + header + (int) length;
  }

  private static int ziplistNumber(byte[] bytes, int at, int end, int first, ListpackBuilder out) {
    int size =
        switch (first) {
          case 0xC0 -> 2;
          case 0xD0 -> 4;
          case 0xE0 -> 8;
          case 0xF0 -> 3;
          case 0xFE -> 1;
          default -> first >= 0xF1 && first <= 0xFD ? 0 : -1;
        };
    if (size < 0 || size > end - at - 1) {
      return -1;
    }
    if (size == 0) {
      out.number((first & 0x0f) - 1);
    } else {
      int shift = Long.SIZE - 8 * size;
      out.number(little(bytes, at + 1, size) << shift >> shift);
    }
    return at + 1 + size;
  }

  static byte @Nullable [] zipmapToListpack(byte[] bytes, int offset, int length) {
    if (length < 2 || (bytes[offset + length - 1] & 0xff) != END) {
      return null;
    }
    ListpackBuilder out = new ListpackBuilder();
    int end = offset + length - 1;
    int at = offset + 1;
    boolean isValue = false;
    while (at < end) {
      boolean wide = (bytes[at] & 0xff) == LONG_FORM;
      if (wide && end - at < 5) {
        return null;
      }
      long size = wide ? little(bytes, at + 1, 4) : bytes[at] & 0xff;
      at += wide ? 5 : 1;
      int unused = 0;
      if (isValue) {
        if (at >= end) {
          return null;
        }
        unused = bytes[at++] & 0xff;
      }
      if (size + unused > end - at) {
        return null;
      }
      out.text(bytes, at, (int) size);
      at += (int) size + unused;
      isValue = !isValue;
    }
    int count = bytes[offset] & 0xff;
    return isValue || count < LONG_FORM && count != out.count() / 2 ? null : out.toBytes();
  }

  private static long little(byte[] bytes, int at, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (bytes[at + i] & 0xFFL) << 8 * i;
    }
    return value;
  }

  private static long big(byte[] bytes, int at) {
    return (bytes[at] & 0xFFL) << 24
        | (bytes[at + 1] & 0xFFL) << 16
        | (bytes[at + 2] & 0xFFL) << 8
        | bytes[at + 3] & 0xFFL;
  }
}
