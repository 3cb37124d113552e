package io.jacinth.store;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Reads entries, and changes what can be changed without moving them.
 *
 * <p>An entry is a plain {@code int}; these methods are the only way to look into it. Reading keys
 * and values copies bytes into an array of the caller. A value that is not inside its entry can
 * also be read as pages: a page may be retained, is then safe from every later change of its key,
 * and must be released once.
 */
public final class Entries implements Keyed {
  private final Memory memory;
  private final Allocator allocator;
  private final SharedBlocks shared;
  private final Values values;
  private final KeyHash keyHash;
  private final LargeValues large;

  /** Access word and bornWalk given to every entry that is put, in their places of the header. */
  private long stamp;

  Entries(
      Memory memory,
      Allocator allocator,
      SharedBlocks shared,
      Values values,
      KeyHash keyHash,
      LargeValues large) {
    this.large = large;
    this.memory = memory;
    this.allocator = allocator;
    this.shared = shared;
    this.values = values;
    this.keyHash = keyHash;
  }

  /** Sets the access word (24 bits) and bornWalk (8 bits) that every later put writes. */
  public void setStamp(int access, int bornWalk) {
    stamp =
        (long) (access & EntryLayout.ACCESS_MASK) << EntryLayout.ACCESS_SHIFT
            | (long) (bornWalk & 0xFF) << EntryLayout.BORN_WALK_SHIFT;
  }

  long stamp() {
    return stamp;
  }

  long header(int entry) {
    return memory.getLong(entry, 0);
  }

  /** The type's code, one of {@link ValueTypes}. */
  public int type(int entry) {
    return memory.getByte(entry, 0) & EntryLayout.TYPE_MASK;
  }

  /** The encoding's code, one of {@link ValueTypes}. */
  public int encoding(int entry) {
    return memory.getByte(entry, 0) >>> EntryLayout.ENCODING_SHIFT;
  }

  /** The 24 bits that LRU or LFU keep per key. */
  public int access(int entry) {
    return (int) (header(entry) >>> EntryLayout.ACCESS_SHIFT) & EntryLayout.ACCESS_MASK;
  }

  /** Sets the 24 bits of LRU or LFU. */
  public void setAccess(int entry, int access) {
    long mask = (long) EntryLayout.ACCESS_MASK << EntryLayout.ACCESS_SHIFT;
    long word = header(entry) & ~mask;
    memory.setLong(entry, 0, word | (long) access << EntryLayout.ACCESS_SHIFT & mask);
  }

  /** The number (modulo 256) of the snapshot walk the entry was born or preserved under. */
  public int bornWalk(int entry) {
    return memory.getByte(entry, EntryLayout.BORN_WALK_AT);
  }

  /** Sets {@link #bornWalk}. */
  public void setBornWalk(int entry, int walk) {
    memory.setByte(entry, EntryLayout.BORN_WALK_AT, walk);
  }

  /** Whether the entry has an expiry. */
  public boolean hasExpiry(int entry) {
    return EntryLayout.hasExpiry(header(entry));
  }

  /** The expiry in wall-clock ms, or {@link EntryTable#NO_EXPIRE}. */
  public long expireAtWallMs(int entry) {
    return hasExpiry(entry) ? memory.getLong(entry, EntryLayout.EXPIRY_AT) : EntryTable.NO_EXPIRE;
  }

  // Keys.

  /** Length of the key in bytes. */
  public int keyLength(int entry) {
    long word = header(entry);
    return EntryLayout.hasLongKey(word)
        ? memory.getInt(entry, EntryLayout.keyAt(word) + EntryLayout.LONG_KEY_LENGTH_AT)
        : EntryLayout.keyBytes(word);
  }

  /** Copies the whole key into an array and returns its length. */
  public int copyKey(int entry, byte[] dst, int dstOff) {
    long word = header(entry);
    int at = EntryLayout.keyAt(word);
    if (!EntryLayout.hasLongKey(word)) {
      int len = EntryLayout.keyBytes(word);
      memory.copyOut(entry, at, dst, dstOff, len);
      return len;
    }
    int len = memory.getInt(entry, at + EntryLayout.LONG_KEY_LENGTH_AT);
    int ref = memory.getInt(entry, at + EntryLayout.LONG_KEY_REF_AT);
    values.read(Values.placeFor(len), ref, 0, dst, dstOff, len);
    return len;
  }

  /** Whether the entry's key is that range of an array. */
  @Override
  public boolean keyEquals(int entry, byte[] key, int off, int len) {
    MemorySegment segment = memory.segment(entry);
    long base = Ref.offset(entry);
    long word = segment.get(Memory.LONG, base);
    int keyLength = (int) (word >>> EntryLayout.KEY_LENGTH_SHIFT);
    if (keyLength == EntryLayout.LONG_KEY) {
      return longKeyEquals(entry, word, key, off, len);
    }
    return keyLength == len && Memory.equal(segment, base + EntryLayout.keyAt(word), key, off, len);
  }

  private boolean longKeyEquals(int entry, long word, byte[] key, int off, int len) {
    int at = EntryLayout.keyAt(word);
    return memory.getInt(entry, at + EntryLayout.LONG_KEY_LENGTH_AT) == len
        && values.equal(
            Values.placeFor(len),
            memory.getInt(entry, at + EntryLayout.LONG_KEY_REF_AT),
            key,
            off,
            len);
  }

  /** The hash of the entry's key, computed from the key. */
  @Override
  public long hashOf(int entry) {
    long word = header(entry);
    int at = EntryLayout.keyAt(word);
    return EntryLayout.hasLongKey(word)
        ? memory.getLong(entry, at)
        : keyHash.hash(memory.segment(entry), Ref.offset(entry) + at, EntryLayout.keyBytes(word));
  }

  // Strings.

  /** The entry's value is a large structure: it has no bytes of its own. */
  public boolean isLarge(int entry) {
    return EntryLayout.place(header(entry)) == EntryLayout.PLACE_ROOT;
  }

  /** The root block of a large structure. */
  int root(int entry) {
    return memory.getInt(entry, EntryLayout.valueAt(header(entry)));
  }

  /** Length of a string or packed value in bytes; for an integer the length of its decimal text. */
  public int valueLength(int entry) {
    return encoding(entry) == ValueTypes.ENCODING_INT
        ? Decimal.length(integerValue(entry))
        : memory.getInt(entry, EntryLayout.VALUE_LENGTH_AT);
  }

  /** The value of an entry whose encoding is {@link ValueTypes#ENCODING_INT}. */
  public long integerValue(int entry) {
    return memory.getLong(entry, EntryLayout.valueAt(header(entry)));
  }

  /** Overwrites the value of an entry whose encoding is {@link ValueTypes#ENCODING_INT}. */
  public void setIntegerValue(int entry, long value) {
    long word = header(entry);
    if (memory.getByte(entry, 0) >>> EntryLayout.ENCODING_SHIFT != ValueTypes.ENCODING_INT) {
      throw new IllegalStateException("entry is not an integer");
    }
    memory.setLong(entry, EntryLayout.valueAt(word), value);
  }

  /**
   * Copies a whole string value into an array, an integer as decimal text. The array must have room
   * for {@link #valueLength} bytes.
   *
   * @return how many bytes were copied
   */
  public int copyValue(int entry, byte[] dst, int dstOff) {
    long word = header(entry);
    int at = EntryLayout.valueAt(word);
    if (((int) word >>> EntryLayout.ENCODING_SHIFT & 0xF) == ValueTypes.ENCODING_INT) {
      return Decimal.write(memory.getLong(entry, at), dst, dstOff);
    }
    int len = memory.getInt(entry, EntryLayout.VALUE_LENGTH_AT);
    if (EntryLayout.place(word) == EntryLayout.PLACE_INLINE) {
      memory.copyOut(entry, at, dst, dstOff, len);
    } else {
      values.read(EntryLayout.place(word), memory.getInt(entry, at), 0, dst, dstOff, len);
    }
    return len;
  }

  /** Copies {@code len} bytes of a string value, from byte {@code srcOff} on. */
  public void copyValue(int entry, int srcOff, byte[] dst, int dstOff, int len) {
    if (srcOff < 0 || len < 0 || srcOff > valueLength(entry) - len) {
      throw new IndexOutOfBoundsException("value range " + srcOff + "+" + len);
    }
    long word = header(entry);
    int at = EntryLayout.valueAt(word);
    if (encoding(entry) == ValueTypes.ENCODING_INT) {
      byte[] text = new byte[Decimal.DIGITS_MAX];
      Decimal.write(memory.getLong(entry, at), text, 0);
      System.arraycopy(text, srcOff, dst, dstOff, len);
    } else if (EntryLayout.place(word) == EntryLayout.PLACE_INLINE) {
      memory.copyOut(entry, at + srcOff, dst, dstOff, len);
    } else {
      values.read(EntryLayout.place(word), memory.getInt(entry, at), srcOff, dst, dstOff, len);
    }
  }

  // Values as the bytes they are kept in.

  /** Length of a value that is not large, as it is kept: of an integer 8. */
  public int packedLength(int entry) {
    return memory.getInt(entry, EntryLayout.VALUE_LENGTH_AT);
  }

  /** Copies {@link #packedLength} bytes of a value that is not large. */
  public void copyPacked(int entry, byte[] dst, int dstOff) {
    long word = header(entry);
    int at = EntryLayout.valueAt(word);
    int len = packedLength(entry);
    if (EntryLayout.place(word) == EntryLayout.PLACE_INLINE) {
      memory.copyOut(entry, at, dst, dstOff, len);
    } else {
      values.read(EntryLayout.place(word), memory.getInt(entry, at), 0, dst, dstOff, len);
    }
  }

  // Pages of large values.

  /** How many pages the value has that can be retained; 0 if it is inside the entry. */
  public int pageCount(int entry) {
    long word = header(entry);
    return switch (EntryLayout.place(word)) {
      case EntryLayout.PLACE_BLOCK -> 1;
      case EntryLayout.PLACE_ROPE ->
          Values.pageCount(memory.getInt(entry, EntryLayout.VALUE_LENGTH_AT));
      default -> 0;
    };
  }

  /** A page of the value, to be passed to {@link #retainPage} or {@link #pageView}. */
  public int page(int entry, int index) {
    long word = header(entry);
    int ref = memory.getInt(entry, EntryLayout.valueAt(word));
    return EntryLayout.place(word) == EntryLayout.PLACE_ROPE ? values.page(ref, index) : ref;
  }

  /** How many bytes of the value are in a page; all pages but the last are full. */
  public int pageLength(int entry, int index) {
    int len = memory.getInt(entry, EntryLayout.VALUE_LENGTH_AT);
    return EntryLayout.place(header(entry)) == EntryLayout.PLACE_ROPE
        ? Values.pageLength(len, index)
        : len;
  }

  /** Keeps a page and its content until {@link #releasePage}, whatever happens to the key. */
  public void retainPage(int page) {
    shared.retain(page);
  }

  /** Ends one {@link #retainPage}. */
  public void releasePage(int page) {
    shared.release(page);
  }

  /** A direct buffer over part of a page; for reading, and only while the page is held. */
  public ByteBuffer pageView(int page, int off, int len) {
    return memory.view(page, off, len);
  }

  // Sizes and freeing.

  /** Bytes of all blocks of the entry: what freeing it gives back. */
  public long blockBytes(int entry) {
    long word = header(entry);
    long bytes = allocator.blockBytes(entry);
    if (EntryLayout.hasLongKey(word)) {
      int at = EntryLayout.keyAt(word);
      int len = memory.getInt(entry, at + EntryLayout.LONG_KEY_LENGTH_AT);
      int ref = memory.getInt(entry, at + EntryLayout.LONG_KEY_REF_AT);
      bytes += values.blockBytes(Values.placeFor(len), ref, len);
    }
    if (EntryLayout.place(word) == EntryLayout.PLACE_ROOT) {
      bytes += large.of(encoding(entry)).blockBytes(root(entry));
    } else if (EntryLayout.place(word) != EntryLayout.PLACE_INLINE) {
      int len = memory.getInt(entry, EntryLayout.VALUE_LENGTH_AT);
      int ref = memory.getInt(entry, EntryLayout.valueAt(word));
      bytes += values.blockBytes(EntryLayout.place(word), ref, len);
    }
    return bytes;
  }

  /** How many things Redis would have to free for the value, roughly; 1 for all that is packed. */
  public long freeEffort(int entry) {
    return EntryLayout.place(header(entry)) == EntryLayout.PLACE_ROOT
        ? large.of(encoding(entry)).freeEffort(root(entry))
        : 1;
  }

  /** Frees an entry that is in no table: one that was detached. */
  public void free(int entry) {
    long word = header(entry);
    freeLongKey(entry, word);
    freeSeparateValue(entry, word);
    allocator.free(entry);
  }

  void freeLongKey(int entry, long word) {
    if (EntryLayout.hasLongKey(word)) {
      int at = EntryLayout.keyAt(word);
      int len = memory.getInt(entry, at + EntryLayout.LONG_KEY_LENGTH_AT);
      int ref = memory.getInt(entry, at + EntryLayout.LONG_KEY_REF_AT);
      values.free(Values.placeFor(len), ref, len);
    }
  }

  /** Frees the value if it stands alone; the header goes on naming it and must be rewritten. */
  void freeSeparateValue(int entry, long word) {
    if (EntryLayout.place(word) == EntryLayout.PLACE_ROOT) {
      large.free(encoding(entry), root(entry));
    } else if (EntryLayout.place(word) != EntryLayout.PLACE_INLINE) {
      values.free(
          EntryLayout.place(word),
          memory.getInt(entry, EntryLayout.valueAt(word)),
          memory.getInt(entry, EntryLayout.VALUE_LENGTH_AT));
    }
  }
}
