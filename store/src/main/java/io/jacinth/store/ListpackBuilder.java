package io.jacinth.store;

import java.util.Arrays;

/** Makes a listpack in an array, element after element: for what is converted on its way in. */
public final class ListpackBuilder {
  private static final int COUNT_MAX = Listpack.COUNT_UNKNOWN;

  private byte[] bytes = new byte[64];
  private int end = Listpack.HEADER_BYTES;
  private long count;

  public ListpackBuilder() {}

  /** Begins anew. */
  void reset() {
    end = Listpack.HEADER_BYTES;
    count = 0;
  }

  /** Between two uses: an array that grew large is not kept. */
  void letGo() {
    if (Rooms.isLarge(bytes)) {
      bytes = new byte[64];
      reset();
    }
  }

  /** The array in which the elements so far stand from {@link Listpack#HEADER_BYTES} on. */
  byte[] array() {
    return bytes;
  }

  /** Bytes of the elements so far. */
  int elementBytes() {
    return end - Listpack.HEADER_BYTES;
  }

  /** How many elements so far. */
  public long count() {
    return count;
  }

  /** Adds a text, as a number if it is one. */
  public void text(byte[] source, int off, int len) {
    if (Decimal.isCanonical(source, off, len)) {
      number(Decimal.parse(source, off, len));
      return;
    }
    reserve(len + Listpack.OVERHEAD_MAX);
    int start = end;
    if (len < 64) {
      put(0x80 | len);
    } else if (len < 4096) {
      put(0xE0 | len >> 8);
      put(len);
    } else {
      put(0xF0);
      little(len, 4);
    }
    System.arraycopy(source, off, bytes, end, len);
    end += len;
    back(end - start);
  }

  /** Adds a number. */
  public void number(long value) {
    reserve(Listpack.OVERHEAD_MAX);
    int start = end;
    int size = ListpackSizes.encodedBytes(value);
    switch (size) {
      case 1 -> put((int) value);
      case 2 -> {
        put(0xC0 | (int) value >> 8 & 0x1F);
        put((int) value);
      }
      default -> {
        put(size == 9 ? 0xF4 : 0xF0 + size - 2);
        little(value, size - 1);
      }
    }
    back(end - start);
  }

  private void back(int length) {
    int size = ListpackSizes.backBytes(length);
    for (int i = 0; i < size; i++) {
      int part = length >>> 7 * (size - 1 - i) & 127;
      put(i == 0 ? part : part | 128);
    }
    count++;
  }

  private void little(long value, int size) {
    for (int i = 0; i < size; i++) {
      put((int) (value >>> 8 * i));
    }
  }

  private void put(int value) {
    bytes[end++] = (byte) value;
  }

  private void reserve(int more) {
    if (bytes.length - end < more + 1) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, end + more + 1));
    }
  }

  /** The whole listpack. */
  public byte[] toBytes() {
    int last = end;
    put(Listpack.END);
    int total = end;
    end = 0;
    little(total, 4);
    little(Math.min(count, COUNT_MAX), 2);
    end = last;
    return Arrays.copyOf(bytes, total);
  }
}
