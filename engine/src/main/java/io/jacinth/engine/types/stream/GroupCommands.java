package io.jacinth.engine.types.stream;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.BLOCKING;
import static io.jacinth.engine.command.Flags.DENYOOM;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.LOADING;
import static io.jacinth.engine.command.Flags.READONLY;
import static io.jacinth.engine.command.Flags.STALE;
import static io.jacinth.engine.command.Flags.WRITE;
import static io.jacinth.engine.command.Keys.ACCESS;
import static io.jacinth.engine.command.Keys.DELETE;
import static io.jacinth.engine.command.Keys.INSERT;
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
import io.jacinth.store.GroupEdit;
import io.jacinth.store.GroupView;
import io.jacinth.store.StreamEdit;
import io.jacinth.store.ValueTypes;

/** Streams: consumer groups and what is pending in them. */
public final class GroupCommands {
  public static final CommandFamily FAMILY =
      family(Group.STREAM)
          .container("XGROUP", arity(-2), doc("5.0.0", "Depends", "", "Groups of consumers."))
          .row(
              "XGROUP|CREATE",
              arity(-5),
              WRITE | DENYOOM,
              Keys.at(2, RW | INSERT),
              c -> withOptions(c, true),
              doc(
                  "5.0.0",
                  "O(1)",
                  "key groupname <id | new_id=$> [MKSTREAM] [ENTRIESREAD"
                      + " entries_read/integer]",
                  "Makes a group of consumers."))
          .row(
              "XGROUP|SETID",
              arity(-5),
              WRITE,
              Keys.at(2, RW | UPDATE),
              c -> withOptions(c, false),
              doc(
                  "5.0.0",
                  "O(1)",
                  "key groupname <id | new_id=$> [ENTRIESREAD entries_read/integer]",
                  "Sets the last id that was delivered to a group."))
          .row(
              "XGROUP|DESTROY",
              arity(4),
              WRITE,
              Keys.at(2, RW | DELETE),
              GroupCommands::destroy,
              doc("5.0.0", "O(N) with N pending entries", "key groupname", "Removes a group."))
          .row(
              "XGROUP|CREATECONSUMER",
              arity(5),
              WRITE | DENYOOM,
              Keys.at(2, RW | INSERT),
              GroupCommands::createConsumer,
              doc("6.2.0", "O(1)", "key groupname consumername", "Makes a consumer."))
          .row(
              "XGROUP|DELCONSUMER",
              arity(5),
              WRITE,
              Keys.at(2, RW | DELETE),
              GroupCommands::deleteConsumer,
              doc("5.0.0", "O(1)", "key groupname consumername", "Removes a consumer."))
          .row(
              "XGROUP|HELP",
              arity(2),
              LOADING | STALE,
              Keys.none(),
              GroupCommands::help,
              doc("5.0.0", "O(1)", "", "Explains the subcommands."))
          .row(
              "XREADGROUP",
              arity(-7),
              WRITE | BLOCKING,
              Keys.of(KeySpec.keyword("STREAMS", 4, -1, 2, RO | ACCESS)),
              GroupReads::read,
              doc(
                  "5.0.0",
                  "O(N) where N is the number of entries returned",
                  "group_consumer=GROUP {group consumer} [COUNT count] [BLOCK"
                      + " milliseconds] [NOACK] STREAMS {key [key ...] id [id ...]}",
                  "Returns entries that no consumer of a group has got yet, or those pending."))
          .row(
              "XACK",
              arity(-4),
              WRITE | FAST,
              Keys.at(1, RW | UPDATE),
              GroupCommands::acknowledge,
              doc(
                  "5.0.0",
                  "O(1) for every id",
                  "key group id [id ...]",
                  "Counts entries that are pending no more because a consumer is done."))
          .row(
              "XCLAIM",
              arity(-6),
              WRITE | FAST,
              Keys.at(1, RW | UPDATE),
              Claim::run,
              doc(
                  "5.0.0",
                  "O(log N) with N pending entries",
                  "key group consumer min-idle-time id [id ...] [IDLE ms/integer] [TIME"
                      + " unix-time-milliseconds] [RETRYCOUNT count] [FORCE] [JUSTID] [LASTID"
                      + " id]",
                  "Makes pending entries another consumer's.",
                  "nondeterministic_output"))
          .row(
              "XAUTOCLAIM",
              arity(-6),
              WRITE | FAST,
              Keys.at(1, RW | DELETE),
              AutoClaim::run,
              doc(
                  "6.2.0",
                  "O(1) for a small count",
                  "key group consumer min-idle-time start/string [COUNT count] [JUSTID]",
                  "Makes entries that have been pending for long another consumer's.",
                  "nondeterministic_output"))
          .row(
              "XPENDING",
              arity(-3),
              READONLY,
              Keys.at(1, RO | ACCESS),
              Pending::run,
              doc(
                  "5.0.0",
                  "O(N) where N is the number of entries returned or, with IDLE, looked at; without"
                      + " a range, the number of consumers",
                  "key group [filters={[IDLE^6.2.0 min-idle-time/integer] start/string"
                      + " end/string count [consumer]}]",
                  "Tells what is pending in a group, in sum or entry by entry.",
                  "nondeterministic_output"));

  private GroupCommands() {}

  /** What is done with a group behind an open door. */
  private interface Change {
    /** Closes the door and replies. */
    Outcome apply(WriteDoor door, StreamEdit stream, GroupEdit group);
  }

  /** Finds the stream and, unless it need not be there, the group. */
  private static Outcome change(Call c, boolean groupNeeded, Change change) {
    WriteDoor door = Streams.write(c, 2);
    if (door == null) {
      return Outcome.DONE;
    }
    if (!door.exists()) {
      door.unchanged();
      return c.error(
          "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want"
              + " to use the MKSTREAM option to create an empty stream automatically.");
    }
    StreamEdit stream = Streams.edit(c, door);
    if (!find(c, stream.groups(), 3) && groupNeeded) {
      door.unchanged();
      return noGroup(c);
    }
    return change.apply(door, stream, stream.groups());
  }

  /** What subcommands answer when their group is not there. */
  static Outcome noGroup(Call c) {
    return c.error(
        "NOGROUP No such consumer group '" + c.quoted(3) + "' for key name '" + c.quoted(2) + "'");
  }

  /** What commands with key and group in front answer when one of them is not there. */
  static Outcome noKeyOrGroup(Call c) {
    return c.error(
        "NOGROUP No such key '" + c.quoted(1) + "' or consumer group '" + c.quoted(2) + "'");
  }

  /** Closes the door after a change of a group that has an event. */
  private static void commit(WriteDoor door, String event) {
    door.commitUnwatched(1);
    door.alsoEvent(EventClass.STREAM, event);
  }

  /** Closes the door after entries may have become pending, or a consumer have been made. */
  static void close(WriteDoor door, boolean isNewConsumer, long changes) {
    if (isNewConsumer) {
      door.commitUnwatched(1 + changes);
      door.alsoEvent(EventClass.STREAM, "xgroup-createconsumer");
    } else if (changes > 0) {
      door.commitUnwatched(changes);
    } else {
      door.unchangedButConverted();
    }
  }

  /** Goes to the group a word names. */
  static boolean find(Call c, GroupView groups, int i) {
    return groups.find(c.argv().array(), c.argv().offset(i), c.argv().length(i));
  }

  private static boolean findConsumer(Call c, GroupEdit group, int i) {
    return group.findConsumer(c.argv().array(), c.argv().offset(i), c.argv().length(i));
  }

  /** Goes to the consumer a word names, which is made if it is not there; whether it was made. */
  static boolean createConsumer(Call c, GroupEdit group, int i) {
    return group.createConsumer(
        c.argv().array(), c.argv().offset(i), c.argv().length(i), c.wallMs());
  }

  private static Outcome withOptions(Call c, boolean creates) {
    boolean makesStream = false;
    long read = -1;
    int i = 5;
    while (i < c.count()) {
      if (creates && c.argv().is(i, "MKSTREAM")) {
        makesStream = true;
        i++;
      } else if (c.argv().is(i, "ENTRIESREAD") && i + 1 < c.count()) {
        if (!c.argv().readLong(i + 1)) {
          return c.notAnInteger();
        }
        read = c.argv().longValue();
        if (read < -1) {
          return c.error("ERR value for ENTRIESREAD must be positive or -1");
        }
        i += 2;
      } else {
        return c.subcommandSyntax();
      }
    }
    long entriesRead = read;
    if (!makesStream) {
      return change(
          c, !creates, (door, stream, group) -> set(c, door, stream, creates, entriesRead));
    }
    WriteDoor door = Streams.write(c, 2);
    return door == null ? Outcome.DONE : set(c, door, Streams.edit(c, door), true, entriesRead);
  }

  /** XGROUP CREATE and SETID when the options are known. */
  private static Outcome set(
      Call c, WriteDoor door, StreamEdit stream, boolean creates, long entriesRead) {
    if (c.count() > (creates ? 8 : 7)) { // options given twice are judged as late as this
      door.unchanged();
      return c.subcommandSyntax();
    }
    StreamIds.Id id;
    if (c.argv().is(4, "$")) {
      id =
          stream.exists()
              ? new StreamIds.Id(stream.lastMs(), stream.lastSeq(), true)
              : StreamIds.Id.MIN;
    } else {
      id = creates ? StreamIds.strict(c, 4, 0) : StreamIds.loose(c, 4);
    }
    if (id == null) {
      door.unchanged();
      return Outcome.DONE;
    }
    GroupEdit group = stream.groups();
    if (!creates) {
      group.setLast(id.ms(), id.seq());
      group.setEntriesRead(entriesRead);
      commit(door, "xgroup-setid");
      return c.ok();
    }
    boolean isNewStream = !stream.exists();
    if (isNewStream) {
      stream.create();
    }
    boolean made =
        group.create(
            c.argv().array(),
            c.argv().offset(3),
            c.argv().length(3),
            id.ms(),
            id.seq(),
            entriesRead);
    if (!made) {
      door.unchanged();
      return c.error("BUSYGROUP Consumer Group name already exists");
    }
    if (isNewStream) {
      door.commit(EventClass.STREAM, "xgroup-create");
    } else {
      commit(door, "xgroup-create");
    }
    return c.ok();
  }

  private static Outcome destroy(Call c) {
    return change(
        c,
        false,
        (door, stream, group) -> {
          if (!find(c, group, 3)) {
            door.unchanged();
            return c.integer(0);
          }
          group.destroy();
          commit(door, "xgroup-destroy");
          c.engine()
              .blocking()
              .ready(
                  c.db(),
                  ValueTypes.STREAM,
                  c.argv().array(),
                  c.argv().offset(2),
                  c.argv().length(2));
          return c.integer(1);
        });
  }

  private static Outcome createConsumer(Call c) {
    return change(
        c,
        true,
        (door, stream, group) -> {
          boolean made = createConsumer(c, group, 4);
          if (made) {
            commit(door, "xgroup-createconsumer");
          } else {
            door.unchanged();
          }
          return c.integer(made ? 1 : 0);
        });
  }

  private static Outcome deleteConsumer(Call c) {
    return change(
        c,
        true,
        (door, stream, group) -> {
          if (!findConsumer(c, group, 4)) {
            door.unchanged();
            return c.integer(0);
          }
          int pending = group.deleteConsumer();
          commit(door, "xgroup-delconsumer");
          return c.integer(pending);
        });
  }

  private static Outcome acknowledge(Call c) {
    WriteDoor door = Streams.writeAsRead(c, 1);
    if (door == null) {
      return Outcome.DONE;
    }
    StreamEdit stream = Streams.edit(c, door);
    if (!find(c, stream.groups(), 2)) {
      door.unchanged();
      return c.integer(0);
    }
    StreamIds.Id[] ids = new StreamIds.Id[c.count() - 3];
    for (int i = 0; i < ids.length; i++) {
      StreamIds.Id id = StreamIds.strict(c, i + 3, 0);
      if (id == null) {
        door.unchanged();
        return Outcome.DONE;
      }
      ids[i] = id;
    }
    int done = 0;
    for (StreamIds.Id id : ids) {
      done += stream.groups().acknowledge(id.ms(), id.seq()) ? 1 : 0;
    }
    if (done == 0) {
      door.unchanged();
    } else {
      door.commitUnwatched(done);
    }
    return c.integer(done);
  }

  private static Outcome help(Call c) {
    return c.help(
        "CREATE <key> <groupname> <id|$> [option]",
        "    Create a new consumer group. Options are:",
        "    * MKSTREAM",
        "      Create the empty stream if it does not exist.",
        "    * ENTRIESREAD entries_read",
        "      Set the group's entries_read counter (internal use).",
        "CREATECONSUMER <key> <groupname> <consumer>",
        "    Create a new consumer in the specified group.",
        "DELCONSUMER <key> <groupname> <consumer>",
        "    Remove the specified consumer.",
        "DESTROY <key> <groupname>",
        "    Remove the specified group.",
        "SETID <key> <groupname> <id|$> [ENTRIESREAD entries_read]",
        "    Set the current group ID and entries_read counter.");
  }
}
