package io.jacinth.engine.types.sort;

import io.jacinth.resp.Numbers;
import io.jacinth.store.Item;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The elements that are sorted, and what they are sorted by. All texts lie in one array, so that
 * 100,000 elements are a handful of objects and not several hundred thousand.
 *
 * <p>Sorted is an array of indexes, by merging: elements that compare as equal stay as they came.
 * Beside each index a 64-bit key moves along, which is ordered as what the elements are sorted by:
 * a score, or the first eight bytes of a text. Most comparisons end there and touch no element.
 */
final class SortVector {
  /** Runs up to this long are sorted by insertion. */
  private static final int INSERTION_MAX = 6;

  private static final int NONE = -1;

  private static final VarHandle BIG_ENDIAN_LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int USUAL_BYTES = 8;

  private byte[] text;
  private int textEnd;

  /** Where the texts start; one ends where the next one starts, or the weights. */
  private int[] starts;

  /** At first what an element is as a number, where it is kept as one; else not a number. */
  private double[] scores;

  private int[] weightStarts = new int[0];
  private int[] weightLengths = new int[0];
  private int count;

  private boolean byWeight;
  private boolean alpha;
  private boolean bytewise;
  private boolean descending;

  /** With room for so many elements; more may come. */
  SortVector(int expected) {
    text = new byte[Math.max(64, (int) Math.min((long) expected * USUAL_BYTES, 1 << 24))];
    scores = new double[Math.max(1, expected)];
    starts = new int[scores.length + 1];
  }

  // ---- filling

  int count() {
    return count;
  }

  void add(Item element) {
    int length = element.length();
    int start = reserve(length);
    element.copyTo(text, start);
    add(element.isInteger() ? element.integer() : Double.NaN);
  }

  void add(byte[] source, int offset, int length) {
    int start = reserve(length);
    System.arraycopy(source, offset, text, start, length);
    add(Double.NaN);
  }

  /** Takes in what was reserved last. */
  private void add(double score) {
    if (count == scores.length) {
      scores = Arrays.copyOf(scores, Math.multiplyExact(count, 2));
      starts = Arrays.copyOf(starts, scores.length + 1);
    }
    scores[count++] = score;
    starts[count] = textEnd;
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

  int start(int i) {
    return starts[i];
  }

  int length(int i) {
    return starts[i + 1] - starts[i];
  }

  /** Sorts by other numbers from now on; all are 0 until {@link #score}. */
  void byScores() {
    Arrays.fill(scores, 0, count, 0);
  }

  /** Sorts by what the elements are as numbers; false if one is none. */
  boolean byElements() {
    boolean numbers = true;
    for (int i = 0; i < count; i++) {
      if (Double.isNaN(scores[i])) {
        numbers &= score(i, text, starts[i], length(i));
      }
    }
    return numbers;
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
    Run sorted = new Run(inOrder(), keys());
    sort(new Run(sorted.order.clone(), sorted.keys.clone()), sorted, 0, count);
    return sorted.order;
  }

  /** Indexes of elements with their keys beside them. */
  private record Run(int[] order, long[] keys) {}

  private long[] keys() {
    long[] keys = new long[count];
    for (int i = 0; i < count; i++) {
      long key = alpha ? textKey(i) : numberKey(scores[i]);
      keys[i] = descending ? ~key : key;
    }
    return keys;
  }

  /** The bits of a double in such a way that they are ordered as the doubles are. */
  private static long numberKey(double score) {
    long bits = Double.doubleToRawLongBits(score + 0.0); // adding zero makes -0 equal to 0
    return bits ^ bits >> 63 & Long.MAX_VALUE;
  }

  /** The first eight bytes; shorter texts end with zero bytes, and C strings at the first one. */
  private long textKey(int i) {
    int start = byWeight ? weightStarts[i] : starts[i];
    int length = byWeight ? Math.max(0, weightLengths[i]) : length(i);
    long key;
    if (start + Long.BYTES <= text.length) {
      key = (long) BIG_ENDIAN_LONGS.get(text, start);
    } else {
      key = 0;
      for (int k = 0; k < Math.min(length, Long.BYTES); k++) {
        key |= (text[start + k] & 0xFFL) << 56 - 8 * k;
      }
    }
    int end = bytewise ? length : endOfString(text, start, Math.min(length, Long.BYTES)) - start;
    if (end < Long.BYTES) {
      key &= end == 0 ? 0 : -1L << 64 - 8 * end;
    }
    return key ^ Long.MIN_VALUE;
  }

  /** Sorts a range of {@code from} into {@code to}; both hold the same at the start. */
  private void sort(Run from, Run to, int low, int high) {
    if (high - low <= INSERTION_MAX) {
      sortByInsertion(to.order, to.keys, low, high);
      return;
    }
    int middle = low + high >>> 1;
    sort(to, from, low, middle);
    sort(to, from, middle, high);
    merge(from.order, from.keys, to.order, to.keys, low, middle, high);
  }

  private void sortByInsertion(int[] order, long[] keys, int low, int high) {
    for (int i = low + 1; i < high; i++) {
      int moved = order[i];
      long key = keys[i];
      int k = i;
      for (; k > low && isAfter(keys[k - 1], order[k - 1], key, moved); k--) {
        order[k] = order[k - 1];
        keys[k] = keys[k - 1];
      }
      order[k] = moved;
      keys[k] = key;
    }
  }

  private void merge(
      int[] from, long[] fromKeys, int[] to, long[] toKeys, int low, int middle, int high) {
    int left = low;
    int right = middle;
    int at = low;
    while (left < middle && right < high) {
      if (isAfter(fromKeys[left], from[left], fromKeys[right], from[right])) {
        toKeys[at] = fromKeys[right];
        to[at++] = from[right++];
      } else {
        toKeys[at] = fromKeys[left];
        to[at++] = from[left++];
      }
    }
    int rest = left < middle ? left : right;
    System.arraycopy(from, rest, to, at, high - at);
    System.arraycopy(fromKeys, rest, toKeys, at, high - at);
  }

  private boolean isAfter(long keyA, int a, long keyB, int b) {
    return keyA != keyB ? keyA > keyB : compare(a, b) > 0;
  }

  /** The order of two elements with the same key. */
  private int compare(int a, int b) {
    int result;
    if (alpha) {
      result = byWeight ? compareWeights(a, b) : compareTexts(a, b, bytewise);
    } else {
      result = compareTexts(a, b, true);
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
    return compare(starts[a], length(a), starts[b], length(b), asBytes);
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
