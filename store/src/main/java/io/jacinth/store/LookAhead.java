package io.jacinth.store;

/**
 * Brings what several keys are stored in into the processor's cache, all at once.
 *
 * <p>A lookup in a large store waits twice for memory, for the bucket's line and for the entry. One
 * key after the other, these waits add up; asked for together they overlap. So {@link #fetch} reads
 * the first line of every key's bucket in one short loop, then picks the entry whose tag agrees,
 * then reads all those entries. The lookups that follow find both in the cache.
 *
 * <p>It is a guess and nothing else: a key may be further down its chain, or not there, or be
 * changed before it is looked up. No result leaves this class.
 */
public final class LookAhead {
  /** Keys of one fetch: their lines and entries take an eighth of a small second-level cache. */
  public static final int KEYS_MAX = 64;

  private final Store store;
  private final int[] refs = new int[KEYS_MAX];
  private final int[] tags = new int[KEYS_MAX];
  private int count;

  /** Keeps what was read alive for the compiler, which would drop the reads otherwise. */
  private long digest;

  LookAhead(Store store) {
    this.store = store;
  }

  /** How many more keys fit. */
  public int room() {
    return KEYS_MAX - count;
  }

  /** Notes a key of a table by its hash; only while there is {@link #room}. */
  public void add(EntryTable table, long hash) {
    addTo(table, hash);
  }

  /** Notes a member of a set, if that is a table; only while there is {@link #room}. */
  public void add(SetView set, long hash) {
    if (set.isTable()) {
      addTo(set.table, hash);
    }
  }

  private void addTo(LinearBuckets table, long hash) {
    int line = table.lineOf(hash);
    if (line != Ref.NONE) {
      refs[count] = line;
      tags[count++] = BucketLines.tag(hash);
    }
  }

  /** Reads all noted keys' lines and entries, and forgets the keys. Returns how many there were. */
  public int fetch() {
    int keys = count;
    count = 0;
    if (keys < 2) {
      return keys; // nothing to overlap with
    }
    long seen = readAll(keys);
    for (int i = 0; i < keys; i++) {
      refs[i] = store.lines.candidate(refs[i], tags[i]);
    }
    digest = seen + readAll(keys);
    return keys;
  }

  private long readAll(int keys) {
    long seen = 0;
    for (int i = 0; i < keys; i++) {
      if (refs[i] != Ref.NONE) {
        seen += store.memory.getLong(refs[i], 0);
      }
    }
    return seen;
  }

  long digest() {
    return digest;
  }
}
