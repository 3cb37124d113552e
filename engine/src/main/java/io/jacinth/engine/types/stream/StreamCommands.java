package io.jacinth.engine.types.stream;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.BLOCKING;
import static io.jacinth.engine.command.Flags.DENYOOM;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.READONLY;
import static io.jacinth.engine.command.Flags.WRITE;
import static io.jacinth.engine.command.Keys.ACCESS;
import static io.jacinth.engine.command.Keys.DELETE;
import static io.jacinth.engine.command.Keys.RO;
import static io.jacinth.engine.command.Keys.RW;
import static io.jacinth.engine.command.Keys.UPDATE;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.KeySpec;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.resp.Argv;
import io.jacinth.store.StreamEdit;
import io.jacinth.store.StreamView;
import io.jacinth.store.ValueTypes;
import org.jspecify.annotations.Nullable;

/** Streams: adding, reading and removing entries. */
public final class StreamCommands {
  private static final Keys READ = Keys.at(1, RO | ACCESS);
  private static final String PER_RANGE = "O(N) where N is the number of entries returned";
  private static final String VARYING = "nondeterministic_output";

  public static final CommandFamily FAMILY =
      family(Group.STREAM)
          .row(
              "XADD",
              arity(-5),
              WRITE | DENYOOM | FAST,
              Keys.at(1, RW | UPDATE)
                  .note("UPDATE instead of INSERT because of the optional trimming feature"),
              StreamCommands::add,
              doc(
                  "5.0.0",
                  "O(1), and O(N) for N entries that are trimmed",
                  "key [NOMKSTREAM^6.2.0] [trim={strategy=<MAXLEN | MINID^6.2.0>"
                      + " [operator=<equal== | approximately=~>] threshold [LIMIT^6.2.0"
                      + " count]}] id_or_auto=<auto_id=* | id> field_value={field value}"
                      + " [field_value ...]",
                  "Adds an entry to a stream.",
                  VARYING))
          .row(
              "XLEN",
              arity(2),
              READONLY | FAST,
              Keys.at(1, RO),
              StreamCommands::length,
              doc("5.0.0", "O(1)", "key", "Returns how many entries a stream has."))
          .row(
              "XRANGE",
              arity(-4),
              READONLY,
              READ,
              c -> range(c, false),
              doc(
                  "5.0.0",
                  PER_RANGE,
                  "key start/string end/string [COUNT count]",
                  "Returns the entries whose ids are within a range."))
          .row(
              "XREVRANGE",
              arity(-4),
              READONLY,
              READ,
              c -> range(c, true),
              doc(
                  "5.0.0",
                  PER_RANGE,
                  "key end/string start/string [COUNT count]",
                  "Returns the entries whose ids are within a range, the last one first."))
          .row(
              "XREAD",
              arity(-4),
              READONLY | BLOCKING,
              Keys.of(KeySpec.keyword("STREAMS", 1, -1, 2, RO | ACCESS)),
              StreamReads::read,
              doc(
                  "5.0.0",
                  PER_RANGE,
                  "[COUNT count] [BLOCK milliseconds] STREAMS {key [key ...] id [id ...]}",
                  "Returns entries of several streams behind given ids, and waits for some."))
          .row(
              "XDEL",
              arity(-3),
              WRITE | FAST,
              Keys.at(1, RW | DELETE),
              StreamCommands::delete,
              doc(
                  "5.0.0",
                  "O(1) for every entry",
                  "key id [id ...]",
                  "Removes entries and counts those that were there."))
          .row(
              "XTRIM",
              arity(-4),
              WRITE,
              Keys.at(1, RW | DELETE),
              StreamCommands::trim,
              doc(
                  "5.0.0",
                  "O(N) where N is the number of entries removed",
                  "key trim={strategy=<MAXLEN | MINID^6.2.0> [operator=<equal== |"
                      + " approximately=~>] threshold [LIMIT^6.2.0 count]}",
                  "Removes the oldest entries of a stream.",
                  VARYING))
          .row(
              "XSETID",
              arity(-3),
              WRITE | DENYOOM | FAST,
              Keys.at(1, RW | UPDATE),
              StreamCommands::setId,
              doc(
                  "5.0.0",
                  "O(1)",
                  "key last-id [ENTRIESADDED^7.0.0 entries_added/integer]"
                      + " [MAXDELETEDID^7.0.0 max_deleted_entry_id]",
                  "Sets what a stream notes about its past."));

  private StreamCommands() {}

  /** Fields and values in a command's words. */
  private static final class Words implements StreamEdit.Words {
    private final Argv argv;
    private final int from;

    Words(Argv argv, int from) {
      this.argv = argv;
      this.from = from;
    }

    @Override
    public int count() {
      return argv.count() - from;
    }

    @Override
    public byte[] array(int i) {
      return argv.array();
    }

    @Override
    public int offset(int i) {
      return argv.offset(from + i);
    }

    @Override
    public int length(int i) {
      return argv.length(from + i);
    }
  }

  private static Outcome add(Call c) {
    Trim options = Trim.read(c, true);
    if (options == null) {
      return Outcome.DONE;
    }
    int fields = c.count() - options.idAt() - 1;
    if (fields < 2 || fields % 2 == 1) {
      return c.error("ERR wrong number of arguments for 'xadd' command");
    }
    StreamIds.Id asked = options.id();
    if (asked != null && asked.hasSeq() && asked.isZero()) {
      return c.error("ERR The ID specified in XADD must be greater than 0-0");
    }
    WriteDoor door = Streams.write(c, 1);
    if (door == null) {
      return Outcome.DONE;
    }
    if (!door.exists() && !options.mayCreate()) {
      door.unchanged();
      return c.nothing();
    }
    StreamEdit stream = Streams.edit(c, door);
    StreamIds.Id id = newId(c, stream, asked);
    if (id == null) {
      door.unchanged();
      return Outcome.DONE;
    }
    if (!stream.exists()) {
      stream.create();
    }
    stream.append(id.ms(), id.seq(), new Words(c.argv(), options.idAt() + 1));
    StreamIds.reply(c, id.ms(), id.seq());
    boolean trimmed = options.apply(stream) > 0;
    options.propagate(stream, asked == null || !asked.hasSeq() ? id : null);
    door.commit(EventClass.STREAM, "xadd");
    if (trimmed) {
      door.alsoEvent(EventClass.STREAM, "xtrim");
    }
    c.engine()
        .blocking()
        .ready(c.db(), ValueTypes.STREAM, c.argv().array(), c.argv().offset(1), c.argv().length(1));
    return Outcome.DONE;
  }

  /** The id of an entry that is added; null after an error reply. */
  private static StreamIds.@Nullable Id newId(
      Call c, StreamView stream, StreamIds.@Nullable Id asked) {
    long lastMs = stream.exists() ? stream.lastMs() : 0;
    long lastSeq = stream.exists() ? stream.lastSeq() : 0;
    if (lastMs == -1 && lastSeq == -1) {
      c.error("ERR The stream has exhausted the last possible ID, unable to add more items");
      return null;
    }
    StreamIds.Id last = new StreamIds.Id(lastMs, lastSeq, true);
    StreamIds.Id id = asked;
    if (id == null) {
      long now = c.wallMs();
      id = Long.compareUnsigned(now, lastMs) > 0 ? new StreamIds.Id(now, 0, true) : last.next();
    } else if (!id.hasSeq() && id.ms() == lastMs) {
      id = lastSeq == -1 ? last : last.next();
    }
    if (id.compare(lastMs, lastSeq) <= 0) {
      c.error("ERR The ID specified in XADD is equal or smaller than the target stream top item");
      return null;
    }
    return id;
  }

  private static Outcome length(Call c) {
    StreamView stream = Streams.read(c, 1);
    return stream == null ? Outcome.DONE : c.integer(stream.length());
  }

  private static Outcome range(Call c, boolean reverse) {
    StreamIds.Id from = StreamIds.end(c, reverse ? 3 : 2, true);
    StreamIds.Id to = from == null ? null : StreamIds.end(c, reverse ? 2 : 3, false);
    if (from == null || to == null) {
      return Outcome.DONE;
    }
    long count = Long.MAX_VALUE;
    for (int i = 4; i < c.count(); i += 2) {
      if (!c.argv().is(i, "COUNT") || i + 1 == c.count()) {
        return c.syntaxError();
      }
      if (!c.argv().readLong(i + 1)) {
        return c.notAnInteger();
      }
      count = Math.max(0, c.argv().longValue());
    }
    StreamView stream = Streams.read(c, 1);
    if (stream == null) {
      return Outcome.DONE;
    }
    if (!stream.exists()) {
      c.reply().array(0);
    } else if (count == 0) {
      c.reply().nullArray();
    } else {
      stream.range(from.ms(), from.seq(), to.ms(), to.seq(), reverse);
      Streams.replyRange(c, stream, count);
    }
    return Outcome.DONE;
  }

  private static Outcome delete(Call c) {
    WriteDoor door = Streams.write(c, 1);
    if (door == null) {
      return Outcome.DONE;
    }
    if (!door.exists()) {
      door.unchanged();
      return c.integer(0);
    }
    StreamIds.Id[] ids = new StreamIds.Id[c.count() - 2];
    for (int i = 0; i < ids.length; i++) {
      StreamIds.Id id = StreamIds.strict(c, i + 2, 0);
      if (id == null) {
        door.unchanged();
        return Outcome.DONE;
      }
      ids[i] = id;
    }
    StreamEdit stream = Streams.edit(c, door);
    int deleted = 0;
    for (StreamIds.Id id : ids) {
      if (stream.delete(id.ms(), id.seq())) {
        if (id.compare(stream.deletedMs(), stream.deletedSeq()) > 0) {
          stream.setDeleted(id.ms(), id.seq());
        }
        deleted++;
      }
    }
    if (deleted == 0) {
      door.unchanged();
    } else {
      stream.findFirst();
      door.commit(EventClass.STREAM, "xdel", deleted);
    }
    return c.integer(deleted);
  }

  private static Outcome trim(Call c) {
    Trim options = Trim.read(c, false);
    WriteDoor door = options == null ? null : Streams.write(c, 1);
    if (options == null || door == null) {
      return Outcome.DONE;
    }
    if (!door.exists()) {
      door.unchanged();
      return c.integer(0);
    }
    StreamEdit stream = Streams.edit(c, door);
    long deleted = options.apply(stream);
    if (deleted == 0) {
      door.unchanged();
      return c.integer(0);
    }
    options.propagate(stream, null);
    door.commit(EventClass.STREAM, "xtrim", deleted);
    return c.integer(deleted);
  }

  private static Outcome setId(Call c) {
    StreamIds.Id id = StreamIds.strict(c, 2, 0);
    if (id == null) {
      return Outcome.DONE;
    }
    StreamIds.Id deleted = StreamIds.Id.MIN;
    long added = -1;
    for (int i = 3; i < c.count(); i += 2) {
      boolean more = i + 1 < c.count();
      if (more && c.argv().is(i, "ENTRIESADDED")) {
        if (!c.argv().readLong(i + 1)) {
          return c.notAnInteger();
        }
        added = c.argv().longValue();
        if (added < 0) {
          return c.error("ERR entries_added must be positive");
        }
      } else if (more && c.argv().is(i, "MAXDELETEDID")) {
        StreamIds.Id given = StreamIds.strict(c, i + 1, 0);
        if (given == null) {
          return Outcome.DONE;
        }
        if (id.compare(given.ms(), given.seq()) < 0) {
          return c.error(
              "ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id");
        }
        deleted = given;
      } else {
        return c.syntaxError();
      }
    }
    WriteDoor door = Streams.write(c, 1);
    if (door == null) {
      return Outcome.DONE;
    }
    String refusal = door.exists() ? "" : "ERR no such key";
    StreamEdit stream = Streams.edit(c, door);
    if (refusal.isEmpty()) {
      refusal = refusal(stream, id, added);
    }
    if (!refusal.isEmpty()) {
      door.unchanged();
      return c.error(refusal);
    }
    stream.setLast(id.ms(), id.seq());
    if (added != -1) {
      stream.setEntriesAdded(added);
    }
    if (!deleted.isZero()) {
      stream.setDeleted(deleted.ms(), deleted.seq());
    }
    door.commitUnwatched(1);
    door.alsoEvent(EventClass.STREAM, "xsetid");
    return c.ok();
  }

  private static String refusal(StreamEdit stream, StreamIds.Id id, long added) {
    if (stream.length() > 0) {
      stream.range(0, 0, -1, -1, true);
      if (stream.next() && id.compare(stream.ms(), stream.seq()) < 0) {
        return "ERR The ID specified in XSETID is smaller than the target stream top item";
      }
      if (added != -1 && stream.length() > added) {
        return "ERR The entries_added specified in XSETID is smaller than the target stream length";
      }
    }
    return "";
  }
}
