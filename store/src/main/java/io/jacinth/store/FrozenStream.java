package io.jacinth.store;

/**
 * A stream as it was: first its nodes, then its groups ({@link FrozenGroups}), each in the order of
 * their keys. A node that has not been handed over is copied before it changes, into a stream of
 * its own; one that is new is marked there, with no reference, to be passed over. What is below the
 * key reached concerns nobody any more.
 */
public final class FrozenStream extends FrozenValue {
  /** What is handed over. */
  public enum Part {
    NODE,
    /** The head of a group. */
    GROUP,
    /** An entry that is pending in the group. */
    PENDING,
    /** The consumers of the group come now. */
    CONSUMERS,
    CONSUMER,
    /** The id of an entry that is pending for the consumer. */
    OWN
  }

  private final Store store;
  private final StreamView live;
  private final StreamView node;
  private final long[] noted = new long[StreamBlocks.BYTES_AT / 8];
  private final int nodeCount;
  private final int groupCount;
  private final FrozenGroups.Cursor at = new FrozenGroups.Cursor();
  private final StreamEdit copies;
  private final FrozenGroups groups;
  private int groupsSeen;
  private int copiesRoot;
  private boolean nodesDone;
  private boolean done;

  FrozenStream(Store store, int root) {
    super(store.frozenValues(), ValueTypes.ENCODING_STREAM, root);
    this.store = store;
    live = new StreamView(store);
    node = new StreamView(store);
    copies = new StreamEdit(store);
    copies.open(new ValueSite(store), 0, 0);
    groups = new FrozenGroups(store, this, copies);
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

  public Part part() {
    return nodesDone ? groups.part() : Part.NODE;
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

  public byte[] groupName() {
    return groups.groupName();
  }

  /** The last id delivered to the group. */
  public long groupLastMs() {
    return groups.lastMs();
  }

  public long groupLastSeq() {
    return groups.lastSeq();
  }

  /** How many entries the group has read, -1 if not known. */
  public long entriesRead() {
    return groups.entriesRead();
  }

  /** How many entries are pending in the group: told with its head. */
  public int pendingCount() {
    return groups.pendingCount();
  }

  /** How many consumers come now. */
  public int consumerCount() {
    return groups.consumerCount();
  }

  public byte[] consumerName() {
    return groups.consumerName();
  }

  public long seenWallMs() {
    return groups.seenWallMs();
  }

  /** When the consumer was last given an entry, -1 if never. */
  public long activeWallMs() {
    return groups.activeWallMs();
  }

  /** How many entries are pending for the consumer. */
  public int ownCount() {
    return groups.ownCount();
  }

  /** Of a pending entry, the group's or the consumer's. */
  public long pendingMs() {
    return groups.ms();
  }

  public long pendingSeq() {
    return groups.seq();
  }

  /** Of an entry that is pending in the group. */
  public long deliveredWallMs() {
    return groups.deliveredWallMs();
  }

  public long deliveries() {
    return groups.deliveries();
  }

  // ---- saving

  FrozenGroups groups() {
    return groups;
  }

  boolean hasCopies() {
    if (copiesRoot == Ref.NONE) {
      return false;
    }
    copies.openRoot(copiesRoot);
    return true;
  }

  void openCopies() {
    if (copiesRoot == Ref.NONE) {
      copiesRoot = StreamBlocks.create(store);
      store.memory.setLong(copiesRoot, StreamBlocks.LENGTH_AT, StreamStructure.SAVED);
    }
    copies.openRoot(copiesRoot);
  }

  /** Bytes saved by now, for {@link #savedSince}. */
  long savedSoFar() {
    return copiesRoot == Ref.NONE
        ? 0
        : store.allocator.blockBytes(copiesRoot)
            + store.memory.getLong(copiesRoot, StreamBlocks.BYTES_AT);
  }

  void savedSince(long before) {
    addSaved(savedSoFar() - before);
  }

  /** A node of that key will be made, changed or removed. */
  void beforeNode(long ms, long seq) {
    if (nodesDone || at.isBehind(ms, seq)) {
      return;
    }
    long before = savedSoFar();
    openCopies();
    if (copies.nodes.find(ms, seq)) {
      return;
    }
    live.openRoot(root);
    if (live.nodes.find(ms, seq)) {
      StreamStructure.copyNode(live, copies);
    } else {
      copies.nodes.put(ms, seq);
      copies.nodes.setInt(StreamView.NODE_REF_AT, Ref.NONE);
      copies.nodes.setInt(StreamView.NODE_LENGTH_AT, 0);
    }
    savedSince(before);
  }

  // ---- reading

  @Override
  public boolean step(int budgetItems, EntryVisitor visitor) {
    groups.begin();
    for (int left = budgetItems; left > 0 && !done; left--) {
      if (!nodesDone) {
        nodesDone = !handOverNode(visitor);
      } else {
        done = !groups.step(visitor);
      }
    }
    return done;
  }

  /** A group's head will be handed over. */
  void countGroup() {
    groupsSeen++;
  }

  /** Hands over the node that has the next key; false if there is none. */
  private boolean handOverNode(EntryVisitor visitor) {
    if (at.ended) {
      return false;
    }
    live.openRoot(root);
    boolean isThere = live.nodes.ceiling(at.ms, at.seq);
    boolean isSaved =
        hasCopies()
            && copies.nodes.ceiling(at.ms, at.seq)
            && (!isThere
                || StreamView.compare(
                        copies.nodes.keyHi(),
                        copies.nodes.keyLo(),
                        live.nodes.keyHi(),
                        live.nodes.keyLo())
                    <= 0);
    if (!isThere && !isSaved) {
      return false;
    }
    IdTree from = isSaved ? copies.nodes : live.nodes;
    at.goBehind(from.keyHi(), from.keyLo());
    int ref = from.getInt(StreamView.NODE_REF_AT);
    if (ref != Ref.NONE) {
      node.openRoot(isSaved ? copiesRoot : root);
      node.nodes.find(from.keyHi(), from.keyLo());
      visitor.visit(ref);
    }
    return true;
  }

  // ---- ending

  @Override
  void dropSaved() {
    if (copiesRoot != Ref.NONE) {
      store.freeQueue().addRoot(encoding, copiesRoot);
      copiesRoot = Ref.NONE;
    }
    for (int taken : groups.takenOver()) {
      store.freeQueue().addRoot(encoding, taken);
    }
  }

  @Override
  void check(StoreValidator validator) {
    if (copiesRoot != Ref.NONE) {
      check(copiesRoot, validator);
    }
    for (int taken : groups.takenOver()) {
      check(taken, validator);
    }
  }

  private void check(int ofRoot, StoreValidator validator) {
    validator.meet(ofRoot);
    store.large.of(encoding).check(ofRoot, validator);
  }
}
