package io.jacinth.engine.keyspace;

import io.jacinth.store.EntryTable;
import io.jacinth.store.FreeQueue;
import io.jacinth.store.Store;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One numbered database: a table per slot, or a single one outside cluster mode. */
public final class Database {
  private final int index;
  private final Store store;
  private final @Nullable EntryTable[] tables;
  private long keys;

  /** Whoever holds a position in the tables compares this: it changes when they are replaced. */
  private long identity;

  Database(int index, int tableCount, Store store) {
    this.index = index;
    this.store = store;
    this.tables = new EntryTable[tableCount];
  }

  public int index() {
    return index;
  }

  public int tableCount() {
    return tables.length;
  }

  /** The table of a slot, null while it has never had a key. */
  public @Nullable EntryTable table(int slot) {
    return tables[slot];
  }

  EntryTable tableForWrite(int slot) {
    EntryTable table = tables[slot];
    if (table == null) {
      table = store.newTable();
      tables[slot] = table;
    }
    return table;
  }

  public long identity() {
    return identity;
  }

  public long keyCount() {
    return keys;
  }

  void addKeys(long delta) {
    keys += delta;
  }

  public int keysInSlot(int slot) {
    EntryTable table = tables[slot];
    return table == null ? 0 : table.size();
  }

  /** Keys with an expiry. */
  public long expireCount() {
    long count = 0;
    for (EntryTable table : tables) {
      if (table != null) {
        count += table.expireCount();
      }
    }
    return count;
  }

  /** Average time to live of the keys that expire first in their slots, in ms; 0 without any. */
  public long averageTtlMs(long wallMs) {
    long sum = 0;
    long count = 0;
    for (EntryTable table : tables) {
      if (table != null && table.expireCount() > 0) {
        sum += Math.max(0, table.earliestExpireAtWallMs() - wallMs);
        count++;
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  /** A random entry, 0 when there is no key: a table by its weight, then a key of it. */
  int randomEntry(RandomGenerator random) {
    if (keys == 0) {
      return 0;
    }
    long place = random.nextLong(keys);
    for (EntryTable table : tables) {
      if (table != null) {
        place -= table.size();
        if (place < 0) {
          return table.randomEntry(random);
        }
      }
    }
    return 0;
  }

  /** Gives all tables to the queue; returns how many keys went. */
  long drop(FreeQueue queue) {
    for (int slot = 0; slot < tables.length; slot++) {
      dropSlot(slot, queue);
    }
    identity++;
    return keys;
  }

  /** Gives one table to the queue; the key count is the caller's to correct. */
  int dropSlot(int slot, FreeQueue queue) {
    EntryTable table = tables[slot];
    if (table == null) {
      return 0;
    }
    int size = table.size();
    tables[slot] = null;
    queue.add(table);
    return size;
  }
}
