package io.jacinth.engine.types.set;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.DENYOOM;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.READONLY;
import static io.jacinth.engine.command.Flags.WRITE;
import static io.jacinth.engine.command.Keys.ACCESS;
import static io.jacinth.engine.command.Keys.DELETE;
import static io.jacinth.engine.command.Keys.INSERT;
import static io.jacinth.engine.command.Keys.OW;
import static io.jacinth.engine.command.Keys.RO;
import static io.jacinth.engine.command.Keys.RW;
import static io.jacinth.engine.command.Keys.UPDATE;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.engine.types.Items;
import io.jacinth.engine.types.TypedKeys;
import io.jacinth.store.SetEdit;
import io.jacinth.store.SetView;
import io.jacinth.store.ValueTypes;

/** Sets. */
public final class SetCommands {
  private static final int READS = READONLY | FAST;
  private static final Keys READ = Keys.at(1, RO | ACCESS);
  private static final Keys LOOK = Keys.at(1, RO);
  private static final Keys SOURCES = Keys.toEnd(1, 1, RO | ACCESS);
  private static final Keys STORED_SOURCES = Keys.toEnd(2, 1, RO | ACCESS);
  private static final String PER_MEMBER = "O(N) where N is the number of members given";
  private static final String PER_SIZE = "O(N) where N is the size of the set";
  private static final String PER_ALL = "O(N) where N is the number of members of all sets";
  private static final String PER_SMALLEST =
      "O(N*M) where N is the size of the smallest set and M is the number of sets";
  private static final String UNORDERED = "nondeterministic_output_order";
  private static final String VARYING = "nondeterministic_output";

  public static final CommandFamily FAMILY =
      family(Group.SET)
          .row(
              "SADD",
              arity(-3),
              WRITE | DENYOOM | FAST,
              Keys.at(1, RW | INSERT),
              SetCommands::add,
              doc("1.0.0", PER_MEMBER, "key member [member ...]", "Adds members to a set."))
          .row(
              "SREM",
              arity(-3),
              WRITE | FAST,
              Keys.at(1, RW | DELETE),
              SetCommands::remove,
              doc(
                  "1.0.0",
                  PER_MEMBER,
                  "key member [member ...]",
                  "Removes members, and the set with its last one."))
          .row(
              "SMOVE",
              arity(4),
              WRITE | FAST,
              Keys.at(1, RW | ACCESS | DELETE).and(Keys.at(2, RW | INSERT)),
              SetCommands::move,
              doc(
                  "1.0.0",
                  "O(1)",
                  "source destination member",
                  "Takes a member out of one set and puts it into another."))
          .row(
              "SISMEMBER",
              arity(3),
              READS,
              LOOK,
              SetCommands::isMember,
              doc("1.0.0", "O(1)", "key member", "Tells whether a member is in a set."))
          .row(
              "SMISMEMBER",
              arity(-3),
              READS,
              READ,
              SetCommands::areMembers,
              doc(
                  "6.2.0",
                  PER_MEMBER,
                  "key member [member ...]",
                  "Tells of each member whether it is in a set."))
          .row(
              "SCARD",
              arity(2),
              READS,
              LOOK,
              SetCommands::size,
              doc("1.0.0", "O(1)", "key", "Returns how many members a set has."))
          .row(
              "SPOP",
              arity(-2),
              WRITE | FAST,
              Keys.at(1, RW | ACCESS | DELETE),
              SetPop::pop,
              doc(
                  "1.0.0",
                  "O(N) where N is the number of members returned",
                  "key [count^3.2.0]",
                  "Removes random members and returns them.",
                  VARYING))
          .row(
              "SRANDMEMBER",
              arity(-2),
              READONLY,
              READ,
              new SetRandom()::run,
              doc(
                  "1.0.0",
                  "O(N) where N is the number of members returned",
                  "key [count^2.6.0]",
                  "Returns random members.",
                  VARYING))
          .row(
              "SMEMBERS",
              arity(2),
              READONLY,
              READ,
              SetCommands::members,
              doc("1.0.0", PER_SIZE, "key", "Returns all members of a set.", UNORDERED))
          .row(
              "SINTER",
              arity(-2),
              READONLY,
              SOURCES,
              SetAlgebra::inter,
              doc(
                  "1.0.0",
                  PER_SMALLEST,
                  "key [key ...]",
                  "Returns the members that all sets have in common.",
                  UNORDERED))
          .row(
              "SINTERCARD",
              arity(-3),
              READONLY,
              Keys.counted(1, RO | ACCESS),
              SetAlgebra::interCard,
              doc(
                  "7.0.0",
                  PER_SMALLEST,
                  "numkeys key [key ...] [LIMIT limit/integer]",
                  "Counts the members that all sets have in common."))
          .row(
              "SINTERSTORE",
              arity(-3),
              WRITE | DENYOOM,
              Keys.at(1, RW | UPDATE).and(STORED_SOURCES),
              SetAlgebra::interStore,
              doc(
                  "1.0.0",
                  PER_SMALLEST,
                  "destination key [key ...]",
                  "Stores the members that all sets have in common."))
          .row(
              "SUNION",
              arity(-2),
              READONLY,
              SOURCES,
              SetAlgebra::union,
              doc(
                  "1.0.0",
                  PER_ALL,
                  "key [key ...]",
                  "Returns the members that any of the sets has.",
                  UNORDERED))
          .row(
              "SUNIONSTORE",
              arity(-3),
              WRITE | DENYOOM,
              Keys.at(1, OW | UPDATE).and(STORED_SOURCES),
              SetAlgebra::unionStore,
              doc(
                  "1.0.0",
                  PER_ALL,
                  "destination key [key ...]",
                  "Stores the members that any of the sets has."))
          .row(
              "SDIFF",
              arity(-2),
              READONLY,
              SOURCES,
              SetAlgebra::diff,
              doc(
                  "1.0.0",
                  PER_ALL,
                  "key [key ...]",
                  "Returns the members of the first set that no other one has.",
                  UNORDERED))
          .row(
              "SDIFFSTORE",
              arity(-3),
              WRITE | DENYOOM,
              Keys.at(1, OW | UPDATE).and(STORED_SOURCES),
              SetAlgebra::diffStore,
              doc(
                  "1.0.0",
                  PER_ALL,
                  "destination key [key ...]",
                  "Stores the members of the first set that no other one has."))
          .row(
              "SSCAN",
              arity(-3),
              READONLY,
              READ,
              new SetScan()::scan,
              doc(
                  "2.8.0",
                  "O(1) for every call, O(N) for a whole iteration",
                  "key cursor [MATCH pattern] [COUNT count]",
                  "Returns some members and the cursor to go on with.",
                  VARYING));

  private SetCommands() {}

  private static Outcome add(Call c) {
    SetEdit set = Sets.write(c);
    if (set == null) {
      return Outcome.DONE;
    }
    WriteDoor door = c.keys().door();
    int count = c.count() - 2;
    boolean reencoded = false;
    if (door.exists()) {
      reencoded = set.expectMembers(count);
    } else {
      Sets.createFor(c, set, 2, count);
    }
    int added = 0;
    for (int i = 2; i < c.count(); i++) {
      if (Sets.add(c, set, i)) {
        added++;
      }
    }
    if (added > 0) {
      door.commit(EventClass.SET, "sadd", added);
    } else if (reencoded) {
      door.unchangedButConverted();
    } else {
      door.unchanged();
    }
    return c.integer(added);
  }

  private static Outcome remove(Call c) {
    SetEdit set = Sets.write(c);
    if (set == null) {
      return Outcome.DONE;
    }
    int removed = 0;
    for (int i = 2; i < c.count() && set.size() > 0; i++) {
      if (Sets.remove(c, set, i)) {
        removed++;
      }
    }
    close(c, set, "srem", removed);
    return c.integer(removed);
  }

  /** Closes the door of a set that members were taken out of. */
  static void close(Call c, SetEdit set, String event, int removed) {
    WriteDoor door = c.keys().door();
    if (removed == 0) {
      door.unchanged();
    } else if (set.size() == 0) {
      door.emptied(EventClass.SET, event, removed);
    } else {
      door.commit(EventClass.SET, event, removed);
    }
  }

  private static Outcome move(Call c) {
    int target = c.keys().peek(c.db(), c.argv(), 2);
    boolean wrongTarget = target != 0 && c.keys().entries().type(target) != ValueTypes.SET;
    WriteDoor door = TypedKeys.write(c, 1, ValueTypes.SET);
    if (door == null) {
      return Outcome.DONE;
    }
    if (!door.exists()) {
      door.unchanged();
      return c.integer(0);
    }
    if (wrongTarget) {
      door.unchanged();
      return c.wrongType();
    }
    SetEdit source = Sets.edit(c, door);
    if (c.argv().same(1, 2)) {
      boolean there = Sets.find(c, source, 3);
      door.unchanged();
      return c.integer(there ? 1 : 0);
    }
    if (!Sets.remove(c, source, 3)) {
      door.unchanged();
      return c.integer(0);
    }
    close(c, source, "srem", 1);
    WriteDoor other = c.keys().openForWrite(c.db(), c.argv(), 2);
    SetEdit destination = Sets.edit(c, other);
    if (!other.exists()) {
      Sets.createFor(c, destination, 3, 1);
    }
    if (Sets.add(c, destination, 3)) {
      other.commit(EventClass.SET, "sadd");
    } else {
      other.unchanged();
    }
    return c.integer(1);
  }

  private static Outcome isMember(Call c) {
    SetView set = Sets.read(c);
    return set == null ? Outcome.DONE : c.integer(Sets.find(c, set, 2) ? 1 : 0);
  }

  private static Outcome areMembers(Call c) {
    SetView set = Sets.read(c);
    if (set != null) {
      c.reply().array(c.count() - 2);
      for (int i = 2; i < c.count(); i++) {
        c.reply().integer(Sets.find(c, set, i) ? 1 : 0);
      }
    }
    return Outcome.DONE;
  }

  private static Outcome size(Call c) {
    SetView set = Sets.read(c);
    return set == null ? Outcome.DONE : c.integer(set.size());
  }

  private static Outcome members(Call c) {
    SetView set = Sets.read(c);
    if (set != null) {
      replyAll(c, set);
    }
    return Outcome.DONE;
  }

  /** All members, as a set. */
  static void replyAll(Call c, SetView set) {
    c.reply().set(set.size());
    while (set.next()) {
      Items.reply(c, set.member());
    }
  }
}
