package io.jacinth.engine.types.set;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.types.Items;
import io.jacinth.store.SetView;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/** SRANDMEMBER. */
final class SetRandom {
  /** Fewer of all than one in so many are drawn one by one, more are chosen on the way through. */
  private static final int DRAW_BELOW = 3;

  private SetRandom() {}

  static Outcome member(Call c) {
    if (c.count() > 3) {
      return c.syntaxError();
    }
    if (c.count() == 2) {
      SetView set = Sets.read(c);
      if (set == null) {
        return Outcome.DONE;
      }
      if (set.size() == 0) {
        return c.nothing();
      }
      set.random(c.engine().random());
      Items.reply(c, set.member());
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
    SetView set = Sets.read(c);
    if (set == null) {
      return Outcome.DONE;
    }
    if (set.size() == 0 || count == 0) {
      c.reply().array(0);
    } else if (count < 0) {
      c.reply().array(-count);
      for (long i = count; i < 0; i++) {
        set.random(c.engine().random());
        Items.reply(c, set.member());
      }
    } else {
      different(c, set, count);
    }
    return Outcome.DONE;
  }

  private static void different(Call c, SetView set, long wanted) {
    int size = set.size();
    int count = (int) Math.min(wanted, size);
    c.reply().array(count);
    RandomGenerator random = c.engine().random();
    if ((long) count * DRAW_BELOW < size) {
      Set<Integer> drawn = new HashSet<>();
      while (drawn.size() < count) {
        set.random(random);
        if (drawn.add(set.place())) {
          Items.reply(c, set.member());
        }
      }
      return;
    }
    int left = count;
    for (int i = 0; left > 0 && set.next(); i++) {
      if (random.nextInt(size - i) < left) {
        Items.reply(c, set.member());
        left--;
      }
    }
  }
}
