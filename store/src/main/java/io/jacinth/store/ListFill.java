package io.jacinth.store;

/**
 * How full a node of a list may be: {@code list-max-listpack-size}. A negative number stands for
 * bytes (-1 to -5 for 4 to 64 KiB), any other for elements, of which a node then has at least one
 * and at most 8 KiB.
 */
final class ListFill {
  private static final int[] BYTES_MAX = {4096, 8192, 16384, 32768, 65536};
  private static final int SAFE_BYTES_MAX = 8192;

  /** What an element is reckoned to take beside its text. */
  private static final int ELEMENT_OVERHEAD = 8;

  private ListFill() {}

  /** What a list notes of it: two bytes, the last number of bytes for all that are beyond. */
  static int kept(int fill) {
    return Math.clamp(fill, -BYTES_MAX.length, Short.MAX_VALUE);
  }

  /** Bytes a node may have; only numbers of elements set no such limit. */
  static long bytesMax(int fill) {
    return fill >= 0 ? Long.MAX_VALUE : BYTES_MAX[Math.min(-(fill + 1), BYTES_MAX.length - 1)];
  }

  /** Elements a node may have. */
  static long countMax(int fill) {
    return fill < 0 ? Long.MAX_VALUE : Math.max(1, fill);
  }

  static boolean exceeds(int fill, long bytes, long count) {
    return fill < 0 ? bytes > bytesMax(fill) : bytes > SAFE_BYTES_MAX || count > countMax(fill);
  }

  /** Whether an element finds room in a node that is there. */
  static boolean allowsInsert(int fill, int bytes, int count, int len) {
    return !exceeds(fill, (long) bytes + len + ELEMENT_OVERHEAD, count + 1L);
  }

  /** Whether two nodes may become one. */
  static boolean allowsMerge(int fill, int bytesA, int countA, int bytesB, int countB) {
    return !exceeds(fill, (long) bytesA + bytesB - Listpack.EMPTY_BYTES, (long) countA + countB);
  }

  /** Whether an element is too long for any node but one of its own. */
  static boolean isAlone(int fill, long len) {
    return exceeds(fill, Listpack.EMPTY_BYTES + len + ELEMENT_OVERHEAD, 1);
  }
}
