package io.jacinth.engine.keyspace;

import io.jacinth.store.EntryTable;

/**
 * A walk over the keyspace that wants to see every value as it was when the walk began. Called
 * before the change, with the entry still untouched.
 */
public interface SnapshotHook {
  /** The entry will be changed, replaced or removed. */
  void beforeChange(int db, int slot, EntryTable table, long hash, int entry);

  /** All keys of a database, or those of one slot ({@code slot >= 0}), go at once. */
  void beforeDrop(int db, int slot);

  /** Two databases change their numbers. */
  default void swapped(int first, int second) {}
}
