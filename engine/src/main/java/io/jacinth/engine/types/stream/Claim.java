package io.jacinth.engine.types.stream;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.GroupEdit;
import io.jacinth.store.StreamEdit;
import java.util.ArrayList;
import java.util.List;

/** XCLAIM: pending entries become another consumer's; also how replicas learn what is pending. */
final class Claim {
  private final Call c;
  private final List<StreamIds.Id> ids = new ArrayList<>();
  private long idleMin;
  private long deliveredWallMs = -1;
  private long deliveries = -1;
  private boolean force;
  private boolean justIds;
  private StreamIds.Id last = StreamIds.Id.MIN;
  private boolean tellsLast;
  private long changes;

  private Claim(Call c) {
    this.c = c;
  }

  static Outcome run(Call c) {
    WriteDoor door = Streams.writeAsRead(c, 1);
    if (door == null) {
      return Outcome.DONE;
    }
    StreamEdit stream = Streams.edit(c, door);
    Claim claim = new Claim(c);
    if (!stream.exists() || !GroupCommands.find(c, stream.groups(), 2)) {
      door.unchanged();
      return GroupCommands.noKeyOrGroup(c);
    }
    if (!claim.readWords()) {
      door.unchanged();
      return Outcome.DONE;
    }
    claim.apply(door, stream);
    return Outcome.DONE;
  }

  /** False after an error reply. */
  private boolean readWords() {
    if (!c.argv().readLong(4)) {
      return wrong("Invalid min-idle-time argument for XCLAIM");
    }
    idleMin = Math.max(0, c.argv().longValue());
    int i = 5;
    for (; i < c.count(); i++) {
      StreamIds.Id id = StreamIds.quietly(c, i);
      if (id == null) {
        break;
      }
      ids.add(id);
    }
    for (; i < c.count(); i++) {
      boolean more = i + 1 < c.count();
      if (c.argv().is(i, "FORCE")) {
        force = true;
      } else if (c.argv().is(i, "JUSTID")) {
        justIds = true;
      } else if (more && c.argv().is(i, "LASTID")) {
        StreamIds.Id id = StreamIds.strict(c, ++i, 0);
        if (id == null) {
          return false;
        }
        last = id;
      } else if (!more) {
        return wrong("Unrecognized XCLAIM option '" + c.quoted(i) + "'");
      } else if (!number(i++)) {
        return false;
      }
    }
    return true;
  }

  private boolean number(int option) {
    String name = null;
    for (String known : List.of("IDLE", "TIME", "RETRYCOUNT")) {
      name = c.argv().is(option, known) ? known : name;
    }
    if (name == null) {
      return wrong("Unrecognized XCLAIM option '" + c.quoted(option) + "'");
    }
    if (!c.argv().readLong(option + 1)) {
      return wrong("Invalid " + name + " option argument for XCLAIM");
    }
    long value = c.argv().longValue();
    switch (name) {
      case "IDLE" -> deliveredWallMs = c.wallMs() - value;
      case "TIME" -> deliveredWallMs = value;
      default -> deliveries = value;
    }
    return true;
  }

  private boolean wrong(String text) {
    c.error("ERR " + text);
    return false;
  }

  private void apply(WriteDoor door, StreamEdit stream) {
    GroupEdit group = stream.groups();
    long now = c.wallMs();
    c.effects();
    if (last.compare(group.lastMs(), group.lastSeq()) > 0) {
      group.setLast(last.ms(), last.seq());
      tellsLast = true;
    }
    if (deliveredWallMs < 0 || deliveredWallMs > now) {
      deliveredWallMs = now;
    }
    boolean isNew = GroupCommands.createConsumer(c, group, 3);
    group.setSeen(now);
    long consumer = group.consumerKey();
    long start = c.reply().beginDeferred();
    long claimed = 0;
    for (StreamIds.Id id : ids) {
      group.goToConsumer(consumer);
      claimed += claim(stream, group, id, now) ? 1 : 0;
    }
    c.reply().endDeferred(start, ReplyBuffer.Aggregate.ARRAY, claimed);
    if (tellsLast) {
      Progress.propagateLast(c, 1, 2, group);
      changes++;
    }
    GroupCommands.close(door, isNew, changes);
  }

  private boolean claim(StreamEdit stream, GroupEdit group, StreamIds.Id id, long now) {
    boolean isPending = group.findPending(id.ms(), id.seq());
    if (!stream.find(id.ms(), id.seq())) {
      if (isPending) {
        long mine = group.consumerKey();
        group.goToConsumer(group.pendingConsumer());
        Progress.propagateClaim(c, 1, 2, group, group.consumerName());
        group.goToConsumer(mine);
        group.acknowledge(id.ms(), id.seq());
        tellsLast = false;
        changes++;
      }
      return false;
    }
    if (!isPending && !force || isPending && idleMin > now - group.deliveredWallMs()) {
      return false;
    }
    long before = isPending ? group.deliveries() : 1;
    long after = deliveries >= 0 ? deliveries : justIds ? before : before + 1;
    group.addPending(id.ms(), id.seq(), deliveredWallMs, after);
    if (justIds) {
      StreamIds.reply(c, id.ms(), id.seq());
    } else {
      Streams.reply(c, stream);
    }
    group.setActive(now);
    Progress.propagateClaim(c, 1, 2, group, group.consumerName());
    tellsLast = false;
    changes++;
    return true;
  }
}
