package io.jacinth.store;

import java.util.Arrays;

/**
 * Goes over all elements of a table, a bucket at a time. The table must not change on the way.
 *
 * <p>The elements of a bucket lie anywhere in memory. Their first bytes are read when the bucket is
 * met, one right after the other: so the waits for memory overlap, and whoever reads the elements
 * afterwards finds them in the cache.
 */
final class TableWalk {
  private final EntryVisitor collector = this::collect;
  private long walked;
  private int[] bucket = new int[16];
  private int bucketSize;
  private int bucketAt;

  /** Begins with the first element again. */
  void rewind() {
    walked = 0;
    bucketSize = 0;
    bucketAt = 0;
  }

  /** The next element of a table, {@link Ref#NONE} after the last. */
  int next(ElementTable table) {
    while (bucketAt == bucketSize) {
      if (walked >= LinearBuckets.POSITION_END) {
        return Ref.NONE;
      }
      bucketSize = 0;
      bucketAt = 0;
      walked = table.walkStep(walked, collector);
      table.store.memory.fetch(bucket, bucketSize);
    }
    return bucket[bucketAt++];
  }

  private void collect(int element) {
    if (bucketSize == bucket.length) {
      bucket = Arrays.copyOf(bucket, bucketSize * 2);
    }
    bucket[bucketSize++] = element;
  }
}
