package io.jacinth.store;

/**
 * A reference to a block: an unsigned 32-bit count of 16-byte granules, 0 meaning none.
 *
 * <p>The upper 14 bits name a span of 4 MiB, the lower 18 bits a granule in it, so 16384 spans
 * address 64 GiB. Span 0 is never used, which keeps 0 free for "none". A large chunk takes several
 * spans in a row; one smaller than a span takes one and leaves the rest of its numbers unused.
 */
final class Ref {
  static final int NONE = 0;

  static final int GRANULE_SHIFT = 4;
  static final int SPAN_SHIFT = 18;
  static final int SPAN_MASK = (1 << SPAN_SHIFT) - 1;
  static final int SPAN_BYTES = 1 << (SPAN_SHIFT + GRANULE_SHIFT);
  static final int SPANS_MAX = 1 << (Integer.SIZE - SPAN_SHIFT);

  /** Pages are what large blocks are counted in, units are what one size class is carved from. */
  static final int PAGE_BYTES = 4096;

  static final int PAGE_GRANULES_SHIFT = 8;
  static final int UNIT_BYTES = 64 * 1024;
  static final int UNIT_GRANULES_SHIFT = 12;
  static final int PAGES_PER_UNIT = UNIT_BYTES / PAGE_BYTES;

  private Ref() {}

  static int span(int ref) {
    return ref >>> SPAN_SHIFT;
  }

  static long offset(int ref) {
    return (long) (ref & SPAN_MASK) << GRANULE_SHIFT;
  }
}
