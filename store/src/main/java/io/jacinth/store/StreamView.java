package io.jacinth.store;

import java.util.Arrays;

/**
 * A stream to be read. Entries lie in nodes, which are listpacks in Redis's own layout ({@link
 * StreamNode}), a block or rope each, found by the id of their first entry in an {@link IdTree};
 * what the stream itself notes and its groups hang on the root ({@link StreamBlocks}).
 *
 * <p>A window over one stream at a time; {@link #open} again after anything has changed. {@link
 * #range} and {@link #next} walk over entries; a node is copied once when they come to it.
 */
public class StreamView {
  /** References and lengths of nodes in their tree. */
  static final int NODE_REF_AT = 0;

  static final int NODE_LENGTH_AT = 4;
  static final int NODE_PAYLOAD_BYTES = 8;

  final Store store;
  final ValueSite viewed;
  final StreamBlocks blocks;
  final IdTree nodes;
  final StreamNode node = new StreamNode();
  private final GroupView groups;
  private final Item part;
  int root;
  private byte[] copy = new byte[4096];
  private long fromMs;
  private long fromSeq;
  private long toMs;
  private long toSeq;
  private boolean backwards;
  private boolean inNode;
  private boolean more;
  private int[] places = new int[128];
  private int placeCount;

  StreamView(Store store) {
    this.store = store;
    viewed = new ValueSite(store);
    blocks = new StreamBlocks(store);
    nodes = new IdTree(store, blocks, NODE_PAYLOAD_BYTES);
    groups = newGroups();
    part = new Item(store);
  }

  GroupView newGroups() {
    return new GroupView(this);
  }

  /** Looks at the stream of an entry; 0 is none. */
  public StreamView open(int entry) {
    viewed.look(entry);
    openRoot(entry == Ref.NONE ? Ref.NONE : viewed.root());
    return this;
  }

  final void openRoot(int newRoot) {
    root = newRoot;
    more = false;
    if (root != Ref.NONE) {
      blocks.open(root);
      nodes.open(root, StreamBlocks.NODES_AT);
      groups.openRoot();
    }
  }

  // ---- what it notes; only if there is a stream

  /** Whether there is a stream. */
  public final boolean exists() {
    return root != Ref.NONE;
  }

  private long noted(int at) {
    return store.memory.getLong(root, at);
  }

  /** How many entries there are. */
  public final long length() {
    return root == Ref.NONE ? 0 : noted(StreamBlocks.LENGTH_AT);
  }

  public final long lastMs() {
    return noted(StreamBlocks.LAST_AT);
  }

  public final long lastSeq() {
    return noted(StreamBlocks.LAST_AT + 8);
  }

  public final long firstMs() {
    return noted(StreamBlocks.FIRST_AT);
  }

  public final long firstSeq() {
    return noted(StreamBlocks.FIRST_AT + 8);
  }

  public final long deletedMs() {
    return noted(StreamBlocks.DELETED_AT);
  }

  public final long deletedSeq() {
    return noted(StreamBlocks.DELETED_AT + 8);
  }

  /** How many entries were ever added. */
  public final long entriesAdded() {
    return noted(StreamBlocks.ADDED_AT);
  }

  public final int nodeCount() {
    return nodes.size();
  }

  public final int groupCount() {
    return store.memory.getInt(root, StreamBlocks.GROUPS_AT + 4);
  }

  /** The groups, none of which it stands on. */
  public GroupView groups() {
    return groups;
  }

  /** Takes each node's key. */
  public interface KeyVisitor {
    void visit(long ms, long seq);
  }

  /** Visits the keys of all nodes in order. */
  public final void visitNodes(KeyVisitor visitor) {
    for (boolean there = nodes.first(); there; there = nodes.next()) {
      visitor.visit(nodes.keyHi(), nodes.keyLo());
    }
  }

  // ---- entries

  /** Compares two ids. */
  public static int compare(long aMs, long aSeq, long bMs, long bSeq) {
    return IdTree.compare(aMs, aSeq, bMs, bSeq);
  }

  /** Between two uses: an array that grew large is not kept. Open again afterwards. */
  public void letGo() {
    if (Rooms.isLarge(copy)) {
      copy = new byte[4096];
      node.letGo();
      part.letGo();
    }
  }

  /** Copies the node its tree stands on and goes before its first entry. */
  final void loadNode() {
    int length = nodes.getInt(NODE_LENGTH_AT);
    copy = Rooms.atLeast(copy, length);
    blocks.readText(nodes.getInt(NODE_REF_AT), length, copy);
    node.open(nodes.keyHi(), nodes.keyLo(), copy, length);
  }

  /** {@link #next} will go through the entries whose ids are from one to another, both included. */
  public final void range(long from, long fromSequence, long to, long toSequence, boolean reverse) {
    fromMs = from;
    fromSeq = fromSequence;
    toMs = to;
    toSeq = toSequence;
    backwards = reverse;
    inNode = false;
    placeCount = 0;
    more =
        root != Ref.NONE
            && compare(fromMs, fromSeq, toMs, toSeq) <= 0
            && (reverse ? nodes.floor(toMs, toSeq) : toFirstNode());
  }

  private boolean toFirstNode() {
    return nodes.floor(fromMs, fromSeq) || nodes.first();
  }

  /** Goes to the next entry of the range; false after the last. */
  public final boolean next() {
    while (more) {
      if (!inNode) {
        loadNode();
        inNode = true;
        collect();
      }
      if (backwards ? toPlaceBefore() : toEntryAfter()) {
        return true;
      }
      inNode = false;
      more = more && (backwards ? nodes.previous() : nodes.next());
    }
    return false;
  }

  private boolean toEntryAfter() {
    while (node.next()) {
      if (!node.isDeleted() && compare(node.ms(), node.seq(), fromMs, fromSeq) >= 0) {
        more = compare(node.ms(), node.seq(), toMs, toSeq) <= 0;
        return more;
      }
    }
    return false;
  }

  private void collect() {
    placeCount = 0;
    while (backwards && node.next()) {
      if (compare(node.ms(), node.seq(), toMs, toSeq) > 0) {
        return;
      }
      if (!node.isDeleted()) {
        if (placeCount == places.length) {
          places = Arrays.copyOf(places, 2 * placeCount);
        }
        places[placeCount++] = node.place();
      }
    }
  }

  private boolean toPlaceBefore() {
    if (placeCount == 0) {
      return false;
    }
    node.goTo(places[--placeCount]);
    more = compare(node.ms(), node.seq(), fromMs, fromSeq) >= 0;
    return more;
  }

  public final long ms() {
    return node.ms();
  }

  public final long seq() {
    return node.seq();
  }

  /** How many fields the entry has. */
  public final int fields() {
    return node.fields();
  }

  /** A field of the entry, the next time its value, then the next field. */
  public final Item part() {
    node.part(part);
    return part;
  }

  /** Goes to one entry, which ends the walk; false if it is not there. */
  public final boolean find(long ms, long seq) {
    range(ms, seq, ms, seq, false);
    return next();
  }
}
