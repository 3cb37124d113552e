package io.jacinth.store;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A linear-hashing array of buckets: it grows and shrinks by one bucket at a time.
 *
 * <p><b>Address.</b> With {@code n} buckets and {@code 2^L <= n < 2^(L+1)}, a hash belongs to
 * bucket {@code hash mod 2^(L+1)} if that is below {@code n}, else to {@code hash mod 2^L}. So the
 * bucket is a function of hash and {@code n} alone. Adding bucket {@code n} splits bucket {@code n
 * - 2^L} by one more bit of the hash; removing the last bucket merges it into the one it came from.
 * An insert does at most one split, a removal at most one merge; there is no second table and
 * nothing is ever rehashed as a whole.
 *
 * <p><b>Positions.</b> Reverse the low 48 bits of a hash and read them as a number: that is the
 * entry's position. A bucket addressed by {@code w} bits holds exactly the hashes that agree in
 * their low {@code w} bits, hence in the upper {@code w} bits of their positions: an aligned
 * interval of {@code 2^(48-w)} positions. A split cuts such an interval into its two halves and a
 * merge joins two halves again; no entry's position ever changes. Therefore a walk that remembers
 * only a position {@code p}, with everything below {@code p} visited, stays right whatever splits
 * and merges happen between its steps: an entry has been visited exactly if its position is below
 * {@code p}. {@code p} is always the end of some bucket's interval at the time of the step; if a
 * merge has since put the positions on both sides of {@code p} into one bucket, the next step looks
 * into that bucket and passes over the entries below {@code p}.
 *
 * <p>A SCAN cursor is the same thing spelled as Redis spells it, with the bits reversed back, so
 * that it stays a small number. SCAN may show an entry twice but must not miss one that was there
 * all the time, so its steps need not pass over anything.
 *
 * <p><b>Storage.</b> Lines are allocated in segments of 1, 1, 2 and 4, then 8 lines up to bucket
 * 256, then 64 lines, and found through an array of segment references: a table of three keys costs
 * one line, and growing the array copies four bytes per 64 buckets.
 */
abstract class LinearBuckets {
  /** The position after the last one: a walk that got here is complete. */
  public static final long POSITION_END = 1L << LinearBuckets.POSITION_BITS;

  static final int POSITION_BITS = 48;

  /** Mean entries per bucket above which an insert splits, below which a removal merges. */
  static final int SPLIT_LOAD = 9;

  private static final int MERGE_LOAD = 5;

  private static final int MEDIUM_FROM = 8;
  private static final int MEDIUM_LINES = 8;
  private static final int LARGE_FROM = 256;
  private static final int LARGE_LINES = 64;

  private static final int RANDOM_PLACES = 3 * BucketLines.PLACES;
  private static final int RANDOM_ATTEMPTS = 200;

  private static final int ARRAY_HEADER_BYTES = 16;
  private static final int[] NO_SEGMENTS = new int[0];

  final Store store;
  private int[] segments = NO_SEGMENTS;
  private int segmentCount;
  private int bucketCount;

  /** All ones up to the higher of the two address widths. */
  private int wideMask;

  private int size;

  /** Where {@link #randomEntry} found its entry. */
  private int drawnBucket;

  private int drawnPlace;

  LinearBuckets(Store store) {
    this.store = store;
  }

  /** How many entries the table holds. */
  public final int size() {
    return size;
  }

  final int bucketCount() {
    return bucketCount;
  }

  /** Bytes of heap and off-heap memory taken by the table itself, without its entries. */
  final int heapBytes() {
    return segments.length == 0 ? 0 : ARRAY_HEADER_BYTES + segments.length * Integer.BYTES;
  }

  /** The position of a hash in the order of walks; stable while the table grows and shrinks. */
  public static long position(long hash) {
    return Long.reverse(hash) >>> (Long.SIZE - POSITION_BITS);
  }

  // Addressing.

  final int bucketOf(long hash) {
    int wide = (int) hash & wideMask;
    return wide < bucketCount ? wide : wide & wideMask >>> 1;
  }

  /** The first line of the bucket a hash belongs to, 0 while there is no bucket. */
  final int lineOf(long hash) {
    return bucketCount == 0 ? Ref.NONE : line(bucketOf(hash));
  }

  private static int segmentOf(int bucket) {
    if (bucket >= LARGE_FROM) {
      return bucket / LARGE_LINES + 31;
    }
    return bucket >= MEDIUM_FROM
        ? bucket / MEDIUM_LINES + 3
        : Integer.SIZE - Integer.numberOfLeadingZeros(bucket);
  }

  final int line(int bucket) {
    int segment = segmentOf(bucket);
    int inSegment;
    if (bucket >= LARGE_FROM) {
      inSegment = bucket % LARGE_LINES;
    } else if (bucket >= MEDIUM_FROM) {
      inSegment = bucket % MEDIUM_LINES;
    } else {
      inSegment = bucket == 0 ? 0 : bucket - Integer.highestOneBit(bucket);
    }
    return segments[segment] + inSegment * BucketLines.LINE_GRANULES;
  }

  /** How many low bits of a hash decide that it belongs to this bucket. */
  private int addressBits(int bucket) {
    int level = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(bucketCount);
    int narrow = 1 << level;
    return bucket >= narrow || bucket < bucketCount - narrow ? level + 1 : level;
  }

  private static int linesInSegmentOf(int bucket) {
    if (bucket >= LARGE_FROM) {
      return LARGE_LINES;
    }
    return bucket >= MEDIUM_FROM ? MEDIUM_LINES : Math.max(1, Integer.highestOneBit(bucket));
  }

  // Growing and shrinking.

  final void addEntry(long hash, int entry) {
    if (bucketCount == 0) {
      appendBucket();
    }
    store.lines.add(line(bucketOf(hash)), BucketLines.tag(hash), entry);
    size++;
    if (size > bucketCount * SPLIT_LOAD) {
      int added = bucketCount;
      int narrow = Integer.highestOneBit(added);
      appendBucket();
      store.lines.split(line(added - narrow), line(added), narrow);
    }
  }

  /** Takes out the entry the store's lines found last, which belongs to that hash. */
  final void removeFoundEntry(long hash) {
    store.lines.removeFound(line(bucketOf(hash)));
    size--;
    if (size == 0) {
      while (bucketCount > 0) {
        dropLastBucket();
      }
    } else if (bucketCount > 1 && size < (bucketCount - 1) * MERGE_LOAD) {
      int last = bucketCount - 1;
      store.lines.merge(line(last), line(last - Integer.highestOneBit(last)));
      dropLastBucket();
    }
  }

  private void appendBucket() {
    int bucket = bucketCount;
    int lines = linesInSegmentOf(bucket);
    boolean startsSegment =
        bucket < MEDIUM_FROM ? Integer.bitCount(bucket) <= 1 : bucket % lines == 0;
    if (startsSegment) {
      if (segmentCount == segments.length) {
        resizeSegments(segmentCount < 64 ? segmentCount * 2 : segmentCount + segmentCount / 2);
      }
      segments[segmentCount] = store.allocator.allocate(lines * BucketLines.LINE_BYTES);
      segmentCount++;
    }
    setBucketCount(bucket + 1);
    store.lines.clear(line(bucket));
  }

  private void dropLastBucket() {
    int bucket = bucketCount - 1;
    int lines = linesInSegmentOf(bucket);
    boolean startsSegment =
        bucket < MEDIUM_FROM ? Integer.bitCount(bucket) <= 1 : bucket % lines == 0;
    setBucketCount(bucket);
    if (startsSegment) {
      segmentCount--;
      store.allocator.free(segments[segmentCount]);
      segments[segmentCount] = Ref.NONE;
      if (segmentCount == 0) {
        store.addHeapBytes(-heapBytes());
        segments = NO_SEGMENTS;
      } else if (segmentCount <= segments.length / 4) {
        resizeSegments(segmentCount * 2);
      }
    }
  }

  private void resizeSegments(int wanted) {
    int before = heapBytes();
    segments = Arrays.copyOf(segments, Math.max(1, wanted));
    store.addHeapBytes(heapBytes() - before);
  }

  private void setBucketCount(int count) {
    bucketCount = count;
    wideMask = count <= 1 ? 0 : (Integer.highestOneBit(count - 1) << 1) - 1;
  }

  /**
   * Takes the entries of the last bucket out of the table all at once, hands them to the visitor
   * and drops the bucket. The table keeps no order meanwhile: only for a table that is being
   * destroyed.
   *
   * @return how many entries were handed over
   */
  final int dismantleLastBucket(EntryVisitor visitor) {
    int line = line(bucketCount - 1);
    int[] handed = {0};
    store.lines.visit(
        line,
        entry -> {
          visitor.visit(entry);
          handed[0]++;
        });
    store.lines.freeOverflow(line);
    size -= handed[0];
    dropLastBucket();
    return handed[0];
  }

  // Walking.

  /**
   * One step of SCAN: visits every entry of one bucket.
   *
   * @param cursor 0 to start, else what the previous step returned
   * @return the cursor of the next step, 0 after the last one; always below 2^48
   */
  public final long scanStep(long cursor, EntryVisitor visitor) {
    if (bucketCount == 0) {
      return 0;
    }
    int bucket = bucketOf(cursor);
    store.lines.visit(line(bucket), visitor);
    long next = intervalEnd(bucket);
    return next == POSITION_END ? 0 : Long.reverse(next) >>> (Long.SIZE - POSITION_BITS);
  }

  /**
   * One step of a walk that meets every entry exactly once: visits the entries of one bucket whose
   * position is not below {@code from}.
   *
   * @param from 0 to start, else what the previous step returned
   * @return everything below this position has been visited; {@link #POSITION_END} after the last
   *     step
   */
  public final long walkStep(long from, EntryVisitor visitor) {
    if (bucketCount == 0 || from >= POSITION_END) {
      return POSITION_END;
    }
    int bucket = bucketOf(Long.reverse(from) >>> (Long.SIZE - POSITION_BITS));
    if (intervalStart(bucket) == from) {
      store.lines.visit(line(bucket), visitor);
    } else {
      store.lines.visit(
          line(bucket),
          entry -> {
            if (position(store.entries.hashOf(entry)) >= from) {
              visitor.visit(entry);
            }
          });
    }
    return intervalEnd(bucket);
  }

  /**
   * One step of an evacuation: moves what one bucket consists of out of chunks that are being
   * emptied. The position of the walk is the same as in {@link #walkStep}.
   *
   * @return the next position; {@code from} when the bucket is not done yet
   */
  final long relocateBucket(long from, Evacuation evacuation, @Nullable ExpireTable expires) {
    if (bucketCount == 0 || from >= POSITION_END) {
      return POSITION_END;
    }
    int bucket = bucketOf(Long.reverse(from) >>> (Long.SIZE - POSITION_BITS));
    int segment = segmentOf(bucket);
    segments[segment] = evacuation.relocate(segments[segment]);
    boolean done = store.lines.relocate(line(bucket), evacuation, expires);
    return done ? intervalEnd(bucket) : from;
  }

  private static long intervalStart(int bucket) {
    return position(bucket);
  }

  private long intervalEnd(int bucket) {
    return intervalStart(bucket) + (1L << (POSITION_BITS - addressBits(bucket)));
  }

  /**
   * A random entry, 0 if the table is empty. Bucket and place are drawn together and drawn again
   * until the place is taken, which gives every entry of the first three lines of a bucket the same
   * chance.
   */
  public final int randomEntry(RandomGenerator random) {
    if (size == 0) {
      return Ref.NONE;
    }
    for (int attempt = 0; attempt < RANDOM_ATTEMPTS; attempt++) {
      int bucket = random.nextInt(bucketCount);
      int place = random.nextInt(RANDOM_PLACES);
      int entry = store.lines.entryAtIndex(line(bucket), place);
      if (entry != Ref.NONE) {
        drawnBucket = bucket;
        drawnPlace = place;
        return entry;
      }
    }
    int bucket = random.nextInt(bucketCount);
    while (true) {
      int entry = store.lines.entryAtIndex(line(bucket), 0);
      if (entry != Ref.NONE) {
        drawnBucket = bucket;
        drawnPlace = 0;
        return entry;
      }
      bucket = (bucket + 1) % bucketCount;
    }
  }

  /**
   * A sample: a random entry and those that follow it in the order of buckets, around the end. As
   * the first is any entry with the same chance, so is every other; and as the order is that of
   * hashes, neighbours have nothing else in common. A sample of five reads one or two lines.
   *
   * @param into takes the entries
   * @param most how many at most; a table with fewer gives all it has
   * @return how many
   */
  public final int sample(RandomGenerator random, int[] into, int most) {
    int wanted = Math.min(most, size);
    if (wanted == 0) {
      return 0;
    }
    into[0] = randomEntry(random);
    int bucket = drawnBucket;
    int place = drawnPlace + 1;
    for (int count = 1; count < wanted; ) {
      int entry = store.lines.entryAtIndex(line(bucket), place++);
      if (entry != Ref.NONE) {
        into[count++] = entry;
      } else {
        bucket = bucket + 1 == bucketCount ? 0 : bucket + 1;
        place = 0;
      }
    }
    return wanted;
  }

  /** References of the line segments, for the validator. */
  final int[] segmentRefs() {
    return Arrays.copyOf(segments, segmentCount);
  }
}
