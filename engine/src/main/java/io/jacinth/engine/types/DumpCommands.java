package io.jacinth.engine.types;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.ASKING;
import static io.jacinth.engine.command.Flags.DENYOOM;
import static io.jacinth.engine.command.Flags.READONLY;
import static io.jacinth.engine.command.Flags.WRITE;
import static io.jacinth.engine.command.Keys.ACCESS;
import static io.jacinth.engine.command.Keys.OW;
import static io.jacinth.engine.command.Keys.RO;
import static io.jacinth.engine.command.Keys.UPDATE;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Acl;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.keyspace.AccessClock;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.engine.rdb.DumpPayload;
import io.jacinth.resp.Argv;
import io.jacinth.store.Draft;
import io.jacinth.store.EntryTable;

/** Values as payloads that another server understands. */
final class DumpCommands {
  private static final String COST = "O(1) to find the key, O(N) for its N elements";

  static final CommandFamily FAMILY =
      family(Group.GENERIC)
          .row(
              "DUMP",
              arity(2),
              READONLY,
              Keys.at(1, RO | ACCESS),
              DumpCommands::dump,
              doc(
                  "2.6.0",
                  COST,
                  "key",
                  "Returns a value in the form that RESTORE takes.",
                  "nondeterministic_output"))
          .row(
              "RESTORE",
              arity(-4),
              WRITE | DENYOOM,
              Keys.at(1, OW | UPDATE),
              DumpCommands::restore,
              doc(
                  "2.6.0",
                  COST,
                  "key ttl/integer serialized-value [REPLACE^3.0.0] [ABSTTL^5.0.0]"
                      + " [IDLETIME^5.0.0 seconds] [FREQ^5.0.0 frequency/integer]",
                  "Makes a key from what DUMP returned."))
          .also(Acl.DANGEROUS)
          .row(
              "RESTORE-ASKING",
              arity(-4),
              WRITE | DENYOOM | ASKING,
              Keys.at(1, OW | UPDATE),
              DumpCommands::restore,
              doc(
                  "3.0.0",
                  COST,
                  "key ttl/integer serialized-value [REPLACE^3.0.0] [ABSTTL^5.0.0]"
                      + " [IDLETIME^5.0.0 seconds] [FREQ^5.0.0 frequency/integer]",
                  "RESTORE for a slot on its way between two nodes."))
          .internal()
          .documentedWith(Group.SERVER)
          .also(Acl.DANGEROUS);

  private DumpCommands() {}

  private static Outcome dump(Call c) {
    int entry = c.keys().read(c.db(), c.argv(), 1);
    if (entry == 0) {
      return c.nothing();
    }
    c.reply().bulk(c.engine().values().dump().of(entry));
    return Outcome.DONE;
  }

  /** RESTORE's words behind the payload. */
  private static final class Options {
    boolean replace;
    boolean absolute;
    long idleSeconds = -1;
    long frequency = -1;

    /** False after an error reply. */
    boolean read(Call c) {
      Argv argv = c.argv();
      for (int i = 4; i < argv.count(); i++) {
        boolean more = i + 1 < argv.count();
        if (argv.is(i, "REPLACE")) {
          replace = true;
        } else if (argv.is(i, "ABSTTL")) {
          absolute = true;
        } else if (argv.is(i, "IDLETIME") && more && frequency < 0) {
          if (!argv.readLong(++i)) {
            c.notAnInteger();
            return false;
          }
          idleSeconds = argv.longValue();
          if (idleSeconds < 0) {
            c.error("ERR Invalid IDLETIME value, must be >= 0");
            return false;
          }
        } else if (argv.is(i, "FREQ") && more && idleSeconds < 0) {
          if (!argv.readLong(++i)) {
            c.notAnInteger();
            return false;
          }
          frequency = argv.longValue();
          if (frequency < 0 || frequency > 255) {
            c.error("ERR Invalid FREQ value, must be >= 0 and <= 255");
            return false;
          }
        } else {
          c.syntaxError();
          return false;
        }
      }
      return true;
    }
  }

  private static Outcome restore(Call c) {
    Options options = new Options();
    if (!options.read(c)) {
      return Outcome.DONE;
    }
    Argv argv = c.argv();
    WriteDoor door = c.keys().openForWrite(c.db(), argv, 1);
    if (door.exists() && !options.replace) {
      return refused(door, c.error("BUSYKEY Target key name already exists."));
    }
    if (!argv.readLong(2)) {
      return refused(door, c.notAnInteger());
    }
    long ttl = argv.longValue();
    if (ttl < 0) {
      return refused(door, c.error("ERR Invalid TTL value, must be >= 0"));
    }
    DumpPayload dump = c.engine().values().dump();
    if (!dump.isAcceptable(argv.array(), argv.offset(3), argv.length(3))) {
      return refused(door, c.error("ERR DUMP payload version or checksum are wrong"));
    }
    long expireAt = EntryTable.NO_EXPIRE;
    if (ttl > 0) {
      expireAt = options.absolute ? ttl : ttl + c.wallMs();
    }
    Into into = new Into(c, door, expireAt, expireAt >= 0 && ExpireTimes.isPast(c, expireAt));
    boolean sound =
        c.engine()
            .values()
            .dump()
            .read(
                argv.array(),
                argv.offset(3),
                argv.length(3),
                argv.array(),
                argv.offset(1),
                argv.length(1),
                into);
    if (!sound) {
      return refused(door, c.error("ERR Bad data format"));
    }
    if (into.past) {
      restoredTooLate(c, door);
      return c.ok();
    }
    door.asNew();
    noteAccess(c, door.entry(), options);
    door.commit(EventClass.GENERIC, "restore");
    if (ttl > 0 && !options.absolute) {
      propagate(c, expireAt);
    }
    return c.ok();
  }

  private static Outcome refused(WriteDoor door, Outcome outcome) {
    door.unchanged();
    return outcome;
  }

  /** Takes the value to its key. */
  private record Into(Call c, WriteDoor door, long expireAt, boolean past)
      implements DumpPayload.Taker {
    @Override
    public void string(byte[] value, int offset, int length) {
      if (!past) {
        door.putString(value, offset, length, expireAt);
      }
    }

    @Override
    public void value(Draft draft) {
      if (past) {
        draft.discard();
      } else {
        door.putDraft(draft, expireAt);
      }
    }
  }

  /** Its time is over already: what was at the key goes, nothing comes. */
  private static void restoredTooLate(Call c, WriteDoor door) {
    if (!door.exists()) {
      door.unchanged();
      return;
    }
    boolean lazily = c.engine().config().isOn(MemoryOptions.LAZYFREE_LAZY_SERVER_DEL);
    door.removed(EventClass.GENERIC, "del", lazily);
    if (c.effects().isWanted()) {
      c.effects().command(c.db(), 2).word(lazily ? "UNLINK" : "DEL").word(c.argv(), 1);
    }
  }

  private static void noteAccess(Call c, int entry, Options options) {
    AccessClock clock = c.keys().accessClock();
    boolean lfu = c.engine().config().choice(MemoryOptions.MAXMEMORY_POLICY).contains("lfu");
    if (options.frequency >= 0 && lfu) {
      clock.setFrequency(entry, (int) options.frequency);
    } else if (options.idleSeconds >= 0 && !lfu) {
      clock.setIdleSeconds(entry, options.idleSeconds);
    }
  }

  /** The words with an absolute time. */
  private static void propagate(Call c, long expireAt) {
    if (!c.effects().isWanted()) {
      return;
    }
    c.effects().command(c.db(), c.count() + 1);
    for (int i = 0; i < c.count(); i++) {
      if (i == 2) {
        c.effects().word(expireAt);
      } else {
        c.effects().word(c.argv(), i);
      }
    }
    c.effects().word("ABSTTL");
  }
}
