package io.jacinth.store;

/** Lists of more than one listpack. */
final class ListStructure extends LargeStructure {
  private final Store store;
  private final ListDirectory list;
  private final ListDirectory copy;

  ListStructure(Store store) {
    this.store = store;
    list = new ListDirectory(store);
    copy = new ListDirectory(store);
  }

  // ---- single nodes

  static long blockBytes(Store store, int node, int form) {
    return form == ListPages.ALONE
        ? store.elements.blockBytes(node)
        : store.allocator.blockBytes(node);
  }

  static void free(Store store, int node, int form) {
    if (form == ListPages.ALONE) {
      store.elements.free(node);
    } else {
      store.allocator.free(node);
    }
  }

  /** A copy of a node; pages of an element alone are shared. */
  static int duplicate(Store store, int node, int form) {
    if (form == ListPages.ALONE) {
      return store.elements.duplicate(node);
    }
    int bytes =
        (form & ListPages.COMPRESSED) != 0
            ? ListCompression.bytesOf(store.memory, node)
            : store.memory.getInt(node, 0);
    int target = store.allocator.allocate(bytes);
    store.memory.move(node, 0, target, 0, bytes);
    return target;
  }

  // ---- lists

  @Override
  long freeEffort(int root) {
    return store.memory.getInt(root, ListPages.NODES_AT);
  }

  @Override
  long size(int root) {
    return ListPages.size(store.memory, root);
  }

  @Override
  long blockBytes(int root) {
    list.open(root);
    return list.blockBytes();
  }

  @Override
  int dismantle(int root, int budgetItems) {
    list.open(root);
    list.giveUpDepth();
    int freed = 0;
    while (freed < budgetItems && list.last()) {
      freed += 1 + (int) (list.nodeBytes() / Values.PAGE_BYTES);
      list.freeNode();
      list.removeNode();
    }
    if (freed == 0) {
      store.allocator.free(root);
    }
    return freed;
  }

  @Override
  int duplicate(int root) {
    list.open(root);
    int target = ListPages.create(store, list.fill(), list.depth());
    copy.open(target);
    boolean more = list.first();
    while (more) {
      int node = duplicate(store, list.node(), list.form());
      if (copy.nodeCount() == 0) {
        copy.insertOnly(node, list.count(), list.form());
      } else {
        copy.insertAfter(node, list.count(), list.form());
      }
      more = list.next();
    }
    return target;
  }

  @Override
  long relocate(int root, long from, Evacuation evacuation) {
    list.open(root);
    if (from == 0) {
      list.relocateTop(evacuation);
    }
    if (from >= list.pages()) {
      return LinearBuckets.POSITION_END;
    }
    list.goPage((int) from);
    list.relocatePage(evacuation);
    boolean done = true;
    for (int i = 0; i < list.pageCount(); i++) {
      list.goSlot(i);
      done &= list.relocateNode(evacuation);
    }
    return done ? from + 1 : from;
  }

  @Override
  FrozenValue freeze(int root) {
    return new FrozenList(store, root);
  }

  @Override
  void check(int root, StoreValidator validator) {
    ListDirectory checked = new ListDirectory(store);
    checked.open(root);
    checked.check(validator);
  }
}
