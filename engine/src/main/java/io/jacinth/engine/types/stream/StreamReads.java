package io.jacinth.engine.types.stream;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.resp.Argv;
import io.jacinth.store.StreamView;
import io.jacinth.store.ValueTypes;
import java.nio.charset.StandardCharsets;

/** XREAD. */
final class StreamReads {
  private final Call c;
  private final ReadWords words;

  private StreamReads(Call c) {
    this.c = c;
    words = new ReadWords(c, false);
  }

  static Outcome read(Call c) {
    StreamReads reads = new StreamReads(c);
    return reads.words.read() ? reads.run() : Outcome.DONE;
  }

  private Outcome run() {
    StreamIds.Id[] after = new StreamIds.Id[words.keys];
    for (int i = 0; i < words.keys; i++) {
      StreamView stream = Streams.read(c, words.firstKey + i);
      if (stream == null) {
        return Outcome.DONE;
      }
      int word = words.firstKey + words.keys + i;
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
    if (!words.blocks || !c.mayBlock()) {
      c.reply().nullArray();
      return Outcome.DONE;
    }
    return c.engine()
        .blocking()
        .block(
            c,
            again(after),
            ValueTypes.STREAM,
            words.deadlineMonoMs,
            words.firstKey,
            words.keys,
            false);
  }

  /** Replies with what is there now; false if that is nothing. */
  private boolean serve(StreamIds.Id[] after) {
    long mark = c.reply().beginDeferred();
    int served = 0;
    for (int i = 0; i < words.keys; i++) {
      StreamView stream = Streams.read(c, words.firstKey + i);
      if (stream == null || stream.length() == 0 || after[i].isMax()) {
        continue;
      }
      StreamIds.Id from = after[i].next();
      stream.range(from.ms(), from.seq(), -1, -1, false);
      if (!stream.next()) {
        continue;
      }
      served++;
      words.replyKey(words.firstKey + i);
      stream.range(from.ms(), from.seq(), -1, -1, false);
      Streams.replyRange(c, stream, words.count == 0 ? Long.MAX_VALUE : words.count);
    }
    if (served == 0) {
      c.reply().truncate(mark);
      return false;
    }
    words.endReply(mark, served);
    return true;
  }

  /** The words to be run again: {@code $} is the last id of now. */
  private Argv again(StreamIds.Id[] after) {
    byte[][] texts = new byte[c.count()][];
    for (int i = 0; i < texts.length; i++) {
      boolean isLast = i >= words.firstKey + words.keys && c.argv().is(i, "$");
      texts[i] =
          isLast
              ? after[i - words.firstKey - words.keys].text().getBytes(StandardCharsets.US_ASCII)
              : c.argv().bytes(i);
    }
    return Argv.of(texts);
  }
}
