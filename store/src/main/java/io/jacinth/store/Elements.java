package io.jacinth.store;

import java.lang.foreign.MemorySegment;

/**
 * The elements of large collections, a block each: the member of a set, the field and value of a
 * hash, the member and score of a sorted set.
 *
 * <pre>
 *  0  form of the key (2 bits), form of the value (2 bits), has a number (1 bit)
 *  1  only with a number: its 8 bytes (a score)
 *  .  length of the key: 1 byte, or 4; then its bytes, or (apart) reference and hash
 *  .  only with a value: its length, 1 byte or 4; then its bytes, or (apart) their reference
 * </pre>
 *
 * Keys and values over 4 KiB stand apart, in a block or rope, so that replies and snapshots can
 * hold on to their pages instead of copying them.
 */
final class Elements implements Keyed {
  private static final int SHORT = 1;
  private static final int MEDIUM = 2;
  private static final int APART = 3;
  private static final int FORM_MASK = 3;
  private static final int VALUE_SHIFT = 2;
  private static final int HAS_NUMBER = 16;

  static final int NUMBER_AT = 1;
  static final int NUMBER_BYTES = 8;
  private static final int SHORT_MAX = 255;
  static final int INSIDE_BYTES_MAX = 4096;

  private static final int KEY_APART_BYTES = 4 + 4 + 8;
  private static final int VALUE_APART_BYTES = 4 + 4;

  private final Memory memory;
  private final Allocator allocator;
  private final SharedBlocks shared;
  private final Values values;
  private final KeyHash keyHash;

  Elements(Store store, KeyHash keyHash) {
    memory = store.memory;
    allocator = store.allocator;
    shared = store.shared;
    values = store.values;
    this.keyHash = keyHash;
  }

  // ---- making

  private static int form(int len) {
    return len <= SHORT_MAX ? SHORT : len <= INSIDE_BYTES_MAX ? MEDIUM : APART;
  }

  private static int keyArea(int len) {
    return len <= SHORT_MAX ? 1 + len : len <= INSIDE_BYTES_MAX ? 4 + len : KEY_APART_BYTES;
  }

  private static int valueArea(int len) {
    return len <= SHORT_MAX ? 1 + len : len <= INSIDE_BYTES_MAX ? 4 + len : VALUE_APART_BYTES;
  }

  /** An element that is a key only: the member of a set. */
  int create(long hash, byte[] key, int off, int len) {
    int element = allocator.allocate(1 + keyArea(len));
    memory.setByte(element, 0, form(len));
    writeKey(element, 1, hash, key, off, len);
    return element;
  }

  /** A key with a number of 8 bytes: member and score. */
  int create(long hash, byte[] key, int off, int len, long number) {
    int element = allocator.allocate(1 + NUMBER_BYTES + keyArea(len));
    memory.setByte(element, 0, form(len) | HAS_NUMBER);
    memory.setLong(element, NUMBER_AT, number);
    writeKey(element, 1 + NUMBER_BYTES, hash, key, off, len);
    return element;
  }

  /** A key with a value: a field of a hash. */
  int create(long hash, byte[] key, int off, int len, byte[] value, int valueOff, int valueLen) {
    int element = allocator.allocate(1 + keyArea(len) + valueArea(valueLen));
    memory.setByte(element, 0, form(len) | form(valueLen) << VALUE_SHIFT);
    writeKey(element, 1, hash, key, off, len);
    writeValue(element, 1 + keyArea(len), value, valueOff, valueLen);
    return element;
  }

  private void writeKey(int element, int at, long hash, byte[] key, int off, int len) {
    if (len <= SHORT_MAX) {
      memory.setByte(element, at, len);
      memory.copyIn(key, off, element, at + 1, len);
      return;
    }
    memory.setInt(element, at, len);
    if (len <= INSIDE_BYTES_MAX) {
      memory.copyIn(key, off, element, at + 4, len);
    } else {
      memory.setInt(element, at + 4, allocateApart(key, off, len));
      memory.setLong(element, at + 8, hash);
    }
  }

  private void writeValue(int element, int at, byte[] value, int off, int len) {
    if (len <= SHORT_MAX) {
      memory.setByte(element, at, len);
      memory.copyIn(value, off, element, at + 1, len);
      return;
    }
    memory.setInt(element, at, len);
    if (len <= INSIDE_BYTES_MAX) {
      memory.copyIn(value, off, element, at + 4, len);
    } else {
      memory.setInt(element, at + 4, allocateApart(value, off, len));
    }
  }

  private int allocateApart(byte[] bytes, int off, int len) {
    int ref = values.allocate(len);
    values.write(Values.placeFor(len), ref, 0, bytes, off, len);
    return ref;
  }

  /** The element with another value; a new block unless the old one fits. */
  int withValue(int element, byte[] value, int off, int len) {
    int at = valueAt(element);
    int bytes = at + valueArea(len);
    int flags = memory.getByte(element, 0);
    freeValueApart(element, flags, at);
    int target = element;
    int blockBytes = allocator.blockBytes(element);
    if (bytes > blockBytes || Allocator.roundedBytes(bytes) * 2 < blockBytes) {
      target = allocator.allocate(bytes);
      memory.move(element, 0, target, 0, at);
      allocator.free(element);
    }
    int key = flags & ~(FORM_MASK << VALUE_SHIFT);
    memory.setByte(target, 0, key | form(len) << VALUE_SHIFT);
    writeValue(target, at, value, off, len);
    return target;
  }

  // ---- reading

  private static int keyFieldAt(int flags) {
    return (flags & HAS_NUMBER) == 0 ? 1 : 1 + NUMBER_BYTES;
  }

  int keyLength(int element) {
    int flags = memory.getByte(element, 0);
    return (flags & FORM_MASK) == SHORT
        ? memory.getByte(element, keyFieldAt(flags))
        : memory.getInt(element, keyFieldAt(flags));
  }

  void key(int element, Item into) {
    int flags = memory.getByte(element, 0);
    int at = keyFieldAt(flags);
    switch (flags & FORM_MASK) {
      case SHORT -> into.setBytes(element, at + 1, memory.getByte(element, at));
      case MEDIUM -> into.setBytes(element, at + 4, memory.getInt(element, at));
      default -> into.setApart(memory.getInt(element, at + 4), memory.getInt(element, at));
    }
  }

  @Override
  public boolean keyEquals(int element, byte[] key, int off, int len) {
    MemorySegment segment = memory.segment(element);
    long base = Ref.offset(element);
    int flags = segment.get(Memory.BYTE, base);
    long at = base + keyFieldAt(flags);
    if ((flags & FORM_MASK) == SHORT) {
      return (segment.get(Memory.BYTE, at) & 0xFF) == len
          && Memory.equal(segment, at + 1, key, off, len);
    }
    if (segment.get(Memory.INT, at) != len) {
      return false;
    }
    return (flags & FORM_MASK) == MEDIUM
        ? Memory.equal(segment, at + 4, key, off, len)
        : values.equal(Values.placeFor(len), segment.get(Memory.INT, at + 4), key, off, len);
  }

  /** Whether two elements have the same key. */
  boolean sameKey(int a, int b) {
    int length = keyLength(a);
    if (keyLength(b) != length) {
      return false;
    }
    int atA = keyFieldAt(memory.getByte(a, 0));
    int atB = keyFieldAt(memory.getByte(b, 0));
    return switch (form(length)) {
      case SHORT -> memory.equal(a, atA + 1, b, atB + 1, length);
      case MEDIUM -> memory.equal(a, atA + 4, b, atB + 4, length);
      default -> {
        byte[] text = new byte[length];
        int place = Values.placeFor(length);
        values.read(place, memory.getInt(a, atA + 4), 0, text, 0, length);
        yield values.equal(place, memory.getInt(b, atB + 4), text, 0, length);
      }
    };
  }

  @Override
  public long hashOf(int element) {
    int flags = memory.getByte(element, 0);
    int at = keyFieldAt(flags);
    long base = Ref.offset(element) + at;
    return switch (flags & FORM_MASK) {
      case SHORT -> keyHash.hash(memory.segment(element), base + 1, memory.getByte(element, at));
      case MEDIUM -> keyHash.hash(memory.segment(element), base + 4, memory.getInt(element, at));
      default -> memory.getLong(element, at + 8);
    };
  }

  /** The number of an element that has one. */
  long number(int element) {
    return memory.getLong(element, NUMBER_AT);
  }

  void setNumber(int element, long number) {
    memory.setLong(element, NUMBER_AT, number);
  }

  private int valueAt(int element) {
    int flags = memory.getByte(element, 0);
    int at = keyFieldAt(flags);
    return switch (flags & FORM_MASK) {
      case SHORT -> at + 1 + memory.getByte(element, at);
      case MEDIUM -> at + 4 + memory.getInt(element, at);
      default -> at + KEY_APART_BYTES;
    };
  }

  /** The value of an element that has one. */
  void value(int element, Item into) {
    int at = valueAt(element);
    switch (memory.getByte(element, 0) >> VALUE_SHIFT & FORM_MASK) {
      case SHORT -> into.setBytes(element, at + 1, memory.getByte(element, at));
      case MEDIUM -> into.setBytes(element, at + 4, memory.getInt(element, at));
      default -> into.setApart(memory.getInt(element, at + 4), memory.getInt(element, at));
    }
  }

  // ---- as a whole

  /** Where the reference of what stands apart is: the key's first, then the value's; or 0. */
  private int keyRefAt(int element) {
    int flags = memory.getByte(element, 0);
    return (flags & FORM_MASK) == APART ? keyFieldAt(flags) + 4 : 0;
  }

  private int valueRefAt(int element) {
    int flags = memory.getByte(element, 0);
    return (flags >> VALUE_SHIFT & FORM_MASK) == APART ? valueAt(element) + 4 : 0;
  }

  /** Bytes of all blocks of the element. */
  long blockBytes(int element) {
    return allocator.blockBytes(element)
        + apartBytes(element, keyRefAt(element))
        + apartBytes(element, valueRefAt(element));
  }

  private long apartBytes(int element, int refAt) {
    if (refAt == 0) {
      return 0;
    }
    int len = memory.getInt(element, refAt - 4);
    return values.blockBytes(Values.placeFor(len), memory.getInt(element, refAt), len);
  }

  void free(int element) {
    freeApart(element, keyRefAt(element));
    freeApart(element, valueRefAt(element));
    allocator.free(element);
  }

  private void freeValueApart(int element, int flags, int at) {
    if ((flags >> VALUE_SHIFT & FORM_MASK) == APART) {
      freeApart(element, at + 4);
    }
  }

  private void freeApart(int element, int refAt) {
    if (refAt != 0) {
      int len = memory.getInt(element, refAt - 4);
      values.free(Values.placeFor(len), memory.getInt(element, refAt), len);
    }
  }

  /** Another element with the same content; pages that stand apart are shared, not copied. */
  int duplicate(int element) {
    int bytes = allocator.blockBytes(element);
    int copy = allocator.allocate(bytes);
    memory.move(element, 0, copy, 0, bytes);
    shareApart(copy, keyRefAt(copy));
    shareApart(copy, valueRefAt(copy));
    return copy;
  }

  private void shareApart(int copy, int refAt) {
    if (refAt == 0) {
      return;
    }
    int len = memory.getInt(copy, refAt - 4);
    int ref = memory.getInt(copy, refAt);
    if (Values.placeFor(len) == EntryLayout.PLACE_BLOCK) {
      shared.retain(ref);
      return;
    }
    int rope = values.allocateRope(len);
    for (int i = 0; i < Values.pageCount(len); i++) {
      int page = values.page(ref, i);
      shared.retain(page);
      values.setPage(rope, i, page);
    }
    memory.setInt(copy, refAt, rope);
  }

  /** Moves what stands apart out of chunks that are being emptied. */
  boolean relocateApart(int element, Evacuation evacuation) {
    return relocateApart(element, keyRefAt(element), evacuation)
        & relocateApart(element, valueRefAt(element), evacuation);
  }

  private boolean relocateApart(int element, int refAt, Evacuation evacuation) {
    if (refAt == 0) {
      return true;
    }
    int len = memory.getInt(element, refAt - 4);
    return evacuation.relocateBytes(Values.placeFor(len), element, refAt, len);
  }

  /** Names every block of the element to the validator. */
  void check(int element, StoreValidator validator) {
    validator.meet(element);
    int flags = memory.getByte(element, 0);
    int at = valueAt(element);
    int end =
        at
            + switch (flags >> VALUE_SHIFT & FORM_MASK) {
              case SHORT -> 1 + memory.getByte(element, at);
              case MEDIUM -> 4 + memory.getInt(element, at);
              case APART -> VALUE_APART_BYTES;
              default -> 0;
            };
    int blockBytes = allocator.blockBytes(element);
    StoreValidator.check(end <= blockBytes, "element of # bytes in a block of #", end, blockBytes);
    checkApart(element, keyRefAt(element), validator);
    checkApart(element, valueRefAt(element), validator);
  }

  private void checkApart(int element, int refAt, StoreValidator validator) {
    if (refAt != 0) {
      int len = memory.getInt(element, refAt - 4);
      validator.checkValue(Values.placeFor(len), memory.getInt(element, refAt), len);
    }
  }
}
