package io.jacinth.store;

/** Reads the nodes {@link FrozenValue#step} hands over for a list. */
public final class ListReader {
  private final Store store;
  private final Item item;

  ListReader(Store store) {
    this.store = store;
    item = new Item(store);
  }

  /** How many nodes will be handed over. */
  public int nodeCount(FrozenValue value) {
    return ((FrozenList) value).nodeCount();
  }

  /** Whether the node at hand is one element without a listpack around it. */
  public boolean isAlone(FrozenValue value) {
    return ((FrozenList) value).isHandedAlone();
  }

  /** The element of a node that is one alone; valid until the next call. */
  public Item element(int node) {
    store.elements.key(node, item);
    return item;
  }

  /** Whether the listpack of the node at hand is compressed. */
  public boolean isCompressed(FrozenValue value) {
    return ((FrozenList) value).isHandedCompressed();
  }

  /** Bytes of the listpack of a node that has one, when it is not compressed. */
  public int listpackLength(int node) {
    return store.memory.getInt(node, 0);
  }

  /** Copies a listpack that is not compressed. */
  public void copyListpack(int node, byte[] target) {
    store.memory.copyOut(node, 0, target, 0, listpackLength(node));
  }

  /** Bytes of a compressed listpack, in {@link Lzf} format. */
  public int compressedLength(int node) {
    return store.memory.getInt(node, 4);
  }

  /** Copies a compressed listpack. */
  public void copyCompressed(int node, byte[] target) {
    store.memory.copyOut(node, ListCompression.HEADER_BYTES, target, 0, compressedLength(node));
  }
}
