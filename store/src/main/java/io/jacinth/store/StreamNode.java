package io.jacinth.store;

/**
 * A copy of one node of a stream, and one entry of it: Redis's listpack of entries, byte for byte.
 *
 * <p>First comes what all entries share: how many are alive, how many deleted, the number of the
 * fields of the first one, these fields, a zero. Then each entry: flags (deleted, fields as the
 * first one's), the differences of its id to the node's key, then either its values or the number
 * of its fields and its fields and values; and the number of elements of the entry, for walking
 * backwards.
 */
final class StreamNode {
  static final int DELETED = 1;
  static final int SAME_FIELDS = 2;

  /** Flags stand in a single byte each, which is overwritten when an entry is deleted. */
  private static final int FLAGS_MAX = DELETED | SAME_FIELDS;

  private byte[] bytes = new byte[0];
  private int end;
  private long keyMs;
  private long keySeq;
  private long alive;
  private long deleted;
  private int masterFields;
  private int masterFieldsAt;
  private int entriesAt;

  // the element parsed last
  private boolean integer;
  private long number;
  private int textAt;
  private int textLength;
  private int after;

  // the entry it stands on
  private int at;
  private int next;
  private int flags;
  private long ms;
  private long seq;
  private int fields;
  private int partsAt;

  // what is read of it
  private int fieldAt;
  private int valueAt;
  private boolean valueComes;

  /** Holds no array any more. */
  void letGo() {
    bytes = new byte[0];
  }

  /** Takes over an array that is a sound node ({@link #isSound}). */
  void open(long newKeyMs, long newKeySeq, byte[] newBytes, int length) {
    bytes = newBytes;
    end = length - 1;
    keyMs = newKeyMs;
    keySeq = newKeySeq;
    parse(Listpack.HEADER_BYTES);
    alive = number;
    parse(after);
    deleted = number;
    parse(after);
    masterFields = (int) number;
    masterFieldsAt = after;
    int position = skip(after, masterFields);
    parse(position);
    entriesAt = after;
    next = entriesAt;
  }

  long alive() {
    return alive;
  }

  long deleted() {
    return deleted;
  }

  private int skip(int from, long elements) {
    int position = from;
    for (long i = 0; i < elements; i++) {
      parse(position);
      position = after;
    }
    return position;
  }

  private void parse(int position) {
    int b = bytes[position] & 0xFF;
    int encoded;
    integer = true;
    if (b < 0x80) {
      number = b;
      encoded = 1;
    } else if (b < 0xC0) {
      encoded = text(position + 1, b & 0x3F, 1);
    } else if (b < 0xE0) {
      number = (long) ((b & 0x1F) << 8 | bytes[position + 1] & 0xFF) << 51 >> 51;
      encoded = 2;
    } else if (b < 0xF0) {
      encoded = text(position + 2, (b & 0xF) << 8 | bytes[position + 1] & 0xFF, 2);
    } else if (b == 0xF0) {
      encoded = text(position + 5, (int) little(position + 1, 4), 5);
    } else {
      int size = b == 0xF4 ? 8 : b - 0xF0 + 1;
      int shift = Long.SIZE - 8 * size;
      number = little(position + 1, size) << shift >> shift;
      encoded = 1 + size;
    }
    after = position + encoded + ListpackSizes.backBytes(encoded);
  }

  private int text(int position, int length, int header) {
    integer = false;
    textAt = position;
    textLength = length;
    return header + length;
  }

  private long little(int position, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (bytes[position + i] & 0xFFL) << 8 * i;
    }
    return value;
  }

  // ---- entries

  /** Before the first entry again. */
  void rewind() {
    next = entriesAt;
  }

  /** Goes to the next entry, deleted or not; false after the last. */
  boolean next() {
    if (next >= end) {
      return false;
    }
    goTo(next);
    return true;
  }

  /** Goes back to an entry by its {@link #place}. */
  void goTo(int place) {
    at = place;
    parse(at);
    flags = (int) number;
    parse(after);
    ms = keyMs + number;
    parse(after);
    seq = keySeq + number;
    boolean same = (flags & SAME_FIELDS) != 0;
    if (same) {
      fields = masterFields;
    } else {
      parse(after);
      fields = (int) number;
    }
    partsAt = after;
    next = skip(partsAt, (same ? 1L : 2L) * fields + 1);
    fieldAt = same ? masterFieldsAt : partsAt;
    valueAt = partsAt;
    valueComes = false;
  }

  /** Where the entry begins: the byte of its flags. */
  int place() {
    return at;
  }

  boolean isDeleted() {
    return (flags & DELETED) != 0;
  }

  int flags() {
    return flags;
  }

  long ms() {
    return ms;
  }

  long seq() {
    return seq;
  }

  int fields() {
    return fields;
  }

  /** Reads a field, the next time its value, then the next field. */
  void part(Item into) {
    boolean same = (flags & SAME_FIELDS) != 0;
    if (valueComes || !same) {
      parse(valueAt);
      valueAt = after;
    } else {
      parse(fieldAt);
      fieldAt = after;
    }
    valueComes = !valueComes;
    if (integer) {
      into.setInteger(number);
    } else {
      into.setArray(bytes, textAt, textLength);
    }
  }

  // ---- bytes from outside

  /**
   * Whether bytes are a whole, sound node: the counts are right and every entry ends where its own
   * numbers say. All entries may be deleted ones: trimming by id leaves such a node behind when its
   * last entry, deleted before, is not below the bound.
   */
  boolean isSound(byte[] source, int length) {
    if (!ListpackBytes.isValid(source, 0, length)) {
      return false;
    }
    bytes = source;
    end = length - 1;
    int position = Listpack.HEADER_BYTES;
    long[] master = new long[3];
    for (int i = 0; i < 3; i++) {
      position = number(position, 0, Integer.MAX_VALUE);
      if (position < 0) {
        return false;
      }
      master[i] = number;
    }
    position = elements(position, master[2]);
    position = position < 0 ? position : number(position, 0, 0);
    long living = 0;
    long dead = 0;
    while (position >= 0 && position < end) {
      int entryFlags = bytes[position];
      position = entryFlags < 0 || entryFlags > FLAGS_MAX ? -1 : number(position, 0, FLAGS_MAX);
      position = position < 0 ? position : soundEntry(position, entryFlags, master[2]);
      if ((entryFlags & DELETED) != 0) {
        dead++;
      } else {
        living++;
      }
    }
    return position == end && living == master[0] && dead == master[1] && living + dead > 0;
  }

  private int soundEntry(int from, int entryFlags, long fieldsOfMaster) {
    int position = number(from, Long.MIN_VALUE, Long.MAX_VALUE);
    position = position < 0 ? position : number(position, Long.MIN_VALUE, Long.MAX_VALUE);
    boolean same = (entryFlags & SAME_FIELDS) != 0;
    long count = fieldsOfMaster;
    if (!same && position >= 0) {
      position = number(position, 0, Integer.MAX_VALUE);
      count = number;
    }
    position = position < 0 ? position : elements(position, same ? count : 2 * count);
    long elements = same ? 3 + count : 4 + 2 * count;
    return position < 0 ? position : number(position, elements, elements);
  }

  /** The position behind a number within bounds, -1 if there is none. */
  private int number(int position, long from, long to) {
    if (position >= end) {
      return -1;
    }
    parse(position);
    return integer && number >= from && number <= to ? after : -1;
  }

  private int elements(int from, long count) {
    int position = from;
    for (long i = 0; i < count; i++) {
      if (position >= end) {
        return -1;
      }
      parse(position);
      position = after;
    }
    return position;
  }
}
