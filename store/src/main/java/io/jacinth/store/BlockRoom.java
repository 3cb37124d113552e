package io.jacinth.store;

/**
 * Packed bytes that fill a block of their own, from its first byte. The owner keeps the block's
 * reference and asks for it after every change: {@link #ref}.
 */
final class BlockRoom extends Room {
  private static final int AHEAD = 8;

  private final Store store;
  private int ref;
  private int length;

  /** Size of the block, 0 while nobody has asked. */
  private int blockBytes;

  BlockRoom(Store store) {
    this.store = store;
  }

  /** Looks at another block. */
  void open(int newRef, int newLength) {
    ref = newRef;
    length = newLength;
    blockBytes = 0;
  }

  /** Size of the block, which may be more than what is in it. */
  int blockBytes() {
    if (blockBytes == 0) {
      blockBytes = store.allocator.blockBytes(ref);
    }
    return blockBytes;
  }

  @Override
  int ref() {
    return ref;
  }

  @Override
  int at() {
    return 0;
  }

  @Override
  int length() {
    return length;
  }

  @Override
  void beforeChange() {
    if (store.shared.isShared(ref)) {
      replace(length);
    }
  }

  @Override
  void resize(int newLength) {
    int held = blockBytes();
    if (newLength > held || newLength < length && Allocator.roundedBytes(newLength) * 2 < held) {
      replace(newLength);
    }
    length = newLength;
  }

  /**
   * Takes a block that holds so many bytes and, if that is a new one, an eighth more, so that a
   * room filled bit by bit is not copied for each of them. {@link #trim} gives the rest back.
   *
   * @param most it will never hold more than that
   */
  void growAhead(int bytes, long most) {
    if (bytes > blockBytes()) {
      replace((int) Math.max(bytes, Math.min(bytes + (long) bytes / AHEAD, most)));
    }
  }

  /** Moves what is in it to a block of just its size. */
  void trim() {
    replace(length);
  }

  private void replace(int bytes) {
    int target = store.allocator.allocate(bytes);
    store.memory.move(ref, 0, target, 0, Math.min(bytes, length));
    store.shared.release(ref);
    ref = target;
    blockBytes = 0;
  }
}
