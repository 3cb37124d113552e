package io.jacinth.engine.keyspace;

import io.jacinth.store.EntryTable;
import java.util.random.RandomGenerator;

/**
 * Deletes keys whose time has passed, a few of one slot and then a few of the next that has some,
 * so that no slot waits for another. Slots without due keys are not looked at.
 */
public final class DueKeys {
  private final Keyspace keyspace;
  private final RandomGenerator random;
  private int db;
  private int slot;

  DueKeys(Keyspace keyspace, RandomGenerator random) {
    this.keyspace = keyspace;
    this.random = random;
  }

  /**
   * Deletes due keys of the next slots that have some, in each those first that are due longest.
   *
   * @param maxKeys at most so many
   * @return how many; less than {@code maxKeys} when no key of any database is due any more
   */
  public int deleteSome(int maxKeys) {
    long wallMs = keyspace.wallMs();
    int deleted = 0;
    for (int seen = 0; seen <= keyspace.databaseCount() && deleted < maxKeys; ) {
      Database database = keyspace.database(db);
      int due = database.slots().nextDue(slot, wallMs);
      if (due < 0) {
        db = (db + 1) % keyspace.databaseCount();
        slot = 0;
        seen++;
        continue;
      }
      slot = due + 1;
      deleted += deleteOf(database, due, maxKeys - deleted, wallMs);
    }
    return deleted;
  }

  private int deleteOf(Database database, int due, int maxKeys, long wallMs) {
    EntryTable table = database.table(due);
    int deleted = 0;
    while (table != null && deleted < maxKeys) {
      int entry = table.firstDue(wallMs - 1);
      if (entry == 0) {
        break;
      }
      keyspace.expirer().expireEntry(database, due, entry);
      deleted++;
    }
    database
        .slots()
        .correctDue(due, table == null ? SlotIndex.NEVER : table.earliestExpireAtWallMs());
    return deleted;
  }

  /** A random entry among all that expire, past their time or not; 0 when there is none. */
  public int randomExpiring() {
    long count = 0;
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      count += keyspace.database(i).expireCount();
    }
    long place = count == 0 ? 0 : random.nextLong(count);
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      Database database = keyspace.database(i);
      if (place < database.expireCount()) {
        return database.randomExpiringEntry(random);
      }
      place -= database.expireCount();
    }
    return 0;
  }
}
