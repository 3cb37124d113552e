package io.jacinth.store;

/**
 * A list to be changed, where a {@link ValueSite} is: a key's, or a draft's.
 *
 * <p>Nodes are filled, split and joined exactly as Redis does it, because it shows: a list is named
 * quicklist or listpack by how its elements are spread. Whoever adds elements calls {@link #expect}
 * before, whoever removed or replaced some calls {@link #settle} afterwards; those are the moments
 * at which a list changes its form, and {@code settle} sees to the compression of nodes. (An
 * element too long for any node stands alone here, in Redis in a listpack of its own; both count as
 * one node.)
 */
public final class ListEdit extends ListView {
  /** Replacing elements by longer ones makes a node grow up to here; then it is split. */
  private static final int NODE_BYTES_MAX = 128 * 1024;

  private final ListNodes change;
  private ValueSite site;
  private int fill;
  private int depth;

  ListEdit(Store store) {
    super(store);
    site = viewed;
    change = new ListNodes(this);
  }

  /**
   * Goes to the list at a site, which may have none yet.
   *
   * @param newFill what a list may have that is one listpack, and how full nodes may be if it
   *     becomes one of nodes now: {@code list-max-listpack-size}
   * @param newDepth how many nodes at either end stay uncompressed, 0 for all, if the list becomes
   *     one of nodes now: {@code list-compress-depth}
   */
  public ListEdit open(ValueSite newSite, long newFill, long newDepth) {
    site = newSite;
    fill = (int) newFill;
    depth = (int) newDepth;
    change.reset();
    openAt(site);
    return this;
  }

  // ---- form

  /**
   * Elements of so many bytes will be added: a listpack that would become too long is one no more.
   */
  public void expect(long bytes, long count) {
    if (large) {
      return;
    }
    int total = entry == Ref.NONE ? Listpack.EMPTY_BYTES : list.totalBytes();
    if (ListFill.exceeds(fill, total + bytes, size() + count)) {
      becomeLarge();
    } else if (entry == Ref.NONE) {
      site.createPacked(ValueTypes.LIST, ValueTypes.ENCODING_LISTPACK, Listpack.EMPTY_BYTES);
      Listpack.writeEmpty(store.memory, site.ref(), site.at());
      openAt(site);
    }
  }

  private void becomeLarge() {
    int root = ListPages.create(store, fill, depth);
    if (entry == Ref.NONE) {
      site.createLarge(ValueTypes.LIST, ValueTypes.ENCODING_QUICKLIST, root);
      openAt(site);
      return;
    }
    site.beforeLargeChange();
    int count = list.count();
    int node = Ref.NONE;
    if (count > 0) {
      int bytes = list.totalBytes();
      node = store.allocator.allocate(bytes);
      store.memory.move(site.ref(), site.at(), node, 0, bytes);
    }
    site.becomeLarge(ValueTypes.ENCODING_QUICKLIST, root);
    openAt(site);
    if (count > 0) {
      nodes.insertOnly(node, count, 0);
    }
  }

  /** Elements were removed or replaced: nodes that are one small listpack become that again. */
  public void settle() {
    settle(2);
  }

  /** The list has been loaded: it takes the form its size demands. */
  public void settleLoaded() {
    if (large) {
      settle(1);
    } else {
      expect(0, 0);
    }
  }

  private void settle(int divisor) {
    if (large) {
      change.finish();
    }
    if (!large || nodes.nodeCount() != 1) {
      return;
    }
    nodes.first();
    byte[] bytes = change.asListpack();
    if (bytes == null
        || bytes.length > ListFill.bytesMax(fill) / divisor
        || nodes.count() > ListFill.countMax(fill) / divisor) {
      return;
    }
    site.beforeLargeChange();
    int root = nodes.root();
    site.becomePacked(ValueTypes.ENCODING_LISTPACK, bytes.length);
    store.memory.copyIn(bytes, 0, site.ref(), site.at(), bytes.length);
    store.large.free(ValueTypes.ENCODING_QUICKLIST, root);
    openAt(site);
  }

  /** Adds a valid listpack at the end of a list, as a node. */
  public void appendListpack(byte[] bytes, int off, int len) {
    if (entry == Ref.NONE) {
      becomeLarge();
    }
    boolean asItIs =
        large
            && len <= NODE_BYTES_MAX
            && ListpackBytes.isNormal(bytes, off)
            && !change.isAlone(ListpackBytes.longest(bytes, off));
    if (asItIs) {
      appendNode(bytes, off, len, ListpackBytes.count(bytes, off));
    } else {
      ListpackBytes.visit(bytes, off, new Appender());
    }
  }

  /** Adds a valid listpack that is not too long for a node at the end of a large list. */
  private void appendNode(byte[] bytes, int off, int len, int count) {
    site.beforeLargeChange();
    int node = store.allocator.allocate(len);
    store.memory.copyIn(bytes, off, node, 0, len);
    change.addLast(node, count, 0);
    change.finish();
  }

  /** Whether a node that is being made has room for one more element. */
  boolean allowsInsert(ListpackBuilder node, int len) {
    int bytes = Listpack.EMPTY_BYTES + node.elementBytes();
    return ListFill.allowsInsert(nodes.fill(), bytes, (int) node.count(), len);
  }

  /** Whether elements stand in nodes, those of that length together with others. */
  boolean makesNodesOf(int len) {
    return large && !change.isAlone(len);
  }

  void appendNode(ListpackBuilder node) {
    byte[] bytes = node.toBytes();
    appendNode(bytes, 0, bytes.length, (int) node.count());
    node.reset();
  }

  /** Adds an element at the end of a list, in a node of its own. */
  public void appendAlone(byte[] bytes, int off, int len) {
    if (entry == Ref.NONE) {
      becomeLarge();
    }
    site.beforeLargeChange();
    change.addLast(change.newAlone(bytes, off, len), 1, ListPages.ALONE);
    change.finish();
  }

  private final class Appender implements ListpackBytes.Visitor {
    private final byte[] digits = new byte[Decimal.DIGITS_MAX];

    @Override
    public void text(byte[] bytes, int off, int len) {
      push(false, bytes, off, len);
    }

    @Override
    public void number(long value) {
      push(false, digits, 0, Decimal.write(value, digits, 0));
    }
  }

  // ---- elements

  /** Adds an element at one end; {@link #expect} has been called. */
  public void push(boolean head, byte[] bytes, int off, int len) {
    if (large) {
      site.beforeLargeChange();
      change.push(head, bytes, off, len);
      change.finish();
    } else {
      list.insert(head ? Listpack.HEADER_BYTES : list.end(), bytes, off, len);
      entry = site.entry();
    }
  }

  /**
   * Puts an element beside the one it stands on; {@link #expect} has been called before {@link
   * #seek}. It stands nowhere then.
   */
  public void insert(boolean after, byte[] bytes, int off, int len) {
    if (large) {
      site.beforeLargeChange();
      change.insert(after, bytes, off, len);
      change.finish();
    } else {
      list.insert(after ? list.skip(at) : at, bytes, off, len);
      entry = site.entry();
    }
  }

  /**
   * Puts a text in the place of the element it stands on; {@link #expect} has been called before
   * {@link #seek}. It stands nowhere then.
   */
  public void replace(byte[] bytes, int off, int len) {
    if (!large) {
      list.replace(at, bytes, off, len);
      entry = site.entry();
      return;
    }
    site.beforeLargeChange();
    if (nodes.isAlone() || change.isAlone(len) || list.totalBytes() + (long) len > NODE_BYTES_MAX) {
      change.replaceNode(bytes, off, len);
    } else {
      change.replace(bytes, off, len);
    }
  }

  /**
   * Removes the element it stands on and goes to the next one, or the one before; false, and
   * nowhere, if there is none. A list without elements must be removed itself.
   */
  public boolean remove(boolean goBack) {
    if (large) {
      site.beforeLargeChange();
      return change.remove(goBack);
    }
    int before = goBack ? list.previous(at) : Listpack.NONE;
    list.delete(at, 1);
    entry = site.entry();
    at = goBack ? before : list.isEnd(at) ? Listpack.NONE : at;
    return at != Listpack.NONE;
  }

  /** Removes so many elements from an index on, which must be there. It stands nowhere then. */
  public void removeRange(long start, long count) {
    if (count == 0) {
      return;
    }
    if (large) {
      site.beforeLargeChange();
      change.removeRange(start, count);
    } else {
      list.delete(list.seek((int) start), (int) count);
      entry = site.entry();
    }
  }
}
