package io.jacinth.engine.types.zset;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.types.Items;
import io.jacinth.engine.types.ScanOptions;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.ZsetView;

/** ZSCAN: a listpack all at once, a table bucket after bucket. */
final class ZsetScan {
  private final Call c;
  private final ZsetView zset;
  private final ScanOptions options;
  private long found;

  private ZsetScan(Call c, ZsetView zset, ScanOptions options) {
    this.c = c;
    this.zset = zset;
    this.options = options;
  }

  static Outcome scan(Call c) {
    long cursor = ScanOptions.cursor(c.argv().latin1(2));
    if (cursor < 0) {
      return c.error("ERR invalid cursor");
    }
    ZsetView zset = Zsets.read(c, 1);
    if (zset == null) {
      return Outcome.DONE;
    }
    if (zset.size() == 0) {
      c.reply().array(2);
      c.reply().bulkLong(0);
      c.reply().array(0);
      return Outcome.DONE;
    }
    ScanOptions options = ScanOptions.read(c, 3);
    if (options != null) {
      new ZsetScan(c, zset, options).reply(cursor);
    }
    return Outcome.DONE;
  }

  private void reply(long cursor) {
    ReplyBuffer reply = c.reply();
    reply.array(2);
    int mark = reply.beginDeferred();
    long next = zset.isTable() ? buckets(cursor) : everything();
    reply.endDeferred(mark, ReplyBuffer.Aggregate.ARRAY, found * 2);
    int end = reply.mark();
    byte[] items = reply.copySince(mark);
    reply.truncate(mark);
    reply.bulkLong(next);
    reply.raw(items, 0, end - mark);
  }

  private long everything() {
    for (boolean more = zset.goToRank(0); more; more = zset.next()) {
      if (options.matches(zset.member())) {
        Items.reply(c, zset.member());
        Items.reply(c, zset.packedScore());
        found++;
      }
    }
    return 0;
  }

  private long buckets(long from) {
    long at = from;
    long left = options.buckets();
    do {
      at = zset.scan(at, this::visit);
    } while (at != 0 && --left > 0 && found < options.count());
    return at;
  }

  private void visit(int place) {
    zset.goTo(place);
    if (options.matches(zset.member())) {
      Items.reply(c, zset.member());
      c.reply().bulk(LongScore.text(zset.score()));
      found++;
    }
  }
}
