package io.jacinth.engine.types.debug;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.Values;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.keyspace.Database;
import io.jacinth.store.EntryTable;
import io.jacinth.store.EntryVisitor;
import io.jacinth.store.ValueTypes;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** DEBUG HTSTATS and HTSTATS-KEY: how full tables are. */
final class DebugTables {
  private interface Scan {
    long step(long cursor, EntryVisitor visitor);
  }

  private DebugTables() {}

  /** Of all tables of a database together (in a cluster it has one for every slot). */
  static Outcome ofDatabase(Call c) {
    if (!c.argv().readLong(2)) {
      return c.notAnInteger();
    }
    long index = c.argv().longValue();
    if (index < 0 || index >= c.keys().databaseCount()) {
      return c.error("ERR Out of range database");
    }
    boolean full = c.count() > 3 && c.argv().is(3, "full");
    Database db = c.keys().database((int) index);
    TableShape keys = new TableShape();
    for (int slot = 0; slot < db.tableCount(); slot++) {
      addTable(db.table(slot), keys);
    }
    return text(c, "[Dictionary HT]\n" + keys.show(full) + "[Expires HT]\n" + expiries(db));
  }

  private static void addTable(@Nullable EntryTable table, TableShape shape) {
    int[] length = new int[1];
    for (long at = 0; table != null && at < EntryTable.POSITION_END; ) {
      length[0] = 0;
      at = table.walkStep(at, entry -> length[0]++);
      shape.bucket(length[0]);
    }
  }

  /** Keys with a time are kept in order of it, not in a hash table. */
  private static String expiries(Database db) {
    TableShape shape = new TableShape();
    for (long i = 0; i < db.expireCount(); i++) {
      shape.bucket(1);
    }
    return shape.show(false);
  }

  static Outcome ofKey(Call c) {
    int entry = c.keys().peek(c.db(), c.argv(), 2);
    if (entry == 0) {
      return c.error("ERR no such key");
    }
    Scan scan = scanOf(c, entry);
    if (scan == null) {
      return c.error(
          "ERR The value stored at the specified key is not represented using an hash table");
    }
    TableShape shape = new TableShape();
    int[] length = new int[1];
    long cursor = 0;
    do {
      length[0] = 0;
      cursor = scan.step(cursor, element -> length[0]++);
      shape.bucket(length[0]);
    } while (cursor != 0);
    return text(c, shape.show(c.count() > 3 && c.argv().is(3, "full")));
  }

  private static @Nullable Scan scanOf(Call c, int entry) {
    int encoding = c.keys().entries().encoding(entry);
    boolean table =
        encoding == ValueTypes.ENCODING_HASHTABLE || encoding == ValueTypes.ENCODING_SKIPLIST;
    Values values = c.engine().values();
    return !table
        ? null
        : switch (c.keys().entries().type(entry)) {
          case ValueTypes.HASH -> values.hashView().open(entry)::scan;
          case ValueTypes.SET -> values.setView(0).open(entry)::scan;
          case ValueTypes.ZSET -> values.zsetView().open(entry)::scan;
          default -> null;
        };
  }

  private static Outcome text(Call c, String text) {
    c.reply().verbatim("txt", text.getBytes(StandardCharsets.US_ASCII));
    return Outcome.DONE;
  }
}
