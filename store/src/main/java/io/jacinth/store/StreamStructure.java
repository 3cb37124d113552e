package io.jacinth.store;

/** Streams as wholes. */
final class StreamStructure extends LargeStructure {
  /**
   * Noted instead of the length by what is no whole stream: what is being freed, a group that was
   * taken out.
   */
  static final long NO_LENGTH = -1;

  /** Noted by what a snapshot has saved: parts, and marks where there was none. */
  static final long SAVED = -2;

  private final Store store;
  private final ValueSite nowhere;
  private final StreamView source;
  private final StreamEdit edit;
  private final StreamRelocation relocation;

  StreamStructure(Store store) {
    this.store = store;
    nowhere = new ValueSite(store);
    source = new StreamView(store);
    relocation = new StreamRelocation(store);
    edit = new StreamEdit(store);
    edit.open(nowhere, 0, 0);
  }

  @Override
  long size(int root) {
    return store.memory.getLong(root, StreamBlocks.LENGTH_AT);
  }

  /** Two for every node (its place in the tree, too), and every group as the first one is. */
  @Override
  long freeEffort(int root) {
    edit.openRoot(root);
    long nodes = 2L * edit.nodeCount();
    GroupEdit groups = edit.groups();
    return groups.first() ? nodes + edit.groupCount() * (1L + groups.pendingCount()) : nodes;
  }

  @Override
  long blockBytes(int root) {
    return store.allocator.blockBytes(root) + store.memory.getLong(root, StreamBlocks.BYTES_AT);
  }

  // ---- freeing

  @Override
  int dismantle(int root, int budgetItems) {
    edit.openRoot(root);
    if (edit.length() != SAVED) {
      store.memory.setLong(root, StreamBlocks.LENGTH_AT, NO_LENGTH);
    }
    int freed = 0;
    while (freed < budgetItems && edit.nodes.first()) {
      int ref = edit.nodes.getInt(StreamView.NODE_REF_AT);
      if (ref != Ref.NONE) {
        edit.blocks.freeText(ref, edit.nodes.getInt(StreamView.NODE_LENGTH_AT));
      }
      edit.nodes.remove();
      freed++;
    }
    GroupEdit groups = edit.groups();
    while (freed < budgetItems && groups.first()) {
      freed += groups.dismantle(budgetItems - freed);
      if (groups.isDismantled()) {
        groups.groups.remove();
      }
    }
    if (freed == 0) {
      StoreValidator.check(edit.blocks.bytes() == 0, "# bytes of a stream are left", freeBytes());
      store.allocator.free(root);
    }
    return freed;
  }

  private long freeBytes() {
    return edit.blocks.bytes();
  }

  /**
   * Makes a root for a group that was taken out of its stream.
   *
   * @param bytes of all its blocks
   */
  static int ofOneGroup(Store store, long key, int group, long bytes) {
    int root = StreamBlocks.create(store);
    store.memory.setLong(root, StreamBlocks.LENGTH_AT, NO_LENGTH);
    StreamView alone = new StreamView(store);
    alone.openRoot(root);
    IdTree groups = alone.groups().groups;
    groups.put(key, 0);
    groups.setInt(0, group);
    alone.blocks.addBytes(bytes);
    return root;
  }

  // ---- copying

  @Override
  int duplicate(int root) {
    int copy = StreamBlocks.create(store);
    source.openRoot(root);
    edit.openRoot(copy);
    for (boolean more = source.nodes.first(); more; more = source.nodes.next()) {
      copyNode(source, edit);
    }
    store.memory.move(root, 0, copy, 0, StreamBlocks.BYTES_AT);
    for (boolean more = source.groups().first(); more; more = source.groups().next()) {
      edit.groups().copy(source.groups());
    }
    return copy;
  }

  /** Copies the node that one stream's tree stands on into another stream. */
  static void copyNode(StreamView from, StreamView to) {
    int length = from.nodes.getInt(StreamView.NODE_LENGTH_AT);
    byte[] bytes = new byte[length];
    from.blocks.readText(from.nodes.getInt(StreamView.NODE_REF_AT), length, bytes);
    int ref = to.blocks.allocateText(bytes, 0, length);
    to.nodes.put(from.nodes.keyHi(), from.nodes.keyLo());
    to.nodes.setInt(StreamView.NODE_REF_AT, ref);
    to.nodes.setInt(StreamView.NODE_LENGTH_AT, length);
  }

  // ---- moving

  @Override
  long relocate(int root, long from, Evacuation evacuation) {
    return relocation.step(root, from, evacuation);
  }

  @Override
  FrozenValue freeze(int root) {
    return new FrozenStream(store, root);
  }

  // ---- checking

  @Override
  void check(int root, StoreValidator validator) {
    StreamView view = new StreamView(store);
    view.openRoot(root);
    long bytes = view.nodes.check(validator);
    long alive = 0;
    for (boolean more = view.nodes.first(); more; more = view.nodes.next()) {
      int length = view.nodes.getInt(StreamView.NODE_LENGTH_AT);
      if (view.nodes.getInt(StreamView.NODE_REF_AT) == Ref.NONE) {
        continue; // a mark in what a snapshot has saved
      }
      bytes += checkText(view.nodes.getInt(StreamView.NODE_REF_AT), length, validator);
      view.loadNode();
      alive += view.node.alive();
    }
    StoreValidator.check(
        alive == view.length() || view.length() < 0, "# entries, # noted", alive, view.length());
    bytes += view.groups().groups.check(validator);
    for (boolean more = view.groups().first(); more; more = view.groups().next()) {
      if (view.groups().group != Ref.NONE) {
        long inGroup =
            view.length() == SAVED
                ? FrozenGroups.check(view.groups(), validator, this)
                : checkGroup(view.groups(), validator);
        long notedInGroup = store.memory.getLong(view.groups().group, GroupView.BYTES_AT);
        StoreValidator.check(
            inGroup == notedInGroup, "# bytes of a group noted, # there", notedInGroup, inGroup);
        bytes += inGroup;
      }
    }
    long noted = view.blocks.bytes();
    StoreValidator.check(noted == bytes, "# bytes of a stream noted, # there", noted, bytes);
  }

  private long checkText(int ref, int length, StoreValidator validator) {
    validator.checkValue(Values.placeFor(length), ref, length);
    return store.values.blockBytes(Values.placeFor(length), ref, length);
  }

  long checkNamed(int block, StoreValidator validator) {
    validator.meet(block);
    return store.allocator.blockBytes(block)
        + checkText(
            store.memory.getInt(block, GroupView.NAME_REF_AT),
            store.memory.getInt(block, GroupView.NAME_LENGTH_AT),
            validator);
  }

  private long checkGroup(GroupView group, StoreValidator validator) {
    long bytes = checkNamed(group.group, validator);
    bytes += group.pending.check(validator);
    bytes += group.consumers.check(validator);
    long owned = 0;
    for (boolean more = group.firstConsumer(); more; more = group.nextConsumer()) {
      bytes += checkNamed(group.consumer, validator) + group.own.check(validator);
      owned += group.ownCount();
      int count = 0;
      for (boolean mine = group.ownFrom(0, 0); mine; mine = group.nextOwn()) {
        StoreValidator.check(
            group.pendingConsumer() == group.consumerKey(), "an entry pending for another");
        count++;
      }
      StoreValidator.check(count == group.ownCount(), "# of # entries pending", count, owned);
    }
    boolean isWhole = group.stream.length() >= 0;
    StoreValidator.check(
        owned == group.pendingCount() || !isWhole,
        "# entries pending, # owned",
        group.pendingCount(),
        owned);
    return bytes;
  }
}
