package io.jacinth.store;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The entries of one table that have an expiry, ordered by it: a heap with four children per node.
 *
 * <p>The earliest expiry of a slot is the root, so active expiry needs to look at no key that is
 * not due, in any table size, and a random entry with an expiry is one random index. A heap element
 * is the expiry and the reference, 12 bytes, in off-heap segments of 4, then 16, then 256 elements;
 * the entry keeps its index, so that an entry that moves, changes its expiry or goes away is found
 * without a search. Comparisons stay in the heap's own memory; entries are touched only to note
 * their new index. A session store that pushes expiries back finds them near the bottom already and
 * moves little.
 */
final class ExpireTable {
  private static final int ELEMENT_BYTES = 12;
  private static final int REF_IN_ELEMENT = 8;
  static final int CHILDREN = 4;

  private static final int FIRST_ELEMENTS = 4;
  private static final int MEDIUM_ELEMENTS = 16;
  private static final int LARGE_ELEMENTS = 256;

  /** Added to an index so that the first segment of four ends on a multiple of sixteen. */
  private static final int BIAS = MEDIUM_ELEMENTS - FIRST_ELEMENTS;

  private static final int LARGE_FROM = 1024;
  private static final int LARGE_SEGMENT_SHIFT = LARGE_FROM / MEDIUM_ELEMENTS;

  private static final int OBJECT_BYTES = 32;
  private static final int ARRAY_HEADER_BYTES = 16;

  private final Store store;
  private int[] segments = new int[1];
  private int segmentCount;
  private int size;

  ExpireTable(Store store) {
    this.store = store;
    store.addHeapBytes(heapBytes());
  }

  int size() {
    return size;
  }

  int heapBytes() {
    return OBJECT_BYTES + ARRAY_HEADER_BYTES + segments.length * Integer.BYTES;
  }

  /** The entry that expires first; there must be one. */
  int first() {
    return refAt(0);
  }

  /** The earliest expiry, {@link Long#MAX_VALUE} if there is none. */
  long earliestWallMs() {
    return size == 0 ? Long.MAX_VALUE : timeAt(0);
  }

  int random(RandomGenerator random) {
    return refAt(random.nextInt(size));
  }

  /** Takes in an entry, which has room for an expiry, and writes the expiry into it. */
  void add(int entry, long expireAtWallMs) {
    int index = size;
    if (startsSegment(index)) {
      appendSegment(index);
    }
    size++;
    store.memory.setLong(entry, EntryLayout.EXPIRY_AT, expireAtWallMs);
    siftUp(index, entry, expireAtWallMs);
  }

  /** Writes another expiry into an entry of this table, which may have moved meanwhile. */
  void update(int entry, long expireAtWallMs) {
    int index = store.memory.getInt(entry, EntryLayout.HEAP_INDEX_AT);
    store.memory.setLong(entry, EntryLayout.EXPIRY_AT, expireAtWallMs);
    sift(index, entry, expireAtWallMs);
  }

  /** Notes that an entry of this table has moved. */
  void moved(int entry) {
    set(store.memory.getInt(entry, EntryLayout.HEAP_INDEX_AT), entry);
  }

  /** Takes an entry out. */
  void remove(int entry) {
    int index = store.memory.getInt(entry, EntryLayout.HEAP_INDEX_AT);
    size--;
    int last = size;
    if (index != last) {
      sift(index, refAt(last), timeAt(last));
    }
    if (startsSegment(last)) {
      dropSegment();
    }
  }

  /** Frees up to that many segments of a table that is being destroyed; returns how many. */
  int dismantle(int budget) {
    int freed = 0;
    while (freed < budget && segmentCount > 0) {
      dropSegment();
      freed++;
    }
    size = 0;
    return freed;
  }

  boolean isDismantled() {
    return segmentCount == 0;
  }

  private void sift(int index, int entry, long time) {
    if (index > 0 && time < timeAt((index - 1) / CHILDREN)) {
      siftUp(index, entry, time);
    } else {
      siftDown(index, entry, time);
    }
  }

  private void siftUp(int start, int entry, long time) {
    int index = start;
    while (index > 0) {
      int parent = (index - 1) / CHILDREN;
      long parentTime = timeAt(parent);
      if (time >= parentTime) {
        break;
      }
      place(index, refAt(parent), parentTime);
      index = parent;
    }
    place(index, entry, time);
  }

  private void siftDown(int start, int entry, long time) {
    int index = start;
    while (true) {
      long firstChild = (long) index * CHILDREN + 1;
      if (firstChild >= size) {
        break;
      }
      int child = earliestOf((int) firstChild, Math.min((int) firstChild + CHILDREN, size));
      long childTime = timeAt(child);
      if (childTime >= time) {
        break;
      }
      place(index, refAt(child), childTime);
      index = child;
    }
    place(index, entry, time);
  }

  private int earliestOf(int from, int end) {
    int best = from;
    long bestTime = timeAt(from);
    for (int i = from + 1; i < end; i++) {
      long time = timeAt(i);
      if (time < bestTime) {
        best = i;
        bestTime = time;
      }
    }
    return best;
  }

  private void place(int index, int entry, long time) {
    int segment = segmentOf(index);
    int at = placeOf(index) * ELEMENT_BYTES;
    store.memory.setLong(segment, at, time);
    store.memory.setInt(segment, at + REF_IN_ELEMENT, entry);
    store.memory.setInt(entry, EntryLayout.HEAP_INDEX_AT, index);
  }

  private void set(int index, int entry) {
    store.memory.setInt(segmentOf(index), placeOf(index) * ELEMENT_BYTES + REF_IN_ELEMENT, entry);
  }

  long timeAt(int index) {
    return store.memory.getLong(segmentOf(index), placeOf(index) * ELEMENT_BYTES);
  }

  int refAt(int index) {
    return store.memory.getInt(segmentOf(index), placeOf(index) * ELEMENT_BYTES + REF_IN_ELEMENT);
  }

  private int segmentOf(int index) {
    int biased = index + BIAS;
    return biased < LARGE_FROM
        ? segments[biased / MEDIUM_ELEMENTS]
        : segments[(biased - LARGE_FROM) / LARGE_ELEMENTS + LARGE_SEGMENT_SHIFT];
  }

  private static int placeOf(int index) {
    int biased = index + BIAS;
    if (biased >= LARGE_FROM) {
      return biased % LARGE_ELEMENTS;
    }
    return biased < MEDIUM_ELEMENTS ? index : biased % MEDIUM_ELEMENTS;
  }

  private static boolean startsSegment(int index) {
    int biased = index + BIAS;
    return index == 0 || biased % (biased < LARGE_FROM ? MEDIUM_ELEMENTS : LARGE_ELEMENTS) == 0;
  }

  private void appendSegment(int index) {
    int biased = index + BIAS;
    int elements = biased >= LARGE_FROM ? LARGE_ELEMENTS : MEDIUM_ELEMENTS;
    if (index == 0) {
      elements = FIRST_ELEMENTS;
    }
    if (segmentCount == segments.length) {
      resize(segmentCount < 64 ? segmentCount * 2 : segmentCount + segmentCount / 2);
    }
    segments[segmentCount++] = store.allocator.allocate(elements * ELEMENT_BYTES);
  }

  private void dropSegment() {
    segmentCount--;
    store.allocator.free(segments[segmentCount]);
    if (segmentCount == 0) {
      store.addHeapBytes(-heapBytes());
      segments = new int[0];
    } else if (segmentCount <= segments.length / 4) {
      resize(segmentCount * 2);
    }
  }

  private void resize(int wanted) {
    int before = heapBytes();
    segments = Arrays.copyOf(segments, wanted);
    store.addHeapBytes(heapBytes() - before);
  }

  /** Moves up to {@code count} segments, from one on, out of chunks that are being emptied. */
  void relocate(int from, int count, Evacuation evacuation) {
    for (int i = from; i < Math.min(segmentCount, from + count); i++) {
      segments[i] = evacuation.relocate(segments[i]);
    }
  }

  int segmentCount() {
    return segmentCount;
  }

  int[] segmentRefs() {
    return Arrays.copyOf(segments, segmentCount);
  }
}
