package io.jacinth.store;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A list as it was, read from its first node to its last.
 *
 * <p>Freezing notes the references of the pages, of which there is one per 255 nodes. Before a page
 * changes that has not been read yet, its slots are noted as well; and before a node changes that
 * stands in such a page, the node is copied. What has not changed is read where it is. So a part is
 * a node, and what is copied is at most every node once.
 */
final class FrozenList extends FrozenValue {
  /** A node costs one item more for each so many bytes. */
  private static final int BYTES_PER_ITEM = 128;

  /** The slots of a page as they were. */
  private record Page(int[] nodes, int[] forms, boolean[] own) {}

  private final Store store;
  private final ListDirectory list;
  private final long count;
  private final int nodeCount;
  private final int[] pages;
  private final @Nullable Page[] saved;

  /** Pages that are the list's own still, and their places. */
  private final Map<Integer, Integer> live = new HashMap<>();

  /** Nodes of saved pages that are the list's own still: page in the upper half, slot. */
  private final Map<Integer, Long> shared = new HashMap<>();

  private int page;
  private int slot;
  private int handedForm;

  FrozenList(Store store, int root) {
    super(store.frozenValues(), ValueTypes.ENCODING_QUICKLIST, root);
    this.store = store;
    list = new ListDirectory(store);
    list.open(root);
    count = list.size();
    nodeCount = list.nodeCount();
    pages = new int[list.pages()];
    saved = new Page[pages.length];
    for (int i = 0; i < pages.length; i++) {
      pages[i] = list.page(i);
      live.put(pages[i], i);
    }
  }

  @Override
  public long count() {
    return count;
  }

  int nodeCount() {
    return nodeCount;
  }

  /** Whether the node that is handed over is an element without a listpack around it. */
  boolean isHandedAlone() {
    return handedForm == ListPages.ALONE;
  }

  /** Whether the node that is handed over is compressed. */
  boolean isHandedCompressed() {
    return (handedForm & ListPages.COMPRESSED) != 0;
  }

  // ---- what the list is about to do

  /** Slots of a page will change, or the page will be freed. */
  void beforePage(int ref) {
    Integer index = live.remove(ref);
    if (index == null) {
      return;
    }
    list.look(ref);
    int size = list.pageCount();
    Page copy = new Page(new int[size], new int[size], new boolean[size]);
    for (int i = index == page ? slot : 0; i < size; i++) {
      list.goSlot(i);
      copy.nodes[i] = list.node();
      copy.forms[i] = list.form();
      shared.put(copy.nodes[i], (long) index << Integer.SIZE | i);
    }
    saved[index] = copy;
  }

  /** A node will change; its page has been announced. */
  void beforeNode(int ref) {
    Long place = shared.remove(ref);
    if (place == null) {
      return;
    }
    Page copy = savedPage((int) (place >>> Integer.SIZE));
    int at = place.intValue();
    copy.nodes[at] = ListStructure.duplicate(store, ref, copy.forms[at]);
    copy.own[at] = true;
    addSaved(ListStructure.blockBytes(store, copy.nodes[at], copy.forms[at]));
  }

  private Page savedPage(int index) {
    Page copy = saved[index];
    if (copy == null) {
      throw new IllegalStateException("page " + index + " was not saved");
    }
    return copy;
  }

  /** A page stands elsewhere now. */
  void pageMoved(int from, int to) {
    Integer index = live.remove(from);
    if (index != null) {
      live.put(to, index);
      pages[index] = to;
    }
  }

  /** A node stands elsewhere now, and may have another form. */
  void nodeMoved(int from, int to, int form) {
    Long place = shared.remove(from);
    if (place != null) {
      shared.put(to, place);
      Page copy = savedPage((int) (place >>> Integer.SIZE));
      copy.nodes[place.intValue()] = to;
      copy.forms[place.intValue()] = form;
    }
  }

  // ---- reading

  @Override
  public boolean step(int budgetItems, EntryVisitor visitor) {
    int left = budgetItems;
    while (left > 0 && page < pages.length) {
      Page copy = saved[page];
      if (copy == null) {
        list.look(pages[page]);
      }
      if (slot == (copy == null ? list.pageCount() : copy.nodes.length)) {
        live.remove(pages[page]);
        saved[page] = null;
        page++;
        slot = 0;
      } else {
        left -= copy == null ? handOverLive(visitor) : handOverSaved(copy, visitor);
        slot++;
      }
    }
    return page == pages.length;
  }

  private int handOverLive(EntryVisitor visitor) {
    list.goSlot(slot);
    return handOver(list.node(), list.form(), visitor);
  }

  private int handOverSaved(Page copy, EntryVisitor visitor) {
    int node = copy.nodes[slot];
    int cost = handOver(node, copy.forms[slot], visitor);
    if (copy.own[slot]) {
      addSaved(-ListStructure.blockBytes(store, node, copy.forms[slot]));
      ListStructure.free(store, node, copy.forms[slot]);
      copy.own[slot] = false;
    } else {
      shared.remove(node);
    }
    return cost;
  }

  private int handOver(int node, int form, EntryVisitor visitor) {
    handedForm = form;
    visitor.visit(node);
    return (int) (1 + ListStructure.blockBytes(store, node, form) / BYTES_PER_ITEM);
  }

  @Override
  void dropSaved() {
    visitSaved((node, form) -> ListStructure.free(store, node, form));
  }

  @Override
  void check(StoreValidator validator) {
    visitSaved((node, form) -> {
      if (form == ListPages.ALONE) {
        store.elements.check(node, validator);
      } else {
        validator.meet(node);
      }
    });
  }

  /** What is done with a node. */
  private interface NodeVisitor {
    void visit(int node, int form);
  }

  private void visitSaved(NodeVisitor visitor) {
    for (Page copy : saved) {
      for (int i = 0; copy != null && i < copy.nodes.length; i++) {
        if (copy.own[i]) {
          visitor.visit(copy.nodes[i], copy.forms[i]);
        }
      }
    }
  }
}
