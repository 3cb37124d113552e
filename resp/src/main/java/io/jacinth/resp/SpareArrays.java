package io.jacinth.resp;

/**
 * Arrays that long replies have left behind, for the next long ones.
 *
 * <p>A long reply exists from its command to the end of the turn. If every one had an array of its
 * own, grown by doubling, a server that answers with 40 KB each would write three times as much
 * memory as it sends, all of it cold, and keep the collector busy. Few replies are long at the same
 * time, so few arrays are enough.
 *
 * <p>For one thread.
 */
public final class SpareArrays {
  private static final int ARRAYS_MAX = 8;
  private static final int BYTES_MAX = 256 * 1024;

  /** Shorter ones are not worth keeping. */
  private static final int BYTES_MIN = 8 * 1024 + 1;

  private final byte[][] spare = new byte[ARRAYS_MAX][];
  private int count;

  /** An array of at least and, if it is a spare one, at most so many bytes. */
  byte[] take(int bytesMin, long bytesMax) {
    for (int i = bytesMin < BYTES_MIN ? -1 : count - 1; i >= 0; i--) {
      byte[] array = spare[i];
      if (array.length >= bytesMin && array.length <= bytesMax) {
        spare[i] = spare[--count];
        return array;
      }
    }
    return new byte[bytesMin];
  }

  /** Keeps an array that nobody uses any more; of many the large ones. */
  void give(byte[] array) {
    if (array.length < BYTES_MIN || array.length > BYTES_MAX) {
      return;
    }
    if (count < ARRAYS_MAX) {
      spare[count++] = array;
      return;
    }
    int smallest = 0;
    for (int i = 1; i < count; i++) {
      if (spare[i].length < spare[smallest].length) {
        smallest = i;
      }
    }
    if (spare[smallest].length < array.length) {
      spare[smallest] = array;
    }
  }
}
