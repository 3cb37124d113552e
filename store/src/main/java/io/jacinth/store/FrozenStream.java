package io.jacinth.store;

/**
 * A stream as it was: first its nodes, then its groups, each in the order of their keys. A node or
 * a group that has not been handed over is copied before it changes, into a stream of its own; one
 * that is new is marked there, with no reference, to be passed over. What is below the key reached
 * concerns nobody any more.
 *
 * <p>A group is one part, however much is pending in it.
 */
public final class FrozenStream extends FrozenValue {
  private final Store store;
  private final StreamView live;
  private final StreamView node;
  private final long[] noted = new long[StreamBlocks.BYTES_AT / 8];
  private final int nodeCount;
  private final int groupCount;
  private int groupsSeen;
  private StreamEdit copies;
  private int copiesRoot;
  private long atMs;
  private long atSeq;
  private boolean nodesDone;
  private boolean done;

  FrozenStream(Store store, int root) {
    super(store.frozenValues(), ValueTypes.ENCODING_STREAM, root);
    this.store = store;
    live = new StreamView(store);
    node = new StreamView(store);
    copies = new StreamEdit(store);
    live.openRoot(root);
    for (int i = 0; i < noted.length; i++) {
      noted[i] = store.memory.getLong(root, 8 * i);
    }
    nodeCount = live.nodeCount();
    groupCount = live.groupCount();
  }

  // ---- what it was

  @Override
  public long count() {
    return noted[StreamBlocks.LENGTH_AT / 8];
  }

  public int nodeCount() {
    return nodeCount;
  }

  public int groupCount() {
    return groupCount;
  }

  public long lastMs() {
    return noted[StreamBlocks.LAST_AT / 8];
  }

  public long lastSeq() {
    return noted[StreamBlocks.LAST_AT / 8 + 1];
  }

  public long firstMs() {
    return noted[StreamBlocks.FIRST_AT / 8];
  }

  public long firstSeq() {
    return noted[StreamBlocks.FIRST_AT / 8 + 1];
  }

  public long deletedMs() {
    return noted[StreamBlocks.DELETED_AT / 8];
  }

  public long deletedSeq() {
    return noted[StreamBlocks.DELETED_AT / 8 + 1];
  }

  public long entriesAdded() {
    return noted[StreamBlocks.ADDED_AT / 8];
  }

  // ---- what is handed over

  /** Whether what is handed over is a node; else it is a group. */
  public boolean isNode() {
    return !nodesDone;
  }

  public long nodeMs() {
    return node.nodes.keyHi();
  }

  public long nodeSeq() {
    return node.nodes.keyLo();
  }

  /** A copy of the node's bytes. */
  public byte[] nodeBytes() {
    byte[] bytes = new byte[node.nodes.getInt(StreamView.NODE_LENGTH_AT)];
    node.blocks.readText(node.nodes.getInt(StreamView.NODE_REF_AT), bytes.length, bytes);
    return bytes;
  }

  /** Whether the group is the first one to be handed over. */
  public boolean isFirstGroup() {
    return groupsSeen == 1;
  }

  /** The group. */
  public GroupView group() {
    return node.groups();
  }

  // ---- saving

  private StreamEdit copies() {
    if (copiesRoot == Ref.NONE) {
      copiesRoot = StreamBlocks.create(store);
      store.memory.setLong(copiesRoot, StreamBlocks.LENGTH_AT, StreamStructure.NO_LENGTH);
      addSaved(store.allocator.blockBytes(copiesRoot));
      copies.open(new ValueSite(store), 0, 0);
    }
    copies.openRoot(copiesRoot);
    return copies;
  }

  /** A node of that key will be made, changed or removed. */
  void beforeNode(long ms, long seq) {
    if (nodesDone || StreamView.compare(ms, seq, atMs, atSeq) < 0) {
      return;
    }
    StreamEdit saved = copies();
    if (saved.nodes.find(ms, seq)) {
      return;
    }
    long before = saved.blocks.bytes();
    live.openRoot(root);
    if (live.nodes.find(ms, seq)) {
      StreamStructure.copyNode(live, saved);
    } else {
      saved.nodes.put(ms, seq);
      saved.nodes.setInt(StreamView.NODE_REF_AT, Ref.NONE);
      saved.nodes.setInt(StreamView.NODE_LENGTH_AT, 0);
    }
    addSaved(saved.blocks.bytes() - before);
  }

  /** A group of that key will be made, changed or removed. */
  void beforeGroup(long key) {
    if (done || nodesDone && key < atMs) {
      return;
    }
    StreamEdit saved = copies();
    GroupEdit groups = saved.groups();
    if (groups.groups.find(key, 0)) {
      return;
    }
    long before = saved.blocks.bytes();
    live.openRoot(root);
    GroupView group = live.groups();
    if (group.groups.find(key, 0)) {
      group.stand();
      groups.copy(group);
    } else {
      groups.groups.put(key, 0);
      groups.groups.setInt(0, Ref.NONE);
    }
    addSaved(saved.blocks.bytes() - before);
  }

  // ---- reading

  @Override
  public boolean step(int budgetItems, EntryVisitor visitor) {
    int left = budgetItems;
    while (left > 0 && !done) {
      if (!nodesDone) {
        nodesDone = !handOver(visitor, true);
        if (nodesDone) {
          atMs = 0;
          atSeq = 0;
        }
      } else {
        done = !handOver(visitor, false);
      }
      left--;
    }
    return done;
  }

  private static IdTree tree(StreamView of, boolean isNodes) {
    return isNodes ? of.nodes : of.groups().groups;
  }

  /** Hands over what has the next key; false if there is none. */
  private boolean handOver(EntryVisitor visitor, boolean isNodes) {
    live.openRoot(root);
    boolean there = tree(live, isNodes).ceiling(atMs, atSeq);
    long ms = there ? tree(live, isNodes).keyHi() : -1;
    long seq = there ? tree(live, isNodes).keyLo() : -1;
    if (copiesRoot != Ref.NONE) {
      IdTree saved = tree(copies(), isNodes);
      if (saved.ceiling(atMs, atSeq)
          && (!there || StreamView.compare(saved.keyHi(), saved.keyLo(), ms, seq) <= 0)) {
        goBehind(saved.keyHi(), saved.keyLo());
        if (saved.getInt(0) != Ref.NONE) {
          handOver(visitor, copiesRoot, saved.keyHi(), saved.keyLo(), isNodes);
        }
        return true;
      }
    }
    if (there) {
      goBehind(ms, seq);
      handOver(visitor, root, ms, seq, isNodes);
    }
    return there;
  }

  private void goBehind(long ms, long seq) {
    atSeq = seq + 1;
    atMs = atSeq == 0 ? ms + 1 : ms;
  }

  private void handOver(EntryVisitor visitor, int from, long ms, long seq, boolean isNodes) {
    node.openRoot(from);
    IdTree tree = tree(node, isNodes);
    tree.find(ms, seq);
    if (!isNodes) {
      groupsSeen++;
      node.groups().stand();
    }
    visitor.visit(tree.getInt(0));
  }

  // ---- ending

  @Override
  void dropSaved() {
    if (copiesRoot != Ref.NONE) {
      dropMarks(copies().nodes);
      dropMarks(copies().groups().groups);
      LargeStructure streams = store.large.of(encoding);
      int freed;
      do {
        freed = streams.dismantle(copiesRoot, Integer.MAX_VALUE);
      } while (freed > 0);
      copiesRoot = Ref.NONE;
    }
  }

  private static void dropMarks(IdTree tree) {
    long ms = 0;
    long seq = 0;
    while (tree.ceiling(ms, seq)) {
      ms = tree.keyHi();
      seq = tree.keyLo() + 1;
      if (tree.getInt(0) == Ref.NONE) {
        tree.remove();
      }
    }
  }

  @Override
  void check(StoreValidator validator) {
    if (copiesRoot != Ref.NONE) {
      validator.meet(copiesRoot);
      store.large.of(encoding).check(copiesRoot, validator);
    }
  }
}
