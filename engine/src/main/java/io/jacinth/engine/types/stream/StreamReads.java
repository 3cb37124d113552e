package io.jacinth.engine.types.stream;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.types.Timeouts;
import io.jacinth.resp.Argv;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.StreamView;
import io.jacinth.store.ValueTypes;
import java.nio.charset.StandardCharsets;

/** XREAD. */
final class StreamReads {
  private final Call c;
  private boolean blocks;
  private long deadlineMonoMs;
  private long count;
  private int firstKey;
  private int keys;

  private StreamReads(Call c) {
    this.c = c;
  }

  static Outcome read(Call c) {
    StreamReads reads = new StreamReads(c);
    return reads.readWords() ? reads.run() : Outcome.DONE;
  }

  /** False after an error reply. */
  private boolean readWords() {
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
        return wrong("The GROUP option is only supported by XREADGROUP. You called XREAD instead.");
      } else if (c.argv().is(i, "NOACK")) {
        return wrong("The NOACK option is only supported by XREADGROUP. You called XREAD instead.");
      } else {
        c.syntaxError();
        return false;
      }
    }
    if (firstKey == 0) {
      c.syntaxError();
      return false;
    }
    keys = (c.count() - firstKey) / 2;
    return (c.count() - firstKey) % 2 == 0
        || wrong(
            "Unbalanced 'xread' list of streams: for each stream key an ID or '$' must be"
                + " specified.");
  }

  private boolean wrong(String text) {
    c.error("ERR " + text);
    return false;
  }

  private Outcome run() {
    StreamIds.Id[] after = new StreamIds.Id[keys];
    for (int i = 0; i < keys; i++) {
      StreamView stream = Streams.read(c, firstKey + i);
      if (stream == null) {
        return Outcome.DONE;
      }
      int word = firstKey + keys + i;
      StreamIds.Id id;
      if (c.argv().is(word, "$")) {
        id =
            stream.exists()
                ? new StreamIds.Id(stream.lastMs(), stream.lastSeq(), true)
                : StreamIds.Id.MIN;
      } else if (c.argv().is(word, ">")) {
        return c.error(
            "ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group>"
                + " <consumer> option.");
      } else {
        id = StreamIds.strict(c, word, 0);
      }
      if (id == null) {
        return Outcome.DONE;
      }
      after[i] = id;
    }
    if (serve(after)) {
      return Outcome.DONE;
    }
    if (!blocks || !c.mayBlock()) {
      c.reply().nullArray();
      return Outcome.DONE;
    }
    return c.engine()
        .blocking()
        .block(c, words(after), ValueTypes.STREAM, deadlineMonoMs, firstKey, keys, false);
  }

  /** Replies with what is there now; false if that is nothing. */
  private boolean serve(StreamIds.Id[] after) {
    int mark = c.reply().beginDeferred();
    int served = 0;
    for (int i = 0; i < keys; i++) {
      StreamView stream = Streams.read(c, firstKey + i);
      if (stream == null || stream.length() == 0 || after[i].isMax()) {
        continue;
      }
      StreamIds.Id from = after[i].next();
      stream.range(from.ms(), from.seq(), -1, -1, false);
      if (!stream.next()) {
        continue;
      }
      served++;
      if (!c.reply().isResp3()) {
        c.reply().array(2);
      }
      c.reply()
          .bulk(c.argv().array(), c.argv().offset(firstKey + i), c.argv().length(firstKey + i));
      stream.range(from.ms(), from.seq(), -1, -1, false);
      Streams.replyRange(c, stream, count == 0 ? Long.MAX_VALUE : count);
    }
    if (served == 0) {
      c.reply().truncate(mark);
      return false;
    }
    boolean map = c.reply().isResp3();
    c.reply()
        .endDeferred(mark, map ? ReplyBuffer.Aggregate.MAP : ReplyBuffer.Aggregate.ARRAY, served);
    return true;
  }

  /** The words to be run again: {@code $} is the last id of now. */
  private Argv words(StreamIds.Id[] after) {
    byte[][] words = new byte[c.count()][];
    for (int i = 0; i < words.length; i++) {
      boolean isLast = i >= firstKey + keys && c.argv().is(i, "$");
      words[i] =
          isLast
              ? after[i - firstKey - keys].text().getBytes(StandardCharsets.US_ASCII)
              : c.argv().bytes(i);
    }
    return Argv.of(words);
  }
}
