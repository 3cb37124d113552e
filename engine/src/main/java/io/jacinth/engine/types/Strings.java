package io.jacinth.engine.types;

import io.jacinth.engine.command.Call;
import io.jacinth.resp.Numbers;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.Entries;
import io.jacinth.store.ValueTypes;

/** Reading string values: as replies, as numbers, as bytes. */
public final class Strings {
  /** Values from this size on are sent from where they lie instead of being copied. */
  private static final int BY_REFERENCE_BYTES = 64 * 1024;

  private Strings() {}

  static boolean isString(Call c, int entry) {
    return c.keys().entries().type(entry) == ValueTypes.STRING;
  }

  /** Writes the value as a bulk string. */
  public static void reply(Call c, int entry) {
    Entries entries = c.keys().entries();
    ReplyBuffer reply = c.reply();
    if (entries.encoding(entry) == ValueTypes.ENCODING_INT) {
      reply.bulkLong(entries.integerValue(entry));
      return;
    }
    int length = entries.valueLength(entry);
    if (length >= BY_REFERENCE_BYTES && entries.pageCount(entry) > 0) {
      reply.bulk(new PageSegment(entries, entry));
      return;
    }
    int at = reply.beginBulk(length);
    entries.copyValue(entry, reply.array(), at);
    reply.endBulk(length);
  }

  /** A copy of the value. */
  public static byte[] bytes(Call c, int entry) {
    Entries entries = c.keys().entries();
    byte[] copy = new byte[entries.valueLength(entry)];
    entries.copyValue(entry, copy, 0);
    return copy;
  }

  /** Whether the value is a 64-bit integer; {@link #longValue} reads it then. */
  static boolean isLong(Call c, int entry) {
    Entries entries = c.keys().entries();
    if (entries.encoding(entry) == ValueTypes.ENCODING_INT) {
      return true;
    }
    int length = entries.valueLength(entry);
    return length <= 20 && Numbers.isLong(bytes(c, entry), 0, length);
  }

  static long longValue(Call c, int entry) {
    Entries entries = c.keys().entries();
    if (entries.encoding(entry) == ValueTypes.ENCODING_INT) {
      return entries.integerValue(entry);
    }
    byte[] text = bytes(c, entry);
    return Numbers.longOf(text, 0, text.length);
  }
}
