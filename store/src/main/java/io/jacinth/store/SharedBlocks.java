package io.jacinth.store;

import java.util.Arrays;

/**
 * Extra references to blocks: a reply that is still being flushed holds on to value pages whose key
 * may be overwritten or deleted meanwhile.
 *
 * <p>Hardly any block is ever shared, so blocks carry no counter. This small open-addressing table
 * holds the shared ones with their number of extra references; the owner's own reference is not
 * counted. Whoever lets go first, owner or borrower, takes one away; the block is freed by whoever
 * lets go when none is left. While the table is empty a release costs one comparison.
 */
final class SharedBlocks {
  private static final int CAPACITY_MIN = 16;

  private final Allocator allocator;
  private int[] refs = new int[0];
  private int[] extras = new int[0];
  private int size;

  SharedBlocks(Allocator allocator) {
    this.allocator = allocator;
  }

  int size() {
    return size;
  }

  boolean isShared(int ref) {
    return size != 0 && refs[slot(ref)] == ref;
  }

  /** How many references there are beside one owner's. */
  int extras(int ref) {
    return isShared(ref) ? extras[slot(ref)] : 0;
  }

  void retain(int ref) {
    if (size * 2 >= refs.length) {
      resize(Math.max(CAPACITY_MIN, refs.length * 2));
    }
    int slot = slot(ref);
    if (refs[slot] == Ref.NONE) {
      refs[slot] = ref;
      size++;
    }
    extras[slot]++;
  }

  /** Lets go of one reference; frees the block if that was the last. */
  void release(int ref) {
    if (size == 0) {
      allocator.free(ref);
      return;
    }
    int slot = slot(ref);
    if (refs[slot] == Ref.NONE) {
      allocator.free(ref);
    } else if (--extras[slot] == 0) {
      removeAt(slot);
    }
  }

  /** Shared blocks in table order, for the validator. */
  int[] toArray() {
    return Arrays.stream(refs).filter(ref -> ref != Ref.NONE).toArray();
  }

  private int slot(int ref) {
    int mask = refs.length - 1;
    int slot = ref * 0x9E3779B1 >>> 7 & mask;
    while (refs[slot] != Ref.NONE && refs[slot] != ref) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /** Closes the gap by moving up entries that had to step over it. */
  private void removeAt(int gap) {
    int mask = refs.length - 1;
    size--;
    refs[gap] = Ref.NONE;
    for (int i = gap + 1 & mask; refs[i] != Ref.NONE; i = i + 1 & mask) {
      int ref = refs[i];
      int extra = extras[i];
      refs[i] = Ref.NONE;
      extras[i] = 0;
      int slot = slot(ref);
      refs[slot] = ref;
      extras[slot] = extra;
    }
    if (size == 0) {
      refs = new int[0];
      extras = new int[0];
    }
  }

  private void resize(int capacity) {
    int[] oldRefs = refs;
    int[] oldExtras = extras;
    refs = new int[capacity];
    extras = new int[capacity];
    for (int i = 0; i < oldRefs.length; i++) {
      if (oldRefs[i] != Ref.NONE) {
        int slot = slot(oldRefs[i]);
        refs[slot] = oldRefs[i];
        extras[slot] = oldExtras[i];
      }
    }
  }
}
