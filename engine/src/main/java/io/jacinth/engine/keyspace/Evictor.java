package io.jacinth.engine.keyspace;

import io.jacinth.store.Entries;
import io.jacinth.store.EntryTable;
import io.jacinth.store.Rooms;
import java.util.random.RandomGenerator;

/**
 * Chooses keys to be evicted and deletes them, one at a time.
 *
 * <p>LRU and LFU sample as Redis does: from every database with candidates a few keys, of which the
 * best are remembered in a pool, and the best of the pool goes. A slot is drawn by the number of
 * its keys, so every key of a database is sampled with the same chance however keys are spread over
 * slots.
 *
 * <p>TTL samples, too, although the tables know which key expires first: always taking that one was
 * measured to hit a little less often than Redis does.
 */
public final class Evictor {
  /** A pool of candidates used or deleted meanwhile is filled again so often at most. */
  private static final int ROUNDS_MAX = 64;

  private final Keyspace keyspace;
  private final Entries entries;
  private final AccessClock clock;
  private final RandomGenerator random;
  private final EvictionPool pool = new EvictionPool();
  private EvictionPolicy poolPolicy = EvictionPolicy.NOEVICTION;
  private int[] sample = new int[0];
  private byte[] key = new byte[256];
  private int nextDatabase;
  private long evictedKeys;

  Evictor(Keyspace keyspace, AccessClock clock, RandomGenerator random) {
    this.keyspace = keyspace;
    entries = keyspace.entries();
    this.clock = clock;
    this.random = random;
  }

  /** Keys evicted so far. */
  public long evictedKeys() {
    return evictedKeys;
  }

  void resetStatistics() {
    evictedKeys = 0;
  }

  /**
   * Evicts one key.
   *
   * @param samples keys to look at per database and eviction
   * @param lazily large values are freed later, and replicas are told so
   * @return false when the policy has no key to offer
   */
  public boolean evictOne(EvictionPolicy policy, int samples, boolean lazily) {
    return switch (policy.order) {
      case LRU, LFU, TTL -> evictRanked(policy, samples, lazily);
      case RANDOM -> evictRandom(policy.onlyExpiring, lazily);
      case NONE -> false;
    };
  }

  private void evict(Database database, int slot, int entry, boolean lazily) {
    int length = entries.keyLength(entry);
    key = Rooms.atLeast(key, length);
    entries.copyKey(entry, key, 0);
    long hash = keyspace.store().hash(key, 0, length);
    long dirty = keyspace.dirty();
    WriteDoor door = keyspace.door();
    door.open(database, slot, hash, key, 0, length, entry);
    door.removed(EventClass.EVICTED, "evicted", lazily);
    // As with expiry: nobody's change, with an effect of its own.
    keyspace.addDirty(dirty - keyspace.dirty());
    evictedKeys++;
    keyspace.deletions().deleted(database.index(), key, 0, length, lazily);
  }

  // LRU, LFU and TTL

  private boolean evictRanked(EvictionPolicy policy, int samples, boolean lazily) {
    if (policy != poolPolicy) {
      pool.clear();
      poolPolicy = policy;
    }
    if (sample.length != samples) {
      sample = new int[samples];
    }
    for (int round = 0; round < ROUNDS_MAX; round++) {
      if (!fillPool(policy.onlyExpiring)) {
        return false;
      }
      while (pool.size() > 0) {
        pool.take();
        Database database = keyspace.database(pool.takenDatabase());
        EntryTable table = database.table(pool.takenSlot());
        int entry = table == null ? 0 : table.findByHash(pool.takenHash());
        boolean asItWas =
            entry != 0
                && stateOf(entry) == pool.takenState()
                && (!policy.onlyExpiring || entries.hasExpiry(entry));
        if (asItWas) {
          evict(database, pool.takenSlot(), entry, lazily);
          return true;
        }
      }
    }
    return false;
  }

  private boolean fillPool(boolean onlyExpiring) {
    boolean any = false;
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      Database database = keyspace.database(i);
      long candidates = onlyExpiring ? database.expireCount() : database.keyCount();
      if (candidates > 0) {
        any = true;
        if (onlyExpiring) {
          sampleExpiring(database);
        } else {
          sampleAny(database);
        }
      }
    }
    return any;
  }

  /**
   * A sample comes from one slot, whose chance to be drawn is its share of the keys, and from
   * further ones while those drawn have too few.
   */
  private void sampleAny(Database database) {
    for (int left = sample.length; left > 0; ) {
      int slot = database.randomSlot(random);
      EntryTable table = database.table(slot);
      int count = table == null ? 0 : table.sample(random, sample, left);
      for (int i = 0; i < count; i++) {
        offer(database, slot, sample[i]);
      }
      left -= Math.max(1, count);
    }
  }

  private void sampleExpiring(Database database) {
    for (int left = sample.length; left > 0; ) {
      int slot = database.randomExpiringSlot(random);
      EntryTable table = database.table(slot);
      int count = table == null ? 0 : Math.min(left, table.expireCount());
      for (int i = 0; table != null && i < count; i++) {
        offer(database, slot, table.randomExpiring(random));
      }
      left -= Math.max(1, count);
    }
  }

  private void offer(Database database, int slot, int entry) {
    long rank =
        poolPolicy.order == EvictionPolicy.Order.TTL
            ? entries.expireAtWallMs(entry)
            : clock.rank(entries.access(entry));
    if (pool.wants(rank)) {
      pool.offer(rank, database.index(), slot, entries.hashOf(entry), stateOf(entry));
    }
  }

  /** What changes when a candidate no longer deserves its rank. */
  private int stateOf(int entry) {
    return poolPolicy.order == EvictionPolicy.Order.TTL
        ? Long.hashCode(entries.expireAtWallMs(entry))
        : entries.access(entry);
  }

  // Random

  private boolean evictRandom(boolean onlyExpiring, boolean lazily) {
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      nextDatabase = (nextDatabase + 1) % keyspace.databaseCount();
      Database database = keyspace.database(nextDatabase);
      if (onlyExpiring ? database.expireCount() > 0 : database.keyCount() > 0) {
        int slot = onlyExpiring ? database.randomExpiringSlot(random) : database.randomSlot(random);
        EntryTable table = database.table(slot);
        if (table != null) {
          int entry = onlyExpiring ? table.randomExpiring(random) : table.randomEntry(random);
          evict(database, slot, entry, lazily);
          return true;
        }
      }
    }
    return false;
  }
}
