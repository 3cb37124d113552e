package io.jacinth.engine.types.stream;

import io.jacinth.store.StreamView;

/**
 * How many nodes Redis's radix tree would have for the keys of a stream's nodes, which XINFO STREAM
 * tells. Keys are 16 bytes and come in order.
 *
 * <p>Such a tree has a leaf per key, a node wherever keys part, and a node for every run of bytes
 * between two of these. Only the common prefix of each key with the one before is needed: a stack
 * has the depths at which the way to the last key parted, and what is deeper than the prefix is
 * finished.
 */
final class RadixNodes implements StreamView.KeyVisitor {
  private static final int KEY_BYTES = 16;

  private final int[] parted = new int[KEY_BYTES];
  private int depth;
  private boolean begun;
  private long nodes;
  private long lastMs;
  private long lastSeq;

  static long of(StreamView stream) {
    RadixNodes counter = new RadixNodes();
    stream.visitNodes(counter);
    return counter.total();
  }

  @Override
  public void visit(long ms, long seq) {
    if (begun) {
      partAt(commonBytes(ms ^ lastMs, seq ^ lastSeq));
    }
    begun = true;
    nodes++;
    lastMs = ms;
    lastSeq = seq;
  }

  private static int commonBytes(long ms, long seq) {
    return (ms != 0 ? Long.numberOfLeadingZeros(ms) : 64 + Long.numberOfLeadingZeros(seq)) / 8;
  }

  /** The next key has so many bytes in common with the last one, -1 if there is no next one. */
  private void partAt(int common) {
    int below = KEY_BYTES;
    while (depth > 0 && parted[depth - 1] > common) {
      int at = parted[--depth];
      nodes += below > at + 1 ? 1 : 0;
      below = at;
    }
    nodes += below > common + 1 ? 1 : 0;
    if (common >= 0 && (depth == 0 || parted[depth - 1] < common)) {
      parted[depth++] = common;
      nodes++;
    }
  }

  private long total() {
    if (!begun) {
      return 1;
    }
    partAt(-1);
    return nodes;
  }
}
