package io.jacinth.store;

import java.lang.foreign.MemorySegment;

/**
 * A list of short texts and numbers in a row of bytes: Redis's listpack, byte for byte, so that RDB
 * and DUMP carry it as it is.
 *
 * <p><b>Format.</b> Four bytes total length, two bytes number of elements (65535: too many to note,
 * count them), the elements, {@code 0xFF}. An element is its encoding and data, and behind them
 * their length once more, in one to five bytes that are read backwards; so the list can be walked
 * from both ends.
 *
 * <pre>
 *  0vvvvvvv                     number 0 to 127
 *  110vvvvv v                   number of 13 bits
 *  F1 vv, F2 vvv, F3 x4, F4 x8  numbers of 16, 24, 32 and 64 bits, little-endian
 *  10llllll                     text of up to 63 bytes
 *  1110llll l                   text of up to 4095 bytes
 *  F0 llll                      text of up to 4 GiB
 * </pre>
 *
 * A text that is the canonical decimal form of a 64-bit number is always kept as that number.
 *
 * <p>This object is a window over one list at a time ({@link #open}); elements are named by their
 * position, the offset of their first byte. Positions are void after a change, except where a
 * method returns one. Everything is bounds-checked by the memory; the format is trusted here, and
 * checked by {@link ListpackBytes#isValid} where bytes come from outside.
 */
final class Listpack {
  static final int EMPTY_BYTES = 7;
  static final int HEADER_BYTES = 6;
  static final int COUNT_AT = 4;
  static final int COUNT_UNKNOWN = 0xFFFF;
  static final int END = 0xFF;
  static final int NONE = -1;

  /** An element of n bytes of text takes at most this many more. */
  static final int OVERHEAD_MAX = 10;

  private final Memory memory;
  private Room room;
  private MemorySegment segment;
  private long base;

  /** Numbers and lengths that {@link #parse} found. */
  private boolean integer;

  private long number;
  private int textAt;
  private int textLength;
  private int elementBytes;

  /** Where {@link #parse} looked last, so that whoever goes on from there need not look again. */
  private int parsedAt;

  Listpack(Store store, Room first) {
    memory = store.memory;
    room = first;
    segment = MemorySegment.NULL;
  }

  /** Looks at the list in a room. */
  void open(Room newRoom) {
    room = newRoom;
    locate();
  }

  private void locate() {
    parsedAt = NONE;
    segment = memory.segment(room.ref());
    base = Ref.offset(room.ref()) + room.at();
  }

  /** Writes an empty list into a room of {@link #EMPTY_BYTES}. */
  static void writeEmpty(Memory memory, int ref, int at) {
    memory.setInt(ref, at, EMPTY_BYTES);
    memory.setShort(ref, at + COUNT_AT, 0);
    memory.setByte(ref, at + HEADER_BYTES, END);
  }

  /** Notes length and number of elements of a list whose elements are there already. */
  static void writeHeader(Memory memory, int ref, int bytes, int count) {
    memory.setInt(ref, 0, bytes);
    memory.setShort(ref, COUNT_AT, Math.min(count, COUNT_UNKNOWN));
  }

  // ---- walking

  /** Length of the whole list in bytes. */
  int totalBytes() {
    return segment.get(Memory.INT, base);
  }

  /** How many elements there are. */
  int count() {
    int noted = segment.get(Memory.SHORT, base + COUNT_AT) & 0xFFFF;
    if (noted != COUNT_UNKNOWN) {
      return noted;
    }
    int counted = 0;
    for (int at = first(); at != NONE; at = next(at)) {
      counted++;
    }
    if (counted < COUNT_UNKNOWN) {
      segment.set(Memory.SHORT, base + COUNT_AT, (short) counted);
    }
    return counted;
  }

  /** The first element, {@link #NONE} if there is none. */
  int first() {
    return byteAt(HEADER_BYTES) == END ? NONE : HEADER_BYTES;
  }

  /** The last element, {@link #NONE} if there is none. */
  int last() {
    return before(totalBytes() - 1);
  }

  /** The element after one, {@link #NONE} after the last. */
  int next(int at) {
    int next =
        at == parsedAt ? at + elementBytes + ListpackSizes.backBytes(elementBytes) : skip(at);
    return byteAt(next) == END ? NONE : next;
  }

  /** The element before one, {@link #NONE} before the first. */
  int previous(int at) {
    return before(at);
  }

  /** The position after an element, which may be that of the end mark. */
  int skip(int at) {
    int bytes = encodedBytesAt(at);
    return at + bytes + ListpackSizes.backBytes(bytes);
  }

  /** Whether a position is that of the end mark. */
  boolean isEnd(int at) {
    return byteAt(at) == END;
  }

  /** The position of the end mark: where an append inserts. */
  int end() {
    return totalBytes() - 1;
  }

  /** The element with that index, counted from the end if negative; {@link #NONE} out of range. */
  int seek(int index) {
    int count = count();
    int wanted = index < 0 ? index + count : index;
    if (wanted < 0 || wanted >= count) {
      return NONE;
    }
    int at;
    if (wanted <= count / 2) {
      at = first();
      for (int i = 0; i < wanted; i++) {
        at = next(at);
      }
    } else {
      at = last();
      for (int i = count - 1; i > wanted; i--) {
        at = previous(at);
      }
    }
    return at;
  }

  private int before(int at) {
    if (at == HEADER_BYTES) {
      return NONE;
    }
    int length = 0;
    int shift = 0;
    int from = at - 1;
    int b = byteAt(from);
    while (true) {
      length |= (b & 127) << shift;
      if ((b & 128) == 0) {
        break;
      }
      shift += 7;
      b = byteAt(--from);
    }
    return at - length - ListpackSizes.backBytes(length);
  }

  private int byteAt(int at) {
    return segment.get(Memory.BYTE, base + at) & 0xFF;
  }

  /** Bytes of encoding and data of an element. */
  private int encodedBytesAt(int at) {
    int b = byteAt(at);
    if (b < 0x80) {
      return 1;
    }
    if (b < 0xC0) {
      return 1 + (b & 0x3F);
    }
    if (b < 0xE0) {
      return 2;
    }
    if (b < 0xF0) {
      return 2 + ((b & 0xF) << 8 | byteAt(at + 1));
    }
    return switch (b) {
      case 0xF0 -> 5 + segment.get(Memory.INT, base + at + 1);
      case 0xF1 -> 3;
      case 0xF2 -> 4;
      case 0xF3 -> 5;
      case 0xF4 -> 9;
      default -> throw new IllegalStateException("no listpack encoding: " + b);
    };
  }

  // ---- reading

  private void parse(int at) {
    parsedAt = at;
    int b = byteAt(at);
    integer = true;
    if (b < 0x80) {
      number = b;
      elementBytes = 1;
    } else if (b < 0xC0) {
      text(at + 1, b & 0x3F);
      elementBytes = 1 + textLength;
    } else if (b < 0xE0) {
      number = (long) ((b & 0x1F) << 8 | byteAt(at + 1)) << 51 >> 51;
      elementBytes = 2;
    } else if (b < 0xF0) {
      text(at + 2, (b & 0xF) << 8 | byteAt(at + 1));
      elementBytes = 2 + textLength;
    } else {
      parseLong(at, b);
    }
  }

  private void parseLong(int at, int b) {
    switch (b) {
      case 0xF0 -> {
        text(at + 5, segment.get(Memory.INT, base + at + 1));
        elementBytes = 5 + textLength;
      }
      case 0xF1 -> {
        number = segment.get(Memory.SHORT, base + at + 1);
        elementBytes = 3;
      }
      case 0xF2 -> {
        number = (segment.get(Memory.SHORT, base + at + 1) & 0xFFFF) | (byte) byteAt(at + 3) << 16;
        elementBytes = 4;
      }
      case 0xF3 -> {
        number = segment.get(Memory.INT, base + at + 1);
        elementBytes = 5;
      }
      case 0xF4 -> {
        number = segment.get(Memory.LONG, base + at + 1);
        elementBytes = 9;
      }
      default -> throw new IllegalStateException("no listpack encoding: " + b);
    }
  }

  private void text(int at, int length) {
    integer = false;
    textAt = at;
    textLength = length;
  }

  /** Reads an element. */
  void get(int at, Item into) {
    parse(at);
    if (integer) {
      into.setInteger(number);
    } else {
      into.setBytes(room.ref(), room.at() + textAt, textLength);
    }
  }

  /** Whether an element is a number; {@link #longValue} is it then. */
  boolean isInteger(int at) {
    parse(at);
    return integer;
  }

  /** The number {@link #isInteger} found. */
  long longValue() {
    return number;
  }

  /** Whether an element is that text. */
  boolean equals(int at, byte[] bytes, int off, int len) {
    parse(at);
    if (!integer) {
      return textLength == len && Memory.equal(segment, base + textAt, bytes, off, len);
    }
    return Decimal.isCanonical(bytes, off, len) && Decimal.parse(bytes, off, len) == number;
  }

  /**
   * Finds a text, from an element on.
   *
   * @param from where to start, or {@link #NONE}
   * @param skip elements to pass over between two that are compared: 1 to look at every second
   * @return its position or {@link #NONE}
   */
  int find(int from, byte[] bytes, int off, int len, int skip) {
    if (from == NONE) {
      return NONE;
    }
    boolean wanted = Decimal.isCanonical(bytes, off, len);
    long value = wanted ? Decimal.parse(bytes, off, len) : 0;
    int at = from;
    while (byteAt(at) != END) {
      parse(at);
      boolean same =
          integer
              ? wanted && number == value
              : !wanted
                  && textLength == len
                  && Memory.equal(segment, base + textAt, bytes, off, len);
      if (same) {
        return at;
      }
      at += elementBytes + ListpackSizes.backBytes(elementBytes);
      for (int i = 0; i < skip && byteAt(at) != END; i++) {
        at = skip(at);
      }
    }
    return NONE;
  }

  /** Copies the whole list into an array of {@link #totalBytes}. */
  void copyTo(byte[] target) {
    memory.copyOut(room.ref(), room.at(), target, 0, target.length);
  }

  // ---- changing

  /** Adds a text at the end. */
  void append(byte[] bytes, int off, int len) {
    insert(end(), bytes, off, len);
  }

  /** Adds a number at the end. */
  void append(long value) {
    insert(end(), value);
  }

  /** Adds elements that are encoded already at the end. */
  void appendEncoded(byte[] bytes, int off, int len, int elements) {
    int at = end();
    splice(at, 0, len, elements);
    memory.copyIn(bytes, off, room.ref(), room.at() + at, len);
  }

  /** Adds two texts at the end at once. */
  void append(byte[] a, int aOff, int aLen, byte[] b, int bOff, int bLen) {
    insert(end(), a, aOff, aLen, b, bOff, bLen);
  }

  /** Puts two texts before the element (or end mark) at a position. */
  void insert(int at, byte[] a, int aOff, int aLen, byte[] b, int bOff, int bLen) {
    int first = ListpackSizes.bytesOf(a, aOff, aLen);
    splice(at, 0, first + ListpackSizes.bytesOf(b, bOff, bLen), 2);
    write(at, a, aOff, aLen);
    write(at + first, b, bOff, bLen);
  }

  /** Puts a text before the element (or end mark) at a position, which is then the new one's. */
  void insert(int at, byte[] bytes, int off, int len) {
    splice(at, 0, ListpackSizes.bytesOf(bytes, off, len), 1);
    write(at, bytes, off, len);
  }

  /** Puts a number before the element (or end mark) at a position, which is then the new one's. */
  void insert(int at, long value) {
    splice(at, 0, ListpackSizes.bytesOf(value), 1);
    write(at, value);
  }

  /** Puts a text in an element's place. */
  void replace(int at, byte[] bytes, int off, int len) {
    splice(at, skip(at) - at, ListpackSizes.bytesOf(bytes, off, len), 0);
    write(at, bytes, off, len);
  }

  /** Puts a number in an element's place. */
  void replace(int at, long value) {
    splice(at, skip(at) - at, ListpackSizes.bytesOf(value), 0);
    write(at, value);
  }

  /** Removes so many elements, which must be there; what came after them is then at {@code at}. */
  void delete(int at, int elements) {
    int to = at;
    for (int i = 0; i < elements; i++) {
      to = skip(to);
    }
    splice(at, to - at, 0, -elements);
  }

  /** Makes a gap of {@code newBytes} where {@code oldBytes} were, and notes length and count. */
  private void splice(int at, int oldBytes, int newBytes, int added) {
    int count = added == 0 ? 0 : segment.get(Memory.SHORT, base + COUNT_AT) & 0xFFFF;
    room.beforeChange();
    locate();
    int total = totalBytes();
    int tail = total - at - oldBytes;
    int newTotal = total + newBytes - oldBytes;
    if (newTotal > total) {
      room.resize(newTotal);
      locate();
    }
    if (tail == 1) {
      setByte(at + newBytes, END); // an append, mostly: not worth a call of the bulk copy
    } else if (newTotal != total) {
      MemorySegment.copy(segment, base + at + oldBytes, segment, base + at + newBytes, tail);
    }
    if (newTotal < total) {
      room.resize(newTotal);
      locate();
    }
    segment.set(Memory.INT, base, newTotal);
    if (added != 0 && count != COUNT_UNKNOWN) {
      int now = Math.min(count + added, COUNT_UNKNOWN);
      segment.set(Memory.SHORT, base + COUNT_AT, (short) now);
    }
  }

  private void write(int at, byte[] bytes, int off, int len) {
    if (Decimal.isCanonical(bytes, off, len)) {
      write(at, Decimal.parse(bytes, off, len));
      return;
    }
    int header;
    if (len < 64) {
      setByte(at, 0x80 | len);
      header = 1;
    } else if (len < 4096) {
      setByte(at, 0xE0 | len >> 8);
      setByte(at + 1, len);
      header = 2;
    } else {
      setByte(at, 0xF0);
      segment.set(Memory.INT, base + at + 1, len);
      header = 5;
    }
    memory.copyIn(bytes, off, room.ref(), room.at() + at + header, len);
    writeBack(at, header + len);
  }

  private void write(int at, long value) {
    int bytes = ListpackSizes.encodedBytes(value);
    switch (bytes) {
      case 1 -> setByte(at, (int) value);
      case 2 -> {
        setByte(at, 0xC0 | (int) value >> 8 & 0x1F);
        setByte(at + 1, (int) value);
      }
      case 3 -> {
        setByte(at, 0xF1);
        segment.set(Memory.SHORT, base + at + 1, (short) value);
      }
      case 4 -> {
        setByte(at, 0xF2);
        segment.set(Memory.SHORT, base + at + 1, (short) value);
        setByte(at + 3, (int) value >> 16);
      }
      case 5 -> {
        setByte(at, 0xF3);
        segment.set(Memory.INT, base + at + 1, (int) value);
      }
      default -> {
        setByte(at, 0xF4);
        segment.set(Memory.LONG, base + at + 1, value);
      }
    }
    writeBack(at, bytes);
  }

  private void writeBack(int at, int length) {
    int bytes = ListpackSizes.backBytes(length);
    for (int i = 0; i < bytes; i++) {
      int part = length >>> 7 * (bytes - 1 - i) & 127;
      setByte(at + length + i, i == 0 ? part : part | 128);
    }
  }

  private void setByte(int at, int value) {
    segment.set(Memory.BYTE, base + at, (byte) value);
  }
}
