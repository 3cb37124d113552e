package io.jacinth.engine.keyspace;

/**
 * FLUSHDB and FLUSHALL: all keys of a database go at once. None of them passes through the write
 * door, so those the door would have told key by key are told here of the whole.
 */
public final class DatabaseFlush {
  private DatabaseFlush() {}

  /**
   * Drops all keys of a database; memory is given back in slices.
   *
   * @param lazily counts as freed lazily
   * @return how many
   */
  public static long flush(Keyspace keyspace, int db, boolean lazily) {
    Hooks hooks = keyspace.hooks();
    if (!hooks.watchers.isEmpty()) {
      hooks.watchers.dropped(db, (d, key) -> keyspace.isStored(d, key, 0, key.length));
    }
    hooks.beforeDrop(db, -1);
    TrackingHook tracking = hooks.tracking;
    if (tracking != null) {
      tracking.allChanged();
    }
    return keyspace.database(db).drop(keyspace.store().freeQueue(), lazily);
  }

  /** Drops all keys of all databases. */
  public static long flushAll(Keyspace keyspace, boolean lazily) {
    keyspace.ownExpiries().clear();
    long count = 0;
    for (int db = 0; db < keyspace.databaseCount(); db++) {
      count += flush(keyspace, db, lazily);
    }
    return count;
  }
}
