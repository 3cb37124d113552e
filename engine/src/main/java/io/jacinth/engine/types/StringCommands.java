package io.jacinth.engine.types;

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
import static io.jacinth.engine.command.Keys.VARIABLE_FLAGS;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.resp.Argv;
import io.jacinth.resp.LargeBulk;
import io.jacinth.store.Entries;
import io.jacinth.store.EntryTable;
import io.jacinth.store.ValueTypes;

/**
 * Strings as wholes. Parts of them are in {@link StringRangeCommands}, numbers in {@link
 * CounterCommands}.
 */
final class StringCommands {
  private static final String MANY_SHARDS = "request_policy:multi_shard";

  static final CommandFamily FAMILY =
      family(Group.STRING)
          .row(
              "GET",
              arity(2),
              READONLY | FAST,
              Keys.at(1, RO | ACCESS),
              StringCommands::get,
              doc("1.0.0", "O(1)", "key", "Returns the string stored at a key."))
          .row(
              "SET",
              arity(-3),
              WRITE | DENYOOM,
              Keys.at(1, RW | ACCESS | UPDATE | VARIABLE_FLAGS)
                  .note("RW and ACCESS due to the optional `GET` argument"),
              StringCommands::set,
              doc(
                  "1.0.0",
                  "O(1)",
                  "key value [condition^2.6.12=<NX | XX>] [GET^6.2.0]"
                      + " [expiration=<EX^2.6.12 seconds | PX^2.6.12 milliseconds | EXAT^6.2.0"
                      + " unix-time-seconds | PXAT^6.2.0 unix-time-milliseconds |"
                      + " KEEPTTL^6.0.0>]",
                  "Stores a string at a key, whatever was there before."))
          .row(
              "SETNX",
              arity(3),
              WRITE | DENYOOM | FAST,
              Keys.at(1, OW | INSERT),
              StringCommands::setnx,
              doc("1.0.0", "O(1)", "key value", "Stores a string where there is no key yet."))
          .row(
              "SETEX",
              arity(4),
              WRITE | DENYOOM,
              Keys.at(1, OW | UPDATE),
              c -> setWithTime(c, true),
              doc(
                  "2.0.0",
                  "O(1)",
                  "key seconds value",
                  "Stores a string with a time to live in seconds."))
          .row(
              "PSETEX",
              arity(4),
              WRITE | DENYOOM,
              Keys.at(1, OW | UPDATE),
              c -> setWithTime(c, false),
              doc(
                  "2.6.0",
                  "O(1)",
                  "key milliseconds value",
                  "Stores a string with a time to live in milliseconds."))
          .row(
              "GETSET",
              arity(3),
              WRITE | DENYOOM | FAST,
              Keys.at(1, RW | ACCESS | UPDATE),
              StringCommands::getset,
              doc("1.0.0", "O(1)", "key value", "Stores a string and returns the one before."))
          .deprecated("6.2.0", "`SET` with the `!GET` argument")
          .row(
              "GETDEL",
              arity(2),
              WRITE | FAST,
              Keys.at(1, RW | ACCESS | DELETE),
              StringCommands::getdel,
              doc("6.2.0", "O(1)", "key", "Returns the string at a key and deletes the key."))
          .row(
              "GETEX",
              arity(-2),
              WRITE | FAST,
              Keys.at(1, RW | ACCESS | UPDATE).note("RW and UPDATE because it changes the TTL"),
              StringCommands::getex,
              doc(
                  "6.2.0",
                  "O(1)",
                  "key [expiration=<EX seconds | PX milliseconds | EXAT"
                      + " unix-time-seconds | PXAT unix-time-milliseconds | PERSIST>]",
                  "Returns the string at a key and changes when the key expires."))
          .row(
              "MSET",
              arity(-3),
              WRITE | DENYOOM,
              Keys.toEnd(1, 2, OW | UPDATE),
              StringCommands::mset,
              doc(
                  "1.0.1",
                  "O(N) where N is the number of keys",
                  "key_value={key value} [key_value ...]",
                  "Stores several strings at once.",
                  MANY_SHARDS,
                  "response_policy:all_succeeded"))
          .row(
              "MSETNX",
              arity(-3),
              WRITE | DENYOOM,
              Keys.toEnd(1, 2, OW | INSERT),
              StringCommands::msetnx,
              doc(
                  "1.0.1",
                  "O(N) where N is the number of keys",
                  "key_value={key value} [key_value ...]",
                  "Stores several strings if none of the keys exists.",
                  MANY_SHARDS,
                  "response_policy:agg_min"))
          .row(
              "MGET",
              arity(-2),
              READONLY | FAST,
              Keys.toEnd(1, 1, RO | ACCESS),
              StringCommands::mget,
              doc(
                  "1.0.0",
                  "O(N) where N is the number of keys",
                  "key [key ...]",
                  "Returns the strings at several keys.",
                  MANY_SHARDS));

  private static final int NX = 1;
  private static final int XX = 2;
  private static final int GET = 4;
  private static final int KEEPTTL = 8;
  private static final int PERSIST = 16;
  private static final int EX = 32;
  private static final int PX = 64;
  private static final int EXAT = 128;
  private static final int PXAT = 256;
  private static final int TIMES = EX | PX | EXAT | PXAT;

  private StringCommands() {}

  private static Outcome get(Call c) {
    int entry = c.keys().read(c.db(), c.argv(), 1);
    if (entry == 0) {
      return c.nothing();
    }
    if (!Strings.isString(c, entry)) {
      return c.wrongType();
    }
    Strings.reply(c, entry);
    return Outcome.DONE;
  }

  private static Outcome set(Call c) {
    int count = c.count();
    if (count == 3) {
      return store(c, 2, 0, EntryTable.NO_EXPIRE);
    }
    // Options in the low half, the index of the time in the high half: nothing is allocated.
    long options = options(c, 3, NX | XX | GET | KEEPTTL | TIMES);
    if (options < 0) {
      return Outcome.DONE;
    }
    int flags = (int) options;
    long expireAt = (flags & KEEPTTL) != 0 ? EntryTable.KEEP_EXPIRE : EntryTable.NO_EXPIRE;
    if ((flags & TIMES) != 0) {
      expireAt = time(c, (int) (options >>> 32), flags);
      if (expireAt == ExpireTimes.REFUSED) {
        return Outcome.DONE;
      }
    }
    return store(c, 2, flags, expireAt);
  }

  /** The flags and the index of the time in one number, or -1 after an error reply. */
  private static long options(Call c, int from, int allowed) {
    Argv argv = c.argv();
    int flags = 0;
    int timeAt = 0;
    for (int i = from; i < argv.count(); i++) {
      int option = option(argv, i) & allowed;
      boolean clash =
          option == 0
              || ((option & (NX | XX)) != 0 && (flags & (NX | XX) & ~option) != 0)
              || ((option & (TIMES | KEEPTTL | PERSIST)) != 0
                  && (flags & (TIMES | KEEPTTL | PERSIST) & ~option) != 0)
              || ((option & TIMES) != 0 && i + 1 == argv.count());
      if (clash) {
        c.syntaxError();
        return -1;
      }
      flags |= option;
      if ((option & TIMES) != 0) {
        timeAt = ++i;
      }
    }
    return (long) timeAt << 32 | flags;
  }

  private static int option(Argv argv, int i) {
    return switch (argv.length(i)) {
      case 2 ->
          argv.is(i, "EX")
              ? EX
              : argv.is(i, "PX") ? PX : argv.is(i, "NX") ? NX : argv.is(i, "XX") ? XX : 0;
      case 3 -> argv.is(i, "GET") ? GET : 0;
      case 4 -> argv.is(i, "EXAT") ? EXAT : argv.is(i, "PXAT") ? PXAT : 0;
      case 7 -> argv.is(i, "KEEPTTL") ? KEEPTTL : argv.is(i, "PERSIST") ? PERSIST : 0;
      default -> 0;
    };
  }

  private static long time(Call c, int at, int flags) {
    return ExpireTimes.read(c, at, (flags & (EX | EXAT)) != 0, (flags & (EX | PX)) != 0);
  }

  /** What SET does once its words are understood. */
  private static Outcome store(Call c, int valueAt, int flags, long expireAt) {
    WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), 1);
    if ((flags & GET) != 0) {
      if (door.isOfOtherType(ValueTypes.STRING)) {
        door.unchanged();
        return c.wrongType();
      }
      replyOldValue(c, door);
    }
    if (((flags & NX) != 0 && door.exists()) || ((flags & XX) != 0 && !door.exists())) {
      door.unchanged();
      return (flags & GET) != 0 ? Outcome.DONE : c.nothing();
    }
    put(c, door, valueAt, expireAt);
    door.commit(EventClass.STRING, "set");
    if ((flags & TIMES) != 0) {
      door.alsoEvent(EventClass.GENERIC, "expire");
    }
    propagateSet(c, door.entry(), valueAt, flags, expireAt);
    return (flags & GET) != 0 ? Outcome.DONE : c.ok();
  }

  private static void put(Call c, WriteDoor door, int valueAt, long expireAt) {
    Argv argv = c.argv();
    LargeBulk large = argv.large(valueAt);
    if (large instanceof RopeBulk rope) {
      argv.takeLarge(valueAt);
      door.putRope(rope.take(), expireAt);
      // The words no longer hold the value, so the effect cannot be the words.
      c.effects();
      return;
    }
    door.putString(argv.array(), argv.offset(valueAt), argv.length(valueAt), expireAt);
  }

  /**
   * The effect: times become absolute, and that is all of it then; else GET is left out. A value
   * read past the words is put in.
   */
  private static void propagateSet(Call c, int entry, int valueAt, int flags, long expireAt) {
    boolean large = !c.isVerbatim();
    if (!large && (flags & (GET | TIMES)) == 0) {
      return;
    }
    if (!c.effects().isWanted()) {
      return;
    }
    boolean timed = (flags & TIMES) != 0;
    int words = timed ? 5 : 3;
    for (int i = valueAt + 1; i < c.count() && !timed; i++) {
      words += c.argv().is(i, "GET") ? 0 : 1;
    }
    c.effects().command(c.db(), words).word("SET").word(c.argv(), 1);
    if (large) {
      Entries entries = c.keys().entries();
      c.effects().word(entries.valueLength(entry), PageSegment.pagesOf(entries, entry));
    } else {
      c.effects().word(c.argv(), valueAt);
    }
    if (timed) {
      c.effects().word("PXAT").word(expireAt);
      return;
    }
    for (int i = valueAt + 1; i < c.count(); i++) {
      if (!c.argv().is(i, "GET")) {
        c.effects().word(c.argv(), i);
      }
    }
  }

  /** A value read through the door counts as read. */
  private static void replyOldValue(Call c, WriteDoor door) {
    c.keys().noteRead(c.db(), c.argv(), 1, door.entry());
    replyOrNull(c, door.entry());
  }

  private static void replyOrNull(Call c, int entry) {
    if (entry == 0) {
      c.reply().nullValue();
    } else {
      Strings.reply(c, entry);
    }
  }

  private static Outcome setnx(Call c) {
    WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), 1);
    if (door.exists()) {
      door.unchanged();
      return c.integer(0);
    }
    door.putString(c.argv().array(), c.argv().offset(2), c.argv().length(2), EntryTable.NO_EXPIRE);
    door.commit(EventClass.STRING, "set");
    return c.integer(1);
  }

  private static Outcome setWithTime(Call c, boolean seconds) {
    long expireAt = ExpireTimes.read(c, 2, seconds, true);
    if (expireAt == ExpireTimes.REFUSED) {
      return Outcome.DONE;
    }
    return store(c, 3, seconds ? EX : PX, expireAt);
  }

  private static Outcome getset(Call c) {
    WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), 1);
    if (door.isOfOtherType(ValueTypes.STRING)) {
      door.unchanged();
      return c.wrongType();
    }
    replyOldValue(c, door);
    door.putString(c.argv().array(), c.argv().offset(2), c.argv().length(2), EntryTable.NO_EXPIRE);
    door.commit(EventClass.STRING, "set");
    if (c.effects().isWanted()) {
      c.effects().command(c.db(), 3).word("SET").word(c.argv(), 1).word(c.argv(), 2);
    }
    return Outcome.DONE;
  }

  private static Outcome getdel(Call c) {
    int entry = c.keys().read(c.db(), c.argv(), 1);
    if (entry == 0) {
      return c.nothing();
    }
    if (!Strings.isString(c, entry)) {
      return c.wrongType();
    }
    Strings.reply(c, entry);
    c.keys().openForWrite(c.db(), c.argv(), 1).removed(EventClass.GENERIC, "del");
    if (c.effects().isWanted()) {
      c.effects().command(c.db(), 2).word("DEL").word(c.argv(), 1);
    }
    return Outcome.DONE;
  }

  private static Outcome getex(Call c) {
    long options = options(c, 2, PERSIST | TIMES);
    if (options < 0) {
      return Outcome.DONE;
    }
    int flags = (int) options;
    int entry = c.keys().read(c.db(), c.argv(), 1);
    if (entry == 0) {
      return c.nothing();
    }
    if (!Strings.isString(c, entry)) {
      return c.wrongType();
    }
    long expireAt = EntryTable.NO_EXPIRE;
    if ((flags & TIMES) != 0) {
      expireAt = time(c, (int) (options >>> 32), flags);
      if (expireAt == ExpireTimes.REFUSED) {
        return Outcome.DONE;
      }
    }
    Strings.reply(c, entry);
    if ((flags & (EXAT | PXAT)) != 0 && ExpireTimes.isPast(c, expireAt)) {
      ExpireTimes.remove(c, c.keys().openForWrite(c.db(), c.argv(), 1));
    } else if ((flags & (TIMES | PERSIST)) != 0) {
      changeExpiry(c, expireAt);
    }
    return Outcome.DONE;
  }

  private static void changeExpiry(Call c, long expireAt) {
    WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), 1);
    boolean persist = expireAt == EntryTable.NO_EXPIRE;
    if (persist && door.expireAtWallMs() == EntryTable.NO_EXPIRE) {
      door.unchanged();
      return;
    }
    door.setExpire(expireAt);
    door.commit(EventClass.GENERIC, persist ? "persist" : "expire");
    if (!c.effects().isWanted()) {
      return;
    }
    if (persist) {
      c.effects().command(c.db(), 2).word("PERSIST").word(c.argv(), 1);
    } else {
      c.effects().command(c.db(), 3).word("PEXPIREAT").word(c.argv(), 1).word(expireAt);
    }
  }

  private static Outcome mset(Call c) {
    if (c.count() % 2 == 0) {
      return oddWords(c);
    }
    putAll(c);
    return c.ok();
  }

  private static Outcome oddWords(Call c) {
    return c.error("ERR wrong number of arguments for '" + c.row().name() + "' command");
  }

  private static Outcome msetnx(Call c) {
    if (c.count() % 2 == 0) {
      return oddWords(c);
    }
    for (int i = 1; i < c.count(); i += 2) {
      WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), i);
      boolean exists = door.exists();
      door.unchanged();
      if (exists) {
        return c.integer(0);
      }
    }
    putAll(c);
    return c.integer(1);
  }

  private static void putAll(Call c) {
    Argv argv = c.argv();
    for (int i = 1; i < c.count(); i += 2) {
      WriteDoor door = c.keys().openForWrite(c.db(), argv, i);
      door.putString(argv.array(), argv.offset(i + 1), argv.length(i + 1), EntryTable.NO_EXPIRE);
      door.commit(EventClass.STRING, "set");
    }
  }

  private static Outcome mget(Call c) {
    c.reply().array(c.count() - 1);
    for (int i = 1; i < c.count(); i++) {
      int entry = c.keys().read(c.db(), c.argv(), i);
      replyOrNull(c, entry != 0 && Strings.isString(c, entry) ? entry : 0);
    }
    return Outcome.DONE;
  }
}
