package io.jacinth.store;

/**
 * The nodes of one large list, in order. A node is a block with a listpack, or a single element
 * that is too long for one ({@link Elements}); nodes know nothing of each other.
 *
 * <p><b>Why a directory.</b> Redis chains nodes, and walks the chain to reach an element in the
 * middle. Here references and element counts of up to 255 nodes stand together in a <em>page</em>,
 * and references and element counts of the pages in one array, the <em>top</em>. To find an element
 * among ten million (14,000 nodes, 56 pages) two short arrays are added up. It is smaller, too:
 * eight bytes per node instead of a header with two links. Both arrays are {@link Slots} with room
 * at both ends.
 */
final class ListDirectory extends ListPages {
  ListDirectory(Store store) {
    super(store);
  }

  /** Goes to the node with the element of an index, which must be there; its index in the node. */
  int seek(long index) {
    long size = size();
    if (index <= size / 2) {
      long left = index;
      int at = 0;
      for (int n; left >= (n = memory.getInt(top, pageElementsAt(at))); at++) {
        left -= n;
      }
      goPage(at);
      for (slot = 0; left >= count(); slot++) {
        left -= count();
      }
      return (int) left;
    }
    long left = size - 1 - index;
    int at = pages - 1;
    for (int n; left >= (n = memory.getInt(top, pageElementsAt(at))); at--) {
      left -= n;
    }
    goPage(at);
    for (slot = pageCount - 1; left >= count(); slot--) {
      left -= count();
    }
    return count() - 1 - (int) left;
  }

  // ---- distance from the ends

  /** How many nodes stand before the one the cursor is on, counted up to a limit. */
  int nodesBefore(int limit) {
    int before = slot;
    for (int i = page - 1; i >= 0 && before < limit; i--) {
      before += nodesIn(i);
    }
    return Math.min(before, limit);
  }

  /** How many nodes stand behind the one the cursor is on, counted up to a limit. */
  int nodesBehind(int limit) {
    int behind = pageCount - 1 - slot;
    for (int i = page + 1; i < pages && behind < limit; i++) {
      behind += nodesIn(i);
    }
    return Math.min(behind, limit);
  }

  /** Goes to the node with that many before it, or behind it; false if there is none. */
  boolean goToNode(int index, boolean fromEnd) {
    int left = index;
    for (int i = 0; i < pages; i++) {
      int somePage = fromEnd ? pages - 1 - i : i;
      int nodes = nodesIn(somePage);
      if (left < nodes) {
        goPage(somePage);
        slot = fromEnd ? nodes - 1 - left : left;
        return true;
      }
      left -= nodes;
    }
    return false;
  }

  // ---- the list as a whole

  /** Bytes of all its blocks. */
  long blockBytes() {
    long bytes = store.allocator.blockBytes(root) + memory.getLong(root, BYTES_AT);
    if (top != Ref.NONE) {
      bytes += store.allocator.blockBytes(top);
    }
    for (int i = 0; i < pages; i++) {
      bytes += store.allocator.blockBytes(page(i));
    }
    return bytes;
  }

  /** Moves the top out of chunks that are being emptied. */
  void relocateTop(Evacuation evacuation) {
    if (top != Ref.NONE) {
      top = evacuation.relocate(top);
      noteTop();
    }
  }

  /** Moves the page of the cursor. */
  void relocatePage(Evacuation evacuation) {
    int target = evacuation.relocate(pageRef);
    if (target != pageRef) {
      FrozenValue frozen = store.large.frozen().of(root);
      if (frozen != null) {
        ((FrozenList) frozen).pageMoved(pageRef, target);
      }
      pageRef = target;
      memory.setInt(top, (topFrom + page) * Slots.BYTES, target);
    }
  }

  /** Moves the node the cursor is on; false if more has to be moved than one step may. */
  boolean relocateNode(Evacuation evacuation) {
    int node = node();
    int target = evacuation.relocate(node);
    if (target != node) {
      FrozenValue frozen = store.large.frozen().of(root);
      if (frozen != null) {
        ((FrozenList) frozen).nodeMoved(node, target, form());
      }
      memory.setInt(pageRef, slotAt(slot), target);
    }
    return form() != ALONE || store.elements.relocateApart(target, evacuation);
  }

  /** Checks counters and nodes and names all blocks but the root to the validator. */
  void check(StoreValidator validator) {
    if (top != Ref.NONE) {
      validator.meet(top);
    }
    long elements = 0;
    long bytes = 0;
    int nodes = 0;
    for (int i = 0; i < pages; i++) {
      goPage(i);
      validator.meet(pageRef);
      int inPage = 0;
      StoreValidator.check(pageCount > 0, "empty page # of a list", i);
      StoreValidator.check(
          pageFrom + pageCount <= capacity(), "# slots in a page of #", pageCount, capacity());
      for (slot = 0; slot < pageCount; slot++) {
        checkNode(validator);
        checkDepth();
        inPage += count();
        bytes += nodeBytes();
        nodes++;
      }
      int noted = memory.getInt(top, pageElementsAt(i));
      StoreValidator.check(noted == inPage, "page of # elements has #", noted, inPage);
      elements += inPage;
    }
    StoreValidator.check(elements == size(), "list of # elements has #", size(), elements);
    StoreValidator.check(nodes == nodeCount(), "list of # nodes has #", nodeCount(), nodes);
    long noted = memory.getLong(root, BYTES_AT);
    StoreValidator.check(noted == bytes, "# bytes of nodes noted, # there", noted, bytes);
  }

  private void checkNode(StoreValidator validator) {
    int node = node();
    StoreValidator.check(!isAlone() || count() == 1, "# elements alone", count());
    if (form() == ALONE) {
      store.elements.check(node, validator);
      return;
    }
    validator.meet(node);
    byte[] list;
    if (isCompressed()) {
      list = store.listCompression().check(node);
    } else {
      list = new byte[memory.getInt(node, 0)];
      StoreValidator.check(
          list.length <= store.allocator.blockBytes(node), "listpack of # bytes", list.length);
      memory.copyOut(node, 0, list, 0, list.length);
    }
    StoreValidator.check(
        ListpackBytes.isValid(list, 0, list.length), "bad node of # bytes", list.length);
    int there = ListpackBytes.count(list, 0);
    StoreValidator.check(there == count() && there > 0, "node of # elements has #", count(), there);
  }

  /** Ends are as they are; between two changes no node waits to be compressed. */
  private void checkDepth() {
    int depth = depth();
    StoreValidator.check(!isTouched(), "a node in page # is still touched", page);
    boolean deep = nodesBefore(depth) == depth && nodesBehind(depth) == depth;
    StoreValidator.check(deep || !isCompressed(), "a node within # is compressed", depth);
  }
}
