package io.jacinth.store;

/** References in the order last in, first out, off the heap: 1022 to a block of a page. */
final class RefStack {
  private static final int PREVIOUS_AT = 0;
  private static final int REFS_AT = 8;
  private static final int REFS_PER_BLOCK = (Ref.PAGE_BYTES - REFS_AT) / Integer.BYTES;

  private final Store store;
  private int top;
  private int used;

  RefStack(Store store) {
    this.store = store;
  }

  boolean isEmpty() {
    return top == Ref.NONE;
  }

  void push(int ref) {
    if (top == Ref.NONE || used == REFS_PER_BLOCK) {
      int block = store.allocator.allocate(Ref.PAGE_BYTES);
      store.memory.setInt(block, PREVIOUS_AT, top);
      top = block;
      used = 0;
    }
    store.memory.setInt(top, REFS_AT + used++ * Integer.BYTES, ref);
  }

  int pop() {
    int ref = store.memory.getInt(top, REFS_AT + --used * Integer.BYTES);
    if (used == 0) {
      int block = top;
      top = store.memory.getInt(block, PREVIOUS_AT);
      used = REFS_PER_BLOCK;
      store.allocator.free(block);
    }
    return ref;
  }

  /** Names the stack's blocks to the validator and the references to the visitor. */
  void check(StoreValidator validator, EntryVisitor visitor) {
    int count = used;
    for (int block = top; block != Ref.NONE; block = store.memory.getInt(block, PREVIOUS_AT)) {
      validator.meet(block);
      for (int i = 0; i < count; i++) {
        visitor.visit(store.memory.getInt(block, REFS_AT + i * Integer.BYTES));
      }
      count = REFS_PER_BLOCK;
    }
  }
}
