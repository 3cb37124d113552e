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

  /** Keeps what was read alive for the compiler, which would drop the reads otherwise. */
  private int digest;

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
      fetch(table.store.memory);
    }
    return bucket[bucketAt++];
  }

  private void fetch(Memory memory) {
    int seen = digest;
    for (int i = 0; i < bucketSize; i++) {
      seen += memory.getByte(bucket[i], 0);
    }
    digest = seen;
  }

  private void collect(int element) {
    if (bucketSize == bucket.length) {
      bucket = Arrays.copyOf(bucket, bucketSize * 2);
    }
    bucket[bucketSize++] = element;
  }
}
