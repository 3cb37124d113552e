package io.jacinth.engine.keyspace;

import io.jacinth.store.EntryTable;
import io.jacinth.store.FreeQueue;
import io.jacinth.store.Store;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One numbered database: a table per slot, or a single one outside cluster mode. */
public final class Database {
  private int index;
  private final Store store;
  private final @Nullable EntryTable[] tables;
  private final SlotIndex slots;

  /** Whoever holds a position in the tables compares this: it changes when they are replaced. */
  private long identity;

  Database(int index, int tableCount, Store store) {
    this.index = index;
    this.store = store;
    this.tables = new EntryTable[tableCount];
    this.slots = new SlotIndex(tableCount);
  }

  public int index() {
    return index;
  }

  void index(int number) {
    index = number;
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

  SlotIndex slots() {
    return slots;
  }

  public long keyCount() {
    return slots.keys();
  }

  public int keysInSlot(int slot) {
    EntryTable table = tables[slot];
    return table == null ? 0 : table.size();
  }

  /** Keys with an expiry. */
  public long expireCount() {
    return slots.expiring();
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
    EntryTable table = keyCount() == 0 ? null : tables[randomSlot(random)];
    return table == null ? 0 : table.randomEntry(random);
  }

  /** A random entry among those with an expiry, 0 when there is none. */
  int randomExpiringEntry(RandomGenerator random) {
    EntryTable table = expireCount() == 0 ? null : tables[randomExpiringSlot(random)];
    return table == null ? 0 : table.randomExpiring(random);
  }

  /** The slot of a random key; there must be one. */
  int randomSlot(RandomGenerator random) {
    return tables.length == 1
        ? 0
        : slots.slotOfKey(random.nextLong(slots.keys()), this::keysInSlot);
  }

  /** The slot of a random key with an expiry; there must be one. */
  int randomExpiringSlot(RandomGenerator random) {
    return tables.length == 1
        ? 0
        : slots.slotOfExpiring(random.nextLong(slots.expiring()), this::expiringInSlot);
  }

  /** Keys of a slot that have an expiry. */
  int expiringInSlot(int slot) {
    EntryTable table = tables[slot];
    return table == null ? 0 : table.expireCount();
  }

  /** Counts everything anew, after a change that failed half-way. */
  void recount() {
    slots.clear();
    for (int slot = 0; slot < tables.length; slot++) {
      EntryTable table = tables[slot];
      if (table != null) {
        slots.addKeys(slot, table.size());
        slots.addExpiring(slot, table.expireCount());
        if (table.expireCount() > 0) {
          slots.noteExpiry(slot, table.earliestExpireAtWallMs());
        }
      }
    }
  }

  /** Gives all tables to the queue; returns how many keys went. */
  long drop(FreeQueue queue, boolean lazily) {
    long count = slots.keys();
    for (int slot = 0; slot < tables.length; slot++) {
      EntryTable table = tables[slot];
      if (table != null) {
        tables[slot] = null;
        queue.add(table, lazily);
      }
    }
    slots.clear();
    identity++;
    return count;
  }

  /** Gives one table to the queue; returns how many keys went. */
  int dropSlot(int slot, FreeQueue queue) {
    EntryTable table = tables[slot];
    if (table == null) {
      return 0;
    }
    int size = table.size();
    slots.addKeys(slot, -size);
    slots.addExpiring(slot, -table.expireCount());
    slots.correctDue(slot, SlotIndex.NEVER);
    tables[slot] = null;
    queue.add(table);
    return size;
  }
}
