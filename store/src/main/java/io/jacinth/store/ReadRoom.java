package io.jacinth.store;

/**
 * Room off the heap in which a window reads what is compressed where it lies. It is no part of the
 * data: it has a span number of its own, from the upper end, is counted nowhere, and is there from
 * its first use until the store is closed.
 */
final class ReadRoom {
  static final int BYTES = 256 << 10;

  /** Windows that may have one. */
  static final int COUNT_MAX = 32;

  private ReadRoom() {}

  static int span(int index) {
    return Ref.SPANS_MAX - 1 - index;
  }

  static int ref(int index) {
    return span(index) << Ref.SPAN_SHIFT;
  }
}
