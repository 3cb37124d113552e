package io.jacinth.store;

/**
 * Which nodes of a list are compressed: those with at least {@link ListPages#depth} nodes on either
 * side. The ends, where lists are pushed and popped, stay as they are.
 *
 * <p>Nodes are compressed late. A node that is changed is opened first ({@link #open}) and marked
 * as <em>touched</em>; so is a new one, and one that new ones push away from an end. When the
 * change is over, {@link #finish} compresses what is marked and lies deep enough, and opens what
 * has come near an end because others went. A removal of many elements of one node thus compresses
 * it once.
 *
 * <p>Reading opens nothing: a window reads a compressed node in its {@link ReadRoom}.
 */
final class ListDepth {
  /** More than that many nodes are not open at a time. */
  private static final int TOUCHED_MAX = 4;

  private final Store store;
  private final ListDirectory nodes;
  private int touched;
  private boolean removed;

  ListDepth(Store store, ListDirectory nodes) {
    this.store = store;
    this.nodes = nodes;
  }

  /** Another list is looked at. */
  void reset() {
    touched = 0;
    removed = false;
  }

  private boolean isDeep() {
    int depth = nodes.depth();
    return nodes.nodesBefore(depth) == depth && nodes.nodesBehind(depth) == depth;
  }

  /** The node the cursor is on is about to change, or is new. */
  void touch() {
    if (nodes.depth() > 0 && !nodes.isTouched() && isDeep()) {
      nodes.setTouched(true);
      touched++;
    }
  }

  /** The node the cursor is on is about to go. */
  void untouch() {
    if (nodes.isTouched()) {
      nodes.setTouched(false);
      touched--;
    }
    removed = true;
  }

  /** Makes the node the cursor is on one that can be changed. */
  void open() {
    if (nodes.isCompressed()) {
      if (touched >= TOUCHED_MAX) {
        compressTouched();
      }
      decompress();
    }
    touch();
  }

  /** A node has been put in, where the cursor is: others may lie deep now. */
  void inserted() {
    int depth = nodes.depth();
    if (depth == 0) {
      return;
    }
    touch();
    int page = nodes.page;
    int slot = nodes.slot;
    if (nodes.nodesBefore(depth + 1) <= depth && nodes.goToNode(depth, false)) {
      touchUncompressed();
    }
    nodes.goPage(page);
    nodes.goSlot(slot);
    if (nodes.nodesBehind(depth + 1) <= depth && nodes.goToNode(depth, true)) {
      touchUncompressed();
    }
    nodes.goPage(page);
    nodes.goSlot(slot);
  }

  private void touchUncompressed() {
    if (!nodes.isCompressed()) {
      touch();
    }
  }

  /** A change is over. The cursor stays where it is. */
  void finish() {
    if (removed) {
      removed = false;
      if (nodes.depth() > 0 && nodes.nodeCount() > 0) {
        openEnds();
      }
    }
    if (touched > 0) {
      compressTouched();
    }
  }

  private void openEnds() {
    int page = Math.min(nodes.page, nodes.pages() - 1);
    int slot = nodes.slot;
    int count = Math.min(nodes.depth(), nodes.nodeCount());
    for (int i = 0; i < count; i++) {
      nodes.goToNode(i, false);
      decompress();
      nodes.goToNode(i, true);
      decompress();
    }
    nodes.goPage(page);
    nodes.goSlot(slot);
  }

  /** Looks for them in the page of the cursor, then in those beside it, and so on outwards. */
  private void compressTouched() {
    int page = Math.min(nodes.page, nodes.pages() - 1);
    int slot = nodes.slot;
    for (int distance = 0; touched > 0; distance++) {
      if (page - distance < 0 && page + distance >= nodes.pages()) {
        throw new IllegalStateException(touched + " touched nodes are not in the list");
      }
      compressTouched(page - distance);
      if (distance > 0) {
        compressTouched(page + distance);
      }
    }
    nodes.goPage(page);
    nodes.goSlot(slot);
  }

  private void compressTouched(int page) {
    if (page < 0 || page >= nodes.pages()) {
      return;
    }
    nodes.goPage(page);
    for (int i = 0; i < nodes.pageCount() && touched > 0; i++) {
      nodes.goSlot(i);
      if (nodes.isTouched()) {
        nodes.setTouched(false);
        touched--;
        if (isDeep()) {
          compress();
        }
      }
    }
  }

  private void compress() {
    int form = nodes.form();
    if ((form & ListPages.COMPRESSED) == 0) {
      int block = store.listCompression().compress(nodes.node(), form);
      if (block != Ref.NONE) {
        replace(block, form | ListPages.COMPRESSED);
      }
    }
  }

  private void decompress() {
    int form = nodes.form();
    if ((form & ListPages.COMPRESSED) != 0) {
      int block = store.listCompression().decompress(nodes.node(), form);
      replace(block, form & ~ListPages.COMPRESSED);
    }
  }

  private void replace(int block, int form) {
    int old = nodes.node();
    int oldForm = nodes.form();
    long more = ListStructure.blockBytes(store, block, form) - nodes.nodeBytes();
    nodes.replaceBlocks(block, form, more);
    ListStructure.free(store, old, oldForm);
  }
}
