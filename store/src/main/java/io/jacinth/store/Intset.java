package io.jacinth.store;

import java.util.function.LongConsumer;

/**
 * A sorted array of different numbers: Redis's intset, byte for byte.
 *
 * <p>Four bytes width of a number (2, 4 or 8), four bytes how many, then the numbers in ascending
 * order, all little-endian. A number that needs more than the width makes all of them wider; they
 * never become narrower again. A window over one set at a time, like {@link Listpack}.
 */
final class Intset {
  static final int EMPTY_BYTES = 8;
  private static final int COUNT_AT = 4;
  private static final int NUMBERS_AT = 8;

  private final Memory memory;
  private Room room;
  private int ref;
  private int base;

  Intset(Store store, Room first) {
    memory = store.memory;
    room = first;
  }

  void open(Room newRoom) {
    room = newRoom;
    locate();
  }

  private void locate() {
    ref = room.ref();
    base = room.at();
  }

  /** Writes an empty set into a room of {@link #EMPTY_BYTES}. */
  static void writeEmpty(Memory memory, int ref, int at) {
    memory.setInt(ref, at, Short.BYTES);
    memory.setInt(ref, at + COUNT_AT, 0);
  }

  /**
   * Whether these bytes are exactly one intset: known width, right length, ascending numbers
   * without repetition.
   */
  public static boolean isValid(byte[] bytes, int off, int len) {
    if (len < EMPTY_BYTES) {
      return false;
    }
    long width = little(bytes, off, 4);
    long count = little(bytes, off + COUNT_AT, 4);
    if (width != 2 && width != 4 && width != 8
        || count != (len - NUMBERS_AT) / width
        || NUMBERS_AT + count * width != len) {
      return false;
    }
    long before = 0;
    int shift = Long.SIZE - 8 * (int) width;
    for (int i = 0; i < count; i++) {
      int at = off + NUMBERS_AT + i * (int) width;
      long value = little(bytes, at, (int) width) << shift >> shift;
      if (i > 0 && value <= before) {
        return false;
      }
      before = value;
    }
    return true;
  }

  /** Walks over the numbers of a valid set in an array. */
  static void visit(byte[] bytes, int off, LongConsumer visitor) {
    int width = (int) little(bytes, off, 4);
    int count = (int) little(bytes, off + COUNT_AT, 4);
    int shift = Long.SIZE - 8 * width;
    for (int i = 0; i < count; i++) {
      visitor.accept(little(bytes, off + NUMBERS_AT + i * width, width) << shift >> shift);
    }
  }

  /** How many numbers a valid set in an array has. */
  static int count(byte[] bytes, int off) {
    return (int) little(bytes, off + COUNT_AT, 4);
  }

  private static long little(byte[] bytes, int at, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (bytes[at + i] & 0xFFL) << 8 * i;
    }
    return value;
  }

  int count() {
    return memory.getInt(ref, base + COUNT_AT);
  }

  private int width() {
    return memory.getInt(ref, base);
  }

  /** The number with that index; they ascend. */
  long get(int index) {
    return get(index, width());
  }

  private long get(int index, int width) {
    int at = base + NUMBERS_AT + index * width;
    return switch (width) {
      case 2 -> (short) memory.getShort(ref, at);
      case 4 -> memory.getInt(ref, at);
      default -> memory.getLong(ref, at);
    };
  }

  private void set(int index, int width, long value) {
    int at = base + NUMBERS_AT + index * width;
    switch (width) {
      case 2 -> memory.setShort(ref, at, (int) value);
      case 4 -> memory.setInt(ref, at, (int) value);
      default -> memory.setLong(ref, at, value);
    }
  }

  boolean contains(long value) {
    return search(value) >= 0;
  }

  /** The index of a number, below 0 if it is not there. */
  int indexOf(long value) {
    return search(value);
  }

  /** The number's index, or -1 - where it would have to be put. */
  private int search(long value) {
    int width = width();
    int from = 0;
    int to = count() - 1;
    while (from <= to) {
      int middle = from + to >>> 1;
      long found = get(middle, width);
      if (found == value) {
        return middle;
      }
      if (found < value) {
        from = middle + 1;
      } else {
        to = middle - 1;
      }
    }
    return -1 - from;
  }

  private static int widthOf(long value) {
    if (value == (short) value) {
      return Short.BYTES;
    }
    return value == (int) value ? Integer.BYTES : Long.BYTES;
  }

  /** Adds a number; false if it is there already. */
  boolean add(long value) {
    int found = search(value);
    if (found >= 0) {
      return false;
    }
    room.beforeChange();
    locate();
    int index = -1 - found;
    int count = count();
    int width = width();
    int newWidth = Math.max(width, widthOf(value));
    room.resize(NUMBERS_AT + (count + 1) * newWidth);
    locate();
    if (newWidth == width) {
      int at = base + NUMBERS_AT + index * width;
      memory.move(ref, at, ref, at + width, (count - index) * width);
    } else {
      for (int i = count - 1; i >= 0; i--) {
        set(i >= index ? i + 1 : i, newWidth, get(i, width));
      }
      memory.setInt(ref, base, newWidth);
    }
    set(index, newWidth, value);
    memory.setInt(ref, base + COUNT_AT, count + 1);
    return true;
  }

  /** Removes a number; false if it is not there. */
  boolean remove(long value) {
    int index = search(value);
    if (index < 0) {
      return false;
    }
    room.beforeChange();
    locate();
    int count = count();
    int width = width();
    int at = base + NUMBERS_AT + index * width;
    memory.move(ref, at + width, ref, at, (count - 1 - index) * width);
    memory.setInt(ref, base + COUNT_AT, count - 1);
    room.resize(NUMBERS_AT + (count - 1) * width);
    locate();
    return true;
  }
}
