package io.jacinth.store;

/**
 * What can be done with every value that is made of many blocks, whatever it is: one object per
 * encoding and store, listed in {@link LargeValues}. A value is its root block, whose reference
 * stands in the entry; all other blocks are found from there.
 */
abstract class LargeStructure {
  /** How many elements, as the type's own length command counts them. */
  abstract long size(int root);

  /** Bytes of all its blocks: what freeing it gives back. */
  abstract long blockBytes(int root);

  /**
   * How many things Redis would have to free, roughly: what it judges by whether to do so later.
   */
  long freeEffort(int root) {
    return size(root);
  }

  /**
   * Frees a part.
   *
   * @param budgetItems about how many blocks to free
   * @return how many were freed; 0 when nothing but the root was left, which is gone now, too
   */
  abstract int dismantle(int root, int budgetItems);

  /** Another value with the same content. */
  abstract int duplicate(int root);

  /**
   * Moves blocks out of chunks that are being emptied; the root itself has been moved by the
   * caller.
   *
   * @param from 0 to start, else what the previous step returned
   * @return the position of the next step, {@link LinearBuckets#POSITION_END} after the last one
   */
  abstract long relocate(int root, long from, Evacuation evacuation);

  /**
   * The value as it is now, to be read part by part while it goes on changing. Whoever registers it
   * ({@link FrozenValues}) makes the structure tell it of every change in advance.
   */
  abstract FrozenValue freeze(int root);

  /** Checks the structure and names all its blocks but the root to the validator. */
  abstract void check(int root, StoreValidator validator);
}
