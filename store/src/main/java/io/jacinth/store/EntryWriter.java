package io.jacinth.store;

/**
 * Makes and reshapes entry blocks. Knows the layout, not the tables: whoever calls {@link #reshape}
 * must put the returned reference wherever the old one stood.
 */
final class EntryWriter {
  /** Header bits that describe the key and the shape; everything else belongs to the value. */
  private static final long SHAPE_MASK =
      (long) EntryLayout.LONG_KEY << EntryLayout.KEY_LENGTH_SHIFT
          | (long) (EntryLayout.HAS_EXPIRY | EntryLayout.HAS_LONG_KEY) << EntryLayout.FLAGS_SHIFT;

  private static final long EXPIRY_FLAG = (long) EntryLayout.HAS_EXPIRY << EntryLayout.FLAGS_SHIFT;

  private final Memory memory;
  private final Allocator allocator;
  private final Values values;
  private final Entries entries;

  EntryWriter(Memory memory, Allocator allocator, Values values, Entries entries) {
    this.memory = memory;
    this.allocator = allocator;
    this.values = values;
    this.entries = entries;
  }

  /** Bytes a key of that length takes inside an entry. */
  static int keyBytes(int keyLength) {
    return keyLength >= EntryLayout.LONG_KEY ? EntryLayout.LONG_KEY_BYTES : keyLength;
  }

  /** Bytes of an entry of that shape. */
  static int entryBytes(int keyLength, boolean expiry, int valueArea) {
    int fixed = EntryLayout.PLAIN_BYTES + (expiry ? EntryLayout.EXPIRY_BYTES : 0);
    return fixed + keyBytes(keyLength) + valueArea;
  }

  /** A new block with key and shape written; type, value and expiry are the caller's to write. */
  int create(long hash, byte[] key, int off, int len, boolean expiry, int valueArea) {
    boolean longKey = len >= EntryLayout.LONG_KEY;
    int entry = allocator.allocate(entryBytes(len, expiry, valueArea));
    int flags = (expiry ? EntryLayout.HAS_EXPIRY : 0) | (longKey ? EntryLayout.HAS_LONG_KEY : 0);
    long shortLength = Math.min(len, EntryLayout.LONG_KEY);
    long word =
        shortLength << EntryLayout.KEY_LENGTH_SHIFT | (long) flags << EntryLayout.FLAGS_SHIFT;
    memory.setLong(entry, 0, word);
    int at = EntryLayout.keyAt(word);
    if (longKey) {
      int ref = values.allocate(len);
      values.write(Values.placeFor(len), ref, 0, key, off, len);
      memory.setLong(entry, at, hash);
      memory.setInt(entry, at + EntryLayout.LONG_KEY_LENGTH_AT, len);
      memory.setInt(entry, at + EntryLayout.LONG_KEY_REF_AT, ref);
    } else {
      memory.copyIn(key, off, entry, at, len);
    }
    return entry;
  }

  /**
   * Gives an entry room for a value area of that many bytes, with or without an expiry, keeping the
   * key, the expiry fields and the first {@code preserve} bytes of the value area. The block stays
   * unless it is too small or less than half used.
   */
  int reshape(int entry, boolean expiry, int valueArea, int preserve) {
    long word = entries.header(entry);
    int keyBytes = EntryLayout.keyBytes(word);
    int oldKeyAt = EntryLayout.keyAt(word);
    int newKeyAt = EntryLayout.PLAIN_BYTES + (expiry ? EntryLayout.EXPIRY_BYTES : 0);
    int bytes = newKeyAt + keyBytes + valueArea;
    int blockBytes = allocator.blockBytes(entry);
    int target = entry;
    if (bytes > blockBytes || Allocator.roundedBytes(bytes) * 2 < blockBytes) {
      target = allocator.allocate(bytes);
      memory.move(entry, 0, target, 0, Math.min(oldKeyAt, newKeyAt));
    }
    if (target != entry || newKeyAt != oldKeyAt) {
      memory.move(entry, oldKeyAt, target, newKeyAt, keyBytes + preserve);
      memory.setLong(target, 0, expiry ? word | EXPIRY_FLAG : word & ~EXPIRY_FLAG);
    }
    if (target != entry) {
      allocator.free(entry);
    }
    return target;
  }

  /**
   * An entry with another key and the same value, type and expiry; the old one is gone. It must not
   * be in a table.
   */
  int rekey(int entry, long hash, byte[] key, int off, int len) {
    long word = entries.header(entry);
    boolean expiry = EntryLayout.hasExpiry(word);
    int area = valueArea(entry, word);
    int target = create(hash, key, off, len, expiry, area);
    long shape = entries.header(target) & SHAPE_MASK;
    memory.setLong(target, 0, word & ~SHAPE_MASK | shape);
    memory.setInt(
        target, EntryLayout.VALUE_LENGTH_AT, memory.getInt(entry, EntryLayout.VALUE_LENGTH_AT));
    if (expiry) {
      memory.setLong(target, EntryLayout.EXPIRY_AT, memory.getLong(entry, EntryLayout.EXPIRY_AT));
    }
    memory.move(entry, EntryLayout.valueAt(word), target, EntryLayout.valueAt(shape), area);
    entries.freeLongKey(entry, word);
    allocator.free(entry);
    return target;
  }

  /** Bytes of the value area that are in use. */
  int valueArea(int entry, long word) {
    if (EntryLayout.place(word) != EntryLayout.PLACE_INLINE) {
      return EntryLayout.VALUE_REF_BYTES;
    }
    return memory.getInt(entry, EntryLayout.VALUE_LENGTH_AT);
  }

  /** Writes type, encoding, place and length of the value, and stamps the entry. */
  void describe(int entry, int type, int encoding, int place, int len) {
    long word = entries.header(entry) & SHAPE_MASK | entries.stamp();
    word |= type | (long) encoding << EntryLayout.ENCODING_SHIFT;
    memory.setLong(entry, 0, word | (long) place << EntryLayout.FLAGS_SHIFT);
    memory.setInt(entry, EntryLayout.VALUE_LENGTH_AT, len);
  }

  /** Writes the access word and bornWalk of a new entry. */
  void stamp(int entry) {
    long mask =
        (long) EntryLayout.ACCESS_MASK << EntryLayout.ACCESS_SHIFT
            | 0xFFL << EntryLayout.BORN_WALK_SHIFT;
    memory.setLong(entry, 0, entries.header(entry) & ~mask | entries.stamp());
  }

  /** Writes encoding, place and length of a value that goes on being the same value. */
  void note(int entry, int encoding, int place, int len) {
    long mask =
        (long) EntryLayout.TYPE_MASK << EntryLayout.ENCODING_SHIFT
            | (long) EntryLayout.PLACE_MASK << EntryLayout.FLAGS_SHIFT;
    long word = entries.header(entry) & ~mask;
    word |= (long) encoding << EntryLayout.ENCODING_SHIFT;
    memory.setLong(entry, 0, word | (long) place << EntryLayout.FLAGS_SHIFT);
    memory.setInt(entry, EntryLayout.VALUE_LENGTH_AT, len);
  }
}
