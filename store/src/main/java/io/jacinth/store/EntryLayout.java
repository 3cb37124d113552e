package io.jacinth.store;

/**
 * Where things stand in an entry block.
 *
 * <pre>
 *  0  type (4 bits), encoding (4 bits)
 *  1  where the value is (2 bits), has expiry, has long key, 4 bits unused
 *  2  access word of LRU or LFU, 3 bytes
 *  5  bornWalk, 1 byte
 *  6  key length, 2 bytes; 65535 for a long key
 *  8  value length in bytes, 4 bytes
 * 12  only with an expiry: its time in ms (8 bytes), its index in the expiry heap (4 bytes)
 *  .  key: its bytes; for a long key hash (8 bytes), length (4) and reference (4)
 *  .  value: its bytes, or 8 bytes of an integer, or the reference of a block or rope, or that of
 *     the root of a large structure
 * </pre>
 *
 * A block may be longer than what it holds; the rest is room for the value to grow.
 */
final class EntryLayout {
  static final int TYPE_MASK = 0xF;
  static final int ENCODING_SHIFT = 4;

  static final int FLAGS_SHIFT = 8;
  static final int PLACE_MASK = 3;
  static final int PLACE_INLINE = 0;
  static final int PLACE_BLOCK = 1;
  static final int PLACE_ROPE = 2;
  static final int PLACE_ROOT = 3;
  static final int HAS_EXPIRY = 4;
  static final int HAS_LONG_KEY = 8;

  static final int ACCESS_SHIFT = 16;
  static final int ACCESS_MASK = 0xFFFFFF;
  static final int BORN_WALK_SHIFT = 40;
  static final int BORN_WALK_AT = 5;
  static final int KEY_LENGTH_SHIFT = 48;
  static final int LONG_KEY = 0xFFFF;

  static final int VALUE_LENGTH_AT = 8;
  static final int EXPIRY_AT = 12;
  static final int HEAP_INDEX_AT = 20;
  static final int PLAIN_BYTES = 12;
  static final int EXPIRY_BYTES = 12;

  static final int LONG_KEY_BYTES = 16;
  static final int LONG_KEY_LENGTH_AT = 8;
  static final int LONG_KEY_REF_AT = 12;

  static final int INTEGER_BYTES = 8;
  static final int VALUE_REF_BYTES = 4;

  /** An entry with its value inside is at most this large; beyond, the value stands alone. */
  static final int INLINE_BYTES_MAX = 1024;

  private EntryLayout() {}

  static int place(long word) {
    return (int) (word >>> FLAGS_SHIFT) & PLACE_MASK;
  }

  static boolean hasExpiry(long word) {
    return (word & (long) HAS_EXPIRY << FLAGS_SHIFT) != 0;
  }

  static boolean hasLongKey(long word) {
    return (word & (long) HAS_LONG_KEY << FLAGS_SHIFT) != 0;
  }

  static int keyAt(long word) {
    return hasExpiry(word) ? PLAIN_BYTES + EXPIRY_BYTES : PLAIN_BYTES;
  }

  /** Bytes the key takes inside the entry. */
  static int keyBytes(long word) {
    return hasLongKey(word) ? LONG_KEY_BYTES : (int) (word >>> KEY_LENGTH_SHIFT);
  }

  static int valueAt(long word) {
    return keyAt(word) + keyBytes(word);
  }
}
