package io.jacinth.engine.types.sort;

import io.jacinth.resp.Numbers;
import io.jacinth.store.Item;
import java.util.Arrays;

/**
 * The elements that are sorted, and what they are sorted by. All texts lie in one array, so that
 * 100,000 elements are a handful of objects and not several hundred thousand.
 *
 * <p>Sorted is an array of indexes, by merging: elements that compare as equal stay as they came.
 */
final class SortVector {
  /** Runs up to this long are sorted by insertion. */
  private static final int INSERTION_MAX = 6;

  private static final int NONE = -1;

  private byte[] text = new byte[1024];
  private int textEnd;

  private int[] starts = new int[64];
  private int[] lengths = new int[64];
  private double[] scores = new double[0];
  private int[] weightStarts = new int[0];
  private int[] weightLengths = new int[0];
  private int count;

  private boolean byWeight;
  private boolean alpha;
  private boolean bytewise;
  private boolean descending;

  // ---- filling

  int count() {
    return count;
  }

  void add(Item element) {
    int length = element.length();
    int start = reserve(length);
    element.copyTo(text, start);
    add(start, length);
  }

  void add(byte[] source, int offset, int length) {
    int start = reserve(length);
    System.arraycopy(source, offset, text, start, length);
    add(start, length);
  }

  private void add(int start, int length) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
      lengths = Arrays.copyOf(lengths, count * 2);
    }
    starts[count] = start;
    lengths[count++] = length;
  }

  private int reserve(int length) {
    int start = textEnd;
    textEnd = Math.addExact(start, length);
    if (textEnd > text.length) {
      long more = Math.max(textEnd, (long) text.length * 2);
      text = Arrays.copyOf(text, (int) Math.min(more, Integer.MAX_VALUE - 8));
    }
    return start;
  }

  byte[] text() {
    return text;
  }

  /** Bytes of all texts together. */
  int textBytes() {
    return textEnd;
  }

  int start(int i) {
    return starts[i];
  }

  int length(int i) {
    return lengths[i];
  }

  /** Sorts by numbers from now on; all are 0 until {@link #score}. */
  void byScores() {
    scores = new double[count];
  }

  /** Sets what element {@code i} is sorted by; false if the text is no number. */
  boolean score(int i, byte[] source, int offset, int length) {
    if (Numbers.isLong(source, offset, length)) {
      scores[i] = Numbers.longOf(source, offset, length);
      return true;
    }
    scores[i] = number(source, offset, length);
    return !Double.isNaN(scores[i]);
  }

  /** As strtod reads a C string that has to be a number as a whole: blanks first, empty is 0. */
  private static double number(byte[] source, int offset, int length) {
    int end = endOfString(source, offset, length);
    int from = offset;
    while (from < end && (source[from] == ' ' || source[from] >= '\t' && source[from] <= '\r')) {
      from++;
    }
    if (from == end) {
      return end == offset ? 0 : Double.NaN;
    }
    return Numbers.doubleOf(source, from, end - from);
  }

  /** Sorts by other texts from now on; there are none until {@link #weight}. */
  void byWeights() {
    byWeight = true;
    weightStarts = new int[count];
    weightLengths = new int[count];
    Arrays.fill(weightLengths, NONE);
  }

  void weight(int i, byte[] source, int offset, int length) {
    weightStarts[i] = reserve(length);
    System.arraycopy(source, offset, text, weightStarts[i], length);
    weightLengths[i] = length;
  }

  // ---- sorting

  /** The elements as they came. */
  int[] inOrder() {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    return order;
  }

  /**
   * The elements sorted.
   *
   * @param asText by text and not by number
   * @param asBytes text is compared byte by byte and not as C strings, which end at a zero byte
   */
  int[] sorted(boolean asText, boolean asBytes, boolean down) {
    alpha = asText;
    bytewise = asBytes;
    descending = down;
    int[] order = inOrder();
    mergeSort(order.clone(), order, 0, count);
    return order;
  }

  /** Sorts a range of {@code from} into {@code to}; both hold the same at the start. */
  private void mergeSort(int[] from, int[] to, int low, int high) {
    if (high - low <= INSERTION_MAX) {
      for (int i = low + 1; i < high; i++) {
        int moved = to[i];
        int k = i;
        for (; k > low && compare(to[k - 1], moved) > 0; k--) {
          to[k] = to[k - 1];
        }
        to[k] = moved;
      }
      return;
    }
    int middle = low + high >>> 1;
    mergeSort(to, from, low, middle);
    mergeSort(to, from, middle, high);
    if (compare(from[middle - 1], from[middle]) <= 0) {
      System.arraycopy(from, low, to, low, high - low);
      return;
    }
    int left = low;
    int right = middle;
    for (int i = low; i < high; i++) {
      boolean takeLeft = left < middle && (right == high || compare(from[left], from[right]) <= 0);
      to[i] = takeLeft ? from[left++] : from[right++];
    }
  }

  private int compare(int a, int b) {
    int result;
    if (alpha) {
      result = byWeight ? compareWeights(a, b) : compareTexts(a, b, bytewise);
    } else {
      // Adding zero makes -0 equal to 0.
      result = Double.compare(scores[a] + 0.0, scores[b] + 0.0);
      result = result != 0 ? result : compareTexts(a, b, true);
    }
    return descending ? -result : result;
  }

  private int compareWeights(int a, int b) {
    if (weightLengths[a] == NONE || weightLengths[b] == NONE) {
      return Integer.compare(Math.min(weightLengths[a], 0), Math.min(weightLengths[b], 0));
    }
    return compare(weightStarts[a], weightLengths[a], weightStarts[b], weightLengths[b], bytewise);
  }

  private int compareTexts(int a, int b, boolean asBytes) {
    return compare(starts[a], lengths[a], starts[b], lengths[b], asBytes);
  }

  private int compare(int startA, int lengthA, int startB, int lengthB, boolean asBytes) {
    int endA = asBytes ? startA + lengthA : endOfString(text, startA, lengthA);
    int endB = asBytes ? startB + lengthB : endOfString(text, startB, lengthB);
    return Arrays.compareUnsigned(text, startA, endA, text, startB, endB);
  }

  /** Where a C string ends. */
  static int endOfString(byte[] bytes, int offset, int length) {
    int end = offset;
    while (end < offset + length && bytes[end] != 0) {
      end++;
    }
    return end;
  }
}
