package io.jacinth.store;

/** Blocks that are found by a key: entries of the keyspace, elements of a collection. */
interface Keyed {
  /** Whether the block's key is that range of an array. */
  boolean keyEquals(int block, byte[] key, int off, int len);

  /** The hash of the block's key. */
  long hashOf(int block);
}
