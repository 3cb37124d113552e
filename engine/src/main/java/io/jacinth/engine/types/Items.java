package io.jacinth.engine.types;

import io.jacinth.engine.command.Call;
import io.jacinth.resp.Numbers;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.Item;

/** Elements of collections as replies and as numbers. */
public final class Items {
  /** Elements from this size on are sent from where they lie instead of being copied. */
  private static final int BY_REFERENCE_BYTES = 64 * 1024;

  private static final int LONG_DIGITS_MAX = 20;

  private Items() {}

  /** Writes an element as a bulk string. */
  public static void reply(Call c, Item item) {
    ReplyBuffer reply = c.reply();
    if (item.isInteger()) {
      reply.bulkLong(item.integer());
      return;
    }
    int length = item.length();
    if (length >= BY_REFERENCE_BYTES && item.pageCount() > 0) {
      reply.bulk(new PageSegment(c.keys().entries(), item));
      return;
    }
    int at = reply.beginBulk(length);
    item.copyTo(reply.array(), at);
    reply.endBulk(length);
  }

  /** Whether the element is the decimal form of a 64-bit integer; {@link #longValue} reads it. */
  public static boolean isLong(Item item) {
    return item.isInteger()
        || item.length() <= LONG_DIGITS_MAX && Numbers.isLong(item.bytes(), 0, item.length());
  }

  public static long longValue(Item item) {
    return item.isInteger() ? item.integer() : Numbers.longOf(item.bytes(), 0, item.length());
  }
}
