package io.jacinth.store;

/**
 * Arrays of 8-byte slots within a block, with room at both ends: adding and removing at either end
 * moves nothing, in the middle it moves the shorter side.
 */
final class Slots {
  static final int BYTES = 8;

  private Slots() {}

  /**
   * Makes a gap of one slot, for which there must be room.
   *
   * @param base offset of the array in the block
   * @param capacity slots of the array
   * @param from the first slot in use
   * @param count how many are in use
   * @param index which one the gap will be
   * @return the first slot in use afterwards
   */
  static int open(
      Memory memory, int block, int base, int capacity, int from, int count, int index) {
    boolean roomAfter = from + count < capacity;
    boolean before = from > 0 && (!roomAfter || index < count - index);
    int at = base + from * BYTES;
    if (before) {
      memory.move(block, at, block, at - BYTES, index * BYTES);
      return from - 1;
    }
    int gap = at + index * BYTES;
    memory.move(block, gap, block, gap + BYTES, (count - index) * BYTES);
    return from;
  }

  /** Takes one slot out; returns the first slot in use afterwards. */
  static int close(Memory memory, int block, int base, int from, int count, int index) {
    int at = base + from * BYTES;
    if (index < count - 1 - index) {
      memory.move(block, at, block, at + BYTES, index * BYTES);
      return from + 1;
    }
    int gap = at + index * BYTES;
    memory.move(block, gap + BYTES, block, gap, (count - 1 - index) * BYTES);
    return from;
  }
}
