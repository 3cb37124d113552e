package io.jacinth.store;

/**
 * The nodes of a {@link RankTree}: where things stand in their blocks, and how entries come and go.
 *
 * <pre>
 * node:  0  number of entries, 2 bytes      2  level, 1 byte (0: a leaf)      4  entries
 * leaf entry:   0  score     8  element
 * inner entry:  0  score and 8 element of the first entry below it
 *              12  the node below    16  number of elements below
 * </pre>
 *
 * <p>A block is a little larger than its entries need; it is replaced by another one when they
 * outgrow it or leave much of it unused, so callers go on with the node they are given back.
 */
abstract class RankNodes {
  /** What the root of a table has for its tree. */
  static final int TOP_AT = 24;

  static final int HEIGHT_AT = 28;
  private static final int BYTES_AT = 32;
  static final int BREAKING_AT = 40;
  static final int ROOT_BYTES = 48;

  static final int LEVEL_AT = 2;
  static final int HEADER_BYTES = 4;
  static final int ELEMENT_AT = 8;
  static final int CHILD_AT = 12;
  static final int COUNT_AT = 16;
  static final int LEAF_ENTRY_BYTES = 12;
  static final int INNER_ENTRY_BYTES = 20;
  static final int LEAF_ENTRIES_MAX = 64;
  static final int INNER_ENTRIES_MAX = 48;

  /** A block is made with room for so many more entries: half a byte per member, on the whole. */
  static final int ROOM = 6;

  final Store store;
  final Memory memory;
  final Allocator allocator;
  int root;

  RankNodes(Store store) {
    this.store = store;
    memory = store.memory;
    allocator = store.allocator;
  }

  /** Bytes of all nodes. */
  long bytes() {
    return memory.getLong(root, BYTES_AT);
  }

  static int entryBytes(int level) {
    return level == 0 ? LEAF_ENTRY_BYTES : INNER_ENTRY_BYTES;
  }

  static int entriesMax(int level) {
    return level == 0 ? LEAF_ENTRIES_MAX : INNER_ENTRIES_MAX;
  }

  static int at(int level, int slot) {
    return HEADER_BYTES + slot * entryBytes(level);
  }

  int used(int node) {
    return memory.getShort(node, 0);
  }

  void setUsed(int node, int used) {
    memory.setShort(node, 0, used);
  }

  double scoreAt(int node, int at) {
    return Double.longBitsToDouble(memory.getLong(node, at));
  }

  int child(int node, int slot) {
    return memory.getInt(node, at(1, slot) + CHILD_AT);
  }

  int count(int node, int slot) {
    return memory.getInt(node, at(1, slot) + COUNT_AT);
  }

  /** How many elements are below a node. */
  int total(int node, int level) {
    int used = used(node);
    if (level == 0) {
      return used;
    }
    int total = 0;
    for (int i = 0; i < used; i++) {
      total += count(node, i);
    }
    return total;
  }

  private void addBytes(long bytes) {
    memory.setLong(root, BYTES_AT, bytes() + bytes);
  }

  int newNode(int level, int entries) {
    int room = Math.min(entries + ROOM, entriesMax(level));
    int node = allocator.allocate(HEADER_BYTES + room * entryBytes(level));
    addBytes(allocator.blockBytes(node));
    memory.setInt(node, 0, 0);
    memory.setByte(node, LEVEL_AT, level);
    return node;
  }

  void freeNode(int node) {
    addBytes(-allocator.blockBytes(node));
    allocator.free(node);
  }

  /** The node, or a copy of it, with room for so many entries and not for many more. */
  int fitted(int node, int level, int entries) {
    int needed = HEADER_BYTES + entries * entryBytes(level);
    int blockBytes = allocator.blockBytes(node);
    int room = Math.min(entries + ROOM, entriesMax(level));
    int wanted = Allocator.roundedBytes(HEADER_BYTES + room * entryBytes(level));
    if (needed <= blockBytes && wanted * 3 / 2 >= blockBytes) {
      return node;
    }
    int target = newNode(level, entries);
    int kept = Math.min(used(node), entries);
    memory.move(node, HEADER_BYTES, target, HEADER_BYTES, kept * entryBytes(level));
    setUsed(target, kept);
    freeNode(node);
    return target;
  }

  /** The node with one more entry. */
  int with(int node, int level, int slot, double score, int element, int child, int elements) {
    int used = used(node);
    int target = fitted(node, level, used + 1);
    int at = at(level, slot);
    int size = entryBytes(level);
    if (slot < used) {
      memory.move(target, at, target, at + size, (used - slot) * size);
    }
    memory.setLong(target, at, Double.doubleToRawLongBits(score));
    memory.setInt(target, at + ELEMENT_AT, element);
    if (level > 0) {
      memory.setInt(target, at + CHILD_AT, child);
      memory.setInt(target, at + COUNT_AT, elements);
    }
    setUsed(target, used + 1);
    return target;
  }

  /** The node without one of its entries. */
  int without(int node, int level, int slot) {
    int used = used(node);
    int at = at(level, slot);
    int size = entryBytes(level);
    memory.move(node, at + size, node, at, (used - slot - 1) * size);
    setUsed(node, used - 1);
    return fitted(node, level, used - 1);
  }

  void copyFirst(int from, int node, int at) {
    memory.setLong(node, at, memory.getLong(from, HEADER_BYTES));
    memory.setInt(node, at + ELEMENT_AT, memory.getInt(from, HEADER_BYTES + ELEMENT_AT));
  }

  /** The left one with the entries of the right one, which is gone. */
  int together(int left, int right, int level) {
    int used = used(left);
    int more = used(right);
    int target = fitted(left, level, used + more);
    memory.move(right, HEADER_BYTES, target, at(level, used), more * entryBytes(level));
    setUsed(target, used + more);
    freeNode(right);
    return target;
  }
}
