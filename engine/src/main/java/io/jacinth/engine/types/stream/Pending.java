package io.jacinth.engine.types.stream;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.GroupView;
import io.jacinth.store.StreamView;

/** XPENDING: what is pending in a group, in sum or entry by entry. */
final class Pending {
  private static final int WORDS_OF_SUMMARY = 3;

  private final Call c;
  private long idleMin;
  private long count;
  private StreamIds.Id from = StreamIds.Id.MIN;
  private StreamIds.Id to = StreamIds.Id.MAX;

  /** The word of the consumer, 0 for all. */
  private int consumerAt;

  private Pending(Call c) {
    this.c = c;
  }

  static Outcome run(Call c) {
    Pending pending = new Pending(c);
    boolean isSummary = c.count() == WORDS_OF_SUMMARY;
    if (!isSummary && !pending.readWords()) {
      return Outcome.DONE;
    }
    StreamView stream = Streams.read(c, 1);
    if (stream == null) {
      return Outcome.DONE;
    }
    if (!GroupCommands.find(c, stream.groups(), 2)) {
      return GroupCommands.noKeyOrGroup(c);
    }
    if (isSummary) {
      pending.summary(stream.groups());
    } else {
      pending.list(stream.groups());
    }
    return Outcome.DONE;
  }

  /** False after an error reply. */
  private boolean readWords() {
    int start = 3;
    if (c.count() < 6 || c.count() > 9) {
      c.syntaxError();
      return false;
    }
    if (c.argv().is(3, "IDLE")) {
      if (!c.argv().readLong(4)) {
        c.notAnInteger();
        return false;
      }
      idleMin = c.argv().longValue();
      if (c.count() < 8) {
        c.syntaxError();
        return false;
      }
      start = 5;
    }
    if (!c.argv().readLong(start + 2)) {
      c.notAnInteger();
      return false;
    }
    count = Math.max(0, c.argv().longValue());
    StreamIds.Id first = StreamIds.end(c, start, true);
    StreamIds.Id last = first == null ? null : StreamIds.end(c, start + 1, false);
    if (first == null || last == null) {
      return false;
    }
    from = first;
    to = last;
    consumerAt = start + 3 < c.count() ? start + 3 : 0;
    return true;
  }

  private void summary(GroupView group) {
    ReplyBuffer reply = c.reply();
    reply.array(4);
    reply.integer(group.pendingCount());
    if (group.pendingCount() == 0) {
      reply.nullValue();
      reply.nullValue();
      reply.nullArray();
      return;
    }
    group.pendingFrom(0, 0);
    StreamIds.reply(c, group.pendingMs(), group.pendingSeq());
    group.lastPending();
    StreamIds.reply(c, group.pendingMs(), group.pendingSeq());
    long mark = reply.beginDeferred();
    long consumers = 0;
    for (byte[] name : Names.consumers(group)) {
      group.findConsumer(name, 0, name.length);
      if (group.ownCount() > 0) {
        reply.array(2);
        reply.bulk(name);
        reply.bulkLong(group.ownCount());
        consumers++;
      }
    }
    reply.endDeferred(mark, ReplyBuffer.Aggregate.ARRAY, consumers);
  }

  private void list(GroupView group) {
    if (consumerAt > 0
        && !group.findConsumer(
            c.argv().array(), c.argv().offset(consumerAt), c.argv().length(consumerAt))) {
      c.reply().array(0);
      return;
    }
    long mark = c.reply().beginDeferred();
    long listed = 0;
    boolean more =
        consumerAt > 0
            ? group.ownFrom(from.ms(), from.seq())
            : group.pendingFrom(from.ms(), from.seq());
    while (more && listed < count && to.compare(group.pendingMs(), group.pendingSeq()) >= 0) {
      long idle = c.wallMs() - group.deliveredWallMs();
      if (idleMin == 0 || idle >= idleMin) {
        entry(group, idle);
        listed++;
      }
      more = consumerAt > 0 ? group.nextOwn() : group.nextPending();
    }
    c.reply().endDeferred(mark, ReplyBuffer.Aggregate.ARRAY, listed);
  }

  private void entry(GroupView group, long idle) {
    c.reply().array(4);
    StreamIds.reply(c, group.pendingMs(), group.pendingSeq());
    if (consumerAt == 0) {
      group.goToConsumer(group.pendingConsumer());
    }
    c.reply().bulk(group.consumerName());
    c.reply().integer(Math.max(0, idle));
    c.reply().integer(group.deliveries());
  }
}
