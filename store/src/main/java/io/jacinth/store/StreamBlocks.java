package io.jacinth.store;

/**
 * The blocks of one stream, counted in its root, and the places of its root:
 *
 * <pre>
 *  0  number of entries, 8 bytes
 *  8  id of the last entry ever added      24  id of the first entry there is
 * 40  greatest id ever deleted             56  entries ever added, 8 bytes
 * 64  bytes of all blocks but the root, 8 bytes
 * 72  tree of nodes                        80  tree of groups
 * </pre>
 *
 * An id is milliseconds and sequence number, 8 bytes each.
 */
class StreamBlocks {
  static final int ROOT_BYTES = 88;
  static final int LENGTH_AT = 0;
  static final int LAST_AT = 8;
  static final int FIRST_AT = 24;
  static final int DELETED_AT = 40;
  static final int ADDED_AT = 56;
  static final int BYTES_AT = 64;
  static final int NODES_AT = 72;
  static final int GROUPS_AT = 80;

  final Store store;
  private int root;

  StreamBlocks(Store store) {
    this.store = store;
  }

  /** A stream without entries; returns its root. */
  static int create(Store store) {
    int root = store.allocator.allocate(ROOT_BYTES);
    store.memory.zero(root, 0, ROOT_BYTES);
    return root;
  }

  void open(int newRoot) {
    root = newRoot;
  }

  final int root() {
    return root;
  }

  final long bytes() {
    return store.memory.getLong(root, BYTES_AT);
  }

  void addBytes(long bytes) {
    store.memory.setLong(root, BYTES_AT, bytes() + bytes);
  }

  final int allocate(int bytes) {
    int ref = store.allocator.allocate(bytes);
    addBytes(store.allocator.blockBytes(ref));
    return ref;
  }

  final void free(int ref) {
    addBytes(-store.allocator.blockBytes(ref));
    store.allocator.free(ref);
  }

  /** Keeps bytes in a block or, if they are many, a rope. */
  final int allocateText(byte[] bytes, int off, int len) {
    int ref = store.values.allocate(len);
    store.values.write(Values.placeFor(len), ref, 0, bytes, off, len);
    addBytes(textBytes(ref, len));
    return ref;
  }

  final void freeText(int ref, int len) {
    addBytes(-textBytes(ref, len));
    store.values.free(Values.placeFor(len), ref, len);
  }

  final long textBytes(int ref, int len) {
    return store.values.blockBytes(Values.placeFor(len), ref, len);
  }

  final void readText(int ref, int len, byte[] into) {
    store.values.read(Values.placeFor(len), ref, 0, into, 0, len);
  }
}
