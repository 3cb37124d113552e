package io.jacinth.store;

import java.util.random.RandomGenerator;

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
 * 256, then 64, from bucket 65536 on 256 lines, and found through an array of segment references: a
 * table of three keys costs one line, and growing the array copies four bytes per 64 buckets. The
 * array and the counters are kept on the heap for a table of keys ({@link EntryTable}), in the
 * store for the elements of a collection ({@link ElementTable}), of which there may be millions.
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
  private static final int HUGE_FROM = 65536;
  private static final int HUGE_LINES = 256;

  private static final int RANDOM_PLACES = 3 * BucketLines.PLACES;
  private static final int RANDOM_ATTEMPTS = 200;

  final Store store;
  final BucketLines lines;

  /** With so many buckets the table grows no more; its chains become longer instead. */
  private final int bucketsMax;

  private int bucketCount;

  /** All ones up to the higher of the two address widths. */
  private int wideMask;

  private int size;

  /** Where {@link #randomEntry} found its entry. */
  private int drawnBucket;

  private int drawnPlace;

  LinearBuckets(Store store, BucketLines lines, int bucketsMax) {
    this.store = store;
    this.lines = lines;
    this.bucketsMax = bucketsMax;
  }

  /** A segment of lines by its number. */
  abstract int segment(int number);

  /** Puts another reference in a segment's place. */
  abstract void setSegment(int number, int ref);

  /** Adds the segment after the last one. */
  abstract void pushSegment(int ref);

  /** Takes the last segment away; returns its reference. */
  abstract int popSegment();

  /** Size or bucket count is another one now. */
  abstract void countsChanged();

  /** Takes over counters that are kept elsewhere. */
  final void setCounts(int newSize, int newBucketCount) {
    size = newSize;
    setBucketCount(newBucketCount);
  }

  /** How many entries the table holds. */
  public final int size() {
    return size;
  }

  public final int bucketCount() {
    return bucketCount;
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

  static int segmentOf(int bucket) {
    if (bucket >= HUGE_FROM) {
      return (bucket - HUGE_FROM) / HUGE_LINES + HUGE_FROM / LARGE_LINES + 31;
    }
    if (bucket >= LARGE_FROM) {
      return bucket / LARGE_LINES + 31;
    }
    return bucket >= MEDIUM_FROM
        ? bucket / MEDIUM_LINES + 3
        : Integer.SIZE - Integer.numberOfLeadingZeros(bucket);
  }

  /** How many buckets so many segments hold, which are enough to have some of the longest kind. */
  static int bucketsIn(int segments) {
    return HUGE_FROM + (segments - segmentOf(HUGE_FROM)) * HUGE_LINES;
  }

  final int line(int bucket) {
    int segment = segmentOf(bucket);
    int inSegment;
    if (bucket >= LARGE_FROM) {
      inSegment = bucket % (bucket >= HUGE_FROM ? HUGE_LINES : LARGE_LINES);
    } else if (bucket >= MEDIUM_FROM) {
      inSegment = bucket % MEDIUM_LINES;
    } else {
      inSegment = bucket == 0 ? 0 : bucket - Integer.highestOneBit(bucket);
    }
    return segment(segment) + inSegment * BucketLines.LINE_GRANULES;
  }

  /** The bucket of a position of a walk. */
  final int bucketAt(long position) {
    return bucketOf(Long.reverse(position) >>> (Long.SIZE - POSITION_BITS));
  }

  /** Into how many buckets hashes go that have these low bits, or more. */
  final int partsOf(int lowBits, int bits) {
    return addressBits(bucketOf(lowBits)) <= bits ? 1 : 1 << Integer.bitCount(wideMask) - bits;
  }

  /** How many low bits of a hash decide that it belongs to this bucket. */
  final int addressBits(int bucket) {
    int level = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(bucketCount);
    int narrow = 1 << level;
    return bucket >= narrow || bucket < bucketCount - narrow ? level + 1 : level;
  }

  private static int linesInSegmentOf(int bucket) {
    if (bucket >= LARGE_FROM) {
      return bucket >= HUGE_FROM ? HUGE_LINES : LARGE_LINES;
    }
    return bucket >= MEDIUM_FROM ? MEDIUM_LINES : Math.max(1, Integer.highestOneBit(bucket));
  }

  // Growing and shrinking.

  final void addEntry(long hash, int entry) {
    if (bucketCount == 0) {
      appendBucket();
    }
    lines.add(line(bucketOf(hash)), BucketLines.tag(hash), entry);
    size++;
    if (size > bucketCount * SPLIT_LOAD && bucketCount < bucketsMax) {
      int added = bucketCount;
      int narrow = Integer.highestOneBit(added);
      appendBucket();
      lines.split(line(added - narrow), line(added), narrow);
    }
    countsChanged();
  }

  /** Takes out the entry the store's lines found last, which belongs to that hash. */
  final void removeFoundEntry(long hash) {
    lines.removeFound(line(bucketOf(hash)));
    size--;
    if (size == 0) {
      while (bucketCount > 0) {
        dropLastBucket();
      }
    } else if (bucketCount > 1 && size < (bucketCount - 1) * MERGE_LOAD) {
      int last = bucketCount - 1;
      lines.merge(line(last), line(last - Integer.highestOneBit(last)));
      dropLastBucket();
    }
    countsChanged();
  }

  private void appendBucket() {
    int bucket = bucketCount;
    if (startsSegment(bucket)) {
      pushSegment(store.allocator.allocate(linesInSegmentOf(bucket) * BucketLines.LINE_BYTES));
    }
    setBucketCount(bucket + 1);
    lines.clear(line(bucket));
  }

  private void dropLastBucket() {
    int bucket = bucketCount - 1;
    setBucketCount(bucket);
    if (startsSegment(bucket)) {
      store.allocator.free(popSegment());
    }
  }

  private static boolean startsSegment(int bucket) {
    return bucket < MEDIUM_FROM
        ? Integer.bitCount(bucket) <= 1
        : bucket % linesInSegmentOf(bucket) == 0;
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
    lines.visit(
        line,
        entry -> {
          visitor.visit(entry);
          handed[0]++;
        });
    lines.freeOverflow(line);
    size -= handed[0];
    dropLastBucket();
    countsChanged();
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
    lines.visit(line(bucket), visitor);
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
    int bucket = bucketAt(from);
    if (intervalStart(bucket) == from) {
      lines.visit(line(bucket), visitor);
    } else {
      lines.visit(
          line(bucket),
          entry -> {
            if (position(lines.keyed.hashOf(entry)) >= from) {
              visitor.visit(entry);
            }
          });
    }
    return intervalEnd(bucket);
  }

  /**
   * Visits the entries whose position is in a range. The visitor must not change the table.
   *
   * @param end the first position behind the range
   */
  final void visitRange(long from, long end, EntryVisitor visitor) {
    long at = from;
    while (bucketCount > 0 && at < end) {
      int bucket = bucketAt(at);
      long bucketEnd = intervalEnd(bucket);
      if (intervalStart(bucket) == at && bucketEnd <= end) {
        lines.visit(line(bucket), visitor);
      } else {
        long low = at;
        lines.visit(
            line(bucket),
            entry -> {
              long position = position(lines.keyed.hashOf(entry));
              if (position >= low && position < end) {
                visitor.visit(entry);
              }
            });
      }
      at = bucketEnd;
    }
  }

  /**
   * One step of an evacuation: moves what one bucket consists of out of chunks that are being
   * emptied. The position of the walk is the same as in {@link #walkStep}.
   *
   * @return the next position; {@code from} when the bucket is not done yet
   */
  final long relocateBucket(long from, Evacuation evacuation, Evacuation.Mover mover) {
    if (bucketCount == 0 || from >= POSITION_END) {
      return POSITION_END;
    }
    int bucket = bucketAt(from);
    int segment = segmentOf(bucket);
    setSegment(segment, evacuation.relocate(segment(segment)));
    boolean done = lines.relocate(line(bucket), evacuation, mover);
    return done ? intervalEnd(bucket) : from;
  }

  private static long intervalStart(int bucket) {
    return position(bucket);
  }

  final long intervalEnd(int bucket) {
    return intervalStart(bucket) + (1L << (POSITION_BITS - addressBits(bucket)));
  }

  /**
   * A random entry, 0 if the table is empty. Bucket and place are drawn together and drawn again
   * until the place is taken, which gives every entry the same chance as long as no bucket has more
   * than three lines. Only a table that shrank in the order of its walk has longer ones: most of
   * its buckets are empty, and all entries of a long one share what the first three lines would
   * have.
   */
  public final int randomEntry(RandomGenerator random) {
    if (size == 0) {
      return Ref.NONE;
    }
    for (int attempt = 0; attempt < RANDOM_ATTEMPTS; attempt++) {
      int bucket = random.nextInt(bucketCount);
      int place = random.nextInt(RANDOM_PLACES);
      int entry = lines.entryAtIndex(line(bucket), place);
      if (entry != Ref.NONE) {
        if (lines.entryAtIndex(line(bucket), RANDOM_PLACES) != Ref.NONE) {
          return anyOf(bucket, random);
        }
        drawnBucket = bucket;
        drawnPlace = place;
        return entry;
      }
    }
    int bucket = random.nextInt(bucketCount);
    while (lines.entryAtIndex(line(bucket), 0) == Ref.NONE) {
      bucket = bucket + 1 == bucketCount ? 0 : bucket + 1;
    }
    return anyOf(bucket, random);
  }

  private int anyOf(int bucket, RandomGenerator random) {
    int count = lines.count(line(bucket));
    drawnBucket = bucket;
    drawnPlace = count == 1 ? 0 : random.nextInt(count);
    return lines.entryAtIndex(line(bucket), drawnPlace);
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
      int entry = lines.entryAtIndex(line(bucket), place++);
      if (entry != Ref.NONE) {
        into[count++] = entry;
      } else {
        bucket = bucket + 1 == bucketCount ? 0 : bucket + 1;
        place = 0;
      }
    }
    return wanted;
  }

  /** How many segments there are. */
  final int segmentCount() {
    return bucketCount == 0 ? 0 : segmentOf(bucketCount - 1) + 1;
  }
}
