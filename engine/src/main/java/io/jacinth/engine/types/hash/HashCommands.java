package io.jacinth.engine.types.hash;

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
import io.jacinth.engine.types.LongDouble;
import io.jacinth.store.HashEdit;
import io.jacinth.store.HashView;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Hashes. */
public final class HashCommands {
  private static final int WRITES = WRITE | DENYOOM | FAST;
  private static final int READS = READONLY | FAST;
  private static final Keys READ = Keys.at(1, RO | ACCESS);
  private static final Keys LOOK = Keys.at(1, RO);
  private static final Keys CHANGE = Keys.at(1, RW | ACCESS | UPDATE);
  private static final String PER_FIELD = "O(N) where N is the number of fields given";
  private static final String PER_SIZE = "O(N) where N is the size of the hash";
  private static final String UNORDERED = "nondeterministic_output_order";
  private static final String VARYING = "nondeterministic_output";

  public static final CommandFamily FAMILY =
      family(Group.HASH)
          .row(
              "HSET",
              arity(-4),
              WRITES,
              Keys.at(1, RW | UPDATE),
              c -> set(c, true),
              doc(
                  "2.0.0",
                  PER_FIELD,
                  "key field_value={field value} [field_value ...]",
                  "Sets fields of a hash and counts the new ones."))
          .row(
              "HSETNX",
              arity(4),
              WRITES,
              Keys.at(1, RW | INSERT),
              HashCommands::setnx,
              doc("2.0.0", "O(1)", "key field value", "Sets a field that is not there yet."))
          .row(
              "HGET",
              arity(3),
              READS,
              READ,
              HashCommands::get,
              doc("2.0.0", "O(1)", "key field", "Returns the value of a field."))
          .row(
              "HMGET",
              arity(-3),
              READS,
              READ,
              HashCommands::mget,
              doc("2.0.0", PER_FIELD, "key field [field ...]", "Returns the values of fields."))
          .row(
              "HMSET",
              arity(-4),
              WRITES,
              Keys.at(1, RW | UPDATE),
              c -> set(c, false),
              doc(
                  "2.0.0",
                  PER_FIELD,
                  "key field_value={field value} [field_value ...]",
                  "Sets fields."))
          .deprecated("4.0.0", "`HSET` with multiple field-value pairs")
          .row(
              "HDEL",
              arity(-3),
              WRITE | FAST,
              Keys.at(1, RW | DELETE),
              HashCommands::delete,
              doc(
                  "2.0.0",
                  PER_FIELD,
                  "key field [field ...]",
                  "Removes fields, and the hash with its last one."))
          .row(
              "HLEN",
              arity(2),
              READS,
              LOOK,
              HashCommands::length,
              doc("2.0.0", "O(1)", "key", "Returns how many fields a hash has."))
          .row(
              "HSTRLEN",
              arity(3),
              READS,
              LOOK,
              HashCommands::valueLength,
              doc("3.2.0", "O(1)", "key field", "Returns how long the value of a field is."))
          .row(
              "HEXISTS",
              arity(3),
              READS,
              LOOK,
              HashCommands::exists,
              doc("2.0.0", "O(1)", "key field", "Tells whether a field is there."))
          .row(
              "HGETALL",
              arity(2),
              READONLY,
              READ,
              c -> all(c, true, true),
              doc("2.0.0", PER_SIZE, "key", "Returns all fields and values.", UNORDERED))
          .row(
              "HKEYS",
              arity(2),
              READONLY,
              READ,
              c -> all(c, true, false),
              doc("2.0.0", PER_SIZE, "key", "Returns all fields.", UNORDERED))
          .row(
              "HVALS",
              arity(2),
              READONLY,
              READ,
              c -> all(c, false, true),
              doc("2.0.0", PER_SIZE, "key", "Returns all values.", UNORDERED))
          .row(
              "HINCRBY",
              arity(4),
              WRITES,
              CHANGE,
              HashCommands::incrby,
              doc(
                  "2.0.0",
                  "O(1)",
                  "key field increment",
                  "Adds to the number in a field, which counts as 0 while it is not there."))
          .row(
              "HINCRBYFLOAT",
              arity(4),
              WRITES,
              CHANGE,
              HashCommands::incrbyfloat,
              doc(
                  "2.6.0",
                  "O(1)",
                  "key field increment/double",
                  "Adds to the number in a field, which may have a fraction."))
          .row(
              "HSCAN",
              arity(-3),
              READONLY,
              READ,
              new HashScan()::scan,
              doc(
                  "2.8.0",
                  "O(1) for every call, O(N) for a whole iteration",
                  "key cursor [MATCH pattern] [COUNT count]",
                  "Returns some fields with their values and the cursor to go on with.",
                  VARYING))
          .row(
              "HRANDFIELD",
              arity(-2),
              READONLY,
              READ,
              new HashRandom()::run,
              doc(
                  "6.2.0",
                  "O(N) where N is the number of fields returned",
                  "key [options={count [WITHVALUES]}]",
                  "Returns random fields.",
                  VARYING));

  private HashCommands() {}

  private static Outcome set(Call c, boolean counts) {
    if (c.count() % 2 != 0) {
      return c.error("ERR wrong number of arguments for '" + c.row().name() + "' command");
    }
    HashEdit hash = Hashes.write(c);
    if (hash == null) {
      return Outcome.DONE;
    }
    int pairs = (c.count() - 2) / 2;
    hash.expectFields(pairs);
    int created = 0;
    for (int i = 2; i < c.count(); i += 2) {
      if (Hashes.put(c, hash, i)) {
        created++;
      }
    }
    c.keys().door().commit(EventClass.HASH, "hset", pairs);
    return counts ? c.integer(created) : c.ok();
  }

  private static Outcome setnx(Call c) {
    HashEdit hash = Hashes.write(c);
    if (hash == null) {
      return Outcome.DONE;
    }
    if (Hashes.find(c, hash, 2)) {
      c.keys().door().unchanged();
      return c.integer(0);
    }
    Hashes.put(c, hash, 2);
    c.keys().door().commit(EventClass.HASH, "hset");
    return c.integer(1);
  }

  private static Outcome get(Call c) {
    HashView hash = Hashes.read(c);
    if (hash != null) {
      replyValue(c, hash, 2);
    }
    return Outcome.DONE;
  }

  private static void replyValue(Call c, HashView hash, int i) {
    if (Hashes.find(c, hash, i)) {
      Items.reply(c, hash.value());
    } else {
      c.reply().nullValue();
    }
  }

  private static Outcome mget(Call c) {
    HashView hash = Hashes.read(c);
    if (hash != null) {
      c.reply().array(c.count() - 2);
      for (int i = 2; i < c.count(); i++) {
        replyValue(c, hash, i);
      }
    }
    return Outcome.DONE;
  }

  private static Outcome delete(Call c) {
    HashEdit hash = Hashes.write(c);
    if (hash == null) {
      return Outcome.DONE;
    }
    int deleted = 0;
    for (int i = 2; i < c.count() && hash.size() > 0; i++) {
      if (hash.remove(c.argv().array(), c.argv().offset(i), c.argv().length(i))) {
        deleted++;
      }
    }
    WriteDoor door = c.keys().door();
    if (deleted == 0) {
      door.unchanged();
    } else if (hash.size() == 0) {
      door.emptied(EventClass.HASH, "hdel", deleted);
    } else {
      door.commit(EventClass.HASH, "hdel", deleted);
    }
    return c.integer(deleted);
  }

  private static Outcome length(Call c) {
    HashView hash = Hashes.read(c);
    return hash == null ? Outcome.DONE : c.integer(hash.size());
  }

  private static Outcome valueLength(Call c) {
    HashView hash = Hashes.read(c);
    if (hash == null) {
      return Outcome.DONE;
    }
    return c.integer(Hashes.find(c, hash, 2) ? hash.value().length() : 0);
  }

  private static Outcome exists(Call c) {
    HashView hash = Hashes.read(c);
    return hash == null ? Outcome.DONE : c.integer(Hashes.find(c, hash, 2) ? 1 : 0);
  }

  private static Outcome all(Call c, boolean fields, boolean values) {
    HashView hash = Hashes.read(c);
    if (hash == null) {
      return Outcome.DONE;
    }
    if (fields && values) {
      c.reply().map(hash.size());
    } else {
      c.reply().array(hash.size());
    }
    while (hash.next()) {
      if (fields) {
        Items.reply(c, hash.field());
      }
      if (values) {
        Items.reply(c, hash.value());
      }
    }
    return Outcome.DONE;
  }

  private static Outcome incrby(Call c) {
    if (!c.argv().readLong(3)) {
      return c.notAnInteger();
    }
    long increment = c.argv().longValue();
    HashEdit hash = Hashes.write(c);
    if (hash == null) {
      return Outcome.DONE;
    }
    WriteDoor door = c.keys().door();
    long value = 0;
    if (Hashes.find(c, hash, 2)) {
      if (!Items.isLong(hash.value())) {
        door.unchanged();
        return c.error("ERR hash value is not an integer");
      }
      value = Items.longValue(hash.value());
    }
    long sum = value + increment;
    if (((value ^ sum) & (increment ^ sum)) < 0) {
      door.unchanged();
      return c.error("ERR increment or decrement would overflow");
    }
    Hashes.put(c, hash, 2, Long.toString(sum).getBytes(StandardCharsets.US_ASCII));
    door.commit(EventClass.HASH, "hincrby");
    return c.integer(sum);
  }

  private static Outcome incrbyfloat(Call c) {
    BigDecimal increment =
        LongDouble.parse(c.argv().array(), c.argv().offset(3), c.argv().length(3));
    if (increment == null) {
      return c.notAFloat();
    }
    if (LongDouble.isInfinite(increment)) {
      return c.error("ERR value is NaN or Infinity");
    }
    HashEdit hash = Hashes.write(c);
    if (hash == null) {
      return Outcome.DONE;
    }
    WriteDoor door = c.keys().door();
    BigDecimal value = BigDecimal.ZERO;
    if (Hashes.find(c, hash, 2)) {
      byte[] text = hash.value().bytes();
      value = LongDouble.parse(text, 0, text.length);
      if (value == null) {
        door.unchanged();
        return c.error("ERR hash value is not a float");
      }
    }
    BigDecimal sum = LongDouble.add(value, increment);
    if (LongDouble.isInfinite(sum)) {
      door.unchanged();
      return c.error("ERR increment would produce NaN or Infinity");
    }
    byte[] text = LongDouble.format(sum).getBytes(StandardCharsets.US_ASCII);
    Hashes.put(c, hash, 2, text);
    door.commit(EventClass.HASH, "hincrbyfloat");
    c.reply().bulk(text);
    if (c.effects().isWanted()) {
      c.effects()
          .command(c.db(), 4)
          .word("HSET")
          .word(c.argv(), 1)
          .word(c.argv(), 2)
          .word(text, 0, text.length);
    }
    return Outcome.DONE;
  }
}
