package io.jacinth.engine.types.hyperloglog;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.ADMIN;
import static io.jacinth.engine.command.Flags.DENYOOM;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.MAY_REPLICATE;
import static io.jacinth.engine.command.Flags.READONLY;
import static io.jacinth.engine.command.Flags.WRITE;
import static io.jacinth.engine.command.Keys.ACCESS;
import static io.jacinth.engine.command.Keys.INSERT;
import static io.jacinth.engine.command.Keys.RO;
import static io.jacinth.engine.command.Keys.RW;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.resp.Argv;
import io.jacinth.store.Entries;
import io.jacinth.store.EntryTable;

/** Counting different elements without keeping them. */
public final class HyperLogLogCommands {
  public static final CommandFamily FAMILY =
      family(Group.HYPERLOGLOG)
          .row(
              "PFADD",
              arity(-2),
              WRITE | DENYOOM | FAST,
              Keys.at(1, RW | INSERT),
              HyperLogLogCommands::pfadd,
              doc(
                  "2.8.9",
                  "O(1) for each element",
                  "key [element [element ...]]",
                  "Counts elements in a HyperLogLog, which is created if there is none."))
          .row(
              "PFCOUNT",
              arity(-2),
              READONLY | MAY_REPLICATE,
              Keys.toEnd(1, 1, RW | ACCESS)
                  .note(
                      "RW because it may change the internal representation of the key, and"
                          + " propagate to replicas"),
              HyperLogLogCommands::pfcount,
              doc(
                  "2.8.9",
                  "O(1) with a small constant for one key; O(N) with N keys and a large constant",
                  "key [key ...]",
                  "Estimates how many different elements one HyperLogLog, or several together,"
                      + " have seen."))
          .row(
              "PFMERGE",
              arity(-2),
              WRITE | DENYOOM,
              Keys.at(1, RW | ACCESS | INSERT).and(Keys.toEnd(2, 1, RO | ACCESS)),
              HyperLogLogCommands::pfmerge,
              doc(
                  "2.8.9",
                  "O(N) with N keys and a large constant",
                  "destkey sourcekey [sourcekey ...]",
                  "Makes a HyperLogLog of everything that several have seen."))
          .row(
              "PFDEBUG",
              arity(3),
              WRITE | DENYOOM | ADMIN,
              Keys.at(2, RW | ACCESS),
              HyperLogLogCommands::pfdebug,
              doc(
                  "2.8.9",
                  "N/A",
                  "subcommand key",
                  "Shows the inside of a HyperLogLog, for those who work on it."))
          .internal()
          .row(
              "PFSELFTEST",
              arity(1),
              ADMIN,
              Keys.none(),
              HyperLogLogCommands::pfselftest,
              doc("2.8.9", "N/A", "", "Checks the arithmetic of HyperLogLogs."))
          .internal();

  private HyperLogLogCommands() {}

  private static Outcome pfadd(Call c) {
    WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), 1);
    if (!door.exists()) {
      HyperLogLog added = HyperLogLog.empty(StoredHyperLogLog.sparseBytesMax(c));
      int changes = addAll(c.argv(), added);
      added.voidCardinality();
      door.putRaw(added.bytes(), 0, added.length(), EntryTable.NO_EXPIRE);
      return added(c, door, changes + 1);
    }
    if (!StoredHyperLogLog.isValid(c, door.entry())) {
      door.unchanged();
      return Outcome.DONE;
    }
    if (StoredHyperLogLog.isDense(c.keys().entries(), door.entry())) {
      return added(c, door, addAllDense(c, door));
    }
    HyperLogLog changed = StoredHyperLogLog.copy(c, door.entry());
    int changes = addAll(c.argv(), changed);
    if (changes < 0) {
      door.unchanged();
      return c.error(StoredHyperLogLog.CORRUPT);
    }
    if (changes > 0) {
      changed.voidCardinality();
      StoredHyperLogLog.put(door, changed);
    }
    return added(c, door, changes);
  }

  private static Outcome added(Call c, WriteDoor door, int changes) {
    if (changes == 0) {
      door.unchangedButRaw();
      return c.integer(0);
    }
    door.commit(EventClass.STRING, "pfadd", changes);
    return c.integer(1);
  }

  /** Adds all elements; how many changed a register, or {@link HyperLogLog#CORRUPT}. */
  private static int addAll(Argv argv, HyperLogLog target) {
    int changes = 0;
    for (int i = 2; i < argv.count(); i++) {
      long hash = ElementHash.hash(argv.array(), argv.offset(i), argv.length(i));
      int result = target.raise(ElementHash.register(hash), ElementHash.rank(hash));
      if (result == HyperLogLog.CORRUPT) {
        return result;
      }
      changes += result;
    }
    return changes;
  }

  private static int addAllDense(Call c, WriteDoor door) {
    Argv argv = c.argv();
    Entries entries = c.keys().entries();
    byte[] scratch = new byte[2];
    int changes = 0;
    for (int i = 2; i < argv.count(); i++) {
      long hash = ElementHash.hash(argv.array(), argv.offset(i), argv.length(i));
      int register = ElementHash.register(hash);
      int rank = ElementHash.rank(hash);
      if (StoredHyperLogLog.raiseDense(entries, door, register, rank, scratch)) {
        changes++;
      }
    }
    if (changes > 0) {
      StoredHyperLogLog.voidCardinality(entries, door, scratch);
    }
    return changes;
  }

  private static Outcome pfcount(Call c) {
    if (c.count() > 2) {
      return countTogether(c);
    }
    int entry = c.keys().read(c.db(), c.argv(), 1);
    if (entry == 0) {
      return c.integer(0);
    }
    if (!StoredHyperLogLog.isValid(c, entry)) {
      return Outcome.DONE;
    }
    long noted = HyperLogLog.notedCardinality(StoredHyperLogLog.header(c.keys().entries(), entry));
    if (noted >= 0) {
      if (mayNote(c)) {
        c.keys().openForWrite(c.db(), c.argv(), 1).unchangedButRaw();
      }
      return c.integer(noted);
    }
    int[] histogram = new int[Cardinality.VALUES];
    if (!StoredHyperLogLog.copy(c, entry).countValues(histogram)) {
      return c.error(StoredHyperLogLog.CORRUPT);
    }
    long cardinality = Cardinality.estimate(histogram);
    if (mayNote(c)) {
      WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), 1);
      byte[] bytes = new byte[Long.BYTES];
      HyperLogLog.noteCardinality(bytes, 0, cardinality);
      door.setRange(HyperLogLog.CARDINALITY_AT, bytes, 0, bytes.length);
      door.commitSilently();
    }
    return c.integer(cardinality);
  }

  /**
   * A command that reads may note its result only where a write would be allowed: a replica's data
   * are its primary's, and a primary without its lease changes nothing.
   */
  private static boolean mayNote(Call c) {
    return c.isObeyed() || !c.engine().replication().isReplica() && c.engine().mayWriteUnderLease();
  }

  private static Outcome countTogether(Call c) {
    byte[] registers = new byte[HyperLogLog.REGISTERS];
    for (int i = 1; i < c.count(); i++) {
      int entry = c.keys().read(c.db(), c.argv(), i);
      if (entry != 0 && !mergeInto(c, entry, registers)) {
        return Outcome.DONE;
      }
    }
    return c.integer(Cardinality.estimate(Cardinality.histogram(registers)));
  }

  private static boolean mergeInto(Call c, int entry, byte[] registers) {
    if (!StoredHyperLogLog.isValid(c, entry)) {
      return false;
    }
    if (!StoredHyperLogLog.copy(c, entry).mergeInto(registers)) {
      c.error(StoredHyperLogLog.CORRUPT);
      return false;
    }
    return true;
  }

  private static Outcome pfmerge(Call c) {
    byte[] registers = new byte[HyperLogLog.REGISTERS];
    boolean dense = false;
    for (int i = 1; i < c.count(); i++) {
      int entry = c.keys().read(c.db(), c.argv(), i);
      if (entry != 0) {
        if (!mergeInto(c, entry, registers)) {
          return Outcome.DONE;
        }
        dense |= StoredHyperLogLog.isDense(c.keys().entries(), entry);
      }
    }
    WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), 1);
    HyperLogLog merged =
        door.exists()
            ? StoredHyperLogLog.copy(c, door.entry())
            : HyperLogLog.empty(StoredHyperLogLog.sparseBytesMax(c));
    if (dense) {
      merged.becomeDense(registers);
    } else {
      for (int i = 0; i < registers.length; i++) {
        if (registers[i] != 0) {
          merged.raise(i, registers[i]);
        }
      }
    }
    merged.voidCardinality();
    StoredHyperLogLog.put(door, merged);
    door.commit(EventClass.STRING, "pfadd");
    return c.ok();
  }

  private static Outcome pfdebug(Call c) {
    WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), 2);
    if (!door.exists()) {
      door.unchanged();
      return c.error("ERR The specified key does not exist");
    }
    if (!StoredHyperLogLog.isValid(c, door.entry())) {
      door.unchanged();
      return Outcome.DONE;
    }
    HyperLogLog value = StoredHyperLogLog.copy(c, door.entry());
    Argv argv = c.argv();
    boolean getreg = argv.is(1, "getreg");
    if (getreg || argv.is(1, "todense")) {
      boolean wasDense = value.isDense();
      if (!value.toDense()) {
        door.unchanged();
        return c.error(StoredHyperLogLog.CORRUPT);
      }
      if (wasDense) {
        door.unchangedButRaw();
      } else {
        StoredHyperLogLog.put(door, value);
        door.commitSilently();
      }
      return getreg ? registers(c, value) : c.integer(wasDense ? 0 : 1);
    }
    door.unchangedButRaw();
    if (argv.is(1, "decode")) {
      if (value.isDense()) {
        return c.error("ERR HLL encoding is not sparse");
      }
      c.reply().bulk(SparseRegisters.show(value.bytes(), value.length()));
      return Outcome.DONE;
    }
    if (argv.is(1, "encoding")) {
      c.reply().simple(value.isDense() ? "dense" : "sparse");
      return Outcome.DONE;
    }
    return c.error("ERR Unknown PFDEBUG subcommand '" + c.quoted(1) + "'");
  }

  private static Outcome registers(Call c, HyperLogLog value) {
    c.reply().array(HyperLogLog.REGISTERS);
    for (int i = 0; i < HyperLogLog.REGISTERS; i++) {
      c.reply().integer(HyperLogLog.dense(value.bytes(), HyperLogLog.HEADER_BYTES, i));
    }
    return Outcome.DONE;
  }

  private static Outcome pfselftest(Call c) {
    String failure = SelfTest.run();
    return failure.isEmpty() ? c.ok() : c.error("TESTFAILED " + failure);
  }
}
