package io.jacinth.store;

import org.jspecify.annotations.Nullable;

/**
 * The elements of one large hash, set or sorted set: the same linear hashing as the keyspace's
 * ({@link LinearBuckets}), with everything in the store. This object is a window over one table at
 * a time, named by its root block:
 *
 * <pre>
 *  0  number of elements      4  number of buckets
 *  8  block of references of line segments       12  how many there are
 * 16  bytes of all elements, 8 bytes
 * 24  only in sorted sets: the index beside the table ({@link RankTree})
 * </pre>
 *
 * <p>Whoever changes a table tells a snapshot that has frozen it first: every method here that
 * changes something does. An element that is changed outside (a score) must be announced by {@link
 * #beforeChange}.
 */
final class ElementTable extends LinearBuckets {
  static final int ROOT_BYTES = 32;
  private static final int BUCKETS_AT = 4;
  private static final int DIRECTORY_AT = 8;
  private static final int SEGMENTS_AT = 12;
  private static final int BYTES_AT = 16;

  /**
   * References of all segments stand in one block: 602 million elements go into so many buckets.
   */
  private static final int BUCKETS_MAX = bucketsIn(Allocator.BLOCK_BYTES_MAX / Integer.BYTES);

  private int root;
  private int directory;
  private int segmentsUsed;

  ElementTable(Store store) {
    this(store, BUCKETS_MAX);
  }

  ElementTable(Store store, int bucketsMax) {
    super(store, store.elementLines, bucketsMax);
  }

  /** A new, empty table; returns its root. */
  static int create(Store store) {
    return create(store, ROOT_BYTES);
  }

  /** A new, empty table whose root has room for more; returns the root. */
  static int create(Store store, int rootBytes) {
    int root = store.allocator.allocate(rootBytes);
    store.memory.zero(root, 0, rootBytes);
    return root;
  }

  /** Looks at a table. To be called again whenever somebody else may have changed it. */
  void open(int newRoot) {
    root = newRoot;
    setCounts(store.memory.getInt(root, 0), store.memory.getInt(root, BUCKETS_AT));
    directory = store.memory.getInt(root, DIRECTORY_AT);
    segmentsUsed = store.memory.getInt(root, SEGMENTS_AT);
  }

  int root() {
    return root;
  }

  static int size(Memory memory, int root) {
    return memory.getInt(root, 0);
  }

  // ---- where segments are

  @Override
  int segment(int number) {
    return store.memory.getInt(directory, number * Integer.BYTES);
  }

  @Override
  void setSegment(int number, int ref) {
    store.memory.setInt(directory, number * Integer.BYTES, ref);
  }

  @Override
  void pushSegment(int ref) {
    int needed = (segmentsUsed + 1) * Integer.BYTES;
    if (directory == Ref.NONE) {
      setDirectory(store.allocator.allocate(needed));
    } else if (needed > store.allocator.blockBytes(directory)) {
      int wanted = Math.min(needed + needed / 2, Allocator.BLOCK_BYTES_MAX);
      int target = store.allocator.allocate(Math.max(needed, wanted));
      store.memory.move(directory, 0, target, 0, segmentsUsed * Integer.BYTES);
      store.allocator.free(directory);
      setDirectory(target);
    }
    setSegment(segmentsUsed++, ref);
    store.memory.setInt(root, SEGMENTS_AT, segmentsUsed);
  }

  @Override
  int popSegment() {
    int ref = segment(--segmentsUsed);
    store.memory.setInt(root, SEGMENTS_AT, segmentsUsed);
    if (segmentsUsed == 0) {
      store.allocator.free(directory);
      setDirectory(Ref.NONE);
    } else if (segmentsUsed * Integer.BYTES * 4 <= store.allocator.blockBytes(directory)
        && segmentsUsed > 8) {
      int target = store.allocator.allocate(segmentsUsed * Integer.BYTES * 2);
      store.memory.move(directory, 0, target, 0, segmentsUsed * Integer.BYTES);
      store.allocator.free(directory);
      setDirectory(target);
    }
    return ref;
  }

  private void setDirectory(int ref) {
    directory = ref;
    store.memory.setInt(root, DIRECTORY_AT, ref);
  }

  @Override
  void countsChanged() {
    store.memory.setInt(root, 0, size());
    store.memory.setInt(root, BUCKETS_AT, bucketCount());
  }

  // ---- elements

  /** The element of a key, or 0. */
  int find(long hash, byte[] key, int off, int len) {
    int line = lineOf(hash);
    return line == Ref.NONE ? Ref.NONE : lines.find(line, hash, key, off, len);
  }

  /** To be called before the element of that hash is changed, added or removed. */
  void beforeChange(long hash) {
    FrozenValue frozen = store.large.frozen().of(root);
    if (frozen != null) {
      ((FrozenElements) frozen).beforeChange(hash);
    }
  }

  /** Takes in an element whose key is not there. {@link #beforeChange} has been called. */
  void add(long hash, int element) {
    long before = lines.overflowBytes();
    addEntry(hash, element);
    addBytes(store.elements.blockBytes(element) + lines.overflowBytes() - before);
  }

  /** Gives the element found last another value. {@link #beforeChange} has been called. */
  void setFoundValue(int element, byte[] value, int off, int len) {
    long before = store.elements.blockBytes(element);
    int target = store.elements.withValue(element, value, off, len);
    if (target != element) {
      lines.replaceFound(target);
    }
    addBytes(store.elements.blockBytes(target) - before);
  }

  /** Takes the element found last out; the caller frees it. {@link #beforeChange} was called. */
  void removeFound(long hash, int element) {
    long before = lines.overflowBytes();
    removeFoundEntry(hash);
    addBytes(lines.overflowBytes() - before - store.elements.blockBytes(element));
  }

  private void addBytes(long bytes) {
    store.memory.setLong(root, BYTES_AT, store.memory.getLong(root, BYTES_AT) + bytes);
  }

  // ---- the table as a whole

  /** Bytes of root, table and elements, without an index beside it. */
  long tableBytes() {
    long bytes = store.allocator.blockBytes(root) + store.memory.getLong(root, BYTES_AT);
    if (directory != Ref.NONE) {
      bytes += store.allocator.blockBytes(directory);
      for (int i = 0; i < segmentsUsed; i++) {
        bytes += store.allocator.blockBytes(segment(i));
      }
    }
    return bytes;
  }

  /** Frees some buckets; the root stays. Returns how many blocks, 0 when none is left. */
  int dismantle(int budget) {
    long before = lines.overflowBytes();
    int freed = 0;
    while (freed < budget && bucketCount() > 0) {
      freed += 1 + dismantleLastBucket(this::discard);
    }
    addBytes(lines.overflowBytes() - before);
    return freed;
  }

  private void discard(int element) {
    addBytes(-store.elements.blockBytes(element));
    store.elements.free(element);
  }

  /** Moves the directory out of chunks that are being emptied. */
  void relocateDirectory(Evacuation evacuation) {
    if (directory != Ref.NONE) {
      setDirectory(evacuation.relocate(directory));
    }
  }

  /** Copies all elements of another table into this one, which is empty. */
  void addAllOf(ElementTable from, @Nullable EntryVisitor added) {
    long at = 0;
    while (at < POSITION_END) {
      at =
          from.walkStep(
              at,
              element -> {
                int copy = store.elements.duplicate(element);
                add(store.elements.hashOf(copy), copy);
                if (added != null) {
                  added.visit(copy);
                }
              });
    }
  }

  /** Checks table and elements and names all blocks but the root. */
  void check(StoreValidator validator) {
    if (directory != Ref.NONE) {
      validator.meet(directory);
    }
    StoreValidator.check(
        segmentCount() == segmentsUsed, "# segments noted, # needed", segmentsUsed, segmentCount());
    long[] bytes = {0};
    validator.checkBuckets(
        this,
        element -> {
          store.elements.check(element, validator);
          bytes[0] += store.elements.blockBytes(element);
        });
    for (int bucket = 0; bucket < bucketCount(); bucket++) {
      bytes[0] += lines.overflowBytes(line(bucket));
    }
    long noted = store.memory.getLong(root, BYTES_AT);
    StoreValidator.check(noted == bytes[0], "# bytes of elements noted, # there", noted, bytes[0]);
  }
}
