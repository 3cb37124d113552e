package io.jacinth.engine.types.bitmap;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.DENYOOM;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.READONLY;
import static io.jacinth.engine.command.Flags.WRITE;
import static io.jacinth.engine.command.Keys.ACCESS;
import static io.jacinth.engine.command.Keys.RO;
import static io.jacinth.engine.command.Keys.RW;
import static io.jacinth.engine.command.Keys.UPDATE;
import static io.jacinth.engine.command.Keys.VARIABLE_FLAGS;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.KeyPositions;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.resp.Argv;
import io.jacinth.resp.Numbers;
import io.jacinth.store.Entries;
import io.jacinth.store.EntryTable;
import io.jacinth.store.ValueTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Integers of any width at any bit of a string. */
public final class BitfieldCommands {
  public static final CommandFamily FAMILY =
      family(Group.BITMAP)
          .row(
              "BITFIELD",
              arity(-2),
              WRITE | DENYOOM,
              Keys.at(1, RW | ACCESS | UPDATE | VARIABLE_FLAGS)
                  .note("This command allows both access and modification of the key")
                  .foundBy(BitfieldCommands::findKey),
              c -> bitfield(c, false),
              doc(
                  "3.2.0",
                  "O(1) for each operation",
                  "key [operation=<encoding_offset=GET {encoding offset} |"
                      + " write={[wrap_sat_fail=OVERFLOW <WRAP | SAT | FAIL>]"
                      + " write_operation=<encoding_offset_value=SET {encoding offset"
                      + " value/integer} | encoding_offset_increment=INCRBY {encoding offset"
                      + " increment}>}> [operation ...]]",
                  "Reads, sets and adds to integers of given widths within a string."))
          .row(
              "BITFIELD_RO",
              arity(-2),
              READONLY | FAST,
              Keys.at(1, RO | ACCESS),
              c -> bitfield(c, true),
              doc(
                  "6.0.0",
                  "O(1) for each operation",
                  "key [encoding_offset=GET {encoding offset} [encoding_offset=GET"
                      + " {encoding offset} ...]]",
                  "Reads integers of given widths within a string."));

  private static final byte[] EMPTY = new byte[0];
  private static final byte[] ZERO = new byte[1];

  private enum Kind {
    GET,
    SET,
    INCRBY
  }

  /** One operation; {@code value} is what is set or added. */
  private record Operation(Kind kind, BitfieldType type, long offset, long value, Overflow how) {
    long lastBit() {
      return offset + type.bits() - 1;
    }
  }

  private BitfieldCommands() {}

  /** A call that only reads is told from one that writes by its words. */
  private static boolean findKey(Argv argv, KeyPositions into) {
    boolean reads = true;
    for (int i = 2; i < argv.count() && reads; i++) {
      int rest = argv.count() - i - 1;
      if (argv.is(i, "get") && rest >= 2) {
        i += 2;
      } else if (argv.is(i, "overflow") && rest >= 1) {
        i++;
      } else {
        reads = false;
      }
    }
    into.add(1, reads ? RO | ACCESS : RW | ACCESS | UPDATE);
    return true;
  }

  private static Outcome bitfield(Call c, boolean readOnly) {
    List<Operation> operations = parse(c);
    if (operations == null) {
      return Outcome.DONE;
    }
    long lastWritten = -1;
    for (Operation operation : operations) {
      if (operation.kind() != Kind.GET) {
        lastWritten = Math.max(lastWritten, operation.lastBit());
      }
    }
    if (lastWritten < 0) {
      return read(c, operations);
    }
    if (readOnly) {
      return c.error("ERR BITFIELD_RO only supports the GET subcommand");
    }
    return write(c, operations, (int) (lastWritten >> 3));
  }

  /** The operations, or null when the error has been written. */
  private static @Nullable List<Operation> parse(Call c) {
    Argv argv = c.argv();
    List<Operation> operations = new ArrayList<>();
    Overflow how = Overflow.WRAP;
    int i = 2;
    while (i < argv.count()) {
      int rest = argv.count() - i - 1;
      if (argv.is(i, "overflow") && rest >= 1) {
        Overflow named = Overflow.of(argv, i + 1);
        if (named == null) {
          c.error("ERR Invalid OVERFLOW type specified");
          return null;
        }
        how = named;
        i += 2;
        continue;
      }
      Kind kind = kind(argv, i, rest);
      if (kind == null) {
        c.syntaxError();
        return null;
      }
      Operation operation = operation(c, i, kind, how);
      if (operation == null) {
        return null;
      }
      operations.add(operation);
      i += kind == Kind.GET ? 3 : 4;
    }
    return operations;
  }

  private static @Nullable Kind kind(Argv argv, int i, int rest) {
    if (argv.is(i, "get") && rest >= 2) {
      return Kind.GET;
    }
    if (argv.is(i, "set") && rest >= 3) {
      return Kind.SET;
    }
    return argv.is(i, "incrby") && rest >= 3 ? Kind.INCRBY : null;
  }

  private static @Nullable Operation operation(Call c, int i, Kind kind, Overflow how) {
    Argv argv = c.argv();
    BitfieldType type = type(argv, i + 1);
    if (type == null) {
      c.error(
          "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported"
              + " but i64 is.");
      return null;
    }
    long offset = BitOffset.read(c, i + 2, type.bits());
    if (offset == BitOffset.REFUSED) {
      return null;
    }
    long value = 0;
    if (kind != Kind.GET) {
      if (!argv.readLong(i + 3)) {
        c.notAnInteger();
        return null;
      }
      value = argv.longValue();
    }
    return new Operation(kind, type, offset, value, how);
  }

  private static @Nullable BitfieldType type(Argv argv, int i) {
    byte[] bytes = argv.array();
    int from = argv.offset(i);
    int length = argv.length(i);
    boolean signed = length > 0 && bytes[from] == 'i';
    if (!signed && (length == 0 || bytes[from] != 'u')) {
      return null;
    }
    // Redis reads the width as a C string: it ends at the first zero byte.
    int digits = 0;
    while (digits < length - 1 && bytes[from + 1 + digits] != 0) {
      digits++;
    }
    if (!Numbers.isLong(bytes, from + 1, digits)) {
      return null;
    }
    long bits = Numbers.longOf(bytes, from + 1, digits);
    return bits < 1 || bits > (signed ? 64 : 63) ? null : new BitfieldType(signed, (int) bits);
  }

  private static Outcome read(Call c, List<Operation> operations) {
    int entry = c.keys().read(c.db(), c.argv(), 1);
    if (entry != 0 && !Bits.isString(c, entry)) {
      return c.wrongType();
    }
    c.reply().array(operations.size());
    byte[] window = new byte[BitfieldType.WINDOW_BYTES];
    for (Operation operation : operations) {
      c.reply().integer(get(c, entry, operation, window));
    }
    return Outcome.DONE;
  }

  private static long get(Call c, int entry, Operation operation, byte[] window) {
    Arrays.fill(window, (byte) 0);
    if (entry != 0) {
      Entries entries = c.keys().entries();
      long first = operation.offset() >> 3;
      long there = Math.clamp(entries.valueLength(entry) - first, 0, window.length);
      if (there > 0) {
        entries.copyValue(entry, (int) first, window, 0, (int) there);
      }
    }
    return operation.type().get(window, (int) (operation.offset() & 7));
  }

  private static Outcome write(Call c, List<Operation> operations, int lastByte) {
    WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), 1);
    if (door.isOfOtherType(ValueTypes.STRING)) {
      door.unchanged();
      return c.wrongType();
    }
    boolean grows = true;
    if (!door.exists()) {
      door.putString(EMPTY, 0, 0, EntryTable.NO_EXPIRE);
      door.setRange(lastByte, ZERO, 0, 1);
    } else if (c.keys().entries().valueLength(door.entry()) <= lastByte) {
      door.setRange(lastByte, ZERO, 0, 1);
    } else {
      grows = false;
    }
    c.reply().array(operations.size());
    byte[] window = new byte[BitfieldType.WINDOW_BYTES];
    int changes = 0;
    for (Operation operation : operations) {
      long old = get(c, door.entry(), operation, window);
      if (operation.kind() == Kind.GET) {
        c.reply().integer(old);
      } else if (change(c, door, operation, old, window, grows)) {
        changes++;
      }
    }
    if (grows || changes > 0) {
      // Growing alone is a change too: replicas have to follow it.
      door.commit(EventClass.STRING, "setbit", Math.max(1, changes));
    } else {
      door.unchangedButRaw();
    }
    return Outcome.DONE;
  }

  /** Carries out a SET or INCRBY; true if it counts as a change. */
  private static boolean change(
      Call c, WriteDoor door, Operation operation, long old, byte[] window, boolean grew) {
    BitfieldType type = operation.type();
    boolean adds = operation.kind() == Kind.INCRBY;
    long base = adds ? old : operation.value();
    long increment = adds ? operation.value() : 0;
    int overflow = type.overflow(base, increment);
    if (overflow != 0 && operation.how() == Overflow.FAIL) {
      c.reply().nullValue();
      return false;
    }
    long value = base + increment;
    if (overflow != 0) {
      value = operation.how() == Overflow.SAT ? type.limit(overflow) : type.wrap(value);
    }
    c.reply().integer(adds ? value : old);
    if (value == old) {
      return grew;
    }
    int bit = (int) (operation.offset() & 7);
    type.set(window, bit, value);
    int bytes = (bit + type.bits() + 7) >> 3;
    door.setRange((int) (operation.offset() >> 3), window, 0, bytes);
    return true;
  }
}
