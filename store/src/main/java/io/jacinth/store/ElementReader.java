package io.jacinth.store;

/** Reads the elements of hashes, sets and sorted sets that {@link FrozenValue#step} hands over. */
public final class ElementReader {
  private final Elements elements;
  private final Item key;
  private final Item value;

  ElementReader(Store store) {
    elements = store.elements;
    key = new Item(store);
    value = new Item(store);
  }

  /** Field or member; valid until the next call. */
  public Item key(int element) {
    elements.key(element, key);
    return key;
  }

  /** The value of a field; valid until the next call. */
  public Item value(int element) {
    elements.value(element, value);
    return value;
  }

  /** The 8 bytes of a member that has them: a score. */
  public long number(int element) {
    return elements.number(element);
  }
}
