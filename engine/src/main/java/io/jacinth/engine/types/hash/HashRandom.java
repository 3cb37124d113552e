package io.jacinth.engine.types.hash;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.types.Items;
import io.jacinth.store.HashView;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/** HRANDFIELD. */
final class HashRandom {
  /** Fewer of all than one in so many are drawn one by one, more are chosen on the way through. */
  private static final int DRAW_BELOW = 3;

  private HashRandom() {}

  static Outcome field(Call c) {
    if (c.count() == 2) {
      HashView hash = Hashes.read(c);
      if (hash == null) {
        return Outcome.DONE;
      }
      if (hash.size() == 0) {
        return c.nothing();
      }
      hash.random(c.engine().random());
      Items.reply(c, hash.field());
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
    if (c.count() > 4 || c.count() == 4 && !c.argv().is(3, "WITHVALUES")) {
      return c.syntaxError();
    }
    boolean withValues = c.count() == 4;
    if (withValues && (count < -Long.MAX_VALUE / 2 || count > Long.MAX_VALUE / 2)) {
      return c.error("ERR value is out of range");
    }
    HashView hash = Hashes.read(c);
    if (hash == null) {
      return Outcome.DONE;
    }
    if (hash.size() == 0 || count == 0) {
      c.reply().array(0);
    } else if (count < 0) {
      withRepetition(c, hash, -count, withValues);
    } else {
      different(c, hash, count, withValues);
    }
    return Outcome.DONE;
  }

  private static void header(Call c, long count, boolean withValues) {
    c.reply().array(withValues && !c.reply().isResp3() ? count * 2 : count);
  }

  private static void reply(Call c, HashView hash, boolean withValues) {
    if (withValues && c.reply().isResp3()) {
      c.reply().array(2);
    }
    Items.reply(c, hash.field());
    if (withValues) {
      Items.reply(c, hash.value());
    }
  }

  private static void withRepetition(Call c, HashView hash, long count, boolean withValues) {
    header(c, count, withValues);
    for (long i = 0; i < count; i++) {
      hash.random(c.engine().random());
      reply(c, hash, withValues);
    }
  }

  private static void different(Call c, HashView hash, long wanted, boolean withValues) {
    int size = hash.size();
    int count = (int) Math.min(wanted, size);
    header(c, count, withValues);
    RandomGenerator random = c.engine().random();
    if ((long) count * DRAW_BELOW < size) {
      Set<Integer> drawn = new HashSet<>();
      while (drawn.size() < count) {
        hash.random(random);
        if (drawn.add(hash.place())) {
          reply(c, hash, withValues);
        }
      }
      return;
    }
    int left = count;
    for (int i = 0; left > 0 && hash.next(); i++) {
      if (random.nextInt(size - i) < left) {
        reply(c, hash, withValues);
        left--;
      }
    }
  }
}
