package io.jacinth.store;

/** Hashes and sets that are a table of elements. */
final class ElementStructure extends LargeStructure {
  private static final int BUCKETS_PER_STEP = 64;

  private final Store store;
  private final ElementTable table;
  private final ElementTable source;

  ElementStructure(Store store) {
    this.store = store;
    table = new ElementTable(store);
    source = new ElementTable(store);
  }

  @Override
  long size(int root) {
    return ElementTable.size(store.memory, root);
  }

  @Override
  long blockBytes(int root) {
    table.open(root);
    return table.tableBytes();
  }

  @Override
  int dismantle(int root, int budgetItems) {
    table.open(root);
    int freed = table.dismantle(budgetItems);
    if (freed == 0) {
      store.allocator.free(root);
    }
    return freed;
  }

  @Override
  int duplicate(int root) {
    int copy = ElementTable.create(store);
    source.open(root);
    table.open(copy);
    table.addAllOf(source, null);
    return copy;
  }

  @Override
  long relocate(int root, long from, Evacuation evacuation) {
    table.open(root);
    if (from == 0) {
      table.relocateDirectory(evacuation);
    }
    long at = from;
    for (int i = 0; i < BUCKETS_PER_STEP && at < LinearBuckets.POSITION_END; i++) {
      long next = table.relocateBucket(at, evacuation, evacuation.elementMover());
      if (next == at) {
        break; // a rope needs more than one step
      }
      at = next;
    }
    return at;
  }

  @Override
  FrozenValue freeze(int root) {
    return new FrozenElements(store, ValueTypes.ENCODING_HASHTABLE, root);
  }

  @Override
  void check(int root, StoreValidator validator) {
    ElementTable checked = new ElementTable(store);
    checked.open(root);
    checked.check(validator);
  }
}
