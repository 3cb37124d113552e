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

  static long blockBytes(Store store, int node, boolean alone) {
    return alone ? store.elements.blockBytes(node) : store.allocator.blockBytes(node);
  }

  static void free(Store store, int node, boolean alone) {
    if (alone) {
      store.elements.free(node);
    } else {
      store.allocator.free(node);
    }
  }

  /** A copy of a node; pages of an element alone are shared. */
  static int duplicate(Store store, int node, boolean alone) {
    if (alone) {
      return store.elements.duplicate(node);
    }
    int bytes = store.memory.getInt(node, 0);
    int target = store.allocator.allocate(bytes);
    store.memory.move(node, 0, target, 0, bytes);
    return target;
  }

  // ---- lists

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
    int target = ListPages.create(store);
    list.open(root);
    copy.open(target);
    boolean more = list.first();
    while (more) {
      int node = duplicate(store, list.node(), list.isAlone());
      if (copy.nodeCount() == 0) {
        copy.insertOnly(node, list.count(), list.isAlone());
      } else {
        copy.insertAfter(node, list.count(), list.isAlone());
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
