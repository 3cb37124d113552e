package io.jacinth.store;

/**
 * Adds many elements to a list that was empty before {@link ListEdit#expect}. The nodes are those
 * that a {@link ListEdit#push} of each makes, but each is made in an array and put in place at
 * once.
 */
public final class ListAppender {
  private final ListEdit list;
  private final ListpackBuilder node = new ListpackBuilder();

  public ListAppender(ListEdit list) {
    this.list = list;
  }

  public void add(byte[] bytes, int off, int len) {
    boolean intoNode = list.makesNodesOf(len);
    if (node.count() > 0 && !(intoNode && list.allowsInsert(node, len))) {
      list.appendNode(node);
    }
    if (intoNode) {
      node.text(bytes, off, len);
    } else {
      list.push(false, bytes, off, len);
    }
  }

  /** To be called after the last element. */
  public void finish() {
    if (node.count() > 0) {
      list.appendNode(node);
    }
  }
}
