package io.jacinth.engine.types.stream;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.engine.types.Timeouts;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.GroupEdit;
import io.jacinth.store.StreamEdit;
import io.jacinth.store.StreamView;
import io.jacinth.store.ValueTypes;

/** XREADGROUP: what is new to a group becomes pending for the consumer; its history is read. */
final class GroupReads {
  private final Call c;
  private boolean blocks;
  private boolean keepsNothing;
  private long deadlineMonoMs;
  private long count;
  private int groupAt;
  private int firstKey;
  private int keys;
  private int served;
  private int mark;

  private GroupReads(Call c) {
    this.c = c;
  }

  static Outcome read(Call c) {
    GroupReads reads = new GroupReads(c);
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
        groupAt = i + 1;
        i += 2;
      } else if (c.argv().is(i, "NOACK")) {
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
          "Unbalanced 'xreadgroup' list of streams: for each stream key an ID or '>' must be"
              + " specified.");
    }
    keys = (c.count() - firstKey) / 2;
    return groupAt > 0 || wrong("Missing GROUP option for XREADGROUP");
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
      if (!stream.exists() || !GroupCommands.find(c, stream.groups(), groupAt)) {
        return c.error(
            "NOGROUP No such key '"
                + c.quoted(firstKey + i)
                + "' or consumer group '"
                + c.quoted(groupAt)
                + "' in XREADGROUP with GROUP option");
      }
      int word = firstKey + keys + i;
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
    mark = c.reply().beginDeferred();
    for (int i = 0; i < keys; i++) {
      serve(firstKey + i, after[i]);
    }
    if (served > 0) {
      c.reply()
          .endDeferred(
              mark,
              c.reply().isResp3() ? ReplyBuffer.Aggregate.MAP : ReplyBuffer.Aggregate.ARRAY,
              served);
      return Outcome.DONE;
    }
    c.reply().truncate(mark);
    if (!blocks || !c.mayBlock()) {
      c.reply().nullArray();
      return Outcome.DONE;
    }
    return c.engine().blocking().block(c, ValueTypes.STREAM, deadlineMonoMs, firstKey, keys, true);
  }

  private void serve(int keyAt, StreamIds.Id after) {
    WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), keyAt);
    StreamEdit stream = Streams.edit(c, door);
    GroupEdit group = stream.groups();
    if (!stream.exists() || !GroupCommands.find(c, group, groupAt)) {
      door.unchanged();
      return;
    }
    boolean isNew = GroupCommands.createConsumer(c, group, groupAt + 1);
    if (isNew && keepsNothing && c.effects().isWanted()) {
      c.effects()
          .command(c.db(), 5)
          .word("XGROUP")
          .word("CREATECONSUMER")
          .word(c.argv(), keyAt)
          .word(c.argv(), groupAt)
          .word(c.argv(), groupAt + 1);
    }
    group.setSeen(c.wallMs());
    boolean isHistory = !after.isMax();
    StreamIds.Id from =
        isHistory ? after.next() : new StreamIds.Id(group.lastMs(), group.lastSeq(), true).next();
    stream.range(from.ms(), from.seq(), -1, -1, false);
    if (isHistory || stream.length() > 0 && !from.isZero() && stream.next()) {
      served++;
      header(keyAt);
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

  private void header(int keyAt) {
    if (!c.reply().isResp3()) {
      c.reply().array(2);
    }
    c.reply().bulk(c.argv().array(), c.argv().offset(keyAt), c.argv().length(keyAt));
  }

  /** What nobody of the group has got yet. */
  private void fresh(int keyAt, StreamEdit stream, GroupEdit group, StreamIds.Id from) {
    byte[] consumer = group.consumerName();
    boolean moved = false;
    int start = c.reply().beginDeferred();
    long given = 0;
    stream.range(from.ms(), from.seq(), -1, -1, false);
    while ((count == 0 || given < count) && stream.next()) {
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
      if (!keepsNothing) {
        group.addPending(ms, seq, c.wallMs(), 1);
        group.setActive(c.wallMs());
        Progress.propagateClaim(c, keyAt, groupAt, group, consumer);
      }
      given++;
    }
    c.reply().endDeferred(start, ReplyBuffer.Aggregate.ARRAY, given);
    if (moved) {
      Progress.propagateLast(c, keyAt, groupAt, group);
    }
  }

  /** What is pending for the consumer. */
  private void history(StreamEdit stream, GroupEdit group, StreamIds.Id from) {
    int start = c.reply().beginDeferred();
    long given = 0;
    boolean more = group.ownFrom(from.ms(), from.seq());
    while (more && (count == 0 || given < count)) {
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
