package io.jacinth.engine.types;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.DENYOOM;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.WRITE;
import static io.jacinth.engine.command.Keys.ACCESS;
import static io.jacinth.engine.command.Keys.RW;
import static io.jacinth.engine.command.Keys.UPDATE;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.store.EntryTable;
import io.jacinth.store.ValueTypes;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Strings as numbers. */
final class CounterCommands {
  private static final int WRITES = WRITE | DENYOOM | FAST;
  private static final Keys KEY = Keys.at(1, RW | ACCESS | UPDATE);

  static final CommandFamily FAMILY =
      family(Group.STRING)
          .row(
              "INCR",
              arity(2),
              WRITES,
              KEY,
              c -> add(c, 1),
              doc("1.0.0", "O(1)", "key", "Adds one to the number at a key."))
          .row(
              "DECR",
              arity(2),
              WRITES,
              KEY,
              c -> add(c, -1),
              doc("1.0.0", "O(1)", "key", "Takes one from the number at a key."))
          .row(
              "INCRBY",
              arity(3),
              WRITES,
              KEY,
              CounterCommands::incrby,
              doc("1.0.0", "O(1)", "key increment", "Adds to the number at a key."))
          .row(
              "DECRBY",
              arity(3),
              WRITES,
              KEY,
              CounterCommands::decrby,
              doc("1.0.0", "O(1)", "key decrement", "Takes from the number at a key."))
          .row(
              "INCRBYFLOAT",
              arity(3),
              WRITES,
              KEY,
              CounterCommands::incrbyfloat,
              doc(
                  "2.6.0",
                  "O(1)",
                  "key increment/double",
                  "Adds to the number at a key, which may have a fraction."));

  private CounterCommands() {}

  private static Outcome incrby(Call c) {
    return c.argv().readLong(2) ? add(c, c.argv().longValue()) : c.notAnInteger();
  }

  private static Outcome decrby(Call c) {
    if (!c.argv().readLong(2)) {
      return c.notAnInteger();
    }
    if (c.argv().longValue() == Long.MIN_VALUE) {
      return c.error("ERR decrement would overflow");
    }
    return add(c, -c.argv().longValue());
  }

  private static Outcome add(Call c, long increment) {
    WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), 1);
    if (door.isOfOtherType(ValueTypes.STRING)) {
      door.unchanged();
      return c.wrongType();
    }
    long value = 0;
    if (door.exists()) {
      if (!Strings.isLong(c, door.entry())) {
        door.unchanged();
        return c.notAnInteger();
      }
      value = Strings.longValue(c, door.entry());
    }
    long sum = value + increment;
    if (((value ^ sum) & (increment ^ sum)) < 0) {
      door.unchanged();
      return c.error("ERR increment or decrement would overflow");
    }
    door.putInteger(sum, EntryTable.KEEP_EXPIRE);
    door.commit(EventClass.STRING, "incrby");
    return c.integer(sum);
  }

  private static Outcome incrbyfloat(Call c) {
    WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), 1);
    if (door.isOfOtherType(ValueTypes.STRING)) {
      door.unchanged();
      return c.wrongType();
    }
    BigDecimal value = BigDecimal.ZERO;
    if (door.exists()) {
      byte[] text = Strings.bytes(c, door.entry());
      value = LongDouble.parse(text, 0, text.length);
    }
    BigDecimal increment =
        LongDouble.parse(c.argv().array(), c.argv().offset(2), c.argv().length(2));
    if (value == null || increment == null) {
      door.unchanged();
      return c.notAFloat();
    }
    BigDecimal sum = LongDouble.add(value, increment);
    if (LongDouble.isInfinite(sum)) {
      door.unchanged();
      return c.error("ERR increment would produce NaN or Infinity");
    }
    byte[] text = LongDouble.format(sum).getBytes(StandardCharsets.US_ASCII);
    door.putText(text, 0, text.length, EntryTable.KEEP_EXPIRE);
    door.commit(EventClass.STRING, "incrbyfloat");
    c.reply().bulk(text);
    if (c.effects().isWanted()) {
      c.effects()
          .command(c.db(), 4)
          .word("SET")
          .word(c.argv(), 1)
          .word(text, 0, text.length)
          .word("KEEPTTL");
    }
    return Outcome.DONE;
  }
}
