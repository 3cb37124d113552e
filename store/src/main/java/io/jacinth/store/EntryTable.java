package io.jacinth.store;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one slot of one database (or of a whole database outside cluster mode).
 *
 * <p>Every method that may change a key returns the entry's reference afterwards; an older
 * reference to that key is void. The caller computes a key's hash once, by {@link Store#hash}, and
 * passes it to every call. Nothing here looks at the clock: an entry whose expiry has passed is an
 * entry like any other.
 */
public final class EntryTable extends LinearBuckets {
  /** Instead of an expiry: none. */
  public static final long NO_EXPIRE = -1;

  /** Instead of an expiry: the one the key has, none if it has none or does not exist. */
  public static final long KEEP_EXPIRE = -2;

  private static final int ARRAY_HEADER_BYTES = 16;
  private static final int[] NO_SEGMENTS = new int[0];

  private int[] segments = NO_SEGMENTS;
  private int segmentsUsed;
  private @Nullable ExpireTable expires;

  EntryTable(Store store) {
    super(store, store.lines, Integer.MAX_VALUE);
  }

  /** Heap bytes of the table itself, without its entries. */
  int heapBytes() {
    return segments.length == 0 ? 0 : ARRAY_HEADER_BYTES + segments.length * Integer.BYTES;
  }

  @Override
  int segment(int number) {
    return segments[number];
  }

  @Override
  void setSegment(int number, int ref) {
    segments[number] = ref;
  }

  @Override
  void pushSegment(int ref) {
    if (segmentsUsed == segments.length) {
      resizeSegments(segmentsUsed < 64 ? segmentsUsed * 2 : segmentsUsed + segmentsUsed / 2);
    }
    segments[segmentsUsed++] = ref;
  }

  @Override
  int popSegment() {
    int ref = segments[--segmentsUsed];
    segments[segmentsUsed] = Ref.NONE;
    if (segmentsUsed == 0) {
      store.addHeapBytes(-heapBytes());
      segments = NO_SEGMENTS;
    } else if (segmentsUsed <= segments.length / 4) {
      resizeSegments(segmentsUsed * 2);
    }
    return ref;
  }

  private void resizeSegments(int wanted) {
    int before = heapBytes();
    segments = Arrays.copyOf(segments, Math.max(1, wanted));
    store.addHeapBytes(heapBytes() - before);
  }

  @Override
  void countsChanged() {}

  /** The entry of a key, or 0. */
  public int find(long hash, byte[] key, int off, int len) {
    int line = lineOf(hash);
    return line == Ref.NONE ? Ref.NONE : store.lines.find(line, hash, key, off, len);
  }

  /** An entry whose key has that hash, or 0. Keys of equal 64-bit hashes are as good as equal. */
  public int findByHash(long hash) {
    int line = lineOf(hash);
    return line == Ref.NONE ? Ref.NONE : store.lines.findByHash(line, hash);
  }

  /**
   * Inserts or replaces a string, choosing the encoding as SET does: int if the text is a canonical
   * 64-bit number, embstr up to 44 bytes, else raw.
   *
   * @param expireAtWallMs expiry, {@link #NO_EXPIRE} or {@link #KEEP_EXPIRE}
   * @return the entry
   */
  public int putString(
      long hash,
      byte[] key,
      int keyOff,
      int keyLen,
      byte[] value,
      int valueOff,
      int valueLen,
      long expireAtWallMs) {
    StringForm form = StringForm.SHORTEST;
    return putString(hash, key, keyOff, keyLen, value, valueOff, valueLen, expireAtWallMs, form);
  }

  /** Inserts or replaces a string, kept in the form that is given. */
  public int putString(
      long hash,
      byte[] key,
      int keyOff,
      int keyLen,
      byte[] value,
      int valueOff,
      int valueLen,
      long expireAtWallMs,
      StringForm form) {
    if (form == StringForm.SHORTEST && Decimal.isCanonical(value, valueOff, valueLen)) {
      long number = Decimal.parse(value, valueOff, valueLen);
      return putInteger(hash, key, keyOff, keyLen, number, expireAtWallMs);
    }
    int encoding = form.encoding(valueLen);
    int old = find(hash, key, keyOff, keyLen);
    long expireAt = resolve(old, expireAtWallMs);
    boolean expiry = expireAt != NO_EXPIRE;
    int room = EntryLayout.INLINE_BYTES_MAX - EntryWriter.entryBytes(keyLen, expiry, 0);
    if (valueLen <= room) {
      int entry = shape(hash, old, key, keyOff, keyLen, expireAt, valueLen);
      store.writer.describe(entry, ValueTypes.STRING, encoding, EntryLayout.PLACE_INLINE, valueLen);
      int at = EntryLayout.valueAt(store.entries.header(entry));
      store.memory.copyIn(value, valueOff, entry, at, valueLen);
      return entry;
    }
    int place = Values.placeFor(valueLen);
    int ref = store.values.allocate(valueLen);
    store.values.write(place, ref, 0, value, valueOff, valueLen);
    return putSeparate(hash, old, key, keyOff, keyLen, expireAt, encoding, ref, valueLen);
  }

  /** Inserts or replaces a string that is kept as a number. */
  public int putInteger(
      long hash, byte[] key, int keyOff, int keyLen, long value, long expireAtWallMs) {
    int old = find(hash, key, keyOff, keyLen);
    long expireAt = resolve(old, expireAtWallMs);
    int bytes = EntryLayout.INTEGER_BYTES;
    int entry = shape(hash, old, key, keyOff, keyLen, expireAt, bytes);
    store.writer.describe(
        entry, ValueTypes.STRING, ValueTypes.ENCODING_INT, EntryLayout.PLACE_INLINE, bytes);
    store.memory.setLong(entry, EntryLayout.valueAt(store.entries.header(entry)), value);
    return entry;
  }

  /**
   * Inserts or replaces a string with bytes received piece by piece. The builder must be complete
   * and is used up by this.
   */
  public int putRope(
      long hash, byte[] key, int keyOff, int keyLen, RopeBuilder rope, long expireAtWallMs) {
    int len = rope.length();
    int old = find(hash, key, keyOff, keyLen);
    long expireAt = resolve(old, expireAtWallMs);
    int encoding =
        len <= ValueTypes.EMBSTR_BYTES_MAX ? ValueTypes.ENCODING_EMBSTR : ValueTypes.ENCODING_RAW;
    return putSeparate(hash, old, key, keyOff, keyLen, expireAt, encoding, rope.take(), len);
  }

  private int putSeparate(
      long hash,
      int old,
      byte[] key,
      int keyOff,
      int keyLen,
      long expireAt,
      int encoding,
      int ref,
      int len) {
    int entry = shape(hash, old, key, keyOff, keyLen, expireAt, EntryLayout.VALUE_REF_BYTES);
    store.writer.describe(entry, ValueTypes.STRING, encoding, Values.placeFor(len), len);
    store.memory.setInt(entry, EntryLayout.valueAt(store.entries.header(entry)), ref);
    return entry;
  }

  private long resolve(int old, long expireAtWallMs) {
    if (expireAtWallMs != KEEP_EXPIRE) {
      return expireAtWallMs;
    }
    return old == Ref.NONE ? NO_EXPIRE : store.entries.expireAtWallMs(old);
  }

  /**
   * The key's entry with room for a value: a new one, or the old one (found last) without its
   * value, moved if need be.
   */
  private int shape(
      long hash, int old, byte[] key, int keyOff, int keyLen, long expireAt, int valueArea) {
    boolean expiry = expireAt != NO_EXPIRE;
    if (old == Ref.NONE) {
      int entry = store.writer.create(hash, key, keyOff, keyLen, expiry, valueArea);
      addEntry(hash, entry);
      if (expiry) {
        expires().add(entry, expireAt);
      }
      return entry;
    }
    long word = store.entries.header(old);
    store.entries.freeSeparateValue(old, word);
    boolean hadExpiry = EntryLayout.hasExpiry(word);
    if (hadExpiry && !expiry) {
      dropExpiry(old);
    }
    int entry = store.writer.reshape(old, expiry, valueArea, 0);
    if (entry != old) {
      store.lines.replaceFound(entry);
    }
    if (hadExpiry && expiry) {
      expires().update(entry, expireAt);
    } else if (expiry) {
      expires().add(entry, expireAt);
    }
    return entry;
  }

  /** Sets, changes or (with {@link #NO_EXPIRE}) takes away the expiry; returns the entry. */
  public int setExpire(long hash, int entry, long expireAtWallMs) {
    boolean expiry = expireAtWallMs != NO_EXPIRE;
    long word = store.entries.header(entry);
    boolean hadExpiry = EntryLayout.hasExpiry(word);
    if (hadExpiry && expiry) {
      expires().update(entry, expireAtWallMs);
      return entry;
    }
    if (hadExpiry == expiry) {
      return entry;
    }
    if (hadExpiry) {
      dropExpiry(entry);
    }
    int area = store.writer.valueArea(entry, word);
    int target = store.writer.reshape(entry, expiry, area, area);
    if (target != entry) {
      replace(hash, entry, target);
    }
    if (expiry) {
      expires().add(target, expireAtWallMs);
    }
    return target;
  }

  /** Gives an entry a value area of another size, keeping its first bytes; returns the entry. */
  int resize(long hash, int entry, int valueArea, int preserve) {
    boolean expiry = store.entries.hasExpiry(entry);
    int target = store.writer.reshape(entry, expiry, valueArea, preserve);
    if (target != entry) {
      replace(hash, entry, target);
      if (expiry) {
        expires().moved(target);
      }
    }
    return target;
  }

  /** Adds bytes to the end of a string, which becomes raw; returns the entry. */
  public int append(long hash, int entry, byte[] src, int off, int len) {
    return store.edits.setRange(this, hash, entry, store.entries.valueLength(entry), src, off, len);
  }

  /**
   * Overwrites part of a string, which becomes raw, padding it with zeros up to {@code at} first if
   * it is shorter; returns the entry.
   */
  public int setRange(long hash, int entry, int at, byte[] src, int off, int len) {
    return store.edits.setRange(this, hash, entry, at, src, off, len);
  }

  /** Removes and frees a key; false if there is none. */
  public boolean remove(long hash, byte[] key, int off, int len) {
    int entry = detach(hash, key, off, len);
    if (entry == Ref.NONE) {
      return false;
    }
    store.entries.free(entry);
    return true;
  }

  /** Removes and frees an entry of this table. */
  public void removeEntry(long hash, int entry) {
    detachEntry(hash, entry);
    store.entries.free(entry);
  }

  /**
   * Takes a key out of the table without freeing its entry, which keeps its expiry for reading; 0
   * if there is no such key. The caller owns the entry and ends it by {@link Entries#free}, {@link
   * FreeQueue#addDetached}, {@link #attach} or {@link #attachAs}.
   */
  public int detach(long hash, byte[] key, int off, int len) {
    int entry = find(hash, key, off, len);
    if (entry != Ref.NONE) {
      takeOutFound(hash, entry);
    }
    return entry;
  }

  /** As {@link #detach}, for an entry of this table. */
  public void detachEntry(long hash, int entry) {
    locate(hash, entry);
    takeOutFound(hash, entry);
  }

  /** Puts a detached entry into this table, which must not have its key. */
  public void attach(long hash, int entry) {
    addEntry(hash, entry);
    if (store.entries.hasExpiry(entry)) {
      expires().add(entry, store.entries.expireAtWallMs(entry));
    }
  }

  /**
   * Puts a detached entry in under another key, which the table must not have; returns it. It is
   * the age of an entry that is put now ({@link Entries#setStamp}), but as recently used as it was.
   */
  public int attachAs(long hash, byte[] key, int off, int len, int entry) {
    int target = store.writer.rekey(entry, hash, key, off, len);
    store.entries.setBornWalk(
        target, (int) (store.entries.stamp() >>> EntryLayout.BORN_WALK_SHIFT));
    attach(hash, target);
    return target;
  }

  /**
   * Puts a value that was built outside in, in the place of the key's old one.
   *
   * @param expireAtWallMs expiry, {@link #NO_EXPIRE} or {@link #KEEP_EXPIRE}
   * @return the entry
   */
  public int putDraft(long hash, byte[] key, int off, int len, Draft draft, long expireAtWallMs) {
    int old = find(hash, key, off, len);
    long expireAt = resolve(old, expireAtWallMs);
    if (old != Ref.NONE) {
      takeOutFound(hash, old);
      store.entries.free(old);
    }
    int entry = draft.take();
    store.writer.stamp(entry);
    addEntry(hash, entry);
    return expireAt == NO_EXPIRE ? entry : setExpire(hash, entry, expireAt);
  }

  /** A new key with a value of so many unwritten bytes; the caller describes it. */
  int create(long hash, byte[] key, int off, int len, int valueArea) {
    return shape(hash, Ref.NONE, key, off, len, NO_EXPIRE, valueArea);
  }

  private void takeOutFound(long hash, int entry) {
    if (store.entries.hasExpiry(entry)) {
      dropExpiry(entry);
    }
    removeFoundEntry(hash);
  }

  private void replace(long hash, int entry, int target) {
    locate(hash, entry);
    store.lines.replaceFound(target);
  }

  private void locate(long hash, int entry) {
    int line = lineOf(hash);
    if (line == Ref.NONE || !store.lines.locate(line, entry)) {
      throw new IllegalStateException("entry is not in this table under this hash");
    }
  }

  // Expiry.

  /** How many keys have an expiry. */
  public int expireCount() {
    return expires == null ? 0 : expires.size();
  }

  /** The earliest expiry of all keys, {@link Long#MAX_VALUE} if none has one. */
  public long earliestExpireAtWallMs() {
    return expires == null ? Long.MAX_VALUE : expires.earliestWallMs();
  }

  /** The entry that expires first, if its time is not after {@code wallMs}; else 0. */
  public int firstDue(long wallMs) {
    return expires != null && expires.earliestWallMs() <= wallMs ? expires.first() : Ref.NONE;
  }

  /** The entry that expires first, 0 if none has an expiry. */
  public int firstExpiring() {
    return firstDue(Long.MAX_VALUE);
  }

  /** A random entry among those with an expiry, 0 if there is none. */
  public int randomExpiring(RandomGenerator random) {
    return expires == null ? Ref.NONE : expires.random(random);
  }

  private ExpireTable expires() {
    ExpireTable table = expires;
    if (table == null) {
      table = new ExpireTable(store);
      expires = table;
    }
    return table;
  }

  private void dropExpiry(int entry) {
    ExpireTable table = expires();
    table.remove(entry);
    if (table.size() == 0) {
      expires = null;
    }
  }

  /** As {@link #relocateBucket}, with the index of expiries. */
  long relocateStep(long from, Evacuation evacuation) {
    return relocateBucket(from, evacuation, evacuation.entryMover(expires));
  }

  @Nullable ExpireTable expiresOrNull() {
    return expires;
  }

  /**
   * Frees part of the table; only for a table nobody uses any more.
   *
   * @param budget how many items to free, an entry or a block of an index being one
   * @return how many were freed, at most a bucket more than the budget; 0 when nothing is left
   */
  int dismantle(int budget) {
    ExpireTable table = expires;
    if (table != null) {
      int freed = table.dismantle(budget);
      if (table.isDismantled()) {
        expires = null;
      }
      return freed;
    }
    int freed = 0;
    while (freed < budget && bucketCount() > 0) {
      freed += 1 + dismantleLastBucket(store.entries::free);
    }
    return freed;
  }
}
