package io.jacinth.engine.types;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.READONLY;
import static io.jacinth.engine.command.Flags.TOUCHES_ARBITRARY_KEYS;
import static io.jacinth.engine.command.Flags.WRITE;
import static io.jacinth.engine.command.Keys.DELETE;
import static io.jacinth.engine.command.Keys.RM;
import static io.jacinth.engine.command.Keys.RO;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Acl;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.keyspace.Database;
import io.jacinth.engine.keyspace.DatabaseFlush;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.Entries;
import io.jacinth.store.EntryTable;
import io.jacinth.store.Rooms;
import io.jacinth.store.ValueTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands about keys whatever their values are. */
final class KeyCommands {
  private static final String SHARDS = "request_policy:multi_shard";
  private static final String SUM = "response_policy:agg_sum";
  private static final String ALL_SHARDS = "request_policy:all_shards";
  private static final String SUCCEEDED = "response_policy:all_succeeded";
  private static final String VARYING = "nondeterministic_output";
  private static final String PER_KEY = "O(N) where N is the number of keys";

  static final CommandFamily FAMILY =
      family(Group.GENERIC)
          .row(
              "DEL",
              arity(-2),
              WRITE,
              Keys.toEnd(1, 1, RM | DELETE),
              c -> delete(c, c.engine().config().isOn(MemoryOptions.LAZYFREE_LAZY_USER_DEL)),
              doc("1.0.0", PER_KEY, "key [key ...]", "Deletes keys.", SHARDS, SUM))
          .row(
              "UNLINK",
              arity(-2),
              WRITE | FAST,
              Keys.toEnd(1, 1, RM | DELETE),
              c -> delete(c, true),
              doc(
                  "4.0.0",
                  "O(1) for each key; memory is given back later",
                  "key [key ...]",
                  "Deletes keys and frees their memory afterwards.",
                  SHARDS,
                  SUM))
          .row(
              "EXISTS",
              arity(-2),
              READONLY | FAST,
              Keys.toEnd(1, 1, RO),
              c -> count(c, false),
              doc("1.0.0", PER_KEY, "key [key ...]", "Counts the keys that exist.", SHARDS, SUM))
          .row(
              "TOUCH",
              arity(-2),
              READONLY | FAST,
              Keys.toEnd(1, 1, RO),
              c -> count(c, true),
              doc(
                  "3.2.1",
                  PER_KEY,
                  "key [key ...]",
                  "Counts the keys that exist and makes them recently used.",
                  SHARDS,
                  SUM))
          .row(
              "TYPE",
              arity(2),
              READONLY | FAST,
              Keys.at(1, RO),
              KeyCommands::type,
              doc("1.0.0", "O(1)", "key", "Returns the type of the value at a key."))
          .row(
              "KEYS",
              arity(2),
              READONLY,
              Keys.none(),
              KeyCommands::keys,
              doc(
                  "1.0.0",
                  "O(N) with N the number of keys in the database",
                  "pattern",
                  "Returns all keys that match a pattern.",
                  ALL_SHARDS,
                  "nondeterministic_output_order"))
          .also(Acl.DANGEROUS)
          .row(
              "SCAN",
              arity(-2),
              READONLY | TOUCHES_ARBITRARY_KEYS,
              Keys.none(),
              KeyCommands::scan,
              doc(
                  "2.8.0",
                  "O(1) for every call, O(N) for a whole iteration",
                  "cursor [MATCH pattern] [COUNT count] [TYPE^6.0.0 type]",
                  "Returns some keys and the cursor to go on with.",
                  VARYING,
                  "request_policy:special"))
          .row(
              "RANDOMKEY",
              arity(1),
              READONLY | TOUCHES_ARBITRARY_KEYS,
              Keys.none(),
              KeyCommands::randomkey,
              doc("1.0.0", "O(1)", "", "Returns a random key.", ALL_SHARDS, VARYING))
          .row(
              "DBSIZE",
              arity(1),
              READONLY | FAST,
              Keys.none(),
              c -> c.integer(c.keys().database(c.db()).keyCount()),
              doc(
                  "1.0.0",
                  "O(1)",
                  "",
                  "Returns the number of keys in the database.",
                  ALL_SHARDS,
                  SUM))
          .documentedWith(Group.SERVER)
          .row(
              "FLUSHALL",
              arity(-1),
              WRITE,
              Keys.none(),
              c -> flush(c, true),
              doc(
                  "1.0.0",
                  "O(1); memory is given back later",
                  "[<ASYNC^4.0.0 | SYNC^6.2.0>]",
                  "Deletes the keys of all databases.",
                  ALL_SHARDS,
                  SUCCEEDED))
          .documentedWith(Group.SERVER)
          .also(Acl.DANGEROUS)
          .row(
              "FLUSHDB",
              arity(-1),
              WRITE,
              Keys.none(),
              c -> flush(c, false),
              doc(
                  "1.0.0",
                  "O(1); memory is given back later",
                  "[<ASYNC^4.0.0 | SYNC^6.2.0>]",
                  "Deletes the keys of the database.",
                  ALL_SHARDS,
                  SUCCEEDED))
          .documentedWith(Group.SERVER)
          .also(Acl.DANGEROUS);

  /** SCAN looks into at most this many buckets for every key it was asked for. */
  private static final int BUCKETS_PER_KEY = 10;

  private KeyCommands() {}

  private static Outcome delete(Call c, boolean lazily) {
    int deleted = 0;
    for (int i = 1; i < c.count(); i++) {
      WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), i);
      if (door.exists()) {
        door.removed(EventClass.GENERIC, "del", lazily);
        deleted++;
      } else {
        door.unchanged();
      }
    }
    return c.integer(deleted);
  }

  private static Outcome count(Call c, boolean touch) {
    int found = 0;
    for (int i = 1; i < c.count(); i++) {
      int entry = c.keys().readNoTouch(c.db(), c.argv(), i);
      if (entry != 0) {
        found++;
        if (touch) {
          c.keys().touchAnyway(entry);
        }
      }
    }
    return c.integer(found);
  }

  private static Outcome type(Call c) {
    int entry = c.keys().readNoTouch(c.db(), c.argv(), 1);
    c.reply().simple(entry == 0 ? "none" : typeName(c.keys().entries().type(entry)));
    return Outcome.DONE;
  }

  private static String typeName(int type) {
    return switch (type) {
      case ValueTypes.STRING -> "string";
      case ValueTypes.LIST -> "list";
      case ValueTypes.SET -> "set";
      case ValueTypes.ZSET -> "zset";
      case ValueTypes.HASH -> "hash";
      case ValueTypes.STREAM -> "stream";
      default -> "unknown";
    };
  }

  private static Outcome keys(Call c) {
    Glob glob = new Glob(c.argv().bytes(1), false);
    Collector collector = new Collector(c, glob.matchesAll() ? null : glob, null);
    Database db = c.keys().database(c.db());
    long mark = c.reply().beginDeferred();
    for (int i = 0; i < db.tableCount(); i++) {
      EntryTable table = db.table(i);
      long cursor = 0;
      do {
        cursor = table == null ? 0 : table.scanStep(cursor, collector::visit);
      } while (cursor != 0);
    }
    c.reply().endDeferred(mark, ReplyBuffer.Aggregate.ARRAY, collector.found);
    return Outcome.DONE;
  }

  /** Writes the keys that pass as bulks. */
  private static final class Collector {
    private final Call c;
    private final @Nullable Glob glob;
    private final @Nullable String type;
    private byte[] key = new byte[256];
    private int found;
    private @Nullable List<byte[]> past;

    Collector(Call c, @Nullable Glob glob, @Nullable String type) {
      this.c = c;
      this.glob = glob;
      this.type = type;
    }

    /** Notes the keys that pass but are past their time, for who may delete them. */
    void notePast(List<byte[]> list) {
      past = list;
    }

    void visit(int entry) {
      Entries entries = c.keys().entries();
      int length = entries.keyLength(entry);
      key = Rooms.atLeast(key, length);
      entries.copyKey(entry, key, 0);
      if (glob != null && !glob.matches(key, length)) {
        return;
      }
      if (!c.keys().isLive(entry)) {
        if (past != null) {
          past.add(Arrays.copyOf(key, length));
        }
      } else if (type == null || typeName(entries.type(entry)).equalsIgnoreCase(type)) {
        c.reply().bulk(key, 0, length);
        found++;
      }
    }
  }

  private static Outcome scan(Call c) {
    long cursor = ScanOptions.cursor(c.quoted(1));
    if (cursor < 0) {
      return c.error("ERR invalid cursor");
    }
    long count = 10;
    Glob glob = null;
    String type = null;
    for (int i = 2; i < c.count(); i += 2) {
      boolean hasValue = i + 1 < c.count();
      if (hasValue && c.argv().is(i, "COUNT")) {
        if (!c.argv().readLong(i + 1)) {
          return c.notAnInteger();
        }
        count = c.argv().longValue();
        if (count < 1) {
          return c.syntaxError();
        }
      } else if (hasValue && c.argv().is(i, "MATCH")) {
        glob = new Glob(c.argv().bytes(i + 1), false);
        glob = glob.matchesAll() ? null : glob;
      } else if (hasValue && c.argv().is(i, "TYPE")) {
        type = c.argv().latin1(i + 1);
      } else {
        return c.syntaxError();
      }
    }
    c.reply().array(2);
    long mark = c.reply().beginDeferred();
    Collector collector = new Collector(c, glob, type);
    List<byte[]> past = new ArrayList<>(0);
    collector.notePast(past);
    long next = step(c.keys().database(c.db()), cursor, count, collector);
    for (byte[] key : past) {
      c.keys().storedKeys().expireIfPast(c.db(), key);
    }
    long front = c.reply().beginFront();
    c.reply().bulkLong(next);
    c.reply().array(collector.found);
    c.reply().endFront(mark, front);
    return Outcome.DONE;
  }

  /** Whole tables one after the other; the table's number is the low part of the cursor. */
  private static long step(Database db, long from, long count, Collector collector) {
    int tableCount = db.tableCount();
    int tableBits = Integer.numberOfTrailingZeros(tableCount);
    int index = (int) (from & (tableCount - 1));
    long inTable = from >>> tableBits;
    long buckets =
        count > Long.MAX_VALUE / BUCKETS_PER_KEY ? Long.MAX_VALUE : count * BUCKETS_PER_KEY;
    while (index < tableCount) {
      EntryTable table = db.table(index);
      if (table != null) {
        do {
          inTable = table.scanStep(inTable, collector::visit);
        } while (inTable != 0 && --buckets > 0 && collector.found < count);
        if (inTable != 0) {
          return inTable << tableBits | index;
        }
        buckets--;
      }
      index++;
      inTable = 0;
      if (buckets <= 0 || collector.found >= count) {
        break;
      }
    }
    return index >= tableCount ? 0 : index;
  }

  private static Outcome randomkey(Call c) {
    int entry = c.keys().randomEntry(c.db());
    if (entry == 0) {
      return c.nothing();
    }
    c.reply().bulk(c.keys().keyOf(entry));
    return Outcome.DONE;
  }

  private static Outcome flush(Call c, boolean all) {
    if (c.count() > 2 || (c.count() == 2 && !c.argv().is(1, "SYNC") && !c.argv().is(1, "ASYNC"))) {
      return c.syntaxError();
    }
    boolean lazily =
        c.count() == 2
            ? c.argv().is(1, "ASYNC")
            : c.engine().config().isOn(MemoryOptions.LAZYFREE_LAZY_USER_FLUSH);
    long dropped =
        all
            ? DatabaseFlush.flushAll(c.keys(), lazily)
            : DatabaseFlush.flush(c.keys(), c.db(), lazily);
    c.keys().addDirty(dropped);
    if (dropped == 0 && c.engine().propagation().isWanted()) {
      // An empty database is flushed in the stream too: a replica may hold what we do not.
      c.effects().verbatim(c.db(), c.argv());
    }
    return c.ok();
  }
}
