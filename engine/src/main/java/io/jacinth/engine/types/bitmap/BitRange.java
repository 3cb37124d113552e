package io.jacinth.engine.types.bitmap;

/**
 * A range of bits given by two words that count bytes or bits, from the start or (below 0) from the
 * end, both ends included. Empty if {@link #first} lies behind {@link #last}.
 *
 * @param first the first bit
 * @param last the last bit
 */
record BitRange(long first, long last) {
  /** All bits of a value. */
  static BitRange all(long lengthBytes) {
    return new BitRange(0, lengthBytes * 8 - 1);
  }

  static BitRange of(long start, long end, boolean inBits, long lengthBytes) {
    long length = inBits ? lengthBytes * 8 : lengthBytes;
    long from = Math.max(0, start < 0 ? start + length : start);
    long to = Math.min(length - 1, Math.max(0, end < 0 ? end + length : end));
    if (from > to) {
      return new BitRange(0, -1);
    }
    return inBits ? new BitRange(from, to) : new BitRange(from * 8, to * 8 + 7);
  }

  boolean isEmpty() {
    return first > last;
  }
}
