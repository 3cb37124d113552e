package io.jacinth.engine.types;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.DENYOOM;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.READONLY;
import static io.jacinth.engine.command.Flags.WRITE;
import static io.jacinth.engine.command.Keys.ACCESS;
import static io.jacinth.engine.command.Keys.INSERT;
import static io.jacinth.engine.command.Keys.RO;
import static io.jacinth.engine.command.Keys.RW;
import static io.jacinth.engine.command.Keys.UPDATE;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.resp.Argv;
import io.jacinth.store.Entries;
import io.jacinth.store.EntryTable;
import io.jacinth.store.ValueTypes;

/** Strings as sequences of bytes: their length, their parts, their ends. */
final class StringRangeCommands {
  private static final int PIECE_BYTES = 64 * 1024;
  static final CommandFamily FAMILY =
      family(Group.STRING)
          .row(
              "STRLEN",
              arity(2),
              READONLY | FAST,
              Keys.at(1, RO),
              StringRangeCommands::strlen,
              doc("2.2.0", "O(1)", "key", "Returns the length of the string at a key."))
          .row(
              "APPEND",
              arity(3),
              WRITE | DENYOOM | FAST,
              Keys.at(1, RW | INSERT),
              StringRangeCommands::append,
              doc("2.0.0", "O(1) amortised", "key value", "Adds to the end of a string."))
          .row(
              "SETRANGE",
              arity(4),
              WRITE | DENYOOM,
              Keys.at(1, RW | UPDATE),
              StringRangeCommands::setrange,
              doc(
                  "2.2.0",
                  "O(1) for short values, else O(M) with M the length of the value",
                  "key offset value",
                  "Overwrites a string from an offset on, padding it with zero bytes."))
          .row(
              "GETRANGE",
              arity(4),
              READONLY,
              Keys.at(1, RO | ACCESS),
              StringRangeCommands::getrange,
              doc(
                  "2.4.0",
                  "O(N) where N is the length of the reply",
                  "key start end",
                  "Returns part of the string at a key."))
          .row(
              "SUBSTR",
              arity(4),
              READONLY,
              Keys.at(1, RO | ACCESS),
              StringRangeCommands::getrange,
              doc(
                  "1.0.0",
                  "O(N) where N is the length of the reply",
                  "key start end",
                  "Returns part of the string at a key; the older name of GETRANGE."))
          .deprecated("2.0.0", "`GETRANGE`");

  private static final byte[] EMPTY = new byte[0];

  /** What the store can hold at all, whatever the limit that is set. */
  private static final int LENGTH_MAX = Integer.MAX_VALUE;

  private StringRangeCommands() {}

  private static Outcome strlen(Call c) {
    int entry = c.keys().read(c.db(), c.argv(), 1);
    if (entry == 0) {
      return c.integer(0);
    }
    return Strings.isString(c, entry)
        ? c.integer(c.keys().entries().valueLength(entry))
        : c.wrongType();
  }

  /** Whether so many bytes behind the first {@code from} are too many; says so. */
  private static boolean isTooLong(Call c, long from, int more) {
    long limit = c.engine().config().number(NetworkOptions.PROTO_MAX_BULK_LEN);
    if (from <= LENGTH_MAX - more && (c.isObeyed() || from + more <= limit)) {
      return false;
    }
    c.error("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
    return true;
  }

  private static Outcome append(Call c) {
    Argv argv = c.argv();
    WriteDoor door = c.keys().openForWrite(c.db(), argv, 1);
    if (!door.exists()) {
      door.putString(argv.array(), argv.offset(2), argv.length(2), EntryTable.NO_EXPIRE);
    } else if (door.isOfOtherType(ValueTypes.STRING)) {
      door.unchanged();
      return c.wrongType();
    } else if (isTooLong(c, c.keys().entries().valueLength(door.entry()), argv.length(2))) {
      door.unchanged();
      return Outcome.DONE;
    } else {
      door.append(argv.array(), argv.offset(2), argv.length(2));
    }
    door.commit(EventClass.STRING, "append");
    return c.integer(c.keys().entries().valueLength(door.entry()));
  }

  private static Outcome setrange(Call c) {
    Argv argv = c.argv();
    if (!argv.readLong(2)) {
      return c.notAnInteger();
    }
    long offset = argv.longValue();
    if (offset < 0) {
      return c.error("ERR offset is out of range");
    }
    int length = argv.length(3);
    WriteDoor door = c.keys().openForWrite(c.db(), argv, 1);
    if (door.isOfOtherType(ValueTypes.STRING)) {
      door.unchanged();
      return c.wrongType();
    }
    if (length == 0) {
      int now = door.exists() ? c.keys().entries().valueLength(door.entry()) : 0;
      door.unchanged();
      return c.integer(now);
    }
    if (isTooLong(c, offset, length)) {
      door.unchanged();
      return Outcome.DONE;
    }
    if (!door.exists()) {
      door.putString(EMPTY, 0, 0, EntryTable.NO_EXPIRE);
    }
    door.setRange((int) offset, argv.array(), argv.offset(3), length);
    door.commit(EventClass.STRING, "setrange");
    return c.integer(c.keys().entries().valueLength(door.entry()));
  }

  private static Outcome getrange(Call c) {
    Argv argv = c.argv();
    if (!argv.readLong(2)) {
      return c.notAnInteger();
    }
    long start = argv.longValue();
    if (!argv.readLong(3)) {
      return c.notAnInteger();
    }
    long end = argv.longValue();
    int entry = c.keys().read(c.db(), argv, 1);
    if (entry == 0) {
      c.reply().bulk(EMPTY);
      return Outcome.DONE;
    }
    if (!Strings.isString(c, entry)) {
      return c.wrongType();
    }
    Entries entries = c.keys().entries();
    long length = entries.valueLength(entry);
    boolean inverted = start < 0 && end < 0 && start > end;
    long from = Math.max(0, start < 0 ? start + length : start);
    long to = Math.min(length - 1, Math.max(0, end < 0 ? end + length : end));
    if (inverted || from > to || length == 0) {
      c.reply().bulk(EMPTY);
      return Outcome.DONE;
    }
    int part = (int) (to - from + 1);
    if (part > PIECE_BYTES) {
      longRange(c, entries, entry, (int) from, part);
      return Outcome.DONE;
    }
    int at = c.reply().beginBulk(part);
    entries.copyValue(entry, (int) from, c.reply().array(), at, part);
    c.reply().endBulk(part);
    return Outcome.DONE;
  }

  /** Piece by piece, so that a long reply leaves the heap while it is written. */
  private static void longRange(Call c, Entries entries, int entry, int from, int length) {
    byte[] piece = new byte[PIECE_BYTES];
    c.reply().raw("$" + length + "\r\n");
    for (int at = 0; at < length; at += PIECE_BYTES) {
      int count = Math.min(PIECE_BYTES, length - at);
      entries.copyValue(entry, from + at, piece, 0, count);
      c.reply().raw(piece, 0, count);
    }
    c.reply().raw("\r\n");
  }
}
