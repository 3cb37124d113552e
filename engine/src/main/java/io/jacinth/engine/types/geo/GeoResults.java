package io.jacinth.engine.types.geo;

import io.jacinth.store.Item;
import java.util.Arrays;

/** Members that were found, in a few arrays: a search may find a great many. */
final class GeoResults {
  private byte[] text = new byte[256];
  private int textEnd;
  private int[] starts = new int[16];
  private double[] scores = new double[16];
  private double[] distances = new double[16];
  private int[] order = new int[0];
  private int count;

  int count() {
    return count;
  }

  void add(Item member, double score, double distanceMetres) {
    if (count == scores.length) {
      starts = Arrays.copyOf(starts, count * 2);
      scores = Arrays.copyOf(scores, count * 2);
      distances = Arrays.copyOf(distances, count * 2);
    }
    int length = member.length();
    int end = Math.addExact(textEnd, length);
    if (end > text.length) {
      text = Arrays.copyOf(text, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(end, 2L * end)));
    }
    member.copyTo(text, textEnd);
    starts[count] = textEnd;
    textEnd = end;
    scores[count] = score;
    distances[count++] = distanceMetres;
  }

  /** Sorts by distance; what is equally far stays as it was found. */
  void sort(GeoSearch.Order by) {
    order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    if (by != GeoSearch.Order.NONE) {
      mergeSort(order.clone(), order, 0, count, by == GeoSearch.Order.FURTHEST_FIRST ? -1 : 1);
    }
  }

  private void mergeSort(int[] from, int[] to, int low, int high, int sign) {
    if (high - low < 2) {
      return;
    }
    int middle = low + high >>> 1;
    mergeSort(to, from, low, middle, sign);
    mergeSort(to, from, middle, high, sign);
    int left = low;
    int right = middle;
    for (int i = low; i < high; i++) {
      boolean takeLeft =
          left < middle
              && (right == high
                  || sign * Double.compare(distances[from[left]], distances[from[right]]) <= 0);
      to[i] = takeLeft ? from[left++] : from[right++];
    }
  }

  byte[] text() {
    return text;
  }

  /** Where the member at a place of the order begins in {@link #text}. */
  int start(int place) {
    return starts[order[place]];
  }

  int length(int place) {
    int i = order[place];
    return (i + 1 < count ? starts[i + 1] : textEnd) - starts[i];
  }

  double score(int place) {
    return scores[order[place]];
  }

  double distanceMetres(int place) {
    return distances[order[place]];
  }
}
