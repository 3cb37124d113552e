package io.jacinth.engine.types.hash;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.types.Items;
import io.jacinth.engine.types.ScanOptions;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.HashView;

/** HSCAN: a listpack all at once, a table bucket after bucket. */
final class HashScan {
  private final Call c;
  private final HashView hash;
  private final ScanOptions options;
  private long found;

  private HashScan(Call c, HashView hash, ScanOptions options) {
    this.c = c;
    this.hash = hash;
    this.options = options;
  }

  static Outcome scan(Call c) {
    long cursor = ScanOptions.cursor(c.argv().latin1(2));
    if (cursor < 0) {
      return c.error("ERR invalid cursor");
    }
    HashView hash = Hashes.read(c);
    if (hash == null) {
      return Outcome.DONE;
    }
    if (hash.size() == 0) {
      c.reply().array(2);
      c.reply().bulkLong(0);
      c.reply().array(0);
      return Outcome.DONE;
    }
    ScanOptions options = ScanOptions.read(c, 3);
    if (options != null) {
      new HashScan(c, hash, options).reply(cursor);
    }
    return Outcome.DONE;
  }

  private void reply(long cursor) {
    ReplyBuffer reply = c.reply();
    reply.array(2);
    int mark = reply.beginDeferred();
    long next = hash.isTable() ? buckets(cursor) : everything();
    reply.endDeferred(mark, ReplyBuffer.Aggregate.ARRAY, found * 2);
    int end = reply.mark();
    byte[] items = reply.copySince(mark);
    reply.truncate(mark);
    reply.bulkLong(next);
    reply.raw(items, 0, end - mark);
  }

  private long everything() {
    while (hash.next()) {
      visit();
    }
    return 0;
  }

  private long buckets(long from) {
    long at = from;
    long left = options.buckets();
    do {
      at =
          hash.scan(
              at,
              place -> {
                hash.goTo(place);
                visit();
              });
    } while (at != 0 && --left > 0 && found < options.count());
    return at;
  }

  private void visit() {
    if (options.matches(hash.field())) {
      Items.reply(c, hash.field());
      Items.reply(c, hash.value());
      found++;
    }
  }
}
