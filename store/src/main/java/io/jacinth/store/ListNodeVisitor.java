package io.jacinth.store;

import org.jspecify.annotations.Nullable;

/** Is shown the nodes of a large list, first to last. */
@FunctionalInterface
public interface ListNodeVisitor {
  /**
   * @param alone one element without a listpack around it
   * @param plainBytes its length, were it not compressed
   * @param listpack its bytes, null for an element alone
   */
  void node(
      boolean alone, boolean compressed, int plainBytes, int count, byte @Nullable [] listpack);
}
