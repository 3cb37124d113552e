package io.jacinth.store;

import org.jspecify.annotations.Nullable;

/**
 * Brings what several keys are stored in into the processor's cache, all at once.
 *
 * <p>A lookup in a large store waits twice for memory, for the bucket's line and for the entry. One
 * key after the other, these waits add up; asked for together they overlap. So {@link #fetch} reads
 * the first line of every key's bucket in one short loop, then picks the entry whose tag agrees,
 * then reads all those entries. The lookups that follow find both in the cache.
 *
 * <p>A command on a large hash, set or sorted set waits as often again, for a field or member. So
 * whoever notes a key may note words of its command, too ({@link #words}); if the key's value turns
 * out to be a table that does not fit the cache, the element that is named is fetched in the same
 * way, after the keys.
 *
 * <p>It is a guess and nothing else: a key may be further down its chain, or not there, or be
 * changed before it is looked up. No result leaves this class.
 */
public final class LookAhead {
  /** Keys of one fetch: their lines and entries take an eighth of a small second-level cache. */
  public static final int KEYS_MAX = 64;

  /** The lines and elements of a smaller collection stay in the cache by themselves. */
  private static final int LARGE_SIZE = 4096;

  private final Store store;
  private final ElementTable elements;
  private final int[] refs = new int[KEYS_MAX];
  private final int[] tags = new int[KEYS_MAX];
  private final byte[] @Nullable [] words = new byte[KEYS_MAX][];
  private final int[] thirdAt = new int[KEYS_MAX];
  private final int[] thirdLength = new int[KEYS_MAX];
  private final int[] lastAt = new int[KEYS_MAX];
  private final int[] lastLength = new int[KEYS_MAX];
  private int count;
  private boolean inVain;

  /** Keeps what was read alive for the compiler, which would drop the reads otherwise. */
  private long digest;

  LookAhead(Store store) {
    this.store = store;
    elements = new ElementTable(store);
  }

  /** How many more keys fit. */
  public int room() {
    return KEYS_MAX - count;
  }

  /**
   * Notes a key of a table by its hash; only while there is {@link #room}.
   *
   * @return false if it cannot be there
   */
  public boolean add(EntryTable table, long hash) {
    return addTo(table, hash);
  }

  /**
   * Notes which words a command has behind the key noted last: the third, which names a field or a
   * member, and the last, which does so in commands on sorted sets. The bytes must stay until they
   * are fetched.
   */
  public void words(byte[] bytes, int third, int thirdBytes, int last, int lastBytes) {
    int i = count - 1;
    words[i] = bytes;
    thirdAt[i] = third;
    thirdLength[i] = thirdBytes;
    lastAt[i] = last;
    lastLength[i] = lastBytes;
  }

  /** Notes a member of a set, if that is a table; only while there is {@link #room}. */
  public void add(SetView set, long hash) {
    if (set.isTable()) {
      addTo(set.table, hash);
    }
  }

  private boolean addTo(LinearBuckets table, long hash) {
    int line = table.lineOf(hash);
    if (line == Ref.NONE) {
      return false;
    }
    words[count] = null;
    refs[count] = line;
    tags[count++] = BucketLines.tag(hash);
    return true;
  }

  /** Reads all noted keys' lines and entries, and forgets the keys. Returns how many there were. */
  public int fetch() {
    int keys = count;
    count = 0;
    inVain = false;
    if (keys < 2) {
      words[0] = null;
      return keys; // nothing to overlap with
    }
    digest = readThrough(keys);
    int found = noteElements(keys);
    if (found >= 2) {
      digest += readThrough(found);
    }
    inVain = found != 1 && isOne(found >= 2 ? found : keys);
    return keys;
  }

  /** Whether all that was fetched last was one and the same, and so in the cache anyway. */
  public boolean wasInVain() {
    return inVain;
  }

  private boolean isOne(int many) {
    for (int i = 1; i < many; i++) {
      if (refs[i] != refs[0]) {
        return false;
      }
    }
    return refs[0] != Ref.NONE; // of keys that are not there, the lines were fetched
  }

  /** Reads lines, then what they lead to, of which the references stay. */
  private long readThrough(int lines) {
    long seen = readAll(lines);
    for (int i = 0; i < lines; i++) {
      refs[i] = store.lines.candidate(refs[i], tags[i]);
    }
    return seen + readAll(lines);
  }

  /** Puts the lines of elements in the place of the keys'; returns how many. */
  private int noteElements(int keys) {
    int found = 0;
    int opened = Ref.NONE;
    for (int i = 0; i < keys; i++) {
      int entry = refs[i];
      byte[] bytes = words[i];
      words[i] = null;
      if (bytes == null || entry == Ref.NONE || !store.entries.isLarge(entry)) {
        continue;
      }
      int type = store.entries.type(entry);
      if (type != ValueTypes.HASH && type != ValueTypes.SET && type != ValueTypes.ZSET) {
        continue;
      }
      if (entry != opened) {
        elements.open(store.entries.root(entry));
        opened = entry;
      }
      boolean last = type == ValueTypes.ZSET;
      int length = last ? lastLength[i] : thirdLength[i];
      if (length >= 0 && elements.size() >= LARGE_SIZE) {
        long hash = store.hash(bytes, last ? lastAt[i] : thirdAt[i], length);
        refs[found] = elements.lineOf(hash);
        tags[found++] = BucketLines.tag(hash);
      }
    }
    return found;
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

  /** What the last fetch read at its end: elements, if there were any, else entries. */
  int readLast(int i) {
    return refs[i];
  }

  long digest() {
    return digest;
  }
}
