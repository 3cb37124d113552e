package io.jacinth.engine.types;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.ElementView;
import org.jspecify.annotations.Nullable;

/**
 * HSCAN, SSCAN and ZSCAN: a listpack all at once, a table bucket after bucket.
 *
 * @param <V> how the type's values are read
 */
public abstract class ElementScan<V extends ElementView> {
  private final int wordsPerElement;

  /**
   * @param wordsPerElement how many words {@link #reply} writes
   */
  protected ElementScan(int wordsPerElement) {
    this.wordsPerElement = wordsPerElement;
  }

  /** The value of word 1, without elements when there is no key; null after an error reply. */
  protected abstract @Nullable V read(Call c);

  /** Goes to the first element, or to the next one, in the order a listpack is replied in. */
  protected abstract boolean advance(V view, boolean isFirst);

  /** Replies the element it stands on. */
  protected abstract void reply(Call c, V view);

  /** The handler. */
  public final Outcome scan(Call c) {
    long cursor = ScanOptions.cursor(c.argv().latin1(2));
    if (cursor < 0) {
      return c.error("ERR invalid cursor");
    }
    V view = read(c);
    if (view == null) {
      return Outcome.DONE;
    }
    if (view.size() == 0) {
      c.reply().array(2);
      c.reply().bulkLong(0);
      c.reply().array(0);
      return Outcome.DONE;
    }
    ScanOptions options = ScanOptions.read(c, 3);
    if (options != null) {
      new Run(c, view, options).reply(cursor);
    }
    return Outcome.DONE;
  }

  private final class Run {
    private final Call c;
    private final V view;
    private final ScanOptions options;
    private long found;

    Run(Call c, V view, ScanOptions options) {
      this.c = c;
      this.view = view;
      this.options = options;
    }

    void reply(long cursor) {
      ReplyBuffer reply = c.reply();
      reply.array(2);
      long mark = reply.beginDeferred();
      long next = view.isTable() ? buckets(cursor) : everything();
      long front = reply.beginFront();
      reply.bulkLong(next);
      reply.array(found * wordsPerElement);
      reply.endFront(mark, front);
    }

    private long everything() {
      for (boolean more = advance(view, true); more; more = advance(view, false)) {
        visit();
      }
      return 0;
    }

    private long buckets(long from) {
      long at = from;
      long left = options.buckets();
      do {
        at =
            view.scan(
                at,
                place -> {
                  view.goTo(place);
                  visit();
                });
      } while (at != 0 && --left > 0 && found < options.count());
      return at;
    }

    private void visit() {
      if (options.matches(view.element())) {
        ElementScan.this.reply(c, view);
        found++;
      }
    }
  }
}
