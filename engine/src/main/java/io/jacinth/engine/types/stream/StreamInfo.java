package io.jacinth.engine.types.stream;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.LOADING;
import static io.jacinth.engine.command.Flags.READONLY;
import static io.jacinth.engine.command.Flags.STALE;
import static io.jacinth.engine.command.Keys.ACCESS;
import static io.jacinth.engine.command.Keys.RO;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.GroupView;
import io.jacinth.store.StreamView;
import org.jspecify.annotations.Nullable;

/** XINFO. */
public final class StreamInfo {
  private static final Keys KEY = Keys.at(2, RO | ACCESS);
  private static final long COUNT_DEFAULT = 10;

  public static final CommandFamily FAMILY =
      family(Group.STREAM)
          .container("XINFO", arity(-2), doc("5.0.0", "Depends", "", "What a stream consists of."))
          .row(
              "XINFO|STREAM",
              arity(-3),
              READONLY,
              KEY,
              StreamInfo::stream,
              doc(
                  "5.0.0",
                  "O(1)",
                  "key [FULL {[COUNT count]}]",
                  "Tells what a stream notes of itself, or all of it with its groups."))
          .row(
              "XINFO|GROUPS",
              arity(3),
              READONLY,
              KEY,
              StreamInfo::groups,
              doc("5.0.0", "O(1)", "key", "Lists the groups of a stream."))
          .row(
              "XINFO|CONSUMERS",
              arity(4),
              READONLY,
              KEY,
              StreamInfo::consumers,
              doc(
                  "5.0.0",
                  "O(1)",
                  "key groupname",
                  "Lists the consumers of a group.",
                  "nondeterministic_output"))
          .row(
              "XINFO|HELP",
              arity(2),
              LOADING | STALE,
              Keys.none(),
              StreamInfo::help,
              doc("5.0.0", "O(1)", "", "Explains the subcommands."));

  private final Call c;
  private final ReplyBuffer reply;

  /** How many entries, of each kind, are listed at most. */
  private final long count;

  private StreamInfo(Call c, long count) {
    this.c = c;
    this.count = count == 0 ? Long.MAX_VALUE : count;
    reply = c.reply();
  }

  /** The stream, which must be there; null after an error reply. */
  private static @Nullable StreamView find(Call c) {
    StreamView stream = Streams.read(c, 2);
    if (stream != null && !stream.exists()) {
      c.error("ERR no such key");
      return null;
    }
    return stream;
  }

  private static Outcome stream(Call c) {
    StreamView stream = find(c);
    if (stream == null) {
      return Outcome.DONE;
    }
    long count = COUNT_DEFAULT;
    boolean isFull = c.count() > 3;
    if (isFull) {
      boolean counts = c.count() == 6;
      if (!counts && c.count() != 4
          || !c.argv().is(3, "FULL")
          || counts && !c.argv().is(4, "COUNT")) {
        return c.subcommandSyntax();
      }
      if (counts && !c.argv().readLong(5)) {
        return c.notAnInteger();
      }
      count = counts && c.argv().longValue() >= 0 ? c.argv().longValue() : COUNT_DEFAULT;
    }
    new StreamInfo(c, count).stream(stream, isFull);
    return Outcome.DONE;
  }

  private void field(String name, long value) {
    reply.bulk(name);
    reply.integer(value);
  }

  private void field(String name, long ms, long seq) {
    reply.bulk(name);
    StreamIds.reply(c, ms, seq);
  }

  private void stream(StreamView stream, boolean isFull) {
    reply.map(isFull ? 9 : 10);
    field("length", stream.length());
    field("radix-tree-keys", stream.nodeCount());
    field("radix-tree-nodes", RadixNodes.of(stream));
    field("last-generated-id", stream.lastMs(), stream.lastSeq());
    field("max-deleted-entry-id", stream.deletedMs(), stream.deletedSeq());
    field("entries-added", stream.entriesAdded());
    field("recorded-first-entry-id", stream.firstMs(), stream.firstSeq());
    if (!isFull) {
      field("groups", stream.groupCount());
      edge(stream, "first-entry", false);
      edge(stream, "last-entry", true);
      return;
    }
    reply.bulk("entries");
    stream.range(0, 0, -1, -1, false);
    Streams.replyRange(c, stream, count);
    reply.bulk("groups");
    reply.array(stream.groupCount());
    for (byte[] name : Names.groups(stream.groups())) {
      stream.groups().find(name, 0, name.length);
      wholeGroup(stream, stream.groups());
    }
  }

  private void edge(StreamView stream, String name, boolean isLast) {
    reply.bulk(name);
    stream.range(0, 0, -1, -1, isLast);
    if (stream.next()) {
      Streams.reply(c, stream);
    } else {
      reply.nullValue();
    }
  }

  /** How far the group has come. */
  private void progress(StreamView stream, GroupView group) {
    field("last-delivered-id", group.lastMs(), group.lastSeq());
    known("entries-read", group.entriesRead(), group.entriesRead() != Progress.UNKNOWN);
    long behind = Progress.behind(stream, group.lastMs(), group.lastSeq(), group.entriesRead());
    known("lag", stream.entriesAdded() - behind, behind != Progress.UNKNOWN);
  }

  private void known(String name, long value, boolean isKnown) {
    reply.bulk(name);
    if (isKnown) {
      reply.integer(value);
    } else {
      reply.nullValue();
    }
  }

  private void wholeGroup(StreamView stream, GroupView group) {
    reply.map(7);
    reply.bulk("name");
    reply.bulk(group.name());
    progress(stream, group);
    field("pel-count", group.pendingCount());
    reply.bulk("pending");
    reply.array(Math.min(count, group.pendingCount()));
    boolean more = group.pendingFrom(0, 0);
    for (long i = 0; more && i < count; i++) {
      reply.array(4);
      StreamIds.reply(c, group.pendingMs(), group.pendingSeq());
      group.goToConsumer(group.pendingConsumer());
      reply.bulk(group.consumerName());
      reply.integer(group.deliveredWallMs());
      reply.integer(group.deliveries());
      more = group.nextPending();
    }
    reply.bulk("consumers");
    reply.array(group.consumerCount());
    for (byte[] name : Names.consumers(group)) {
      group.findConsumer(name, 0, name.length);
      wholeConsumer(name, group);
    }
  }

  private void wholeConsumer(byte[] name, GroupView group) {
    reply.map(5);
    reply.bulk("name");
    reply.bulk(name);
    field("seen-time", group.seenWallMs());
    field("active-time", group.activeWallMs());
    field("pel-count", group.ownCount());
    reply.bulk("pending");
    reply.array(Math.min(count, group.ownCount()));
    boolean more = group.ownFrom(0, 0);
    for (long i = 0; more && i < count; i++) {
      reply.array(3);
      StreamIds.reply(c, group.pendingMs(), group.pendingSeq());
      reply.integer(group.deliveredWallMs());
      reply.integer(group.deliveries());
      more = group.nextOwn();
    }
  }

  private static Outcome groups(Call c) {
    StreamView stream = find(c);
    if (stream == null) {
      return Outcome.DONE;
    }
    StreamInfo info = new StreamInfo(c, 0);
    GroupView group = stream.groups();
    c.reply().array(stream.groupCount());
    for (byte[] name : Names.groups(group)) {
      group.find(name, 0, name.length);
      c.reply().map(6);
      c.reply().bulk("name");
      c.reply().bulk(name);
      info.field("consumers", group.consumerCount());
      info.field("pending", group.pendingCount());
      info.progress(stream, group);
    }
    return Outcome.DONE;
  }

  private static Outcome consumers(Call c) {
    StreamView stream = find(c);
    if (stream == null) {
      return Outcome.DONE;
    }
    GroupView group = stream.groups();
    if (!GroupCommands.find(c, group, 3)) {
      return GroupCommands.noGroup(c);
    }
    StreamInfo info = new StreamInfo(c, 0);
    c.reply().array(group.consumerCount());
    for (byte[] name : Names.consumers(group)) {
      group.findConsumer(name, 0, name.length);
      long active = group.activeWallMs();
      c.reply().map(4);
      c.reply().bulk("name");
      c.reply().bulk(name);
      info.field("pending", group.ownCount());
      info.field("idle", Math.max(0, c.wallMs() - group.seenWallMs()));
      info.field("inactive", active == -1 ? -1 : c.wallMs() - active);
    }
    return Outcome.DONE;
  }

  private static Outcome help(Call c) {
    return c.help(
        "CONSUMERS <key> <groupname>",
        "    Show consumers of <groupname>.",
        "GROUPS <key>",
        "    Show the stream consumer groups.",
        "STREAM <key> [FULL [COUNT <count>]",
        "    Show information about the stream.");
  }
}
