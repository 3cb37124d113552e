package io.jacinth.engine.keyspace;

import io.jacinth.store.EntryTable;
import io.jacinth.store.EntryVisitor;
import org.jspecify.annotations.Nullable;

/** All keys of a slot go at once: another node has it now. Cluster mode only. */
public final class SlotDrop {
  private SlotDrop() {}

  /**
   * Drops the keys of a slot; memory is given back in slices.
   *
   * @param each told of every key first
   * @return how many
   */
  public static int drop(Keyspace keyspace, int slot, @Nullable EntryVisitor each) {
    Database database = keyspace.database(0);
    EntryTable table = database.table(slot);
    if (table == null || table.size() == 0) {
      return 0;
    }
    Watchers watchers = keyspace.hooks().watchers;
    if (!watchers.isEmpty() || each != null) {
      long cursor = 0;
      do {
        cursor =
            table.scanStep(
                cursor,
                entry -> {
                  byte[] key = keyspace.keyOf(entry);
                  watchers.changed(0, key, 0, key.length, false);
                  if (each != null) {
                    each.visit(entry);
                  }
                });
      } while (cursor != 0);
    }
    keyspace.hooks().beforeDrop(0, slot);
    return database.dropSlot(slot, keyspace.store().freeQueue());
  }
}
