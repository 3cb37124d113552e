package io.jacinth.engine.types.stream;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.GroupEdit;
import io.jacinth.store.StreamEdit;
import io.jacinth.store.StreamView;
import io.jacinth.store.ValueTypes;

/** XREADGROUP: what is new to a group becomes pending for the consumer; its history is read. */
final class GroupReads {
  private final Call c;
  private final ReadWords words;
  private int served;

  private GroupReads(Call c) {
    this.c = c;
    words = new ReadWords(c, true);
  }

  static Outcome read(Call c) {
    GroupReads reads = new GroupReads(c);
    return reads.words.read() ? reads.run() : Outcome.DONE;
  }

  private Outcome run() {
    StreamIds.Id[] after = new StreamIds.Id[words.keys];
    for (int i = 0; i < words.keys; i++) {
      StreamView stream = Streams.read(c, words.firstKey + i);
      if (stream == null) {
        return Outcome.DONE;
      }
      if (!stream.exists() || !GroupCommands.find(c, stream.groups(), words.groupAt)) {
        return c.error(
            "NOGROUP No such key '"
                + c.quoted(words.firstKey + i)
                + "' or consumer group '"
                + c.quoted(words.groupAt)
                + "' in XREADGROUP with GROUP option");
      }
      int word = words.firstKey + words.keys + i;
      if (c.argv().is(word, "$")) {
        return c.error(
            "ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the"
                + " history of this consumer by specifying a proper ID, or use the > ID to get"
                + " new messages. The $ ID would just return an empty result set.");
      }
      StreamIds.Id id = c.argv().is(word, ">") ? StreamIds.Id.MAX : StreamIds.strict(c, word, 0);
      if (id == null) {
        return Outcome.DONE;
      }
      after[i] = id;
    }
    c.effects();
    long mark = c.reply().beginDeferred();
    for (int i = 0; i < words.keys; i++) {
      serve(words.firstKey + i, after[i]);
    }
    if (served > 0) {
      words.endReply(mark, served);
      return Outcome.DONE;
    }
    c.reply().truncate(mark);
    if (!words.blocks || !c.mayBlock()) {
      c.reply().nullArray();
      return Outcome.DONE;
    }
    return c.engine()
        .blocking()
        .block(c, ValueTypes.STREAM, words.deadlineMonoMs, words.firstKey, words.keys, true);
  }

  private void serve(int keyAt, StreamIds.Id after) {
    WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), keyAt);
    c.keys().noteRead(c.db(), c.argv(), keyAt, door.entry()); // once more, as in Redis
    StreamEdit stream = Streams.edit(c, door);
    GroupEdit group = stream.groups();
    if (!stream.exists() || !GroupCommands.find(c, group, words.groupAt)) {
      door.unchanged();
      return;
    }
    boolean isNew = GroupCommands.createConsumer(c, group, words.groupAt + 1);
    if (isNew && words.keepsNothing && c.effects().isWanted()) {
      c.effects()
          .command(c.db(), 5)
          .word("XGROUP")
          .word("CREATECONSUMER")
          .word(c.argv(), keyAt)
          .word(c.argv(), words.groupAt)
          .word(c.argv(), words.groupAt + 1);
    }
    group.setSeen(c.wallMs());
    boolean isHistory = !after.isMax();
    StreamIds.Id from =
        isHistory ? after.next() : new StreamIds.Id(group.lastMs(), group.lastSeq(), true).next();
    stream.range(from.ms(), from.seq(), -1, -1, false);
    if (isHistory || stream.length() > 0 && !from.isZero() && stream.next()) {
      served++;
      words.replyKey(keyAt);
      if (isHistory) {
        history(stream, group, from);
      } else {
        fresh(keyAt, stream, group, from);
      }
      GroupCommands.close(door, isNew, 1);
    } else {
      GroupCommands.close(door, isNew, 0);
    }
  }

  /** What nobody of the group has got yet. */
  private void fresh(int keyAt, StreamEdit stream, GroupEdit group, StreamIds.Id from) {
    byte[] consumer = group.consumerName();
    boolean moved = false;
    long start = c.reply().beginDeferred();
    long given = 0;
    stream.range(from.ms(), from.seq(), -1, -1, false);
    while ((words.count == 0 || given < words.count) && stream.next()) {
      long ms = stream.ms();
      long seq = stream.seq();
      if (StreamView.compare(ms, seq, group.lastMs(), group.lastSeq()) > 0) {
        long read = group.entriesRead();
        boolean counts = read != Progress.UNKNOWN && !Progress.hasGapsFrom(stream, ms, seq);
        group.setEntriesRead(counts ? read + 1 : Progress.entriesUpTo(stream, ms, seq));
        group.setLast(ms, seq);
        moved = true;
      }
      Streams.reply(c, stream);
      if (!words.keepsNothing) {
        group.addPending(ms, seq, c.wallMs(), 1);
        group.setActive(c.wallMs());
        Progress.propagateClaim(c, keyAt, words.groupAt, group, consumer);
      }
      given++;
    }
    c.reply().endDeferred(start, ReplyBuffer.Aggregate.ARRAY, given);
    if (moved) {
      Progress.propagateLast(c, keyAt, words.groupAt, group);
    }
  }

  /** What is pending for the consumer. */
  private void history(StreamEdit stream, GroupEdit group, StreamIds.Id from) {
    long start = c.reply().beginDeferred();
    long given = 0;
    boolean more = group.ownFrom(from.ms(), from.seq());
    while (more && (words.count == 0 || given < words.count)) {
      if (stream.find(group.pendingMs(), group.pendingSeq())) {
        Streams.reply(c, stream);
        group.setDelivered(c.wallMs(), group.deliveries() + 1);
      } else {
        c.reply().array(2);
        StreamIds.reply(c, group.pendingMs(), group.pendingSeq());
        c.reply().nullArray();
      }
      given++;
      more = group.nextOwn();
    }
    c.reply().endDeferred(start, ReplyBuffer.Aggregate.ARRAY, given);
  }
}
