package io.jacinth.engine.types.zset;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.types.Items;
import io.jacinth.store.ZsetView;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/** ZRANDMEMBER. */
final class ZsetRandom {
  /** Fewer of all than one in so many are drawn one by one, more are chosen on the way through. */
  private static final int DRAW_BELOW = 3;

  private ZsetRandom() {}

  static Outcome member(Call c) {
    if (c.count() == 2) {
      ZsetView zset = Zsets.read(c, 1);
      if (zset == null) {
        return Outcome.DONE;
      }
      if (zset.size() == 0) {
        return c.nothing();
      }
      zset.random(c.engine().random());
      Items.reply(c, zset.member());
      return Outcome.DONE;
    }
    if (!c.argv().readLong(2)) {
      return c.notAnInteger();
    }
    long count = c.argv().longValue();
    if (count == Long.MIN_VALUE) {
      return c.error(
          "ERR value is out of range, value must between -9223372036854775807 and"
              + " 9223372036854775807");
    }
    if (c.count() > 4 || c.count() == 4 && !c.argv().is(3, "WITHSCORES")) {
      return c.syntaxError();
    }
    boolean withScores = c.count() == 4;
    if (withScores && (count < -Long.MAX_VALUE / 2 || count > Long.MAX_VALUE / 2)) {
      return c.error("ERR value is out of range");
    }
    ZsetView zset = Zsets.read(c, 1);
    if (zset == null) {
      return Outcome.DONE;
    }
    if (zset.size() == 0 || count == 0) {
      c.reply().array(0);
    } else if (count < 0) {
      withRepetition(c, zset, -count, withScores);
    } else {
      different(c, zset, count, withScores);
    }
    return Outcome.DONE;
  }

  private static void withRepetition(Call c, ZsetView zset, long count, boolean withScores) {
    Zsets.header(c, count, withScores);
    for (long i = 0; i < count; i++) {
      zset.random(c.engine().random());
      Zsets.reply(c, zset, withScores);
    }
  }

  private static void different(Call c, ZsetView zset, long wanted, boolean withScores) {
    int size = zset.size();
    int count = (int) Math.min(wanted, size);
    Zsets.header(c, count, withScores);
    RandomGenerator random = c.engine().random();
    if ((long) count * DRAW_BELOW < size) {
      Set<Integer> drawn = new HashSet<>();
      while (drawn.size() < count) {
        zset.random(random);
        if (drawn.add(zset.place())) {
          Zsets.reply(c, zset, withScores);
        }
      }
      return;
    }
    int left = count;
    boolean more = zset.goToRank(size - 1);
    for (int i = 0; left > 0 && more; i++) {
      if (random.nextInt(size - i) < left) {
        Zsets.reply(c, zset, withScores);
        left--;
      }
      more = zset.previous();
    }
  }
}
