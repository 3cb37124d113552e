package io.jacinth.store;

/**
 * The order of a large sorted set: a B+ tree over the elements of its table, by score and then by
 * the bytes of the member, in which every subtree's size is known.
 *
 * <p><b>Why a tree and no skip list.</b> Redis's skip list spends about 45 bytes per element on
 * links and spans beside the element's own copy of the score, and a search follows some twenty
 * references into as many cache lines. Here a leaf holds up to 64 entries of 12 bytes (score and
 * reference) in a row, so an element costs about 13 bytes, a search among five million touches four
 * or five nodes, and ranges are read in the order of memory. Scores are kept beside references, so
 * members are looked at only where scores are equal.
 *
 * <p><b>Blocks fit.</b> A node's block grows and shrinks with its entries, a few at a time; nearly
 * all of it is in use whatever the order of insertions. A full node is split in halves, except that
 * an entry at its very end or beginning starts a new node: elements that come in order (a loaded
 * image, times as scores) leave full nodes behind. A node that has become small is joined with a
 * neighbour if both together leave room in one.
 *
 * <p><b>First entries.</b> An inner entry repeats the first entry below it exactly, so every
 * reference in the tree is one to a living element. Whoever moves an element must say so ({@link
 * #locate}, {@link #setElement}).
 *
 * <p><b>Ranges.</b> Any range is an interval of ranks: the number of elements below its ends. So
 * there is one way to walk and one way to remove, by rank.
 *
 * <p>This is a window over one tree at a time. The top, the height and the bytes of all nodes stand
 * in the root of the table. A search leaves its path in {@link #nodes} and {@link #slots}, by
 * level.
 */
final class RankTree extends RankNodes {
  private static final int LEVELS_MAX = 16;

  private final Item item;
  private int top;
  private int height;
  private final int[] nodes = new int[LEVELS_MAX];
  private final int[] slots = new int[LEVELS_MAX];

  RankTree(Store store) {
    super(store);
    item = new Item(store);
  }

  /** Looks at the tree of a table. To be called again when somebody else may have changed it. */
  void open(int newRoot) {
    root = newRoot;
    top = memory.getInt(root, TOP_AT);
    height = memory.getInt(root, HEIGHT_AT);
  }

  // ---- the path

  private void setTop(int node, int newHeight) {
    top = node;
    height = newHeight;
    memory.setInt(root, TOP_AT, top);
    memory.setInt(root, HEIGHT_AT, height);
  }

  /** The path's node of a level stands elsewhere now. */
  private void replaceNode(int level, int node) {
    if (node == nodes[level]) {
      return;
    }
    nodes[level] = node;
    if (level == height - 1) {
      setTop(node, height);
    } else {
      memory.setInt(nodes[level + 1], at(1, slots[level + 1]) + CHILD_AT, node);
    }
  }

  /** From a level upwards: counts differ by that, and first entries may be others. */
  private void changeCounts(int fromLevel, int difference) {
    for (int level = fromLevel; level < height; level++) {
      int at = at(1, slots[level]);
      memory.setInt(
          nodes[level], at + COUNT_AT, memory.getInt(nodes[level], at + COUNT_AT) + difference);
      copyFirst(nodes[level - 1], nodes[level], at);
    }
  }

  /** Makes the path's entry on a level say what is below it. */
  private void describe(int level) {
    int at = at(1, slots[level]);
    int below = nodes[level - 1];
    copyFirst(below, nodes[level], at);
    memory.setInt(nodes[level], at + CHILD_AT, below);
    memory.setInt(nodes[level], at + COUNT_AT, total(below, level - 1));
  }

  // ---- searching

  /** The order of an entry and a score with a member. */
  int compare(int node, int at, double score, byte[] member, int off, int len) {
    double own = scoreAt(node, at);
    if (own != score) {
      return own < score ? -1 : 1;
    }
    return compareMember(node, at, member, off, len);
  }

  private int compareMember(int node, int at, byte[] member, int off, int len) {
    store.elements.key(memory.getInt(node, at + ELEMENT_AT), item);
    return item.compareTo(member, off, len);
  }

  /** Goes to where a member with a score is or would be; whether it is there. */
  boolean seek(double score, byte[] member, int off, int len) {
    int node = top;
    for (int level = height - 1; level >= 0; level--) {
      int low = level == 0 ? 0 : 1;
      int high = used(node);
      while (low < high) {
        int middle = (low + high) >>> 1;
        int order = compare(node, at(level, middle), score, member, off, len);
        // Above the leaves: the last entry that is not behind it. In the leaf: the first not
        // before.
        if (order < 0 || order == 0 && level > 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      nodes[level] = node;
      slots[level] = level == 0 ? low : low - 1;
      if (level > 0) {
        node = child(node, low - 1);
      }
    }
    return height > 0
        && slots[0] < used(nodes[0])
        && compare(nodes[0], at(0, slots[0]), score, member, off, len) == 0;
  }

  /** The rank of where the path stands. */
  int rank() {
    int rank = slots[0];
    for (int level = 1; level < height; level++) {
      for (int i = 0; i < slots[level]; i++) {
        rank += count(nodes[level], i);
      }
    }
    return rank;
  }

  /** How many elements have a score below that one, or, inclusive, not above it. */
  int countBelow(double score, boolean inclusive) {
    int node = top;
    int rank = 0;
    for (int level = height - 1; level >= 0; level--) {
      int low = level == 0 ? 0 : 1;
      int high = used(node);
      while (low < high) {
        int middle = (low + high) >>> 1;
        double own = scoreAt(node, at(level, middle));
        if (own < score || inclusive && own == score) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      rank += below(node, level, low);
      node = level == 0 ? node : child(node, low - 1);
    }
    return rank;
  }

  /** How many members come before that one, or, inclusive, not after it; all scores being equal. */
  int countBelow(byte[] member, int off, int len, boolean inclusive) {
    int node = top;
    int rank = 0;
    for (int level = height - 1; level >= 0; level--) {
      int low = level == 0 ? 0 : 1;
      int high = used(node);
      while (low < high) {
        int middle = (low + high) >>> 1;
        int order = compareMember(node, at(level, middle), member, off, len);
        if (order < 0 || inclusive && order == 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      rank += below(node, level, low);
      node = level == 0 ? node : child(node, low - 1);
    }
    return rank;
  }

  /** Elements before a search's place in a node, without those of the child it goes on in. */
  private int below(int node, int level, int low) {
    if (level == 0) {
      return low;
    }
    int sum = 0;
    for (int i = 0; i < low - 1; i++) {
      sum += count(node, i);
    }
    return sum;
  }

  // ---- walking

  /** Goes to the element with that rank, which must be there. */
  void goTo(int rank) {
    int node = top;
    int left = rank;
    for (int level = height - 1; level > 0; level--) {
      int slot = 0;
      for (int count = count(node, 0); left >= count; count = count(node, slot)) {
        left -= count;
        slot++;
      }
      nodes[level] = node;
      slots[level] = slot;
      node = child(node, slot);
    }
    nodes[0] = node;
    slots[0] = left;
  }

  /** The element the path stands at. */
  int element() {
    return memory.getInt(nodes[0], at(0, slots[0]) + ELEMENT_AT);
  }

  /** The score of the element the path stands at, without looking at the element. */
  double score() {
    return scoreAt(nodes[0], at(0, slots[0]));
  }

  /** Goes to the next element; false after the last. */
  boolean next() {
    if (++slots[0] < used(nodes[0])) {
      return true;
    }
    int level = 1;
    while (level < height && slots[level] + 1 == used(nodes[level])) {
      level++;
    }
    if (level >= height) {
      return false;
    }
    slots[level]++;
    for (; level > 0; level--) {
      nodes[level - 1] = child(nodes[level], slots[level]);
      slots[level - 1] = 0;
    }
    return true;
  }

  /** Goes to the element before; false before the first. */
  boolean previous() {
    if (--slots[0] >= 0) {
      return true;
    }
    int level = 1;
    while (level < height && slots[level] == 0) {
      level++;
    }
    if (level >= height) {
      return false;
    }
    slots[level]--;
    for (; level > 0; level--) {
      nodes[level - 1] = child(nodes[level], slots[level]);
      slots[level - 1] = used(nodes[level - 1]) - 1;
    }
    return true;
  }

  // ---- changing

  /** Takes an element in, which is not there. */
  void insert(double score, byte[] member, int off, int len, int element) {
    if (height == 0) {
      setTop(newNode(0, 1), 1);
    }
    seek(score, member, off, len);
    put(0, slots[0], score, element, Ref.NONE, 0);
  }

  /** Takes an element in behind all others. */
  void append(double score, int element) {
    if (height == 0) {
      setTop(newNode(0, 1), 1);
    }
    int node = top;
    for (int level = height - 1; level >= 0; level--) {
      nodes[level] = node;
      slots[level] = level == 0 ? used(node) : used(node) - 1;
      node = level == 0 ? node : child(node, slots[level]);
    }
    put(0, slots[0], score, element, Ref.NONE, 0);
  }

  /** Puts an entry into the path's node of a level, and what follows from that above it. */
  private void put(int level, int slot, double score, int element, int child, int elements) {
    int node = nodes[level];
    int used = used(node);
    if (used < entriesMax(level)) {
      replaceNode(level, with(node, level, slot, score, element, child, elements));
      changeCounts(level + 1, 1);
      return;
    }
    int kept = slot == 0 || slot == used ? used : used / 2;
    int fresh = newNode(level, used - kept + 1);
    if (kept < used) {
      int size = entryBytes(level);
      memory.move(node, at(level, kept), fresh, HEADER_BYTES, (used - kept) * size);
      setUsed(fresh, used - kept);
      setUsed(node, kept);
      node = fitted(node, level, kept);
    }
    if (kept == used || slot > kept) {
      fresh = with(fresh, level, kept == used ? 0 : slot - kept, score, element, child, elements);
    } else {
      node = with(node, level, slot, score, element, child, elements);
    }
    replaceNode(level, node);
    if (level + 1 == height) {
      int newTop = newNode(level + 1, 2);
      setUsed(newTop, 1);
      nodes[level + 1] = newTop;
      slots[level + 1] = 0;
      setTop(newTop, height + 1);
    }
    describe(level + 1);
    int place = slots[level + 1] + (slot == 0 ? 0 : 1);
    int first = memory.getInt(fresh, HEADER_BYTES + ELEMENT_AT);
    put(level + 1, place, scoreAt(fresh, HEADER_BYTES), first, fresh, total(fresh, level));
  }

  /** Takes out an element, which is there. */
  void remove(double score, byte[] member, int off, int len) {
    if (!seek(score, member, off, len)) {
      throw new IllegalStateException("an element of the table is not in the tree");
    }
    removeHere();
  }

  /** Takes out the element the path stands at; the path is void then. */
  void removeHere() {
    take(0, slots[0]);
  }

  private void take(int level, int slot) {
    replaceNode(level, without(nodes[level], level, slot));
    int node = nodes[level];
    int used = used(node);
    if (level + 1 == height) {
      lower(used);
      return;
    }
    if (used == 0) {
      freeNode(node);
      take(level + 1, slots[level + 1]);
    } else if (used >= entriesMax(level) / 4 || !joined(level)) {
      changeCounts(level + 1, -1);
    }
  }

  /** The top has become smaller: an empty one goes, and one with a single node below it. */
  private void lower(int used) {
    if (used == 0) {
      freeNode(top);
      setTop(Ref.NONE, 0);
      return;
    }
    while (height > 1 && used(top) == 1) {
      int only = child(top, 0);
      freeNode(top);
      setTop(only, height - 1);
    }
  }

  /** Joins the path's node with a neighbour if both are small. */
  private boolean joined(int level) {
    int parent = nodes[level + 1];
    int slot = slots[level + 1];
    int node = nodes[level];
    int most = entriesMax(level) * 3 / 4;
    if (slot + 1 < used(parent) && used(node) + used(child(parent, slot + 1)) <= most) {
      replaceNode(level, together(node, child(parent, slot + 1), level));
      describe(level + 1);
      take(level + 1, slot + 1);
      return true;
    }
    if (slot > 0 && used(node) + used(child(parent, slot - 1)) <= most) {
      slots[level + 1] = slot - 1;
      nodes[level] = child(parent, slot - 1);
      replaceNode(level, together(nodes[level], node, level));
      describe(level + 1);
      take(level + 1, slot);
      return true;
    }
    return false;
  }

  /** Gives an element, which is there, another score. */
  void move(double from, double to, byte[] member, int off, int len, int element) {
    if (!seek(from, member, off, len)) {
      throw new IllegalStateException("an element of the table is not in the tree");
    }
    int leaf = nodes[0];
    int slot = slots[0];
    if (slot > 0
        && slot + 1 < used(leaf)
        && scoreAt(leaf, at(0, slot - 1)) < to
        && to < scoreAt(leaf, at(0, slot + 1))) {
      memory.setLong(leaf, at(0, slot), Double.doubleToRawLongBits(to));
      return;
    }
    removeHere();
    insert(to, member, off, len, element);
  }

  // ---- the tree as a whole

  /** Goes to an element that is there. */
  void locate(int element) {
    store.elements.key(element, item);
    byte[] member = item.bytes();
    double score = Double.longBitsToDouble(store.elements.number(element));
    if (!seek(score, member, 0, member.length)) {
      throw new IllegalStateException("an element of the table is not in the tree");
    }
  }

  /** The element the path stands at is elsewhere now. */
  void setElement(int element) {
    memory.setInt(nodes[0], at(0, slots[0]) + ELEMENT_AT, element);
    changeCounts(1, 0);
  }

  /**
   * Moves the nodes on the way to an element out of chunks that are being emptied.
   *
   * @return the rank behind the leaf
   */
  int relocate(int rank, Evacuation evacuation) {
    goTo(rank);
    for (int level = height - 1; level >= 0; level--) {
      replaceNode(level, evacuation.relocate(nodes[level]));
    }
    return rank - slots[0] + used(nodes[0]);
  }

  /** Frees some nodes; returns how many, 0 when none is left. */
  int dismantle(int budget) {
    memory.setInt(root, BREAKING_AT, 1);
    int freed = 0;
    while (freed < budget && height > 0) {
      int node = top;
      for (int level = height - 1; level >= 0; level--) {
        nodes[level] = node;
        slots[level] = used(node) - 1;
        node = level == 0 ? node : child(node, slots[level]);
      }
      int gone = used(nodes[0]);
      int level = 0;
      freeNode(nodes[level++]);
      freed++;
      while (level < height && used(nodes[level]) == 1) {
        freeNode(nodes[level++]);
        freed++;
      }
      if (level == height) {
        setTop(Ref.NONE, 0);
        break;
      }
      setUsed(nodes[level], used(nodes[level]) - 1);
      for (level++; level < height; level++) {
        int at = at(1, slots[level]) + COUNT_AT;
        memory.setInt(nodes[level], at, memory.getInt(nodes[level], at) - gone);
      }
    }
    return freed;
  }

  int top() {
    return top;
  }

  int height() {
    return height;
  }
}
