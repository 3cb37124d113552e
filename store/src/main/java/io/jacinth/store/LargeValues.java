package io.jacinth.store;

import org.jspecify.annotations.Nullable;

/** The kinds of large values there are, by the encoding that entries note: one row each. */
final class LargeValues {
  private final Store store;
  private final FrozenValues frozen = new FrozenValues(this);
  private final @Nullable LargeStructure[] byEncoding = new LargeStructure[16];

  LargeValues(Store store) {
    this.store = store;
  }

  /** The one list of kinds; called when the rest of the store is there. */
  void fill() {
    byEncoding[ValueTypes.ENCODING_STREAM] = new StreamStructure(store);
    byEncoding[ValueTypes.ENCODING_HASHTABLE] = new ElementStructure(store);
    byEncoding[ValueTypes.ENCODING_SKIPLIST] = new ZsetStructure(store);
    byEncoding[ValueTypes.ENCODING_QUICKLIST] = new ListStructure(store);
  }

  LargeStructure of(int encoding) {
    LargeStructure structure = byEncoding[encoding];
    if (structure == null) {
      throw new IllegalStateException("no large structure of encoding " + encoding);
    }
    return structure;
  }

  FrozenValues frozen() {
    return frozen;
  }

  /** Gives a value up: to a snapshot that still wants it, else to the queue. */
  void free(int encoding, int root) {
    if (!frozen.adopt(root)) {
      store.freeQueue().addRoot(encoding, root);
    }
  }
}
