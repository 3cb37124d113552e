package io.jacinth.engine.config;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** For "did you mean": edit distance with swaps of neighbours, first come first served. */
public final class NearestWord {
  private NearestWord() {}

  /** The word closest to {@code typed}, or null if more than a third of it would have to change. */
  public static @Nullable String of(String typed, List<String> words) {
    String lower = typed.toLowerCase(Locale.ROOT).replace('_', '-');
    int limit = Math.max(1, Math.min(4, lower.length() / 3));
    String best = null;
    int bestDistance = limit + 1;
    for (String word : words) {
      if (Math.abs(word.length() - lower.length()) < bestDistance) {
        int distance = distance(lower, word.replace('_', '-'));
        if (distance < bestDistance) {
          bestDistance = distance;
          best = word;
        }
      }
    }
    return best;
  }

  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      cost[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      cost[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least =
            Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, cost[i - 2][j - 2] + 1);
        }
        cost[i][j] = least;
      }
    }
    return cost[a.length()][b.length()];
  }
}
