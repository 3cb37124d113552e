package io.jacinth.engine.types.zset;

import io.jacinth.engine.command.Call;
import io.jacinth.resp.Argv;
import io.jacinth.store.ZsetEdit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Union, intersection or difference of sorted sets, as words ask for it. The result is built as a
 * value in the store, so it takes no heap however large it is.
 */
final class Combination {
  enum Kind {
    UNION("zunionstore"),
    INTERSECTION("zinterstore"),
    DIFFERENCE("zdiffstore");

    final String event;

    Kind(String event) {
      this.event = event;
    }
  }

  /** What becomes of the scores of a member that is in several inputs. */
  private enum Aggregate {
    SUM,
    MIN,
    MAX;

    double of(double a, double b) {
      if (this == SUM) {
        double sum = a + b;
        return Double.isNaN(sum) ? 0 : sum; // the two infinities
      }
      // Not Math.min: something that is no number must not win.
      return this == MIN ? (b < a ? b : a) : (b > a ? b : a);
    }
  }

  private final Call c;
  private final Kind kind;
  private final List<Source> sources = new ArrayList<>();
  private final MemberBytes member = new MemberBytes();
  private Aggregate aggregate = Aggregate.SUM;
  private boolean withScores;
  private long limit;
  private long counted;
  private boolean lostSign;

  private Combination(Call c, Kind kind) {
    this.c = c;
    this.kind = kind;
  }

  /**
   * Reads the words from the number of keys on; null after an error reply.
   *
   * @param toStore the result is to be stored: there is no WITHSCORES
   * @param onlyCount members are only counted: LIMIT and nothing else
   */
  static @Nullable Combination read(
      Call c, Kind kind, int numkeysAt, boolean toStore, boolean onlyCount) {
    Combination combination = new Combination(c, kind);
    int behind = combination.readKeys(numkeysAt);
    return behind > 0 && combination.readOptions(behind, toStore, onlyCount) ? combination : null;
  }

  /** Opens the inputs; the word behind the keys, 0 after an error reply. */
  private int readKeys(int numkeysAt) {
    if (!c.argv().readLong(numkeysAt)) {
      c.notAnInteger();
      return 0;
    }
    long keys = c.argv().longValue();
    if (keys < 1) {
      c.error("ERR at least 1 input key is needed for '" + c.row().name() + "' command");
      return 0;
    }
    if (keys > c.count() - numkeysAt - 1) {
      c.syntaxError();
      return 0;
    }
    int behind = numkeysAt + 1 + (int) keys;
    for (int i = numkeysAt + 1; i < behind; i++) {
      Source source = Source.open(c, i);
      if (source == null) {
        return 0;
      }
      sources.add(source);
    }
    return behind;
  }

  private boolean readOptions(int from, boolean toStore, boolean onlyCount) {
    Argv argv = c.argv();
    boolean scored = kind != Kind.DIFFERENCE && !onlyCount;
    int i = from;
    while (i < c.count()) {
      int left = c.count() - i;
      if (scored && left > sources.size() && argv.is(i, "WEIGHTS")) {
        if (!readWeights(i + 1)) {
          return false;
        }
        i += 1 + sources.size();
      } else if (scored && left >= 2 && argv.is(i, "AGGREGATE")) {
        if (!readAggregate(i + 1)) {
          return false;
        }
        i += 2;
      } else if (!toStore && !onlyCount && argv.is(i, "WITHSCORES")) {
        withScores = true;
        i++;
      } else if (onlyCount && left >= 2 && argv.is(i, "LIMIT")) {
        if (!argv.readLong(i + 1) || argv.longValue() < 0) {
          c.error("ERR LIMIT can't be negative");
          return false;
        }
        limit = argv.longValue();
        i += 2;
      } else {
        c.syntaxError();
        return false;
      }
    }
    return true;
  }

  private boolean readWeights(int from) {
    for (int i = 0; i < sources.size(); i++) {
      if (!c.argv().readDouble(from + i)) {
        c.error("ERR weight value is not a float");
        return false;
      }
      sources.get(i).weight = c.argv().doubleValue();
    }
    return true;
  }

  private boolean readAggregate(int i) {
    for (Aggregate each : Aggregate.values()) {
      if (c.argv().is(i, each.name())) {
        aggregate = each;
        return true;
      }
    }
    c.syntaxError();
    return false;
  }

  boolean withScores() {
    return withScores;
  }

  // ---- the result

  /**
   * Puts the result into an edit that has no members yet.
   *
   * @return whether a score of -0 was put into a listpack, which knows only 0
   */
  boolean into(ZsetEdit result) {
    lostSign = false;
    switch (kind) {
      case UNION -> union(result);
      case INTERSECTION ->
          intersection((bytes, length, score) -> put(result, score, bytes, length));
      case DIFFERENCE -> difference(result);
    }
    return lostSign;
  }

  private void put(ZsetEdit result, double score, byte[] bytes, int length) {
    lostSign |= score == 0 && 1 / score < 0 && !result.isTable();
    result.put(score, bytes, 0, length);
  }

  /** How many members an intersection has, or the limit if that is less. */
  long count() {
    intersection((bytes, length, score) -> counted++);
    return counted;
  }

  private boolean isEnough() {
    return limit > 0 && counted >= limit;
  }

  /** In the order of Redis, which is that in which scores are added up. */
  private void sort() {
    sources.sort(Comparator.comparingInt(Source::size));
  }

  private static double weighted(Source source, double score) {
    double product = source.weight * score;
    return Double.isNaN(product) ? 0 : product;
  }

  private void union(ZsetEdit result) {
    sort();
    for (Source source : sources) {
      source.visit((item, own) -> {
        member.read(item);
        double score = weighted(source, own);
        if (result.find(member.bytes(), 0, member.length())) {
          double before = result.score();
          score = aggregate.of(before, score);
          // To a sorted set both zeros are the same, but not to whoever asks for the sum.
          if (score == 0 && before == 0) {
            result.remove(member.bytes(), 0, member.length());
          }
        }
        put(result, score, member.bytes(), member.length());
        return true;
      });
    }
  }

  /** Takes what is in all inputs. */
  private interface Taker {
    void take(byte[] bytes, int length, double score);
  }

  private void intersection(Taker taker) {
    sort();
    Source first = sources.get(0);
    first.visit((item, own) -> {
      member.read(item);
      double score = weighted(first, own);
      for (int i = 1; i < sources.size(); i++) {
        double other = sources.get(i).score(member.bytes(), 0, member.length());
        if (Double.isNaN(other)) {
          return true;
        }
        score = aggregate.of(score, other * sources.get(i).weight);
      }
      taker.take(member.bytes(), member.length(), score);
      return !isEnough();
    });
  }

  private void difference(ZsetEdit result) {
    Source first = sources.get(0);
    first.visit((item, score) -> {
      member.read(item);
      for (int i = 1; i < sources.size(); i++) {
        if (!Double.isNaN(sources.get(i).score(member.bytes(), 0, member.length()))) {
          return true;
        }
      }
      put(result, score, member.bytes(), member.length());
      return true;
    });
  }
}
