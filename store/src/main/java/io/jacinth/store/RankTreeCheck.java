package io.jacinth.store;

/**
 * Checks a tree beside its table: counts, first entries, order, scores, and that both have the same
 * elements.
 */
final class RankTreeCheck {
  private final Store store;
  private final Memory memory;
  private final RankTree tree;
  private final ElementTable table;
  private final StoreValidator validator;
  private final Item item;
  private int elements;
  private long bytes;

  RankTreeCheck(Store store, RankTree tree, ElementTable table, StoreValidator validator) {
    this.store = store;
    memory = store.memory;
    this.tree = tree;
    this.table = table;
    this.validator = validator;
    item = new Item(store);
  }

  /** Checks everything and names all nodes. */
  void check() {
    if (tree.height() > 0) {
      checkNode(tree.top(), tree.height() - 1);
    }
    boolean breaking = memory.getInt(tree.root, RankNodes.BREAKING_AT) != 0;
    StoreValidator.check(
        breaking || elements == table.size(),
        "tree of # elements, table of #",
        elements,
        table.size());
    StoreValidator.check(bytes == tree.bytes(), "tree of # bytes, noted #", bytes, tree.bytes());
    StoreValidator.check(
        breaking || tree.height() < 2 || tree.used(tree.top()) > 1,
        "a top with a single node below it");
  }

  private void checkNode(int node, int level) {
    validator.meet(node);
    int blockBytes = store.allocator.blockBytes(node);
    bytes += blockBytes;
    int used = tree.used(node);
    StoreValidator.check(
        memory.getByte(node, RankNodes.LEVEL_AT) == level, "node on level #", level);
    StoreValidator.check(
        used > 0 && used <= RankNodes.entriesMax(level), "node of # entries", used);
    StoreValidator.check(RankNodes.at(level, used) <= blockBytes, "# entries too many", used);
    for (int i = 0; i < used; i++) {
      checkEntry(node, level, i);
    }
  }

  private void checkEntry(int node, int level, int i) {
    int at = RankNodes.at(level, i);
    int element = memory.getInt(node, at + RankNodes.ELEMENT_AT);
    store.elements.key(element, item);
    byte[] member = item.bytes();
    long bits = memory.getLong(node, at);
    StoreValidator.check(store.elements.number(element) == bits, "score differs at #", i);
    if (i > 0) {
      double score = Double.longBitsToDouble(bits);
      int before = RankNodes.at(level, i - 1);
      int order = tree.compare(node, before, score, member, 0, member.length);
      StoreValidator.check(order < 0, "out of order at #", i);
    }
    if (level == 0) {
      int found = table.find(store.elements.hashOf(element), member, 0, member.length);
      StoreValidator.check(found == element, "not the table's element at #", i);
      elements++;
      return;
    }
    int below = tree.child(node, i);
    int first = memory.getInt(below, RankNodes.HEADER_BYTES + RankNodes.ELEMENT_AT);
    StoreValidator.check(first == element, "not the first below #", i);
    int before = elements;
    checkNode(below, level - 1);
    StoreValidator.check(
        elements - before == tree.count(node, i), "count # is wrong", tree.count(node, i));
  }
}
