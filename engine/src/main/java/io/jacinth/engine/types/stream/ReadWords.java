package io.jacinth.engine.types.stream;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.types.Timeouts;
import io.jacinth.resp.ReplyBuffer;

/** The words of XREAD and XREADGROUP. */
final class ReadWords {
  private final Call c;
  private final boolean grouped;

  boolean blocks;
  long deadlineMonoMs;

  /** Entries per stream, 0 for all. */
  long count;

  /** Where the keys begin; as many ids follow them. */
  int firstKey;

  int keys;

  /** Where the group's name is, the consumer's behind it. */
  int groupAt;

  boolean keepsNothing;

  ReadWords(Call c, boolean grouped) {
    this.c = c;
    this.grouped = grouped;
  }

  /** False after an error reply. */
  boolean read() {
    for (int i = 1; i < c.count() && firstKey == 0; i++) {
      boolean more = i + 1 < c.count();
      if (more && c.argv().is(i, "BLOCK")) {
        deadlineMonoMs = Timeouts.milliseconds(c, ++i);
        if (deadlineMonoMs == Timeouts.WRONG) {
          return false;
        }
        blocks = true;
      } else if (more && c.argv().is(i, "COUNT")) {
        if (!c.argv().readLong(++i)) {
          c.notAnInteger();
          return false;
        }
        count = Math.max(0, c.argv().longValue());
      } else if (more && c.argv().is(i, "STREAMS")) {
        firstKey = i + 1;
      } else if (i + 2 < c.count() && c.argv().is(i, "GROUP")) {
        if (!grouped) {
          return onlyGrouped("GROUP");
        }
        groupAt = i + 1;
        i += 2;
      } else if (c.argv().is(i, "NOACK")) {
        if (!grouped) {
          return onlyGrouped("NOACK");
        }
        keepsNothing = true;
      } else {
        c.syntaxError();
        return false;
      }
    }
    if (firstKey == 0) {
      c.syntaxError();
      return false;
    }
    if ((c.count() - firstKey) % 2 != 0) {
      return wrong(
          "Unbalanced '"
              + (grouped ? "xreadgroup" : "xread")
              + "' list of streams: for each stream key an ID or '"
              + (grouped ? ">" : "$")
              + "' must be specified.");
    }
    keys = (c.count() - firstKey) / 2;
    return !grouped || groupAt > 0 || wrong("Missing GROUP option for XREADGROUP");
  }

  private boolean onlyGrouped(String option) {
    return wrong(
        "The " + option + " option is only supported by XREADGROUP. You called XREAD instead.");
  }

  private boolean wrong(String text) {
    c.error("ERR " + text);
    return false;
  }

  /** Begins the reply of the stream whose key is at a word; its entries follow. */
  void replyKey(int keyAt) {
    if (!c.reply().isResp3()) {
      c.reply().array(2);
    }
    c.reply().bulk(c.argv().array(), c.argv().offset(keyAt), c.argv().length(keyAt));
  }

  /** Ends the reply of so many streams that began at a mark. */
  void endReply(long mark, int streams) {
    boolean map = c.reply().isResp3();
    c.reply()
        .endDeferred(mark, map ? ReplyBuffer.Aggregate.MAP : ReplyBuffer.Aggregate.ARRAY, streams);
  }
}
