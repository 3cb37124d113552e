package io.jacinth.store;

/**
 * The consumer groups of a stream to be read: a window that stands on one group, and in it on one
 * consumer and one pending entry.
 *
 * <pre>
 * group     0  name: length, reference     8  tree of pending entries   16  tree of consumers
 *          24  last id delivered          40  entries read, -1 if not known
 *          48  bytes of all its blocks
 * consumer  0  name: length, reference     8  tree of its pending entries
 *          16  when it was last seen      24  when it was last given an entry, or -1
 * pending   when it was delivered last, how often, to which consumer
 * </pre>
 *
 * Groups and consumers are found by the hashes of their names; two names with one hash have
 * neighbouring keys. A consumer's key is what pending entries know it by.
 */
public class GroupView {
  static final int NAME_LENGTH_AT = 0;
  static final int NAME_REF_AT = 4;
  static final int PENDING_AT = 8;
  static final int CONSUMERS_AT = 16;
  static final int LAST_AT = 24;
  static final int READ_AT = 40;
  static final int BYTES_AT = 48;
  static final int GROUP_BYTES = 56;
  static final int SEEN_AT = 16;
  static final int ACTIVE_AT = 24;
  static final int CONSUMER_BYTES = 32;
  static final int DELIVERED_AT = 0;
  static final int DELIVERIES_AT = 8;
  static final int CONSUMER_AT = 16;
  static final int PENDING_PAYLOAD_BYTES = 24;

  /** Names with the same hash: there is room for so many. */
  private static final int SAME_HASH_MAX = 16;

  final StreamView stream;
  final Store store;

  /** Those of the group it stands on. */
  final GroupBlocks blocks;

  final IdTree groups;
  final IdTree pending;
  final IdTree consumers;
  final IdTree own;
  int group;
  long groupKey;
  int consumer;
  long consumerKey;

  GroupView(StreamView stream) {
    this.stream = stream;
    store = stream.store;
    blocks = new GroupBlocks(store);
    groups = new IdTree(store, stream.blocks, Integer.BYTES);
    pending = new IdTree(store, blocks, PENDING_PAYLOAD_BYTES);
    consumers = new IdTree(store, blocks, Integer.BYTES);
    own = new IdTree(store, blocks, 0);
  }

  final void openRoot() {
    groups.open(stream.root, StreamBlocks.GROUPS_AT);
    group = Ref.NONE;
    consumer = Ref.NONE;
  }

  // ---- names

  /** Finds the name in a tree; its key, or -1 - the first free key. Keys are below 2^63. */
  final long keyOf(IdTree tree, byte[] name, int off, int len) {
    long hash = store.hash(name, off, len) >>> 2;
    long free = hash;
    boolean there = tree.ceiling(hash, 0);
    while (there && tree.keyHi() < hash + SAME_HASH_MAX) {
      long key = tree.keyHi();
      if (isNamed(tree.getInt(0), name, off, len)) {
        return key;
      }
      free = key == free ? key + 1 : free;
      there = tree.next();
    }
    return -1 - free;
  }

  private boolean isNamed(int block, byte[] name, int off, int len) {
    return store.memory.getInt(block, NAME_LENGTH_AT) == len
        && store.values.equal(
            Values.placeFor(len), store.memory.getInt(block, NAME_REF_AT), name, off, len);
  }

  private byte[] name(int block) {
    byte[] name = new byte[store.memory.getInt(block, NAME_LENGTH_AT)];
    stream.blocks.readText(store.memory.getInt(block, NAME_REF_AT), name.length, name);
    return name;
  }

  // ---- groups

  /** Goes to a group; false if it is not there. */
  public final boolean find(byte[] name, int off, int len) {
    group = Ref.NONE;
    if (!stream.exists()) {
      return false;
    }
    long key = keyOf(groups, name, off, len);
    if (key < 0) {
      return false;
    }
    stand();
    return true;
  }

  /** Goes to the first group of all; false if there is none. */
  public final boolean first() {
    boolean there = stream.exists() && groups.first();
    if (there) {
      stand();
    }
    return there;
  }

  /** Goes to the next group. */
  public final boolean next() {
    boolean there = groups.next();
    if (there) {
      stand();
    }
    return there;
  }

  /** Goes to the group of a key; false if it is not there. */
  final boolean find(long key) {
    boolean there = stream.exists() && groups.find(key, 0);
    if (there) {
      stand();
    }
    return there;
  }

  /** Goes to the consumer of a key; false if it is not there. */
  final boolean findConsumer(long key) {
    consumer = Ref.NONE;
    return consumers.find(key, 0) && standOnConsumer();
  }

  final void stand() {
    goTo(groups.keyHi(), groups.getInt(0));
  }

  final void goTo(long key, int ref) {
    groupKey = key;
    group = ref;
    consumer = Ref.NONE;
    blocks.open(stream.root, group);
    pending.open(group, PENDING_AT);
    consumers.open(group, CONSUMERS_AT);
  }

  public final byte[] name() {
    return name(group);
  }

  public final long lastMs() {
    return store.memory.getLong(group, LAST_AT);
  }

  public final long lastSeq() {
    return store.memory.getLong(group, LAST_AT + 8);
  }

  /** How many entries of the stream were read by the group, -1 if that is not known. */
  public final long entriesRead() {
    return store.memory.getLong(group, READ_AT);
  }

  public final int pendingCount() {
    return pending.size();
  }

  public final int consumerCount() {
    return consumers.size();
  }

  // ---- consumers of the group

  /** Goes to a consumer; false if it is not there. */
  public final boolean findConsumer(byte[] name, int off, int len) {
    consumer = Ref.NONE;
    return keyOf(consumers, name, off, len) >= 0 && standOnConsumer();
  }

  /** Goes to the consumer of a key, which must be there. */
  public final void goToConsumer(long key) {
    consumers.find(key, 0);
    standOnConsumer();
  }

  public final boolean firstConsumer() {
    return consumers.first() && standOnConsumer();
  }

  public final boolean nextConsumer() {
    return consumers.next() && standOnConsumer();
  }

  final boolean standOnConsumer() {
    consumerKey = consumers.keyHi();
    consumer = consumers.getInt(0);
    own.open(consumer, PENDING_AT);
    return true;
  }

  /** Whether it stands on a consumer. */
  public final boolean hasConsumer() {
    return consumer != Ref.NONE;
  }

  public final byte[] consumerName() {
    return name(consumer);
  }

  public final long consumerKey() {
    return consumerKey;
  }

  public final long seenWallMs() {
    return store.memory.getLong(consumer, SEEN_AT);
  }

  /** When the consumer was last given an entry, -1 if never. */
  public final long activeWallMs() {
    return store.memory.getLong(consumer, ACTIVE_AT);
  }

  public final int ownCount() {
    return own.size();
  }

  // ---- pending entries

  /** Goes to a pending entry of the group; false if it is not pending. */
  public final boolean findPending(long ms, long seq) {
    return pending.find(ms, seq);
  }

  /** Goes to the first pending entry of the group whose id is not below. */
  public final boolean pendingFrom(long ms, long seq) {
    return pending.ceiling(ms, seq);
  }

  public final boolean nextPending() {
    return pending.next();
  }

  public final boolean lastPending() {
    return pending.last();
  }

  /** Goes to the first pending entry of the consumer whose id is not below. */
  public final boolean ownFrom(long ms, long seq) {
    return own.ceiling(ms, seq) && pending.find(own.keyHi(), own.keyLo());
  }

  public final boolean nextOwn() {
    return own.next() && pending.find(own.keyHi(), own.keyLo());
  }

  public final long pendingMs() {
    return pending.keyHi();
  }

  public final long pendingSeq() {
    return pending.keyLo();
  }

  public final long deliveredWallMs() {
    return pending.getLong(DELIVERED_AT);
  }

  public final long deliveries() {
    return pending.getLong(DELIVERIES_AT);
  }

  /** The key of the consumer who has it. */
  public final long pendingConsumer() {
    return pending.getLong(CONSUMER_AT);
  }
}
