package io.jacinth.engine.types.zset;

import io.jacinth.resp.Argv;
import io.jacinth.resp.Numbers;

/**
 * One end of a range of scores: a number, which belongs to the range unless a parenthesis stands
 * before it. Read as C's {@code strtod} reads a text that ends at its first zero byte, so blanks
 * before it and nothing at all (0) will do, and what is too large is infinite.
 */
final class ScoreBound {
  private ScoreBound() {}

  static boolean isExclusive(Argv argv, int i) {
    return argv.length(i) > 0 && argv.array()[argv.offset(i)] == '(';
  }

  /** The number in word {@code i}, NaN if there is none. */
  static double value(Argv argv, int i) {
    byte[] bytes = argv.array();
    int at = argv.offset(i);
    int end = textEnd(bytes, at, at + argv.length(i));
    if (isExclusive(argv, i)) {
      at++;
    }
    if (at == end) {
      return 0;
    }
    while (at < end && isBlank(bytes[at])) {
      at++;
    }
    return Numbers.isDoubleText(bytes, at, end - at)
        ? Numbers.anyDoubleOf(bytes, at, end - at)
        : Double.NaN;
  }

  private static int textEnd(byte[] bytes, int from, int to) {
    int end = from;
    while (end < to && bytes[end] != 0) {
      end++;
    }
    return end;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b >= '\t' && b <= '\r';
  }
}
