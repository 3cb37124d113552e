package io.jacinth.store;

import org.jspecify.annotations.Nullable;

/**
 * The place of one collection: a key's entry in its table, or a {@link Draft}. Structures that are
 * written to ask it for room and tell it what they have become; it sees to the entry, which may
 * move with every change.
 *
 * <p>A packed value is inside the entry while both are small, else in a block of its own. A large
 * one is a root block. The site goes from one to the other and frees what is left behind.
 */
public final class ValueSite extends Room {
  private static final int COPY_BYTES = 64 * 1024;

  /** A packed value beyond this must become large, whatever the limits in the configuration. */
  static final int PACKED_BYTES_MAX = Allocator.BLOCK_BYTES_MAX;

  /** A value in a block goes back into the entry when both fit in half of what an entry may be. */
  private static final int BACK_INSIDE_BYTES = EntryLayout.INLINE_BYTES_MAX / 2;

  /** Who opens a site at a key, and is told what happens there. */
  public interface Owner {
    /** Called before each change; makes what it does idempotent. */
    void beforeChange();

    /** The key's table; called when there is something to be put into it. */
    EntryTable table();
  }

  private final Store store;
  private final @Nullable Owner owner;
  private long hash;
  private byte[] key = new byte[0];
  private int keyOff;
  private int keyLen;
  private int entry;

  /** For values that are in no table: drafts, and such as are only looked at. */
  ValueSite(Store store) {
    this.store = store;
    owner = null;
  }

  /** For values of keys. */
  public ValueSite(Store store, Owner owner) {
    this.store = store;
    this.owner = owner;
  }

  /** Goes to an entry to read it. */
  void look(int foundEntry) {
    entry = foundEntry;
  }

  /** Goes to a key; its bytes must stay while the site is used. 0 is no entry. */
  public void open(long newHash, byte[] newKey, int off, int len, int foundEntry) {
    hash = newHash;
    key = newKey;
    keyOff = off;
    keyLen = len;
    entry = foundEntry;
  }

  /** The entry is another one; the value is where it was, or nowhere (0). */
  public void entryMoved(int now) {
    entry = now;
  }

  private void announceChange() {
    if (owner != null) {
      owner.beforeChange();
    }
  }

  /** The entry as it is now, 0 if there is none. */
  public int entry() {
    return entry;
  }

  /** How the value is packed; only while there is an entry. */
  int encoding() {
    return store.entries.encoding(entry);
  }

  boolean isLarge() {
    return store.entries.isLarge(entry);
  }

  /** The root of a large value. */
  int root() {
    return store.entries.root(entry);
  }

  // ---- making

  /** Makes the key, with a packed value of so many bytes, unwritten. There must be no entry. */
  void createPacked(int type, int encoding, int length) {
    announceChange();
    makeEntry(type, encoding, EntryLayout.PLACE_INLINE, length, length);
  }

  /** Makes the key, with a large value. There must be no entry. */
  void createLarge(int type, int encoding, int root) {
    announceChange();
    makeEntry(type, encoding, EntryLayout.PLACE_ROOT, 0, EntryLayout.VALUE_REF_BYTES);
    store.memory.setInt(entry, valueAt(), root);
  }

  /**
   * Makes the key, with a packed value copied from an array, wherever it fits. There must be no
   * entry.
   */
  public void createPacked(int type, int encoding, byte[] bytes, int off, int len) {
    createPacked(type, encoding, 0);
    resize(len);
    store.memory.copyIn(bytes, off, ref(), at(), len);
  }

  /** Makes the key, with a copy of another entry's value, whatever it is. */
  void copyFrom(int other) {
    int type = store.entries.type(other);
    int encoding = store.entries.encoding(other);
    if (store.entries.isLarge(other)) {
      createLarge(type, encoding, store.large.of(encoding).duplicate(store.entries.root(other)));
      return;
    }
    int length = store.entries.packedLength(other);
    if (length > PACKED_BYTES_MAX) {
      copyRope(other, type, encoding, length);
      return;
    }
    byte[] bytes = new byte[length];
    store.entries.copyPacked(other, bytes, 0);
    createPacked(type, encoding, bytes, 0, length);
  }

  /** Piece by piece: the heap may be smaller than the value. */
  private void copyRope(int other, int type, int encoding, int length) {
    long word = store.entries.header(other);
    int from = store.memory.getInt(other, EntryLayout.valueAt(word));
    int to = store.values.allocate(length);
    byte[] piece = new byte[COPY_BYTES];
    for (int at = 0; at < length; at += COPY_BYTES) {
      int count = Math.min(COPY_BYTES, length - at);
      store.values.read(EntryLayout.place(word), from, at, piece, 0, count);
      store.values.write(EntryLayout.PLACE_ROPE, to, at, piece, 0, count);
    }
    makeEntry(type, encoding, EntryLayout.PLACE_ROPE, length, EntryLayout.VALUE_REF_BYTES);
    store.memory.setInt(entry, valueAt(), to);
  }

  private void makeEntry(int type, int encoding, int place, int length, int area) {
    if (owner != null) {
      entry = owner.table().create(hash, key, keyOff, keyLen, area);
    } else {
      entry = store.writer.create(hash, key, keyOff, keyLen, false, area);
    }
    store.writer.describe(entry, type, encoding, place, length);
  }

  /** The packed value becomes a large one; its old bytes are gone. */
  void becomeLarge(int encoding, int root) {
    store.entries.freeSeparateValue(entry, store.entries.header(entry));
    store.writer.note(entry, encoding, EntryLayout.PLACE_INLINE, 0);
    reshape(EntryLayout.VALUE_REF_BYTES, 0);
    store.writer.note(entry, encoding, EntryLayout.PLACE_ROOT, 0);
    store.memory.setInt(entry, valueAt(), root);
  }

  /** The large value becomes a packed one of so many bytes, unwritten; the root is the caller's. */
  void becomePacked(int encoding, int length) {
    store.writer.note(entry, encoding, EntryLayout.PLACE_INLINE, 0);
    resize(length);
  }

  /** The packed value has another packed encoding from now on. */
  void setEncoding(int encoding) {
    long word = store.entries.header(entry);
    store.writer.note(entry, encoding, EntryLayout.place(word), length());
  }

  private void reshape(int valueArea, int preserve) {
    if (owner != null) {
      entry = owner.table().resize(hash, entry, valueArea, preserve);
    } else {
      boolean expiry = store.entries.hasExpiry(entry);
      entry = store.writer.reshape(entry, expiry, valueArea, preserve);
    }
  }

  private int valueAt() {
    return EntryLayout.valueAt(store.entries.header(entry));
  }

  // ---- room of a packed value

  private boolean isInside() {
    return EntryLayout.place(store.entries.header(entry)) == EntryLayout.PLACE_INLINE;
  }

  @Override
  int ref() {
    return isInside() ? entry : store.memory.getInt(entry, valueAt());
  }

  @Override
  int at() {
    return isInside() ? valueAt() : 0;
  }

  @Override
  int length() {
    return store.memory.getInt(entry, EntryLayout.VALUE_LENGTH_AT);
  }

  @Override
  void beforeChange() {
    announceChange();
    if (!isInside()) {
      int ref = ref();
      if (store.shared.isShared(ref)) {
        moveBlock(ref, length(), length());
      }
    }
  }

  /** To be called before a large value is changed. */
  void beforeLargeChange() {
    announceChange();
  }

  private void moveBlock(int from, int bytes, int preserve) {
    int target = store.allocator.allocate(bytes);
    store.memory.move(from, 0, target, 0, preserve);
    store.shared.release(from);
    store.memory.setInt(entry, valueAt(), target);
  }

  @Override
  void resize(int newLength) {
    int length = length();
    int valueAt = valueAt();
    int encoding = encoding();
    int kept = Math.min(length, newLength);
    if (isInside()) {
      if (valueAt + newLength <= EntryLayout.INLINE_BYTES_MAX) {
        reshape(newLength, kept);
        store.writer.note(entry, encoding, EntryLayout.PLACE_INLINE, newLength);
        return;
      }
      int block = store.allocator.allocate(newLength);
      store.memory.move(entry, valueAt, block, 0, kept);
      reshape(EntryLayout.VALUE_REF_BYTES, 0);
      store.writer.note(entry, encoding, EntryLayout.PLACE_BLOCK, newLength);
      store.memory.setInt(entry, valueAt(), block);
      return;
    }
    int block = store.memory.getInt(entry, valueAt);
    int blockBytes = store.allocator.blockBytes(block);
    if (valueAt + newLength <= BACK_INSIDE_BYTES) {
      reshape(newLength, 0);
      store.memory.move(block, 0, entry, valueAt(), kept);
      store.shared.release(block);
      store.writer.note(entry, encoding, EntryLayout.PLACE_INLINE, newLength);
      return;
    }
    if (newLength > blockBytes || Allocator.roundedBytes(newLength) * 2 < blockBytes) {
      moveBlock(block, newLength, kept);
    }
    store.writer.note(entry, encoding, EntryLayout.PLACE_BLOCK, newLength);
  }
}
