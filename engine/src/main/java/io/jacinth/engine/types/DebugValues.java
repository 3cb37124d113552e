package io.jacinth.engine.types;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.config.ConfigWords;
import io.jacinth.engine.keyspace.Database;
import io.jacinth.engine.rdb.Digest;
import io.jacinth.store.Entries;
import io.jacinth.store.EntryTable;
import io.jacinth.store.Store;
import io.jacinth.store.ValueTypes;
import org.jspecify.annotations.Nullable;

/** DEBUG DIGEST, DIGEST-VALUE and LISTPACK. */
final class DebugValues {
  private static final long THRESHOLD_MAX = (1L << 32) - (1 << 20);
  private static final String EXPIRES = "!!expire!!";

  private DebugValues() {}

  /** The digest of all data: the order of databases matters, that of keys does not. */
  static Outcome digest(Call c) {
    Digest all = new Digest();
    for (int i = 0; i < c.keys().databaseCount(); i++) {
      Database db = c.keys().database(i);
      if (db.keyCount() > 0) {
        all.mixInt(i);
        for (int slot = 0; slot < db.tableCount(); slot++) {
          addTable(c, db.table(slot), all);
        }
      }
    }
    c.reply().simple(all.hex());
    return Outcome.DONE;
  }

  private static void addTable(Call c, @Nullable EntryTable table, Digest all) {
    Digest one = new Digest();
    for (long at = 0; table != null && at < EntryTable.POSITION_END; ) {
      at =
          table.walkStep(
              at,
              entry -> {
                one.reset();
                byte[] key = c.keys().keyOf(entry);
                one.mix(key, 0, key.length);
                addValue(c, entry, one);
                all.xor(one);
              });
    }
  }

  static Outcome digestValues(Call c) {
    c.reply().array(c.count() - 2);
    Digest one = new Digest();
    for (int i = 2; i < c.count(); i++) {
      one.reset();
      int entry = c.keys().peek(c.db(), c.argv(), i);
      if (entry != 0) {
        addValue(c, entry, one);
      }
      c.reply().simple(one.hex());
    }
    return Outcome.DONE;
  }

  private static void addValue(Call c, int entry, Digest digest) {
    Entries entries = c.keys().entries();
    int type = entries.type(entry);
    digest.mixInt(type);
    if (type == ValueTypes.STRING) {
      byte[] text = Strings.bytes(c, entry);
      digest.mix(text, 0, text.length);
    } else {
      c.engine().values().codecs().of(type).digest(digest, entry);
    }
    if (entries.hasExpiry(entry)) {
      digest.xor(EXPIRES);
    }
  }

  static Outcome listpack(Call c) {
    int entry = c.keys().peek(c.db(), c.argv(), 2);
    if (entry == 0) {
      return c.error("ERR no such key");
    }
    if (c.keys().entries().encoding(entry) != ValueTypes.ENCODING_LISTPACK) {
      return c.error("ERR Not a listpack encoded object.");
    }
    byte[] bytes = new byte[c.keys().entries().packedLength(entry)];
    c.keys().entries().copyPacked(entry, bytes, 0);
    String hex = java.util.HexFormat.of().formatHex(bytes);
    c.engine()
        .log()
        .log(System.Logger.Level.INFO, "Listpack of " + bytes.length + " bytes: " + hex);
    c.reply().simple("Listpack structure printed on stdout");
    return Outcome.DONE;
  }

  /** From which length on elements of lists stand alone: for tests. */
  static Outcome packedThreshold(Call c) {
    long bytes = ConfigWords.parseMemory(c.argv().latin1(2));
    if (bytes < 0 || bytes > THRESHOLD_MAX) {
      return c.error("ERR argument must be a memory value bigger than 1 and smaller than 4gb");
    }
    c.keys().store().listPackedThreshold(bytes == 0 ? Store.LIST_PACKED_THRESHOLD : bytes);
    return c.ok();
  }
}
