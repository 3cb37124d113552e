package io.jacinth.engine.keyspace;

import io.jacinth.store.Entries;
import io.jacinth.store.Rooms;

/**
 * Keys past their time: which are, and their end.
 *
 * <p>What becomes of such a key depends on who comes across it ({@link Expiry}); the engine says so
 * before every top-level command, together with the time all of the command sees. A command thus
 * never finds a key in its beginning and not at its end.
 *
 * <p>The end goes through the write door like every change, so nobody who must know is forgotten.
 * But it is nobody's change: it has an effect of its own in the stream, and leaves the dirty count
 * of the command that came across the key alone.
 */
public final class Expirer {
  private final Keyspace keyspace;
  private final Entries entries;
  private byte[] keyScratch = new byte[256];
  private long wallMs;
  private Expiry mode = Expiry.DELETE;
  private boolean lazily;
  private long expiredKeys;

  Expirer(Keyspace keyspace) {
    this.keyspace = keyspace;
    entries = keyspace.entries();
  }

  /** What the next top-level command sees. */
  void begin(long nowWallMs, Expiry newMode) {
    wallMs = nowWallMs;
    mode = newMode;
  }

  /** {@code lazyfree-lazy-expire}: large values are freed later, in slices. */
  public void lazily(boolean yes) {
    lazily = yes;
  }

  /** How many it has deleted. */
  public long expiredKeys() {
    return expiredKeys;
  }

  void resetStatistics() {
    expiredKeys = 0;
  }

  long wallMs() {
    return wallMs;
  }

  /** The entry's time has passed, whoever looks. */
  boolean isPast(int entry) {
    return entries.hasExpiry(entry) && entries.expireAtWallMs(entry) < wallMs;
  }

  /** The entry counts as being there for who looks now. */
  boolean isLive(int entry) {
    return mode == Expiry.IGNORE || !isPast(entry);
  }

  /** Whoever comes across a key past its time deletes it. */
  boolean deletes() {
    return mode == Expiry.DELETE;
  }

  /** Whoever writes now writes to a replica: nobody else will delete what it lets expire. */
  boolean hides() {
    return mode == Expiry.HIDE;
  }

  /** Deletes a key whose time has passed. */
  void expire(Database db, int slot, long hash, byte[] key, int offset, int length, int entry) {
    long before = keyspace.dirty();
    WriteDoor door = keyspace.door();
    door.open(db, slot, hash, key, offset, length, entry);
    door.removed(EventClass.EXPIRED, "expired", lazily);
    keyspace.takeBackDirty(before);
    expiredKeys++;
    if (mode == Expiry.DELETE) {
      keyspace.deletions().deleted(db.index(), key, offset, length, lazily);
    }
  }

  /** Deletes the entry of a table whose key is not at hand. */
  void expireEntry(Database db, int slot, int entry) {
    keyScratch = Rooms.atLeast(keyScratch, entries.keyLength(entry));
    int length = entries.copyKey(entry, keyScratch, 0);
    long hash = keyspace.store().hash(keyScratch, 0, length);
    expire(db, slot, hash, keyScratch, 0, length, entry);
  }
}
