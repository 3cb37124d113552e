package io.jacinth.store;

/**
 * The elements of a table as they were. A part is an interval of positions ({@link LinearBuckets}):
 * about as many intervals as the table had buckets, so about nine elements each. Intervals mean the
 * same elements however the table splits and merges, and which of them have been handed over or
 * saved is one bit each: nothing is noted in the elements themselves.
 *
 * <p>Before an element of an untouched interval is added, changed or removed, all elements of the
 * interval are copied to the side (large texts share their pages), and later handed over from
 * there.
 */
final class FrozenElements extends FrozenValue {
  private final Store store;
  private final ElementTable table;
  private final long count;
  private final int intervalShift;
  private final int intervals;
  private final long[] done;
  private final RefStack saved;
  private final EntryVisitor saver = this::save;
  private int next;

  FrozenElements(Store store, int encoding, int root) {
    super(store.frozenValues(), encoding, root);
    this.store = store;
    table = new ElementTable(store);
    table.open(root);
    count = table.size();
    intervals = Math.max(1, Integer.highestOneBit(table.bucketCount()));
    intervalShift = LinearBuckets.POSITION_BITS - Integer.numberOfTrailingZeros(intervals);
    done = new long[(intervals + Long.SIZE - 1) / Long.SIZE];
    saved = new RefStack(store);
  }

  @Override
  public long count() {
    return count;
  }

  private void save(int element) {
    int copy = store.elements.duplicate(element);
    addSaved(store.elements.blockBytes(copy));
    saved.push(copy);
  }

  /** An element of that hash will be added, changed or removed. */
  void beforeChange(long hash) {
    int interval = (int) (LinearBuckets.position(hash) >>> intervalShift);
    if (interval < next || isDone(interval)) {
      return;
    }
    table.open(root);
    visit(interval, saver);
    done[interval / Long.SIZE] |= 1L << interval;
  }

  private boolean isDone(int interval) {
    return (done[interval / Long.SIZE] & 1L << interval) != 0;
  }

  private void visit(int interval, EntryVisitor visitor) {
    long from = (long) interval << intervalShift;
    table.visitRange(from, from + (1L << intervalShift), visitor);
  }

  @Override
  public boolean step(int budgetItems, EntryVisitor visitor) {
    int left = budgetItems;
    while (left > 0 && !saved.isEmpty()) {
      int element = saved.pop();
      visitor.visit(element);
      addSaved(-store.elements.blockBytes(element));
      store.elements.free(element);
      left--;
    }
    table.open(root);
    int[] visited = {0};
    while (left > 0 && next < intervals) {
      if (!isDone(next)) {
        visited[0] = 0;
        visit(
            next,
            element -> {
              visitor.visit(element);
              visited[0]++;
            });
        left -= visited[0];
      }
      left--;
      next++;
    }
    return next == intervals && saved.isEmpty();
  }

  @Override
  void dropSaved() {
    while (!saved.isEmpty()) {
      store.elements.free(saved.pop());
    }
  }

  @Override
  void check(StoreValidator validator) {
    saved.check(validator, element -> store.elements.check(element, validator));
  }
}
