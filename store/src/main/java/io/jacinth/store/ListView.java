package io.jacinth.store;

/**
 * A list to be read: one listpack, or nodes. A window over one list at a time; {@link #open} again
 * after anything has changed.
 *
 * <p>{@link #seek} stands on an element, {@link #next} and {@link #previous} go on from there, and
 * {@link #item} reads it.
 */
public class ListView {
  final Store store;
  final ValueSite viewed;
  final ListDirectory nodes;
  final Listpack list;

  /** The node the cursor is on, if it has a listpack. */
  final BlockRoom room;

  private final Item item;
  int entry;
  boolean large;

  /** The node is an element alone, without a listpack around it. */
  boolean alone;

  /** Where in the listpack it stands. */
  int at;

  /** Where compressed nodes are read; none before the first one. */
  private int readRoom = Ref.NONE;

  ListView(Store store) {
    this.store = store;
    viewed = new ValueSite(store);
    list = new Listpack(store, viewed);
    nodes = new ListDirectory(store);
    room = new BlockRoom(store);
    item = new Item(store);
  }

  /** Looks at the list of an entry; 0 is a list without elements. */
  public ListView open(int newEntry) {
    viewed.look(newEntry);
    openAt(viewed);
    return this;
  }

  final void openAt(ValueSite site) {
    entry = site.entry();
    at = Listpack.NONE;
    alone = false;
    large = entry != Ref.NONE && site.isLarge();
    if (large) {
      nodes.open(site.root());
    } else if (entry != Ref.NONE) {
      list.open(site);
    }
  }

  /** How many elements. */
  public final long size() {
    if (entry == Ref.NONE) {
      return 0;
    }
    return large ? nodes.size() : list.count();
  }

  /** How many nodes it has; 0 if it is one listpack. */
  public final int nodeCount() {
    return large ? nodes.nodeCount() : 0;
  }

  /** How full its nodes may be; 0 if it is one listpack. */
  public final int nodeFill() {
    return large ? nodes.fill() : 0;
  }

  /** How many nodes at either end are never compressed, 0 for all. */
  public final int compressDepth() {
    return large ? nodes.depth() : 0;
  }

  /** Shows the nodes in order; a list that is one listpack has none. The cursor is lost. */
  public final void visitNodes(ListNodeVisitor visitor) {
    for (boolean there = large && seek(0); there; there = nodes.next()) {
      boolean compressed = (nodes.form() & ListPages.COMPRESSED) != 0;
      enter();
      if (alone) {
        visitor.node(true, compressed, item().length(), nodes.count(), null);
      } else {
        byte[] listpack = new byte[list.totalBytes()];
        list.copyTo(listpack);
        visitor.node(false, compressed, listpack.length, nodes.count(), listpack);
      }
    }
    at = Listpack.NONE;
    alone = false;
  }

  /** Goes to the element of an index; false if there is none. */
  public final boolean seek(long index) {
    if (index < 0 || index >= size()) {
      return false;
    }
    if (large) {
      int inNode = nodes.seek(index);
      enter();
      at = alone ? 0 : list.seek(inNode);
    } else {
      at = list.seek((int) index);
    }
    return true;
  }

  /** Looks into the node the cursor is on. */
  final void enter() {
    int form = nodes.form();
    alone = form == ListPages.ALONE;
    if (!alone) {
      int node = nodes.node();
      int bytes = store.memory.getInt(node, 0);
      room.open((form & ListPages.COMPRESSED) == 0 ? node : decompressed(node), bytes);
      list.open(room);
    }
  }

  private int decompressed(int node) {
    if (readRoom == Ref.NONE) {
      readRoom = store.newReadRoom();
    }
    byte[] bytes = store.listCompression().plain(node);
    store.memory.copyIn(bytes, 0, readRoom, 0, store.memory.getInt(node, 0));
    return readRoom;
  }

  /** Goes to the first element of the node behind this one; false, and nowhere, without one. */
  final boolean enterNext() {
    return large && nodes.next() && enterFirst();
  }

  final boolean enterFirst() {
    enter();
    at = alone ? 0 : list.first();
    return true;
  }

  /** Goes to the last element of the node before this one; false, and nowhere, without one. */
  final boolean enterPrevious() {
    return large && nodes.previous() && enterLast();
  }

  final boolean enterLast() {
    enter();
    at = alone ? 0 : list.last();
    return true;
  }

  /** Goes to the next element; false, and nowhere, after the last. */
  public final boolean next() {
    if (!alone) {
      int next = list.next(at);
      if (next != Listpack.NONE) {
        at = next;
        return true;
      }
    }
    return enterNext();
  }

  /** Goes to the element before; false, and nowhere, before the first. */
  public final boolean previous() {
    if (!alone) {
      int previous = list.previous(at);
      if (previous != Listpack.NONE) {
        at = previous;
        return true;
      }
    }
    return enterPrevious();
  }

  /** The element it stands on. */
  public final Item item() {
    if (alone) {
      store.elements.key(nodes.node(), item);
    } else {
      list.get(at, item);
    }
    return item;
  }

  /** Whether the element it stands on is that text. */
  public final boolean is(byte[] bytes, int off, int len) {
    return alone
        ? store.elements.keyEquals(nodes.node(), bytes, off, len)
        : list.equals(at, bytes, off, len);
  }
}
