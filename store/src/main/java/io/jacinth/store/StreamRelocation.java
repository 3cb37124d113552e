package io.jacinth.store;

/**
 * Moves a stream out of chunks that are being emptied, some blocks at a time: nodes, then each
 * group with what is pending in it and each of its consumers. One stream at a time; where it goes
 * on is known by keys, so the stream may change between the steps.
 */
final class StreamRelocation {
  private static final int NODES_PER_STEP = 16;
  private static final int LEAVES_PER_STEP = 64;

  /** The position while it goes on; the rest is below. */
  private static final long UNDER_WAY = 1;

  private enum Stage {
    NODES,
    GROUP,
    PENDING,
    CONSUMER,
    OWN
  }

  private final Store store;
  private final StreamView stream;
  private final GroupView groups;
  private final FrozenGroups.Cursor at = new FrozenGroups.Cursor();
  private Stage stage = Stage.NODES;
  private int root;
  private long group;
  private long consumer;

  StreamRelocation(Store store) {
    this.store = store;
    stream = new StreamView(store);
    groups = stream.groups();
  }

  /** As {@link LargeStructure#relocate}. */
  long step(int ofRoot, long from, Evacuation evacuation) {
    if (from == 0 || ofRoot != root) {
      root = ofRoot;
      stage = Stage.NODES;
      at.reset();
    }
    stream.openRoot(root);
    if (stage.compareTo(Stage.GROUP) > 0 && !groups.find(group)) {
      stage = Stage.GROUP; // it went meanwhile
    }
    switch (stage) {
      case NODES -> moveNodes(evacuation);
      case GROUP -> {
        return moveGroup(evacuation) ? UNDER_WAY : LinearBuckets.POSITION_END;
      }
      case PENDING -> {
        if (!moveLeaves(groups.pending, evacuation)) {
          stage = Stage.CONSUMER;
          consumer = 0;
        }
      }
      case CONSUMER -> moveConsumer(evacuation);
      case OWN -> {
        if (!groups.findConsumer(consumer) || !moveLeaves(groups.own, evacuation)) {
          stage = Stage.CONSUMER;
          consumer++;
        }
      }
    }
    return UNDER_WAY;
  }

  private void moveNodes(Evacuation evacuation) {
    IdTree nodes = stream.nodes;
    boolean there = !at.ended && nodes.ceiling(at.ms, at.seq);
    boolean newLeaf = true;
    for (int i = 0; there && i < NODES_PER_STEP; i++) {
      if (newLeaf) {
        nodes.relocatePath(evacuation);
      }
      int length = nodes.getInt(StreamView.NODE_LENGTH_AT);
      if (!evacuation.relocateBytes(
          Values.placeFor(length),
          nodes.block(),
          nodes.payloadAt(StreamView.NODE_REF_AT),
          length)) {
        return; // a rope needs more than one step
      }
      at.goBehind(nodes.keyHi(), nodes.keyLo());
      newLeaf = nodes.isLastOfLeaf();
      there = nodes.next();
    }
    if (!there) {
      stage = Stage.GROUP;
      group = 0;
    }
  }

  /** Moves the next group's own block; false if there is none. */
  private boolean moveGroup(Evacuation evacuation) {
    if (!groups.groups.ceiling(group, 0)) {
      return false;
    }
    group = groups.groups.keyHi();
    groups.groups.relocatePath(evacuation);
    groups.groups.setInt(0, evacuation.relocate(groups.groups.getInt(0)));
    groups.stand();
    moveName(groups.group, evacuation);
    stage = Stage.PENDING;
    at.reset();
    return true;
  }

  private void moveConsumer(Evacuation evacuation) {
    IdTree consumers = groups.consumers;
    if (!consumers.ceiling(consumer, 0)) {
      stage = Stage.GROUP;
      group++;
      return;
    }
    consumer = consumers.keyHi();
    consumers.relocatePath(evacuation);
    consumers.setInt(0, evacuation.relocate(consumers.getInt(0)));
    groups.standOnConsumer();
    moveName(groups.consumer, evacuation);
    stage = Stage.OWN;
    at.reset();
  }

  private void moveName(int block, Evacuation evacuation) {
    int length = store.memory.getInt(block, GroupView.NAME_LENGTH_AT);
    evacuation.relocateBytes(Values.placeFor(length), block, GroupView.NAME_REF_AT, length);
  }

  /** Moves some leaves of a tree, and the blocks above them; false if none is left. */
  private boolean moveLeaves(IdTree tree, Evacuation evacuation) {
    boolean there = !at.ended && tree.ceiling(at.ms, at.seq);
    for (int i = 0; there && i < LEAVES_PER_STEP; i++) {
      tree.relocatePath(evacuation);
      tree.toLastOfLeaf();
      at.goBehind(tree.keyHi(), tree.keyLo());
      there = tree.next();
    }
    return there;
  }
}
