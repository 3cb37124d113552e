package io.jacinth.store;

/** Sorted sets that are a table of elements and a tree of their order. */
final class ZsetStructure extends LargeStructure {
  private static final int BUCKETS_PER_STEP = 64;
  private static final int LEAVES_PER_STEP = 64;

  private final Store store;
  private final ElementTable table;
  private final ElementTable source;
  private final RankTree tree;
  private final RankTree sourceTree;
  private final Mover mover = new Mover();

  ZsetStructure(Store store) {
    this.store = store;
    table = new ElementTable(store);
    source = new ElementTable(store);
    tree = new RankTree(store);
    sourceTree = new RankTree(store);
  }

  private void open(int root) {
    table.open(root);
    tree.open(root);
  }

  @Override
  long size(int root) {
    return ElementTable.size(store.memory, root);
  }

  @Override
  long blockBytes(int root) {
    open(root);
    return table.tableBytes() + tree.bytes();
  }

  @Override
  int dismantle(int root, int budgetItems) {
    open(root);
    int freed = tree.dismantle(budgetItems);
    if (freed < budgetItems) {
      freed += table.dismantle(budgetItems - freed);
    }
    if (freed == 0) {
      store.allocator.free(root);
    }
    return freed;
  }

  @Override
  int duplicate(int root) {
    int copy = ElementTable.create(store, RankTree.ROOT_BYTES);
    source.open(root);
    sourceTree.open(root);
    open(copy);
    sourceTree.goTo(0);
    do {
      int element = store.elements.duplicate(sourceTree.element());
      table.add(store.elements.hashOf(element), element);
      tree.append(Double.longBitsToDouble(store.elements.number(element)), element);
    } while (sourceTree.next());
    return copy;
  }

  /** First the buckets of the table, then (below 0) the tree from rank to rank. */
  @Override
  long relocate(int root, long from, Evacuation evacuation) {
    open(root);
    if (from < 0) {
      return relocateTree((int) (-1 - from), evacuation);
    }
    if (from == 0) {
      table.relocateDirectory(evacuation);
    }
    long at = from;
    for (int i = 0; i < BUCKETS_PER_STEP && at < LinearBuckets.POSITION_END; i++) {
      long next = table.relocateBucket(at, evacuation, mover);
      if (next == at) {
        break; // a rope needs more than one step
      }
      at = next;
    }
    return at < LinearBuckets.POSITION_END ? at : -1;
  }

  private long relocateTree(int from, Evacuation evacuation) {
    int rank = from;
    for (int i = 0; i < LEAVES_PER_STEP && rank < table.size(); i++) {
      rank = tree.relocate(rank, evacuation);
    }
    return rank < table.size() ? -1L - rank : LinearBuckets.POSITION_END;
  }

  /** Moves an element together with its references in the tree. */
  private final class Mover implements Evacuation.Mover {
    @Override
    public int move(int block) {
      if (!store.allocator.isSetAside(block)) {
        return store.evacuation().relocate(block);
      }
      tree.locate(block);
      int target = store.evacuation().relocate(block);
      if (target != block) {
        tree.setElement(target);
      }
      return target;
    }

    @Override
    public boolean moveRest(int block) {
      return store.elements.relocateApart(block, store.evacuation());
    }
  }

  @Override
  FrozenValue freeze(int root) {
    return new FrozenElements(store, ValueTypes.ENCODING_SKIPLIST, root);
  }

  @Override
  void check(int root, StoreValidator validator) {
    ElementTable checked = new ElementTable(store);
    checked.open(root);
    checked.check(validator);
    RankTree checkedTree = new RankTree(store);
    checkedTree.open(root);
    new RankTreeCheck(store, checkedTree, checked, validator).check();
  }
}
