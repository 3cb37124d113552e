package io.jacinth.store;

/**
 * Where the nodes of one large list are noted, and a cursor that stands on one of them: what {@link
 * ListDirectory} explains, and how nodes are put in and taken out.
 *
 * <pre>
 *  0  number of elements, 8 bytes        8  number of nodes
 * 12  reference of the top              16  its first slot in use      20  number of pages
 * 24  bytes of all nodes, 8 bytes       32  depth of compression, 2 bytes
 * 34  how full nodes may be, 2 bytes
 *
 * page:  0 first slot in use, 2 bytes;  2 slots in use, 2 bytes;  8 slots
 * slot:  0 reference;  4 number of elements, in a page with the node's form in its upper bits
 * </pre>
 *
 * Who changes a node calls {@link #beforeNode} first: a frozen list then keeps the old one.
 */
abstract class ListPages {
  static final int PAGE_SLOTS_MAX = 255;

  private static final int ROOT_BYTES = 36;
  static final int NODES_AT = 8;
  private static final int TOP_AT = 12;
  private static final int FROM_AT = 16;
  private static final int PAGES_AT = 20;
  static final int BYTES_AT = 24;
  private static final int DEPTH_AT = 32;
  private static final int FILL_AT = 34;

  private static final int PAGE_COUNT_AT = 2;
  private static final int PAGE_SLOTS_AT = 8;
  private static final int FIRST_SLOTS = 3;

  /** Form of a node: a single element without a listpack around it. */
  static final int ALONE = 1 << 31;

  /** Form of a node: compressed, whatever else it is ({@link ListCompression}). */
  static final int COMPRESSED = 1 << 30;

  /** The node is to be compressed before the list is left. */
  private static final int TOUCHED = 1 << 29;

  private static final int FORM = ALONE | COMPRESSED;
  private static final int COUNT = TOUCHED - 1;
  private static final int DEPTH_MAX = 0xFFFF;

  final Store store;
  final Memory memory;
  int root;
  int top;
  int topFrom;
  int pages;

  /** The cursor. */
  int page;

  int slot;
  int pageRef;
  int pageFrom;
  int pageCount;

  ListPages(Store store) {
    this.store = store;
    memory = store.memory;
  }

  /**
   * A new list without nodes; returns its root.
   *
   * @param fill how full its nodes may be, as long as it lives: {@link ListFill}
   * @param depth how many nodes at either end stay as they are; 0 for all
   */
  static int create(Store store, int fill, int depth) {
    int root = store.allocator.allocate(ROOT_BYTES);
    store.memory.zero(root, 0, ROOT_BYTES);
    store.memory.setShort(root, DEPTH_AT, Math.min(depth, DEPTH_MAX));
    store.memory.setShort(root, FILL_AT, ListFill.kept(fill));
    return root;
  }

  /** Looks at a list. To be called again whenever somebody else may have changed it. */
  void open(int newRoot) {
    root = newRoot;
    top = memory.getInt(root, TOP_AT);
    topFrom = memory.getInt(root, FROM_AT);
    pages = memory.getInt(root, PAGES_AT);
  }

  int root() {
    return root;
  }

  static long size(Memory memory, int root) {
    return memory.getLong(root, 0);
  }

  /** How many elements. */
  long size() {
    return memory.getLong(root, 0);
  }

  int nodeCount() {
    return memory.getInt(root, NODES_AT);
  }

  int pages() {
    return pages;
  }

  /** The list is being taken apart: its ends may be compressed. */
  void giveUpDepth() {
    memory.setShort(root, DEPTH_AT, 0);
  }

  /** How many nodes at either end are never compressed; 0 if none is. */
  int depth() {
    return memory.getShort(root, DEPTH_AT);
  }

  /** How full nodes may be: {@link ListFill}. */
  int fill() {
    return (short) memory.getShort(root, FILL_AT);
  }

  // ---- the cursor

  void goPage(int newPage) {
    page = newPage;
    look(page(newPage));
  }

  /** Looks into a page, wherever in the list it is, or was. */
  void look(int ref) {
    pageRef = ref;
    pageFrom = memory.getShort(pageRef, 0);
    pageCount = memory.getShort(pageRef, PAGE_COUNT_AT);
  }

  int page(int index) {
    return memory.getInt(top, (topFrom + index) * Slots.BYTES);
  }

  /** How many nodes a page has. */
  int nodesIn(int somePage) {
    return memory.getShort(page(somePage), PAGE_COUNT_AT);
  }

  int pageElementsAt(int index) {
    return (topFrom + index) * Slots.BYTES + Integer.BYTES;
  }

  int slotAt(int index) {
    return PAGE_SLOTS_AT + (pageFrom + index) * Slots.BYTES;
  }

  /** Goes to the first node; false if there is none. */
  boolean first() {
    if (pages == 0) {
      return false;
    }
    goPage(0);
    slot = 0;
    return true;
  }

  /** Goes to the last node; false if there is none. */
  boolean last() {
    if (pages == 0) {
      return false;
    }
    goPage(pages - 1);
    slot = pageCount - 1;
    return true;
  }

  /** Goes to the next node; false, and nowhere, if there is none. */
  boolean next() {
    if (slot + 1 < pageCount) {
      slot++;
      return true;
    }
    if (page + 1 == pages) {
      return false;
    }
    goPage(page + 1);
    slot = 0;
    return true;
  }

  /** Goes to the node before; false, and nowhere, if there is none. */
  boolean previous() {
    if (slot > 0) {
      slot--;
      return true;
    }
    if (page == 0) {
      return false;
    }
    goPage(page - 1);
    slot = pageCount - 1;
    return true;
  }

  /** Goes to a slot of the page the cursor is in. */
  void goSlot(int newSlot) {
    slot = newSlot;
  }

  /** Slots of the page the cursor is in. */
  int pageCount() {
    return pageCount;
  }

  /** The node the cursor is on. */
  int node() {
    return memory.getInt(pageRef, slotAt(slot));
  }

  /** How many elements it has. */
  int count() {
    return word() & COUNT;
  }

  private int word() {
    return memory.getInt(pageRef, slotAt(slot) + Integer.BYTES);
  }

  /** Its form: {@link #ALONE} and {@link #COMPRESSED}. */
  int form() {
    return word() & FORM;
  }

  /** Whether it is a single element that wants no listpack around it. */
  boolean isAlone() {
    return (word() & ALONE) != 0;
  }

  boolean isCompressed() {
    return (word() & COMPRESSED) != 0;
  }

  boolean isTouched() {
    return (word() & TOUCHED) != 0;
  }

  void setTouched(boolean touched) {
    int word = word();
    memory.setInt(
        pageRef, slotAt(slot) + Integer.BYTES, touched ? word | TOUCHED : word & ~TOUCHED);
  }

  /** Bytes of the blocks of the node the cursor is on. */
  long nodeBytes() {
    return ListStructure.blockBytes(store, node(), form());
  }

  /** Frees the node the cursor is on; its slot must be changed or removed next. */
  void freeNode() {
    addBytes(-nodeBytes());
    ListStructure.free(store, node(), form());
  }

  // ---- changing

  private void beforePage() {
    FrozenValue frozen = store.large.frozen().of(root);
    if (frozen != null) {
      ((FrozenList) frozen).beforePage(pageRef);
    }
  }

  /** To be called before the node the cursor is on is changed, moved or freed. */
  void beforeNode() {
    FrozenValue frozen = store.large.frozen().of(root);
    if (frozen != null) {
      ((FrozenList) frozen).beforePage(pageRef);
      ((FrozenList) frozen).beforeNode(node());
    }
  }

  /** Notes what has become of the node the cursor is on. {@link #beforeNode} has been called. */
  void set(int ref, int count, int form) {
    int before = count();
    write(ref, count, form | word() & TOUCHED);
    addElements(count - before);
  }

  private void write(int ref, int count, int marks) {
    int at = slotAt(slot);
    memory.setInt(pageRef, at, ref);
    memory.setInt(pageRef, at + Integer.BYTES, count | marks);
  }

  /**
   * The node the cursor is on has got other blocks, of so many bytes more, and the same content.
   */
  void replaceBlocks(int ref, int form, long moreBytes) {
    FrozenValue frozen = store.large.frozen().of(root);
    if (frozen != null) {
      ((FrozenList) frozen).nodeMoved(node(), ref, form);
    }
    write(ref, count(), form | word() & TOUCHED);
    addBytes(moreBytes);
  }

  private void addElements(int delta) {
    memory.setLong(root, 0, size() + delta);
    int at = pageElementsAt(page);
    memory.setInt(top, at, memory.getInt(top, at) + delta);
  }

  /** Nodes have become so many bytes larger. */
  void addBytes(long delta) {
    if (delta != 0) {
      memory.setLong(root, BYTES_AT, memory.getLong(root, BYTES_AT) + delta);
    }
  }

  /** Puts a node before the one the cursor is on, and the cursor on it. */
  void insertBefore(int ref, int count, int form) {
    insert(slot, ref, count, form);
  }

  /** Puts a node behind the one the cursor is on, and the cursor on it. */
  void insertAfter(int ref, int count, int form) {
    insert(slot + 1, ref, count, form);
  }

  /** Puts the first node into a list without nodes, and the cursor on it. */
  void insertOnly(int ref, int count, int form) {
    insertPage(0, newPage(FIRST_SLOTS), 0);
    insert(0, ref, count, form);
  }

  private void insert(int at, int ref, int count, int form) {
    beforePage();
    slot = pageCount == capacity() ? makeRoom(at) : at;
    pageFrom = Slots.open(memory, pageRef, PAGE_SLOTS_AT, capacity(), pageFrom, pageCount, slot);
    pageCount++;
    notePage();
    write(ref, count, form);
    addElements(count);
    addBytes(nodeBytes());
    memory.setInt(root, NODES_AT, nodeCount() + 1);
  }

  int capacity() {
    int slots = (store.allocator.blockBytes(pageRef) - PAGE_SLOTS_AT) / Slots.BYTES;
    return Math.min(slots, PAGE_SLOTS_MAX);
  }

  private void notePage() {
    memory.setShort(pageRef, 0, pageFrom);
    memory.setShort(pageRef, PAGE_COUNT_AT, pageCount);
  }

  /** The page is full, and a slot is wanted there: makes the page larger, or two of it. */
  private int makeRoom(int at) {
    if (pageCount < PAGE_SLOTS_MAX) {
      replacePage(Math.min(PAGE_SLOTS_MAX, pageCount * 2 + 1), at == 0);
      return at;
    }
    if (at == pageCount || at == 0) {
      int fresh = newPage(PAGE_SLOTS_MAX);
      memory.setShort(fresh, 0, at == 0 ? PAGE_SLOTS_MAX : 0);
      insertPage(at == 0 ? page : page + 1, fresh, 0);
      return 0;
    }
    int half = pageCount / 2;
    int fresh = newPage(PAGE_SLOTS_MAX);
    memory.move(pageRef, slotAt(half), fresh, PAGE_SLOTS_AT, (pageCount - half) * Slots.BYTES);
    memory.setShort(fresh, PAGE_COUNT_AT, pageCount - half);
    int moved = 0;
    for (slot = half; slot < pageCount; slot++) {
      moved += count();
    }
    pageCount = half;
    notePage();
    int elementsAt = pageElementsAt(page);
    memory.setInt(top, elementsAt, memory.getInt(top, elementsAt) - moved);
    int here = page;
    insertPage(here + 1, fresh, moved);
    if (at > half) {
      return at - half;
    }
    goPage(here);
    return at;
  }

  private int newPage(int slots) {
    int ref = store.allocator.allocate(PAGE_SLOTS_AT + slots * Slots.BYTES);
    memory.zero(ref, 0, PAGE_SLOTS_AT);
    return ref;
  }

  /** Another block for the page of the cursor. */
  private void replacePage(int slots, boolean roomBefore) {
    int old = pageRef;
    int source = slotAt(0);
    int fresh = newPage(slots);
    pageRef = fresh;
    pageFrom = roomBefore ? capacity() - pageCount : 0;
    memory.move(old, source, fresh, slotAt(0), pageCount * Slots.BYTES);
    notePage();
    memory.setInt(top, (topFrom + page) * Slots.BYTES, fresh);
    store.allocator.free(old);
  }

  /** Puts a page into the top, and the cursor into it. */
  private void insertPage(int index, int ref, int elements) {
    int capacity = top == Ref.NONE ? 0 : store.allocator.blockBytes(top) / Slots.BYTES;
    if (pages == capacity) {
      int fresh = store.allocator.allocate(Math.max(2, pages * 2) * Slots.BYTES);
      capacity = store.allocator.blockBytes(fresh) / Slots.BYTES;
      int from = (capacity - pages) / 2;
      if (top != Ref.NONE) {
        memory.move(top, topFrom * Slots.BYTES, fresh, from * Slots.BYTES, pages * Slots.BYTES);
        store.allocator.free(top);
      }
      top = fresh;
      topFrom = from;
    }
    topFrom = Slots.open(memory, top, 0, capacity, topFrom, pages, index);
    pages++;
    noteTop();
    memory.setInt(top, (topFrom + index) * Slots.BYTES, ref);
    memory.setInt(top, pageElementsAt(index), elements);
    goPage(index);
  }

  void noteTop() {
    memory.setInt(root, TOP_AT, top);
    memory.setInt(root, FROM_AT, topFrom);
    memory.setInt(root, PAGES_AT, pages);
  }

  /**
   * Takes the slot out the cursor is on; the node has been freed or is the caller's. The cursor is
   * on the node that followed then; false, and nowhere, if there is none.
   */
  boolean removeNode() {
    beforePage();
    addElements(-count());
    memory.setInt(root, NODES_AT, nodeCount() - 1);
    pageFrom = Slots.close(memory, pageRef, PAGE_SLOTS_AT, pageFrom, pageCount, slot);
    pageCount--;
    notePage();
    if (pageCount == 0) {
      return removePage();
    }
    if (pageCount * 4 <= capacity() && capacity() > 2 * FIRST_SLOTS) {
      replacePage(pageCount * 2, slot == pageCount);
    }
    if (slot < pageCount) {
      return true;
    }
    slot--;
    return next();
  }

  private boolean removePage() {
    store.allocator.free(pageRef);
    topFrom = Slots.close(memory, top, 0, topFrom, pages, page);
    pages--;
    if (pages == 0) {
      store.allocator.free(top);
      top = Ref.NONE;
    }
    noteTop();
    if (page == pages) {
      return false;
    }
    goPage(page);
    slot = 0;
    return true;
  }
}
