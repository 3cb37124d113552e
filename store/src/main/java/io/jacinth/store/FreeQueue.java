package io.jacinth.store;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Memory to be freed bit by bit: tables dropped by FLUSHALL ASYNC or with their slot, single large
 * entries, and large structures whoever owned them. The engine calls {@link #freeSome} with a
 * budget once per turn while there is work.
 */
public final class FreeQueue {
  private static final long LAZY_EFFORT = 64;

  private final Entries entries;
  private final LargeValues large;
  private final ArrayDeque<Dropped> tables = new ArrayDeque<>();
  private int[] detached = new int[8];
  private int detachedCount;

  /** Roots of large structures and, in the upper half, their encodings. */
  private long[] roots = new long[8];

  private int rootCount;
  private long pendingEntries;
  private long freedEntries;

  /** A table to be dismantled, and whether somebody wanted that done later. */
  private record Dropped(EntryTable table, boolean lazily) {}

  FreeQueue(Entries entries, LargeValues large) {
    this.large = large;
    this.entries = entries;
  }

  /** Takes over a table with all its entries; the caller must not use it again. */
  public void add(EntryTable table) {
    add(table, false);
  }

  /**
   * Takes over a table with all its entries; the caller must not use it again.
   *
   * @param lazily somebody wants it done later, so its entries count as lazily freed
   */
  public void add(EntryTable table, boolean lazily) {
    pendingEntries += table.size();
    tables.addLast(new Dropped(table, lazily));
  }

  /**
   * Frees a detached entry: at once, or bit by bit if it is long.
   *
   * @param lazily somebody wants it done later. That counts, but only where it is so much work that
   *     Redis would do it in its background thread; anything less is freed at once.
   */
  public void free(int entry, boolean lazily) {
    boolean counts = lazily && entries.freeEffort(entry) > LAZY_EFFORT;
    if (counts || entries.pageCount(entry) > 1) {
      freedEntries += counts ? 1 : 0;
      addDetached(entry);
    } else {
      entries.free(entry);
    }
  }

  /** Takes over a detached entry. */
  public void addDetached(int entry) {
    if (detachedCount == detached.length) {
      detached = Arrays.copyOf(detached, detachedCount * 2);
    }
    detached[detachedCount++] = entry;
    pendingEntries++;
  }

  /** Takes over a large structure. */
  void addRoot(int encoding, int root) {
    if (rootCount == roots.length) {
      roots = Arrays.copyOf(roots, rootCount * 2);
    }
    roots[rootCount++] = (long) encoding << Integer.SIZE | root & 0xFFFFFFFFL;
    pendingEntries++;
  }

  /** How many entries wait to be freed: lazyfree_pending_objects. */
  public long pendingEntries() {
    return pendingEntries;
  }

  /** How many entries were freed lazily because somebody wanted that: lazyfreed_objects. */
  public long freedEntries() {
    return freedEntries;
  }

  /** CONFIG RESETSTAT. */
  public void resetStatistics() {
    freedEntries = 0;
  }

  /** Whether nothing is left to do. */
  public boolean isEmpty() {
    return detachedCount == 0 && rootCount == 0 && tables.isEmpty();
  }

  /**
   * Frees about so many items; an item takes well under a microsecond unless it is a rope, which
   * counts as many as it has pages.
   *
   * @return how many were freed; 0 when nothing is left
   */
  public int freeSome(int budgetItems) {
    int freed = freeRoots(budgetItems);
    while (freed < budgetItems && detachedCount > 0) {
      int entry = detached[--detachedCount];
      freed += 1 + entries.pageCount(entry);
      entries.free(entry);
      pendingEntries--;
      freed += freeRoots(budgetItems - freed);
    }
    while (freed < budgetItems && !tables.isEmpty()) {
      Dropped first = tables.getFirst();
      EntryTable table = first.table();
      int before = table.size();
      int part = table.dismantle(budgetItems - freed);
      pendingEntries -= before - table.size();
      freedEntries += first.lazily() ? before - table.size() : 0;
      freed += Math.max(1, part);
      if (part == 0) {
        tables.removeFirst();
      }
      if (rootCount > 0) {
        freed += freeRoots(budgetItems - freed);
      }
    }
    return freed;
  }

  private int freeRoots(int budgetItems) {
    int freed = 0;
    while (freed < budgetItems && rootCount > 0) {
      long last = roots[rootCount - 1];
      int part = large.of((int) (last >>> Integer.SIZE)).dismantle((int) last, budgetItems - freed);
      freed += Math.max(1, part);
      if (part == 0) {
        rootCount--;
        pendingEntries--;
      }
    }
    return freed;
  }

  /** Large structures waiting, encoding and root, for the validator. */
  long[] pendingRoots() {
    return Arrays.copyOf(roots, rootCount);
  }

  /** Tables waiting, for the validator. */
  Iterable<EntryTable> pendingTables() {
    return tables.stream().map(Dropped::table).toList();
  }

  /** Detached entries waiting, for the validator. */
  int[] pendingDetached() {
    return Arrays.copyOf(detached, detachedCount);
  }
}
