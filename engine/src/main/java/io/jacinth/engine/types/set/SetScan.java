package io.jacinth.engine.types.set;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.types.Items;
import io.jacinth.engine.types.ScanOptions;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.SetView;

/** SSCAN: a listpack all at once, a table bucket after bucket. */
final class SetScan {
  private final Call c;
  private final SetView set;
  private final ScanOptions options;
  private long found;

  private SetScan(Call c, SetView set, ScanOptions options) {
    this.c = c;
    this.set = set;
    this.options = options;
  }

  static Outcome scan(Call c) {
    long cursor = ScanOptions.cursor(c.argv().latin1(2));
    if (cursor < 0) {
      return c.error("ERR invalid cursor");
    }
    SetView set = Sets.read(c);
    if (set == null) {
      return Outcome.DONE;
    }
    if (set.size() == 0) {
      c.reply().array(2);
      c.reply().bulkLong(0);
      c.reply().array(0);
      return Outcome.DONE;
    }
    ScanOptions options = ScanOptions.read(c, 3);
    if (options != null) {
      new SetScan(c, set, options).reply(cursor);
    }
    return Outcome.DONE;
  }

  private void reply(long cursor) {
    ReplyBuffer reply = c.reply();
    reply.array(2);
    int mark = reply.beginDeferred();
    long next = set.isTable() ? buckets(cursor) : everything();
    reply.endDeferred(mark, ReplyBuffer.Aggregate.ARRAY, found);
    int end = reply.mark();
    byte[] items = reply.copySince(mark);
    reply.truncate(mark);
    reply.bulkLong(next);
    reply.raw(items, 0, end - mark);
  }

  private long everything() {
    while (set.next()) {
      visit();
    }
    return 0;
  }

  private long buckets(long from) {
    long at = from;
    long left = options.buckets();
    do {
      at =
          set.scan(
              at,
              place -> {
                set.goTo(place);
                visit();
              });
    } while (at != 0 && --left > 0 && found < options.count());
    return at;
  }

  private void visit() {
    if (options.matches(set.member())) {
      Items.reply(c, set.member());
      found++;
    }
  }
}
