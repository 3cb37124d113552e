package io.jacinth.engine.types;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.READONLY;
import static io.jacinth.engine.command.Flags.WRITE;
import static io.jacinth.engine.command.Keys.ACCESS;
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
import io.jacinth.resp.Argv;
import io.jacinth.store.EntryTable;

/** When keys expire. */
final class ExpireCommands {
  private static final Keys CHANGED = Keys.at(1, RW | UPDATE);
  private static final Keys ASKED = Keys.at(1, RO | ACCESS);

  static final CommandFamily FAMILY =
      family(Group.GENERIC)
          .row(
              "EXPIRE",
              arity(-3),
              WRITE | FAST,
              CHANGED,
              c -> expire(c, true, true),
              doc(
                  "1.0.0",
                  "O(1)",
                  "key seconds [condition^7.0.0=<NX | XX | GT | LT>]",
                  "Sets the time to live of a key in seconds."))
          .row(
              "PEXPIRE",
              arity(-3),
              WRITE | FAST,
              CHANGED,
              c -> expire(c, false, true),
              doc(
                  "2.6.0",
                  "O(1)",
                  "key milliseconds [condition^7.0.0=<NX | XX | GT | LT>]",
                  "Sets the time to live of a key in milliseconds."))
          .row(
              "EXPIREAT",
              arity(-3),
              WRITE | FAST,
              CHANGED,
              c -> expire(c, true, false),
              doc(
                  "1.2.0",
                  "O(1)",
                  "key unix-time-seconds [condition^7.0.0=<NX | XX | GT | LT>]",
                  "Sets the second at which a key expires."))
          .row(
              "PEXPIREAT",
              arity(-3),
              WRITE | FAST,
              CHANGED,
              c -> expire(c, false, false),
              doc(
                  "2.6.0",
                  "O(1)",
                  "key unix-time-milliseconds [condition^7.0.0=<NX | XX | GT | LT>]",
                  "Sets the millisecond at which a key expires."))
          .row(
              "PERSIST",
              arity(2),
              WRITE | FAST,
              CHANGED,
              ExpireCommands::persist,
              doc("2.2.0", "O(1)", "key", "Makes a key stay until it is deleted."))
          .row(
              "TTL",
              arity(2),
              READONLY | FAST,
              ASKED,
              c -> timeLeft(c, true),
              doc(
                  "1.0.0",
                  "O(1)",
                  "key",
                  "Returns the time to live of a key in seconds.",
                  "nondeterministic_output"))
          .row(
              "PTTL",
              arity(2),
              READONLY | FAST,
              ASKED,
              c -> timeLeft(c, false),
              doc(
                  "2.6.0",
                  "O(1)",
                  "key",
                  "Returns the time to live of a key in milliseconds.",
                  "nondeterministic_output"))
          .row(
              "EXPIRETIME",
              arity(2),
              READONLY | FAST,
              ASKED,
              c -> expireTime(c, true),
              doc("7.0.0", "O(1)", "key", "Returns the second at which a key expires."))
          .row(
              "PEXPIRETIME",
              arity(2),
              READONLY | FAST,
              ASKED,
              c -> expireTime(c, false),
              doc("7.0.0", "O(1)", "key", "Returns the millisecond at which a key expires."));

  private static final int NX = 1;
  private static final int XX = 2;
  private static final int GT = 4;
  private static final int LT = 8;

  private ExpireCommands() {}

  private static Outcome expire(Call c, boolean seconds, boolean relative) {
    int condition = condition(c);
    if (condition < 0) {
      return Outcome.DONE;
    }
    Argv argv = c.argv();
    if (!argv.readLong(2)) {
      return c.notAnInteger();
    }
    long when = argv.longValue();
    long base = relative ? c.wallMs() : 0;
    if (seconds && (when > Long.MAX_VALUE / 1000 || when < Long.MIN_VALUE / 1000)) {
      ExpireTimes.invalid(c);
      return Outcome.DONE;
    }
    when = seconds ? when * 1000 : when;
    if (when > Long.MAX_VALUE - base) {
      ExpireTimes.invalid(c);
      return Outcome.DONE;
    }
    when += base;
    WriteDoor door = c.keys().openForWrite(c.db(), argv, 1);
    if (!door.exists() || !holds(condition, when, door.expireAtWallMs())) {
      door.unchanged();
      return c.integer(0);
    }
    if (ExpireTimes.isPast(c, when)) {
      ExpireTimes.remove(c, door);
      return c.integer(1);
    }
    // A time before 1970 can only come from a primary's stream; the store keeps no negative times.
    door.setExpire(Math.max(when, 0));
    door.commit(EventClass.GENERIC, "expire");
    propagate(c, when);
    return c.integer(1);
  }

  private static void propagate(Call c, long when) {
    if (!c.effects().isWanted()) {
      return;
    }
    c.effects().command(c.db(), c.count()).word("PEXPIREAT").word(c.argv(), 1).word(when);
    for (int i = 3; i < c.count(); i++) {
      c.effects().word(c.argv(), i);
    }
  }

  /** The options as bits, -1 after an error reply. */
  private static int condition(Call c) {
    Argv argv = c.argv();
    int bits = 0;
    for (int i = 3; i < argv.count(); i++) {
      if (argv.is(i, "NX")) {
        bits |= NX;
      } else if (argv.is(i, "XX")) {
        bits |= XX;
      } else if (argv.is(i, "GT")) {
        bits |= GT;
      } else if (argv.is(i, "LT")) {
        bits |= LT;
      } else {
        c.error("ERR Unsupported option " + c.quoted(i));
        return -1;
      }
    }
    if ((bits & NX) != 0 && (bits & (XX | GT | LT)) != 0) {
      c.error("ERR NX and XX, GT or LT options at the same time are not compatible");
      return -1;
    }
    if ((bits & GT) != 0 && (bits & LT) != 0) {
      c.error("ERR GT and LT options at the same time are not compatible");
      return -1;
    }
    return bits;
  }

  /** A key without an expiry lives forever: greater than any time. */
  private static boolean holds(int condition, long when, long current) {
    boolean none = current == EntryTable.NO_EXPIRE;
    return !(((condition & NX) != 0 && !none)
        || ((condition & XX) != 0 && none)
        || ((condition & GT) != 0 && (none || when <= current))
        || ((condition & LT) != 0 && !none && when >= current));
  }

  private static Outcome persist(Call c) {
    WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), 1);
    if (!door.exists() || door.expireAtWallMs() == EntryTable.NO_EXPIRE) {
      door.unchanged();
      return c.integer(0);
    }
    door.setExpire(EntryTable.NO_EXPIRE);
    door.commit(EventClass.GENERIC, "persist");
    return c.integer(1);
  }

  private static Outcome timeLeft(Call c, boolean seconds) {
    int entry = c.keys().readNoTouch(c.db(), c.argv(), 1);
    if (entry == 0) {
      return c.integer(-2);
    }
    long expireAt = c.keys().entries().expireAtWallMs(entry);
    if (expireAt == EntryTable.NO_EXPIRE) {
      return c.integer(-1);
    }
    long left = Math.max(0, expireAt - c.wallMs());
    return c.integer(seconds ? (left + 500) / 1000 : left);
  }

  private static Outcome expireTime(Call c, boolean seconds) {
    int entry = c.keys().readNoTouch(c.db(), c.argv(), 1);
    if (entry == 0) {
      return c.integer(-2);
    }
    long expireAt = c.keys().entries().expireAtWallMs(entry);
    if (expireAt == EntryTable.NO_EXPIRE) {
      return c.integer(-1);
    }
    return c.integer(seconds ? (expireAt + 500) / 1000 : expireAt);
  }
}
