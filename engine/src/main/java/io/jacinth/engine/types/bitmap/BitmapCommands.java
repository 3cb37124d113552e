package io.jacinth.engine.types.bitmap;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.DENYOOM;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.READONLY;
import static io.jacinth.engine.command.Flags.WRITE;
import static io.jacinth.engine.command.Keys.ACCESS;
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
import io.jacinth.engine.types.Destination;
import io.jacinth.resp.Argv;
import io.jacinth.store.Entries;
import io.jacinth.store.EntryTable;
import io.jacinth.store.ValueTypes;

/** Single bits, counting and finding them, and whole bitmaps combined. */
public final class BitmapCommands {

  public static final CommandFamily FAMILY =
      family(Group.BITMAP)
          .row(
              "SETBIT",
              arity(4),
              WRITE | DENYOOM,
              Keys.at(1, RW | ACCESS | UPDATE),
              BitmapCommands::setbit,
              doc(
                  "2.2.0",
                  "O(1)",
                  "key offset value/integer",
                  "Sets or clears one bit of a string, which grows as needed, and returns what it"
                      + " was."))
          .row(
              "GETBIT",
              arity(3),
              READONLY | FAST,
              Keys.at(1, RO | ACCESS),
              BitmapCommands::getbit,
              doc("2.2.0", "O(1)", "key offset", "Returns one bit of a string."))
          .row(
              "BITCOUNT",
              arity(-2),
              READONLY,
              Keys.at(1, RO | ACCESS),
              BitmapCommands::bitcount,
              doc(
                  "2.6.0",
                  "O(N) where N is the length of the range",
                  "key [index={start end [index_unit^7.0.0=<BYTE | BIT>]}]",
                  "Counts the bits of a string that are set."))
          .row(
              "BITPOS",
              arity(-3),
              READONLY,
              Keys.at(1, RO | ACCESS),
              BitmapCommands::bitpos,
              doc(
                  "2.8.7",
                  "O(N) where N is the length of the range",
                  "key bit/integer [index={start [end_index={end [index_unit^7.0.0=<BYTE"
                      + " | BIT>]}]}]",
                  "Finds the first bit of a string that is set, or clear."))
          .row(
              "BITOP",
              arity(-4),
              WRITE | DENYOOM,
              Keys.at(2, OW | UPDATE).and(Keys.toEnd(3, 1, RO | ACCESS)),
              BitmapCommands::bitop,
              doc(
                  "2.6.0",
                  "O(N) where N is the length of the longest string",
                  "operation destkey key [key ...]",
                  "Combines strings bit by bit and stores the result."));

  private static final byte[] EMPTY = new byte[0];

  private BitmapCommands() {}

  private static Outcome setbit(Call c) {
    long offset = BitOffset.read(c, 2);
    if (offset == BitOffset.REFUSED) {
      return Outcome.DONE;
    }
    if (!c.argv().readLong(3) || (c.argv().longValue() & ~1) != 0) {
      return c.error("ERR bit is not an integer or out of range");
    }
    boolean on = c.argv().longValue() == 1;
    WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), 1);
    if (door.isOfOtherType(ValueTypes.STRING)) {
      door.unchanged();
      return c.wrongType();
    }
    int index = (int) (offset >> 3);
    int mask = 0x80 >> (offset & 7);
    boolean grows = !door.exists() || index >= c.keys().entries().valueLength(door.entry());
    int old = grows ? 0 : Bits.byteAt(c, door.entry(), index);
    boolean wasOn = (old & mask) != 0;
    if (!grows && wasOn == on) {
      door.unchangedButRaw();
      return c.integer(wasOn ? 1 : 0);
    }
    if (!door.exists()) {
      door.putString(EMPTY, 0, 0, EntryTable.NO_EXPIRE);
    }
    byte[] changed = {(byte) (on ? old | mask : old & ~mask)};
    door.setRange(index, changed, 0, 1);
    door.commit(EventClass.STRING, "setbit");
    return c.integer(wasOn ? 1 : 0);
  }

  private static Outcome getbit(Call c) {
    long offset = BitOffset.read(c, 2);
    if (offset == BitOffset.REFUSED) {
      return Outcome.DONE;
    }
    int entry = c.keys().read(c.db(), c.argv(), 1);
    if (entry == 0) {
      return c.integer(0);
    }
    if (!Bits.isString(c, entry)) {
      return c.wrongType();
    }
    return c.integer(Bits.byteAt(c, entry, offset >> 3) >> (7 - (offset & 7)) & 1);
  }

  private static Outcome bitcount(Call c) {
    Argv argv = c.argv();
    boolean ranged = argv.count() > 2;
    long start = 0;
    long end = -1;
    boolean inBits = false;
    if (ranged) {
      if (argv.count() != 4 && argv.count() != 5) {
        return c.syntaxError();
      }
      if (!argv.readLong(2)) {
        return c.notAnInteger();
      }
      start = argv.longValue();
      if (!argv.readLong(3)) {
        return c.notAnInteger();
      }
      end = argv.longValue();
      if (argv.count() == 5) {
        inBits = argv.is(4, "bit");
        if (!inBits && !argv.is(4, "byte")) {
          return c.syntaxError();
        }
      }
    }
    int entry = c.keys().read(c.db(), argv, 1);
    if (entry == 0) {
      return c.integer(0);
    }
    if (!Bits.isString(c, entry)) {
      return c.wrongType();
    }
    if (start < 0 && end < 0 && start > end) {
      return c.integer(0);
    }
    BitRange range = BitRange.of(start, end, inBits, c.keys().entries().valueLength(entry));
    return c.integer(range.isEmpty() ? 0 : Bits.count(c, entry, range));
  }

  private static Outcome bitpos(Call c) {
    Argv argv = c.argv();
    if (!argv.readLong(2)) {
      return c.notAnInteger();
    }
    long bit = argv.longValue();
    if (bit != 0 && bit != 1) {
      return c.error("ERR The bit argument must be 1 or 0.");
    }
    if (argv.count() > 6) {
      return c.syntaxError();
    }
    long start = 0;
    long end = -1;
    boolean inBits = false;
    if (argv.count() > 3) {
      if (!argv.readLong(3)) {
        return c.notAnInteger();
      }
      start = argv.longValue();
    }
    if (argv.count() > 5) {
      inBits = argv.is(5, "bit");
      if (!inBits && !argv.is(5, "byte")) {
        return c.syntaxError();
      }
    }
    boolean endGiven = argv.count() > 4;
    if (endGiven) {
      if (!argv.readLong(4)) {
        return c.notAnInteger();
      }
      end = argv.longValue();
    }
    int entry = c.keys().read(c.db(), argv, 1);
    if (entry == 0) {
      return c.integer(bit == 1 ? -1 : 0);
    }
    if (!Bits.isString(c, entry)) {
      return c.wrongType();
    }
    long length = c.keys().entries().valueLength(entry);
    BitRange range = BitRange.of(start, end, inBits, length);
    if (range.isEmpty()) {
      return c.integer(-1);
    }
    long found = Bits.find(c, entry, range, (int) bit);
    if (found < 0 && bit == 0 && !endGiven) {
      // Without an end the string goes on with zeros for ever.
      found = range.last() + 1;
    }
    return c.integer(found);
  }

  private static Outcome bitop(Call c) {
    BitOperation operation = BitOperation.of(c.argv(), 1);
    if (operation == null) {
      return c.syntaxError();
    }
    int sources = c.count() - 3;
    if (operation == BitOperation.NOT && sources != 1) {
      return c.error("ERR BITOP NOT must be called with a single source key.");
    }
    Entries entries = c.keys().entries();
    int[] sourceEntries = new int[sources];
    int length = 0;
    for (int i = 0; i < sources; i++) {
      int entry = c.keys().read(c.db(), c.argv(), i + 3);
      if (entry != 0 && !Bits.isString(c, entry)) {
        return c.wrongType();
      }
      sourceEntries[i] = entry;
      length = entry == 0 ? length : Math.max(length, entries.valueLength(entry));
    }
    if (length > 0) {
      new BitCombination(c, operation, sourceEntries, length).store(2);
    } else {
      Destination.clear(c, 2);
    }
    return c.integer(length);
  }
}
