package io.jacinth.store;

/**
 * A B+ tree from 16-byte keys, compared as two unsigned numbers, to a few bytes each: the nodes of
 * a stream by their first ids, what is pending in a group by its ids, groups and consumers by the
 * hashes of their names.
 *
 * <p>It stands in 8 bytes of another block: the root's reference and the number of keys. A block is
 * the number of its keys (2 bytes), its level (2 bytes, 0 for leaves) and the keys in order, each
 * with its payload or, above the leaves, with the reference of the block whose keys are not below
 * it. Blocks grow with what is in them up to 1 KiB and are split then; a key behind all others
 * begins a block of its own, so that trees which only grow at their end are full. A block goes when
 * its last key goes; blocks are not joined, they shrink.
 *
 * <p>This object is a window: on one tree, and on one key of it. {@link #next} and {@link
 * #previous} are void after a change.
 */
final class IdTree {
  static final int HOLDER_BYTES = 8;
  private static final int COUNT_IN_HOLDER = 4;
  private static final int LEVEL_AT = 2;
  private static final int HEADER_BYTES = 4;
  private static final int KEY_BYTES = 16;
  private static final int INNER_WIDTH = KEY_BYTES + Integer.BYTES;
  private static final int BLOCK_BYTES = 1024;
  private static final int DEPTH_MAX = 16;

  private final Memory memory;
  private final Allocator allocator;
  private final StreamBlocks blocks;
  private final int leafWidth;
  private final int[] path = new int[DEPTH_MAX];
  private final int[] index = new int[DEPTH_MAX];
  private int depth;
  private int holder;
  private int holderAt;

  IdTree(Store store, StreamBlocks blocks, int payloadBytes) {
    memory = store.memory;
    allocator = store.allocator;
    this.blocks = blocks;
    leafWidth = KEY_BYTES + payloadBytes;
  }

  void open(int newHolder, int at) {
    holder = newHolder;
    holderAt = at;
  }

  int size() {
    return memory.getInt(holder, holderAt + COUNT_IN_HOLDER);
  }

  private void addSize(int more) {
    memory.setInt(holder, holderAt + COUNT_IN_HOLDER, size() + more);
  }

  private int root() {
    return memory.getInt(holder, holderAt);
  }

  // ---- blocks

  private int width(int block) {
    return memory.getShort(block, LEVEL_AT) == 0 ? leafWidth : INNER_WIDTH;
  }

  private int count(int block) {
    return memory.getShort(block, 0);
  }

  private void setCount(int block, int count) {
    memory.setShort(block, 0, count);
  }

  private int entryAt(int block, int i) {
    return HEADER_BYTES + i * width(block);
  }

  private int child(int block, int i) {
    return memory.getInt(block, entryAt(block, i) + KEY_BYTES);
  }

  private long hi(int block, int i) {
    return memory.getLong(block, entryAt(block, i));
  }

  private long lo(int block, int i) {
    return memory.getLong(block, entryAt(block, i) + Long.BYTES);
  }

  static int compare(long aHi, long aLo, long bHi, long bLo) {
    int high = Long.compareUnsigned(aHi, bHi);
    return high != 0 ? high : Long.compareUnsigned(aLo, bLo);
  }

  /** The last key of a block that is not above one, -1 if all are. */
  private int floorIn(int block, long hi, long lo) {
    int from = 0;
    int to = count(block) - 1;
    while (from <= to) {
      int middle = from + to >>> 1;
      if (compare(hi(block, middle), lo(block, middle), hi, lo) <= 0) {
        from = middle + 1;
      } else {
        to = middle - 1;
      }
    }
    return to;
  }

  /** Notes the way down to the leaf a key belongs to; there it stands on its floor, or -1. */
  private boolean descend(long hi, long lo) {
    depth = 0;
    int block = root();
    if (block == Ref.NONE) {
      return false;
    }
    while (true) {
      path[depth] = block;
      index[depth] = floorIn(block, hi, lo);
      if (memory.getShort(block, LEVEL_AT) == 0) {
        return true;
      }
      index[depth] = Math.max(0, index[depth]);
      block = child(block, index[depth++]);
    }
  }

  private boolean descendToEdge(int block, int fromDepth, boolean first) {
    depth = fromDepth;
    int at = block;
    while (true) {
      path[depth] = at;
      index[depth] = first ? 0 : count(at) - 1;
      if (memory.getShort(at, LEVEL_AT) == 0) {
        return true;
      }
      at = child(at, index[depth++]);
    }
  }

  // ---- going to a key; false if there is none

  boolean find(long hi, long lo) {
    return floor(hi, lo) && keyHi() == hi && keyLo() == lo;
  }

  boolean first() {
    return root() != Ref.NONE && descendToEdge(root(), 0, true);
  }

  boolean last() {
    return root() != Ref.NONE && descendToEdge(root(), 0, false);
  }

  /** Goes to the greatest key that is not above. */
  boolean floor(long hi, long lo) {
    return descend(hi, lo) && (index[depth] >= 0 || previous());
  }

  /** Goes to the smallest key that is not below. */
  boolean ceiling(long hi, long lo) {
    if (!descend(hi, lo)) {
      return false;
    }
    if (index[depth] >= 0 && keyHi() == hi && keyLo() == lo) {
      return true;
    }
    return next();
  }

  boolean next() {
    if (++index[depth] < count(path[depth])) {
      return true;
    }
    for (int at = depth - 1; at >= 0; at--) {
      if (++index[at] < count(path[at])) {
        return descendToEdge(child(path[at], index[at]), at + 1, true);
      }
    }
    return false;
  }

  boolean previous() {
    if (--index[depth] >= 0) {
      return true;
    }
    for (int at = depth - 1; at >= 0; at--) {
      if (--index[at] >= 0) {
        return descendToEdge(child(path[at], index[at]), at + 1, false);
      }
    }
    return false;
  }

  // ---- the key it stands on

  long keyHi() {
    return hi(path[depth], index[depth]);
  }

  long keyLo() {
    return lo(path[depth], index[depth]);
  }

  /** Where in {@link #block} the payload of the key it stands on is. */
  int payloadAt(int at) {
    return entryAt(path[depth], index[depth]) + KEY_BYTES + at;
  }

  /** The leaf it stands in. */
  int block() {
    return path[depth];
  }

  int getInt(int at) {
    return memory.getInt(path[depth], payloadAt(at));
  }

  void setInt(int at, int value) {
    memory.setInt(path[depth], payloadAt(at), value);
  }

  long getLong(int at) {
    return memory.getLong(path[depth], payloadAt(at));
  }

  void setLong(int at, long value) {
    memory.setLong(path[depth], payloadAt(at), value);
  }

  // ---- changing

  /**
   * Goes to a key, which is made, its payload unwritten, if it is not there; whether it was made.
   */
  boolean put(long hi, long lo) {
    if (root() == Ref.NONE) {
      int leaf = newBlock(0, 1);
      memory.setInt(holder, holderAt, leaf);
      descend(hi, lo);
    } else if (descend(hi, lo) && index[depth] >= 0 && keyHi() == hi && keyLo() == lo) {
      return false;
    }
    lowerFirstKeys(hi, lo);
    makeRoom(depth, hi, lo, Ref.NONE);
    descend(hi, lo);
    addSize(1);
    return true;
  }

  /** Above the leaves the first key of a block must not be above a key that is put behind it. */
  private void lowerFirstKeys(long hi, long lo) {
    for (int at = 0; at < depth; at++) {
      if (compare(hi(path[at], 0), lo(path[at], 0), hi, lo) > 0) {
        memory.setLong(path[at], HEADER_BYTES, hi);
        memory.setLong(path[at], HEADER_BYTES + Long.BYTES, lo);
      }
    }
  }

  private int newBlock(int level, int entries) {
    int width = level == 0 ? leafWidth : INNER_WIDTH;
    int block = blocks.allocate(Math.min(BLOCK_BYTES, HEADER_BYTES + entries * width));
    setCount(block, 0);
    memory.setShort(block, LEVEL_AT, level);
    return block;
  }

  private int entriesMax(int block) {
    return (BLOCK_BYTES - HEADER_BYTES) / width(block);
  }

  private int capacity(int block) {
    return Math.min(entriesMax(block), (allocator.blockBytes(block) - HEADER_BYTES) / width(block));
  }

  /** Puts another block of the same content in the place of the one at a depth of the path. */
  private void replaceBlock(int at, int bytes) {
    int old = path[at];
    int block = blocks.allocate(bytes);
    memory.move(old, 0, block, 0, HEADER_BYTES + count(old) * width(old));
    blocks.free(old);
    setReference(at, block);
  }

  private void setReference(int at, int block) {
    path[at] = block;
    if (at == 0) {
      memory.setInt(holder, holderAt, block);
    } else {
      memory.setInt(path[at - 1], entryAt(path[at - 1], index[at - 1]) + KEY_BYTES, block);
    }
  }

  /** Puts a key behind the one the path stands on at a depth. */
  private void makeRoom(int at, long hi, long lo, int child) {
    int block = path[at];
    int count = count(block);
    if (count < entriesMax(block)) {
      if (count == capacity(block)) {
        replaceBlock(at, Math.min(BLOCK_BYTES, HEADER_BYTES + 2 * count * width(block)));
      }
      insert(path[at], index[at] + 1, hi, lo, child);
      return;
    }
    boolean append = index[at] == count - 1 && isLastOfTree(at);
    int half = append ? count : count / 2;
    int right = newBlock(memory.getShort(block, LEVEL_AT), append ? 1 : entriesMax(block));
    memory.move(block, entryAt(block, half), right, HEADER_BYTES, (count - half) * width(block));
    setCount(right, count - half);
    setCount(block, half);
    int i = index[at] + 1;
    if (i > half || append) {
      insert(right, i - half, hi, lo, child);
    } else {
      insert(block, i, hi, lo, child);
    }
    if (at > 0) {
      makeRoom(at - 1, hi(right, 0), lo(right, 0), right);
      return;
    }
    int top = newBlock(memory.getShort(block, LEVEL_AT) + 1, 4);
    insert(top, 0, hi(block, 0), lo(block, 0), block);
    insert(top, 1, hi(right, 0), lo(right, 0), right);
    memory.setInt(holder, holderAt, top);
  }

  private boolean isLastOfTree(int at) {
    for (int i = at - 1; i >= 0; i--) {
      if (index[i] < count(path[i]) - 1) {
        return false;
      }
    }
    return true;
  }

  private void insert(int block, int i, long hi, long lo, int child) {
    int width = width(block);
    int at = entryAt(block, i);
    int count = count(block);
    memory.move(block, at, block, at + width, (count - i) * width);
    memory.setLong(block, at, hi);
    memory.setLong(block, at + Long.BYTES, lo);
    if (memory.getShort(block, LEVEL_AT) > 0) {
      memory.setInt(block, at + KEY_BYTES, child);
    }
    setCount(block, count + 1);
  }

  /** Removes the key it stands on. */
  void remove() {
    addSize(-1);
    int at = depth;
    while (true) {
      int block = path[at];
      int count = count(block) - 1;
      if (count > 0) {
        int from = entryAt(block, index[at] + 1);
        memory.move(
            block, from, block, entryAt(block, index[at]), (count - index[at]) * width(block));
        setCount(block, count);
        int needed = HEADER_BYTES + count * width(block);
        if (Allocator.roundedBytes(needed) * 2 < allocator.blockBytes(block)) {
          replaceBlock(at, needed);
        }
        break;
      }
      blocks.free(block);
      if (at == 0) {
        memory.setInt(holder, holderAt, Ref.NONE);
        return;
      }
      at--;
    }
    dropSingleRoots();
  }

  private void dropSingleRoots() {
    int top = root();
    while (memory.getShort(top, LEVEL_AT) > 0 && count(top) == 1) {
      int only = child(top, 0);
      blocks.free(top);
      memory.setInt(holder, holderAt, only);
      top = only;
    }
  }

  // ---- as a whole

  /** Moves the blocks on the way to the key it stands on out of chunks that are being emptied. */
  void relocatePath(Evacuation evacuation) {
    for (int at = 0; at <= depth; at++) {
      int moved = evacuation.relocate(path[at]);
      if (moved != path[at]) {
        setReference(at, moved);
      }
    }
  }

  /** Whether the next key is in another leaf. */
  boolean isLastOfLeaf() {
    return index[depth] == count(path[depth]) - 1;
  }

  /** Goes to the last key of the leaf it stands in. */
  void toLastOfLeaf() {
    index[depth] = count(path[depth]) - 1;
  }

  /**
   * Frees blocks, whatever the payloads mean, from the end on.
   *
   * @return how many; fewer than the budget when nothing is left
   */
  int clear(int budgetBlocks) {
    int freed = 0;
    while (freed < budgetBlocks && last()) {
      addSize(-count(path[depth]));
      freed += freeLastLeaf();
    }
    return freed;
  }

  /** Frees the leaf it stands in, which is the last one, and what is above it alone. */
  private int freeLastLeaf() {
    for (int at = depth; at > 0; at--) {
      blocks.free(path[at]);
      int left = count(path[at - 1]) - 1;
      setCount(path[at - 1], left);
      if (left > 0) {
        return depth - at + 1;
      }
    }
    blocks.free(path[0]);
    memory.setInt(holder, holderAt, Ref.NONE);
    return depth + 1;
  }

  /** Checks order and size and names all blocks; returns their bytes. */
  long check(StoreValidator validator) {
    long[] sums = new long[2];
    if (root() != Ref.NONE) {
      check(root(), validator, sums);
    }
    StoreValidator.check(sums[1] == size(), "tree of # keys has #", size(), sums[1]);
    boolean more = first();
    while (more) {
      long hi = keyHi();
      long lo = keyLo();
      more = next();
      StoreValidator.check(!more || compare(hi, lo, keyHi(), keyLo()) < 0, "tree out of order");
    }
    return sums[0];
  }

  private void check(int block, StoreValidator validator, long[] sums) {
    validator.meet(block);
    sums[0] += allocator.blockBytes(block);
    int count = count(block);
    StoreValidator.check(count > 0, "empty block in a tree");
    StoreValidator.check(
        HEADER_BYTES + count * width(block) <= allocator.blockBytes(block), "tree block overfull");
    if (memory.getShort(block, LEVEL_AT) == 0) {
      sums[1] += count;
      return;
    }
    for (int i = 0; i < count; i++) {
      int child = child(block, i);
      StoreValidator.check(
          memory.getShort(child, LEVEL_AT) == memory.getShort(block, LEVEL_AT) - 1, "tree levels");
      check(child, validator, sums);
    }
  }
}
