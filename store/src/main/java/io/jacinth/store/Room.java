package io.jacinth.store;

/**
 * Where the bytes of a packed value ({@link Listpack}, {@link Intset}) stand, and how they get more
 * room: inside an entry or in a block of its own ({@link ValueSite}), or in a node of a large
 * structure ({@link BlockRoom}).
 */
abstract class Room {
  /** The block the bytes are in. */
  abstract int ref();

  /** Where in the block they start. */
  abstract int at();

  /** How many they are. */
  abstract int length();

  /** Must be called before the first byte is changed. */
  abstract void beforeChange();

  /**
   * Makes them that many. The first ones stay as they are; block and start may be others
   * afterwards.
   */
  abstract void resize(int newLength);
}
