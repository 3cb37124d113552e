package io.jacinth.engine.keyspace;

import io.jacinth.resp.Argv;

/**
 * Keys as they are stored, whether their time is past or not: what DEBUG and MEMORY USAGE look at,
 * what a command finds that has nothing to put at its destination, and what SCAN comes across.
 */
public final class StoredKeys {
  private final Keyspace keyspace;

  StoredKeys(Keyspace keyspace) {
    this.keyspace = keyspace;
  }

  /** The entry of word {@code i}, 0 when there is none; leaves no traces. */
  public int entry(int db, Argv argv, int i) {
    return keyspace.stored(db, argv.array(), argv.offset(i), argv.length(i));
  }

  /** Whether a key is stored and past its time. */
  public boolean isExpired(int db, byte[] key) {
    int entry = keyspace.stored(db, key, 0, key.length);
    return entry != 0 && keyspace.expirer().isPast(entry);
  }

  /**
   * Deletes the key in word {@code i}, if it is there. Its time may be past: it counts as deleted
   * then, not as expired.
   *
   * @param lazily a large value is freed later, in slices
   */
  public void delete(int db, Argv argv, int i, boolean lazily) {
    int entry = entry(db, argv, i);
    if (entry != 0) {
      keyspace.openAt(db, argv.array(), argv.offset(i), argv.length(i), entry);
      keyspace.door().removed(EventClass.GENERIC, "del", lazily);
    }
  }

  /** Whoever came across a key deletes it, if its time is past and that is for us to do. */
  public void expireIfPast(int db, byte[] key) {
    keyspace.find(db, keyspace.tableIndex(key, 0, key.length), key, 0, key.length);
  }
}
