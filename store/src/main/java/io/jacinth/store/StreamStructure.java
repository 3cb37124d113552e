package io.jacinth.store;

/** Streams as wholes. */
final class StreamStructure extends LargeStructure {
  private static final int NODES_PER_STEP = 16;

  /**
   * Noted instead of the length by what is no whole stream: copies of parts, what is being freed.
   */
  static final long NO_LENGTH = -1;

  /** Positions while an evacuation goes through nodes, and through groups; the rest is below. */
  private static final long IN_NODES = 1;

  private static final long IN_GROUPS = 2;

  private final Store store;
  private final ValueSite nowhere;
  private final StreamView source;
  private final StreamEdit edit;

  /** Where the evacuation of the one stream at hand goes on. */
  private int relocatedRoot;

  private long relocatedMs;
  private long relocatedSeq;

  StreamStructure(Store store) {
    this.store = store;
    nowhere = new ValueSite(store);
    source = new StreamView(store);
    edit = new StreamEdit(store);
    edit.open(nowhere, 0, 0);
  }

  @Override
  long size(int root) {
    return store.memory.getLong(root, StreamBlocks.LENGTH_AT);
  }

  @Override
  long blockBytes(int root) {
    return store.allocator.blockBytes(root) + store.memory.getLong(root, StreamBlocks.BYTES_AT);
  }

  // ---- freeing

  @Override
  int dismantle(int root, int budgetItems) {
    edit.openRoot(root);
    store.memory.setLong(root, StreamBlocks.LENGTH_AT, NO_LENGTH);
    int freed = 0;
    while (freed < budgetItems && edit.nodes.first()) {
      edit.blocks.freeText(
          edit.nodes.getInt(StreamView.NODE_REF_AT), edit.nodes.getInt(StreamView.NODE_LENGTH_AT));
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
    source.openRoot(root);
    if (from == 0 || relocatedRoot != root) {
      relocatedRoot = root;
      relocatedMs = 0;
      relocatedSeq = 0;
    }
    return from == IN_GROUPS ? relocateGroup(evacuation) : relocateNodes(evacuation);
  }

  private long relocateNodes(Evacuation evacuation) {
    IdTree nodes = source.nodes;
    boolean there = nodes.ceiling(relocatedMs, relocatedSeq);
    boolean newLeaf = true;
    for (int i = 0; there && i < NODES_PER_STEP; i++) {
      if (newLeaf) {
        nodes.relocatePath(evacuation);
      }
      if (!relocateNode(nodes, evacuation)) {
        relocatedMs = nodes.keyHi();
        relocatedSeq = nodes.keyLo();
        return IN_NODES; // a rope needs more than one step
      }
      newLeaf = nodes.isLastOfLeaf();
      there = nodes.next();
    }
    if (there) {
      relocatedMs = nodes.keyHi();
      relocatedSeq = nodes.keyLo();
      return IN_NODES;
    }
    relocatedMs = 0;
    relocatedSeq = 0;
    return IN_GROUPS;
  }

  private boolean relocateNode(IdTree nodes, Evacuation evacuation) {
    return relocateText(
        nodes,
        StreamView.NODE_REF_AT,
        Values.placeFor(nodes.getInt(StreamView.NODE_LENGTH_AT)),
        nodes.getInt(StreamView.NODE_LENGTH_AT),
        evacuation);
  }

  private static boolean relocateText(
      IdTree tree, int refAt, int place, int length, Evacuation evacuation) {
    return evacuation.relocateBytes(place, tree.block(), tree.payloadAt(refAt), length);
  }

  /** One group at a time: its consumers with their trees, its pending entries, itself. */
  private long relocateGroup(Evacuation evacuation) {
    GroupView view = source.groups();
    IdTree groups = view.groups;
    if (!groups.ceiling(relocatedMs, 0)) {
      return LinearBuckets.POSITION_END;
    }
    groups.relocatePath(evacuation);
    groups.setInt(0, evacuation.relocate(groups.getInt(0)));
    view.stand();
    relocateName(view.group, evacuation);
    relocateTree(view.pending, evacuation);
    for (boolean more = view.consumers.first(); more; more = view.consumers.next()) {
      view.consumers.relocatePath(evacuation);
      view.consumers.setInt(0, evacuation.relocate(view.consumers.getInt(0)));
      view.standOnConsumer();
      relocateName(view.consumer, evacuation);
      relocateTree(view.own, evacuation);
    }
    relocatedMs = groups.keyHi() + 1;
    return IN_GROUPS;
  }

  private void relocateName(int block, Evacuation evacuation) {
    int length = store.memory.getInt(block, GroupView.NAME_LENGTH_AT);
    evacuation.relocateBytes(Values.placeFor(length), block, GroupView.NAME_REF_AT, length);
  }

  private static void relocateTree(IdTree tree, Evacuation evacuation) {
    boolean newLeaf = true;
    for (boolean more = tree.first(); more; more = tree.next()) {
      if (newLeaf) {
        tree.relocatePath(evacuation);
      }
      newLeaf = tree.isLastOfLeaf();
    }
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
        alive == view.length() || view.length() == NO_LENGTH,
        "# entries, # noted",
        alive,
        view.length());
    bytes += view.groups().groups.check(validator);
    for (boolean more = view.groups().first(); more; more = view.groups().next()) {
      if (view.groups().group != Ref.NONE) {
        bytes += checkGroup(view.groups(), validator);
      }
    }
    long noted = view.blocks.bytes();
    StoreValidator.check(noted == bytes, "# bytes of a stream noted, # there", noted, bytes);
  }

  private long checkText(int ref, int length, StoreValidator validator) {
    validator.checkValue(Values.placeFor(length), ref, length);
    return store.values.blockBytes(Values.placeFor(length), ref, length);
  }

  private long checkNamed(int block, StoreValidator validator) {
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
    boolean isWhole = group.stream.length() != NO_LENGTH;
    StoreValidator.check(
        owned == group.pendingCount() || !isWhole,
        "# entries pending, # owned",
        group.pendingCount(),
        owned);
    return bytes;
  }
}
