package io.jacinth.engine.types.debug;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.config.ConfigWords;
import io.jacinth.engine.keyspace.Database;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.engine.rdb.Digest;
import io.jacinth.store.Entries;
import io.jacinth.store.EntryTable;
import io.jacinth.store.Store;
import io.jacinth.store.ValueTypes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** DEBUG words about the data: DIGEST, DIGEST-VALUE, POPULATE and a limit of lists. */
final class DebugValues {
  private static final long THRESHOLD_MAX = (1L << 32) - (1 << 20);

  /** Of no class of events: only that the key is new is told. */
  private static final char UNTOLD = 0;

  /** Each value is made on the heap. */
  private static final int POPULATE_BYTES_MAX = 32 * 1024 * 1024;

  private static final int PIECE_BYTES = 64 * 1024;

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
      int entry = c.keys().storedKeys().entry(c.db(), c.argv(), i);
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
      addText(entries, entry, digest);
    } else {
      c.engine().values().codecs().of(type).digest(digest, entry);
    }
    if (entries.hasExpiry(entry)) {
      digest.xor(EXPIRES);
    }
  }

  private static void addText(Entries entries, int entry, Digest digest) {
    int length = entries.valueLength(entry);
    byte[] piece = new byte[Math.min(length, PIECE_BYTES)];
    for (int at = 0; at < length; at += PIECE_BYTES) {
      int count = Math.min(PIECE_BYTES, length - at);
      entries.copyValue(entry, at, piece, 0, count);
      digest.add(piece, 0, count);
    }
    digest.mixAdded();
  }

  /**
   * Keys that hold their own names, as many as asked for. Nobody is told of them but those who
   * watch; slots are not looked at.
   */
  static Outcome populate(Call c) {
    if (!c.argv().readLong(2) || c.argv().longValue() < 0) {
      return c.error("ERR value is out of range, must be positive");
    }
    long count = c.argv().longValue();
    String prefix = c.count() > 3 ? c.argv().latin1(3) : "key";
    int size = 0;
    if (c.count() > 4) {
      if (!c.argv().readLong(4) || c.argv().longValue() < 0) {
        return c.error("ERR value is out of range, must be positive");
      }
      if (c.argv().longValue() > POPULATE_BYTES_MAX) {
        return c.error("ERR value is out of range, must be at most " + POPULATE_BYTES_MAX);
      }
      size = Math.toIntExact(c.argv().longValue());
    }
    c.effects();
    for (long i = 0; i < count; i++) {
      byte[] key = (prefix + ':' + i).getBytes(StandardCharsets.ISO_8859_1);
      WriteDoor door = c.keys().openForWrite(c.db(), key, 0, key.length);
      if (door.exists()) {
        door.unchanged();
        continue;
      }
      byte[] value = ("value:" + i).getBytes(StandardCharsets.US_ASCII);
      byte[] sized = size == 0 ? value : Arrays.copyOf(value, size);
      door.putText(sized, 0, sized.length, EntryTable.NO_EXPIRE);
      door.commit(UNTOLD, "", 0);
    }
    return c.ok();
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
