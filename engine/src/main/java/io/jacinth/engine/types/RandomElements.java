package io.jacinth.engine.types;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.store.ElementView;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * HRANDFIELD, SRANDMEMBER and ZRANDMEMBER.
 *
 * @param <V> how the type's values are read
 */
public abstract class RandomElements<V extends ElementView> {
  /** Fewer of all than one in so many are drawn one by one, more are chosen on the way through. */
  private static final int DRAW_BELOW = 3;

  private final @Nullable String more;

  /**
   * @param more the word that asks for what belongs to an element, null if nothing does
   */
  protected RandomElements(@Nullable String more) {
    this.more = more;
  }

  /** The value of word 1, without elements when there is no key; null after an error reply. */
  protected abstract @Nullable V read(Call c);

  /** Goes to the first element, or to the next one, in whatever order. */
  protected abstract boolean advance(V view, boolean isFirst);

  /** Replies the element it stands on. */
  protected abstract void reply(Call c, V view, boolean withMore);

  /** The handler. */
  public final Outcome run(Call c) {
    if (c.count() == 2) {
      return one(c);
    }
    if (more == null && c.count() > 3) {
      return c.syntaxError();
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
    boolean withMore = c.count() > 3;
    if (c.count() > 4 || withMore && more != null && !c.argv().is(3, more)) {
      return c.syntaxError();
    }
    if (withMore && (count < -Long.MAX_VALUE / 2 || count > Long.MAX_VALUE / 2)) {
      return c.error("ERR value is out of range");
    }
    V view = read(c);
    if (view == null) {
      return Outcome.DONE;
    }
    if (view.size() == 0 || count == 0) {
      c.reply().array(0);
    } else if (count < 0) {
      withRepetition(c, view, -count, withMore);
    } else {
      different(c, view, count, withMore);
    }
    return Outcome.DONE;
  }

  private Outcome one(Call c) {
    V view = read(c);
    if (view == null) {
      return Outcome.DONE;
    }
    if (view.size() == 0) {
      return c.nothing();
    }
    view.random(c.engine().random());
    Items.reply(c, view.element());
    return Outcome.DONE;
  }

  private static void header(Call c, long count, boolean withMore) {
    c.reply().array(withMore && !c.reply().isResp3() ? count * 2 : count);
  }

  private void withRepetition(Call c, V view, long count, boolean withMore) {
    header(c, count, withMore);
    // The count has no bound but what a client may be sent: beyond it, it will be closed anyway.
    for (long i = 0; i < count && !c.reply().overflowed(); i++) {
      view.random(c.engine().random());
      reply(c, view, withMore);
    }
  }

  private void different(Call c, V view, long wanted, boolean withMore) {
    int size = view.size();
    int count = (int) Math.min(wanted, size);
    header(c, count, withMore);
    RandomGenerator random = c.engine().random();
    if ((long) count * DRAW_BELOW < size) {
      Set<Integer> drawn = new HashSet<>();
      while (drawn.size() < count) {
        view.random(random);
        if (drawn.add(view.place())) {
          reply(c, view, withMore);
        }
      }
      return;
    }
    int left = count;
    for (int i = 0; left > 0 && advance(view, i == 0); i++) {
      if (random.nextInt(size - i) < left) {
        reply(c, view, withMore);
        left--;
      }
    }
  }
}
