package io.jacinth.store;

import java.util.Arrays;

/** Goes through the elements of a table one at a time: bucket after bucket, each read at once. */
final class TableWalk {
  private final EntryVisitor collector = this::collect;
  private int[] bucket = new int[16];
  private int size;
  private int at;
  private long position;

  /** Begins anew; the table may have changed. */
  void rewind() {
    size = 0;
    at = 0;
    position = 0;
  }

  /** The next element, {@link Ref#NONE} after the last. */
  int next(ElementTable table) {
    while (at == size) {
      if (position >= LinearBuckets.POSITION_END) {
        return Ref.NONE;
      }
      size = 0;
      at = 0;
      position = table.walkStep(position, collector);
    }
    return bucket[at++];
  }

  private void collect(int element) {
    if (size == bucket.length) {
      bucket = Arrays.copyOf(bucket, size * 2);
    }
    bucket[size++] = element;
  }
}
