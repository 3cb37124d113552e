package io.jacinth.store;

import java.lang.foreign.MemorySegment;

/**
 * Looks at long string values where they lie: counts set bits, finds the first byte that is not a
 * given one. A value in pages is taken page by page, so nothing is copied and nothing allocated
 * however long it is.
 *
 * <p>Both loops go eight bytes at a time over one slice of a span with an int index, which the
 * compiler frees of bounds checks; counting keeps four sums so that they do not wait for each
 * other.
 */
public final class BitScan {
  private static final int STRIDE_BYTES = 4 * Long.BYTES;

  private final Memory memory;
  private final Values values;
  private final Entries entries;
  private final byte[] text = new byte[Decimal.DIGITS_MAX];

  BitScan(Memory memory, Values values, Entries entries) {
    this.memory = memory;
    this.values = values;
    this.entries = entries;
  }

  /** How many bits are set in the bytes {@code from} to {@code to - 1} of a string value. */
  public long countBits(int entry, int from, int to) {
    if (entries.encoding(entry) == ValueTypes.ENCODING_INT) {
      checkRange(from, to, entries.copyValue(entry, text, 0));
      long count = 0;
      for (int i = from; i < to; i++) {
        count += Integer.bitCount(text[i] & 0xFF);
      }
      return count;
    }
    checkRange(from, to, entries.valueLength(entry));
    long count = 0;
    for (int at = from; at < to; ) {
      int part = partLength(entry, at, to);
      count += count(slice(entry, at, part), part);
      at += part;
    }
    return count;
  }

  /**
   * The index of the first byte in {@code from} to {@code to - 1} that is not {@code usual}, or
   * {@code to} if all are.
   *
   * @param usual 0 or -1
   */
  public int firstOther(int entry, int from, int to, byte usual) {
    if (entries.encoding(entry) == ValueTypes.ENCODING_INT) {
      checkRange(from, to, entries.copyValue(entry, text, 0));
      int at = from;
      while (at < to && text[at] == usual) {
        at++;
      }
      return at;
    }
    checkRange(from, to, entries.valueLength(entry));
    for (int at = from; at < to; ) {
      int part = partLength(entry, at, to);
      int found = firstOther(slice(entry, at, part), part, usual);
      if (found < part) {
        return at + found;
      }
      at += part;
    }
    return to;
  }

  private static void checkRange(int from, int to, int length) {
    if (from < 0 || to < from || to > length) {
      throw new IndexOutOfBoundsException("value range " + from + " to " + to);
    }
  }

  /** How many bytes from {@code at} on, but not beyond {@code to}, lie in a row. */
  private int partLength(int entry, int at, int to) {
    boolean rope = EntryLayout.place(entries.header(entry)) == EntryLayout.PLACE_ROPE;
    return rope ? Math.min(to - at, Values.PAGE_BYTES - at % Values.PAGE_BYTES) : to - at;
  }

  private MemorySegment slice(int entry, int at, int length) {
    long word = entries.header(entry);
    int valueAt = EntryLayout.valueAt(word);
    int block = entry;
    int inBlock = valueAt + at;
    if (EntryLayout.place(word) != EntryLayout.PLACE_INLINE) {
      block = memory.getInt(entry, valueAt);
      inBlock = at;
      if (EntryLayout.place(word) == EntryLayout.PLACE_ROPE) {
        block = values.page(block, at / Values.PAGE_BYTES);
        inBlock = at % Values.PAGE_BYTES;
      }
    }
    return memory.segment(block).asSlice(Ref.offset(block) + inBlock, length);
  }

  private static long count(MemorySegment bytes, int length) {
    long first = 0;
    long second = 0;
    long third = 0;
    long fourth = 0;
    int i = 0;
    for (; i <= length - STRIDE_BYTES; i += STRIDE_BYTES) {
      first += Long.bitCount(bytes.get(Memory.LONG, i));
      second += Long.bitCount(bytes.get(Memory.LONG, i + Long.BYTES));
      third += Long.bitCount(bytes.get(Memory.LONG, i + 2 * Long.BYTES));
      fourth += Long.bitCount(bytes.get(Memory.LONG, i + 3 * Long.BYTES));
    }
    for (; i <= length - Long.BYTES; i += Long.BYTES) {
      first += Long.bitCount(bytes.get(Memory.LONG, i));
    }
    for (; i < length; i++) {
      second += Integer.bitCount(bytes.get(Memory.BYTE, i) & 0xFF);
    }
    return first + second + third + fourth;
  }

  private static int firstOther(MemorySegment bytes, int length, byte usual) {
    int i = 0;
    while (i <= length - STRIDE_BYTES
        && ((bytes.get(Memory.LONG, i) ^ usual)
                | (bytes.get(Memory.LONG, i + Long.BYTES) ^ usual)
                | (bytes.get(Memory.LONG, i + 2 * Long.BYTES) ^ usual)
                | (bytes.get(Memory.LONG, i + 3 * Long.BYTES) ^ usual))
            == 0) {
      i += STRIDE_BYTES;
    }
    while (i <= length - Long.BYTES && bytes.get(Memory.LONG, i) == usual) {
      i += Long.BYTES;
    }
    while (i < length && bytes.get(Memory.BYTE, i) == usual) {
      i++;
    }
    return i;
  }
}
