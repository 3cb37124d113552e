package io.jacinth.engine.types.stream;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.store.GroupEdit;
import io.jacinth.store.StreamEdit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** XAUTOCLAIM: what has been pending for long becomes another consumer's, a part at a time. */
final class AutoClaim {
  /** It looks at so many entries for each that it may return. */
  private static final int ATTEMPTS_PER_ENTRY = 10;

  private static final long COUNT_MAX = Long.MAX_VALUE / 16;

  /** Redis makes room for 16 bytes each beforehand, and more than this no machine gives. */
  private static final long ROOM_MAX = (1L << 46) / 16;

  private final Call c;
  private final List<StreamIds.Id> claimed = new ArrayList<>();
  private final List<StreamIds.Id> deleted = new ArrayList<>();
  private long idleMin;
  private StreamIds.Id from = StreamIds.Id.MIN;
  private long count = 100;
  private boolean justIds;

  private AutoClaim(Call c) {
    this.c = c;
  }

  static Outcome run(Call c) {
    AutoClaim claim = new AutoClaim(c);
    c.keys().readNoTouch(c.db(), c.argv(), 1); // counts, whatever the other words are
    WriteDoor door = claim.readWords() ? Streams.write(c, 1) : null;
    if (door == null) {
      return Outcome.DONE;
    }
    StreamEdit stream = Streams.edit(c, door);
    if (!GroupCommands.find(c, stream.groups(), 2)) {
      door.unchanged();
      return GroupCommands.noKeyOrGroup(c);
    }
    if (claim.count > ROOM_MAX) {
      door.unchanged();
      return c.error(
          "ERR Insufficient memory, failed allocating transient memory, COUNT too high.");
    }
    c.effects();
    boolean isNew = GroupCommands.createConsumer(c, stream.groups(), 3);
    stream.groups().setSeen(c.wallMs());
    StreamIds.Id next = claim.claim(stream);
    claim.reply(stream, next == null ? StreamIds.Id.MIN : next);
    GroupCommands.close(door, isNew, (long) claim.claimed.size() + claim.deleted.size());
    return Outcome.DONE;
  }

  /** False after an error reply. */
  private boolean readWords() {
    if (!c.argv().readLong(4)) {
      c.error("ERR Invalid min-idle-time argument for XAUTOCLAIM");
      return false;
    }
    idleMin = Math.max(0, c.argv().longValue());
    StreamIds.Id start = StreamIds.end(c, 5, true);
    if (start == null) {
      return false;
    }
    from = start;
    for (int i = 6; i < c.count(); i++) {
      if (c.argv().is(i, "COUNT") && i + 1 < c.count()) {
        i++;
        count = c.argv().readLong(i) ? c.argv().longValue() : 0;
        if (count < 1 || count > COUNT_MAX) {
          c.error("ERR COUNT must be > 0");
          return false;
        }
      } else if (c.argv().is(i, "JUSTID")) {
        justIds = true;
      } else {
        c.syntaxError();
        return false;
      }
    }
    return true;
  }

  /** Claims for the consumer the group stands on; returns where to go on, null at the end. */
  private StreamIds.@Nullable Id claim(StreamEdit stream) {
    GroupEdit group = stream.groups();
    long consumer = group.consumerKey();
    long attempts = count * ATTEMPTS_PER_ENTRY;
    boolean more = group.pendingFrom(from.ms(), from.seq());
    while (more && attempts-- > 0 && claimed.size() + deleted.size() < count) {
      StreamIds.Id id = new StreamIds.Id(group.pendingMs(), group.pendingSeq(), true);
      if (!stream.find(id.ms(), id.seq())) {
        group.goToConsumer(group.pendingConsumer());
        Progress.propagateClaim(c, 1, 2, group, group.consumerName());
        group.acknowledge(id.ms(), id.seq());
        group.goToConsumer(consumer);
        deleted.add(id);
      } else if (idleMin == 0 || c.wallMs() - group.deliveredWallMs() >= idleMin) {
        group.addPending(id.ms(), id.seq(), c.wallMs(), group.deliveries() + (justIds ? 0 : 1));
        group.setActive(c.wallMs());
        Progress.propagateClaim(c, 1, 2, group, group.consumerName());
        claimed.add(id);
      }
      StreamIds.Id next = id.next();
      more = !id.isMax() && group.pendingFrom(next.ms(), next.seq());
    }
    return more ? new StreamIds.Id(group.pendingMs(), group.pendingSeq(), true) : null;
  }

  private void reply(StreamEdit stream, StreamIds.Id next) {
    c.reply().array(3);
    StreamIds.reply(c, next.ms(), next.seq());
    c.reply().array(claimed.size());
    for (StreamIds.Id id : claimed) {
      if (justIds) {
        StreamIds.reply(c, id.ms(), id.seq());
      } else {
        stream.find(id.ms(), id.seq());
        Streams.reply(c, stream);
      }
    }
    c.reply().array(deleted.size());
    for (StreamIds.Id id : deleted) {
      StreamIds.reply(c, id.ms(), id.seq());
    }
  }
}
