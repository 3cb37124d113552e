package io.jacinth.store;

import org.jspecify.annotations.Nullable;

/** How the nodes of a large list change, on behalf of a {@link ListEdit} and with its cursor. */
final class ListNodes {
  private final Store store;
  private final ListEdit edit;
  private final ListDirectory nodes;
  private final Listpack list;
  private final BlockRoom room;
  private final ListDepth depth;

  ListNodes(ListEdit edit) {
    this.edit = edit;
    store = edit.store;
    nodes = edit.nodes;
    list = edit.list;
    room = edit.room;
    depth = new ListDepth(store, nodes);
  }

  /** Another list is looked at. */
  void reset() {
    depth.reset();
  }

  /** A change is over: compresses what is to be compressed. */
  void finish() {
    depth.finish();
  }

  // ---- making nodes

  /** Whether an element gets a node of its own. */
  boolean isAlone(int len) {
    return len >= store.listPackedThreshold() || ListFill.isAlone(nodes.fill(), len);
  }

  int newAlone(byte[] bytes, int off, int len) {
    return store.elements.create(0, bytes, off, len);
  }

  private int newPacked(byte[] bytes, int off, int len) {
    int needed = Listpack.EMPTY_BYTES + ListpackSizes.bytesOf(bytes, off, len);
    int node = store.allocator.allocate(needed);
    Listpack.writeEmpty(store.memory, node, 0);
    room.open(node, Listpack.EMPTY_BYTES);
    list.open(room);
    list.insert(list.end(), bytes, off, len);
    return room.ref();
  }

  /** Puts a node behind the last one. */
  void addLast(int node, int count, int form) {
    add(nodes.last(), true, node, count, form);
  }

  /** Puts a node beside the one the cursor is on, and the cursor on it. */
  private void add(boolean any, boolean after, int node, int count, int form) {
    if (!any) {
      nodes.insertOnly(node, count, form);
    } else if (after) {
      nodes.insertAfter(node, count, form);
    } else {
      nodes.insertBefore(node, count, form);
    }
    depth.inserted();
  }

  private void addNew(boolean any, boolean after, byte[] bytes, int off, int len) {
    boolean alone = isAlone(len);
    int node = alone ? newAlone(bytes, off, len) : newPacked(bytes, off, len);
    add(any, after, node, 1, alone ? ListPages.ALONE : 0);
  }

  // ---- changing the listpack of a node

  /** The node's listpack has been changed, and has so many elements now. */
  private void changed(int bytesBefore, int count) {
    nodes.addBytes(room.blockBytes() - (long) bytesBefore);
    nodes.set(room.ref(), count, 0);
  }

  /** The listpack of the node the cursor is on, which has been entered, is about to change. */
  private void beforeChange() {
    depth.open();
    nodes.beforeNode();
    room.open(nodes.node(), bytesOf(nodes.node()));
    list.open(room);
  }

  private void insertAt(int position, byte[] bytes, int off, int len) {
    beforeChange();
    int before = room.blockBytes();
    list.insert(position, bytes, off, len);
    changed(before, nodes.count() + 1);
  }

  private void delete(int position, int elements) {
    beforeChange();
    int before = room.blockBytes();
    list.delete(position, elements);
    changed(before, nodes.count() - elements);
  }

  /** Puts a text in the place of the element the cursor is on, within its node. */
  void replace(byte[] bytes, int off, int len) {
    beforeChange();
    int before = room.blockBytes();
    list.replace(edit.at, bytes, off, len);
    changed(before, nodes.count());
  }

  private boolean removeNode() {
    nodes.beforeNode();
    depth.untouch();
    nodes.freeNode();
    return nodes.removeNode();
  }

  // ---- adding

  /** Whether the node the cursor is on takes one more element. */
  private boolean allowsInsert(int len) {
    return !nodes.isAlone()
        && ListFill.allowsInsert(nodes.fill(), bytesOf(nodes.node()), nodes.count(), len);
  }

  private int bytesOf(int node) {
    return store.memory.getInt(node, 0);
  }

  void push(boolean head, byte[] bytes, int off, int len) {
    boolean any = head ? nodes.first() : nodes.last();
    if (any && !isAlone(len) && allowsInsert(len)) {
      edit.enter();
      insertAt(head ? Listpack.HEADER_BYTES : list.end(), bytes, off, len);
    } else {
      addNew(any, !head, bytes, off, len);
    }
  }

  /** Puts an element beside the one the cursor is on. */
  void insert(boolean after, byte[] bytes, int off, int len) {
    boolean large = isAlone(len);
    if (!large && allowsInsert(len)) {
      insertAt(after ? list.skip(edit.at) : edit.at, bytes, off, len);
      return;
    }
    boolean atEdge =
        edit.alone || (after ? list.isEnd(list.skip(edit.at)) : edit.at == list.first());
    if (!atEdge) {
      insertInTheMiddle(after, large, bytes, off, len);
      return;
    }
    boolean neighbour = !large && (after ? nodes.next() : nodes.previous());
    if (neighbour) {
      if (allowsInsert(len)) {
        edit.enter();
        insertAt(after ? Listpack.HEADER_BYTES : list.end(), bytes, off, len);
        return;
      }
      if (after) {
        nodes.previous();
      } else {
        nodes.next();
      }
    }
    addNew(true, after, bytes, off, len);
  }

  /** The node is full, or the element too long: the node is split where the element belongs. */
  private void insertInTheMiddle(boolean after, boolean large, byte[] bytes, int off, int len) {
    splitBefore(after ? list.skip(edit.at) : edit.at);
    if (large) {
      nodes.previous();
      addNew(true, true, bytes, off, len);
      return;
    }
    if (!after) {
      nodes.previous();
    }
    edit.enter();
    insertAt(after ? Listpack.HEADER_BYTES : list.end(), bytes, off, len);
    if (after) {
      nodes.previous();
    } else {
      nodes.next();
    }
    joinAround();
  }

  /** Elements from a position on become a node behind; the cursor is on that. */
  private void splitBefore(int position) {
    int kept = 0;
    for (int p = list.first(); p != position; p = list.skip(p)) {
      kept++;
    }
    int moved = nodes.count() - kept;
    int tail = list.totalBytes() - position;
    int node = store.allocator.allocate(Listpack.HEADER_BYTES + tail);
    Listpack.writeEmpty(store.memory, node, 0);
    store.memory.move(room.ref(), position, node, Listpack.HEADER_BYTES, tail);
    Listpack.writeHeader(store.memory, node, Listpack.HEADER_BYTES + tail, moved);
    delete(position, moved);
    add(true, true, node, moved, 0);
  }

  // ---- joining

  /** Joins the nodes around the one the cursor is on where two find room in one. */
  private void joinAround() {
    if (nodes.previous()) {
      if (nodes.previous()) {
        if (!joinWithNext()) {
          nodes.next();
        }
      }
      nodes.next();
    }
    if (nodes.next()) {
      joinWithNext();
      nodes.previous();
    }
    if (nodes.previous() && !joinWithNext()) {
      nodes.next();
    }
    joinWithNext();
  }

  /** Takes the elements of the next node into this one if they find room. */
  private boolean joinWithNext() {
    boolean aloneA = nodes.isAlone();
    int countA = nodes.count();
    int nodeA = nodes.node();
    if (!nodes.next()) {
      return false;
    }
    int nodeB = nodes.node();
    int countB = nodes.count();
    if (aloneA
        || nodes.isAlone()
        || !ListFill.allowsMerge(nodes.fill(), bytesOf(nodeA), countA, bytesOf(nodeB), countB)) {
      nodes.previous();
      return false;
    }
    boolean compressedB = nodes.isCompressed();
    nodes.previous();
    edit.enter();
    beforeChange();
    int blockBefore = room.blockBytes();
    int bytesA = bytesOf(room.ref());
    int more = bytesOf(nodeB) - Listpack.EMPTY_BYTES;
    room.resize(bytesA + more);
    if (compressedB) {
      byte[] bytesB = store.listCompression().plain(nodeB);
      store.memory.copyIn(bytesB, Listpack.HEADER_BYTES, room.ref(), bytesA - 1, more + 1);
    } else {
      store.memory.move(nodeB, Listpack.HEADER_BYTES, room.ref(), bytesA - 1, more + 1);
    }
    Listpack.writeHeader(store.memory, room.ref(), bytesA + more, countA + countB);
    changed(blockBefore, countA + countB);
    nodes.next();
    if (removeNode()) {
      nodes.previous();
    } else {
      nodes.last();
    }
    return true;
  }

  // ---- replacing and removing

  /** Puts a text in the place of the element the cursor is on, in a node of its own. */
  void replaceNode(byte[] bytes, int off, int len) {
    if (nodes.count() == 1) {
      boolean alone = isAlone(len);
      int node = alone ? newAlone(bytes, off, len) : newPacked(bytes, off, len);
      nodes.beforeNode();
      nodes.freeNode();
      nodes.set(node, 1, alone ? ListPages.ALONE : 0);
      nodes.addBytes(nodes.nodeBytes());
      depth.touch();
      return;
    }
    int behind = list.skip(edit.at);
    if (!list.isEnd(behind)) {
      splitBefore(behind);
      nodes.previous();
    }
    addNew(true, true, bytes, off, len);
    nodes.previous();
    if (nodes.count() == 1) {
      removeNode();
    } else {
      edit.enter();
      delete(list.last(), 1);
      nodes.next();
    }
    joinAround();
  }

  /** Removes the element the cursor is on. */
  boolean remove(boolean goBack) {
    if (nodes.count() == 1) {
      boolean more = removeNode();
      if (!goBack) {
        return more && edit.enterFirst();
      }
      return more ? edit.enterPrevious() : nodes.last() && edit.enterLast();
    }
    int before = goBack ? list.previous(edit.at) : Listpack.NONE;
    delete(edit.at, 1);
    if (goBack) {
      edit.at = before;
      return before != Listpack.NONE || edit.enterPrevious();
    }
    return !list.isEnd(edit.at) || edit.enterNext();
  }

  void removeRange(long start, long count) {
    int inNode = nodes.seek(start);
    long left = count;
    while (left > 0) {
      int here = nodes.count();
      if (inNode == 0 && left >= here) {
        left -= here;
        removeNode();
        continue;
      }
      edit.enter();
      int removed = (int) Math.min(left, here - inNode);
      delete(list.seek(inNode), removed);
      left -= removed;
      inNode = 0;
      if (left > 0) {
        nodes.next();
      }
    }
  }

  // ---- form

  /** The node the cursor is on as a listpack; null if it cannot be one. */
  byte @Nullable [] asListpack() {
    if (!nodes.isAlone()) {
      byte[] bytes = new byte[bytesOf(nodes.node())];
      store.memory.copyOut(nodes.node(), 0, bytes, 0, bytes.length);
      return bytes;
    }
    edit.enter();
    Item item = edit.item();
    if (item.length() >= store.listPackedThreshold()
        || item.length() + 2 * Listpack.OVERHEAD_MAX > ValueSite.PACKED_BYTES_MAX) {
      return null;
    }
    ListpackBuilder builder = new ListpackBuilder();
    builder.text(item.bytes(), 0, item.length());
    return builder.toBytes();
  }
}
