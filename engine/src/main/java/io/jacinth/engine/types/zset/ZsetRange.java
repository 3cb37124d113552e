package io.jacinth.engine.types.zset;

import io.jacinth.engine.command.Call;
import io.jacinth.resp.Argv;
import io.jacinth.store.ZsetView;
import org.jspecify.annotations.Nullable;

/**
 * A range of a sorted set, by rank, score or member, as words ask for it; and once it has been
 * found in a set, an interval of ranks.
 */
final class ZsetRange {
  /** What the ends of a range are. */
  enum By {
    RANK,
    SCORE,
    LEX
  }

  private static final String BAD_SCORE = "ERR min or max is not a float";
  private static final String BAD_MEMBER = "ERR min or max not valid string range item";

  private final Argv argv;
  private final By by;
  private final boolean reverse;

  /** Words of the lower and the upper end. */
  private final int low;

  private final int high;
  private boolean withScores;
  private long offset;
  private long limit = -1;
  private long start;
  private long stop;
  private double min;
  private double max;

  /** What {@link #locate} found: the lowest rank, and the one behind the highest. */
  private int from;

  private int to;

  private ZsetRange(Argv argv, By by, boolean reverse, int firstEnd) {
    this.argv = argv;
    this.by = by;
    this.reverse = reverse;
    boolean turned = reverse && by != By.RANK;
    low = turned ? firstEnd + 1 : firstEnd;
    high = turned ? firstEnd : firstEnd + 1;
  }

  /** The ends in words {@code firstEnd} and the one after it, no options; null after an error. */
  static @Nullable ZsetRange plain(Call c, By by, int firstEnd) {
    ZsetRange range = new ZsetRange(c.argv(), by, false, firstEnd);
    return range.readEnds(c) ? range : null;
  }

  /**
   * A range with options behind its ends; null after an error reply.
   *
   * @param source word of the key; the ends follow it
   * @param toStore the result is to be stored: there is no WITHSCORES
   * @param by what the command's name says, null to let the options say
   * @param reverse what the command's name says, null to let the options say
   */
  static @Nullable ZsetRange read(
      Call c, int source, boolean toStore, @Nullable By by, @Nullable Boolean reverse) {
    Argv argv = c.argv();
    By kind = by;
    Boolean direction = reverse;
    boolean withScores = false;
    long offset = 0;
    long limit = -1;
    for (int i = source + 3; i < c.count(); i++) {
      if (!toStore && argv.is(i, "WITHSCORES")) {
        withScores = true;
      } else if (argv.is(i, "LIMIT") && i + 2 < c.count()) {
        if (!argv.readLong(i + 1)) {
          c.notAnInteger();
          return null;
        }
        offset = argv.longValue();
        if (!argv.readLong(i + 2)) {
          c.notAnInteger();
          return null;
        }
        limit = argv.longValue();
        i += 2;
      } else if (direction == null && argv.is(i, "REV")) {
        direction = true;
      } else if (kind == null && argv.is(i, "BYLEX")) {
        kind = By.LEX;
      } else if (kind == null && argv.is(i, "BYSCORE")) {
        kind = By.SCORE;
      } else {
        c.syntaxError();
        return null;
      }
    }
    By finalKind = kind == null ? By.RANK : kind;
    if (limit != -1 && finalKind == By.RANK) {
      c.error(
          "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
      return null;
    }
    if (withScores && finalKind == By.LEX) {
      c.error("ERR syntax error, WITHSCORES not supported in combination with BYLEX");
      return null;
    }
    ZsetRange range = new ZsetRange(argv, finalKind, direction != null && direction, source + 1);
    range.withScores = withScores;
    range.offset = offset;
    range.limit = limit;
    return range.readEnds(c) ? range : null;
  }

  private boolean readEnds(Call c) {
    switch (by) {
      case RANK -> {
        if (!argv.readLong(low)) {
          c.notAnInteger();
          return false;
        }
        start = argv.longValue();
        if (!argv.readLong(high)) {
          c.notAnInteger();
          return false;
        }
        stop = argv.longValue();
      }
      case SCORE -> {
        min = ScoreBound.value(argv, low);
        max = ScoreBound.value(argv, high);
        if (Double.isNaN(min) || Double.isNaN(max)) {
          c.error(BAD_SCORE);
          return false;
        }
      }
      case LEX -> {
        if (!isMemberBound(low) || !isMemberBound(high)) {
          c.error(BAD_MEMBER);
          return false;
        }
      }
    }
    return true;
  }

  private char firstChar(int i) {
    return argv.length(i) == 0 ? 0 : (char) argv.array()[argv.offset(i)];
  }

  private boolean isMemberBound(int i) {
    char first = firstChar(i);
    return first == '(' || first == '[' || (first == '-' || first == '+') && isAlone(i);
  }

  /** Nothing stands behind the word's first character; a zero byte ends a text. */
  private boolean isAlone(int i) {
    return argv.length(i) == 1 || argv.array()[argv.offset(i) + 1] == 0;
  }

  boolean withScores() {
    return withScores;
  }

  // ---- in a set

  /** Finds the range in a set, with the part that LIMIT leaves of it. */
  void locate(ZsetView zset) {
    int size = zset.size();
    switch (by) {
      case RANK -> locateRanks(size);
      case SCORE -> {
        from = zset.countBelow(min, ScoreBound.isExclusive(argv, low));
        to = zset.countBelow(max, !ScoreBound.isExclusive(argv, high));
      }
      case LEX -> {
        from = countBelow(zset, low, true, 0);
        to = countBelow(zset, high, false, from);
      }
    }
    to = Math.max(from, to);
    if (by != By.RANK) {
      cut();
    }
  }

  private void locateRanks(int size) {
    long first = Math.max(0, start < 0 ? size + start : start);
    long last = Math.min(size - 1L, stop < 0 ? size + stop : stop);
    if (first > last) {
      from = 0;
      to = 0;
      return;
    }
    from = (int) (reverse ? size - 1 - last : first);
    to = (int) (reverse ? size - first : last + 1);
  }

  /** How many members are below an end, counted from a rank on. */
  private int countBelow(ZsetView zset, int i, boolean lower, int atLeast) {
    char first = firstChar(i);
    if (first == '-') {
      return 0;
    }
    if (first == '+') {
      return zset.size();
    }
    boolean inclusive = lower == (first == '(');
    return zset.countBelow(
        argv.array(), argv.offset(i) + 1, argv.length(i) - 1, inclusive, atLeast);
  }

  private void cut() {
    int there = to - from;
    if (offset < 0 || offset >= there) {
      to = from;
      return;
    }
    long count = there - offset;
    if (limit >= 0) {
      count = Math.min(count, limit);
    }
    if (reverse) {
      to -= (int) offset;
      from = to - (int) count;
    } else {
      from += (int) offset;
      to = from + (int) count;
    }
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /** How many members are in it. */
  int count() {
    return to - from;
  }

  /** Takes members one after the other. */
  interface Visitor {
    void visit(ZsetView zset);
  }

  /** Goes through the members in the order that was asked for. */
  void visit(ZsetView zset, Visitor visitor) {
    boolean more = count() > 0 && zset.goToRank(reverse ? to - 1 : from);
    for (int i = count(); i > 0 && more; i--) {
      visitor.visit(zset);
      more = reverse ? zset.previous() : zset.next();
    }
  }
}
