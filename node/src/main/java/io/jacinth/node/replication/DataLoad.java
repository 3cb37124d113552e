package io.jacinth.node.replication;

import io.jacinth.engine.Engine;
import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.engine.keyspace.DatabaseFlush;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.Expiry;
import io.jacinth.engine.keyspace.Keyspace;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.engine.persist.Spool;
import io.jacinth.engine.rdb.RdbFormatException;
import io.jacinth.engine.rdb.RdbReader;
import io.jacinth.engine.rdb.RdbSink;
import io.jacinth.store.Draft;
import io.jacinth.store.EntryTable;
import io.jacinth.store.RopeBuilder;
import java.io.IOException;

/**
 * Reads a received snapshot into the keyspace, in slices. The old data is dropped first; until the
 * end clients are told LOADING, so nobody sees half of it.
 */
final class DataLoad {
  /** How a slice ended. */
  enum Progress {
    WORKED,
    /** The spill file is behind. */
    WAITING,
    DONE
  }

  private static final int CHUNK_BYTES = 64 << 10;

  private final Around around;
  private final Spool spool;
  private final RdbReader reader;
  private final Into into;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private final long startMonoMs;

  DataLoad(Around around, Spool spool) {
    this.around = around;
    this.spool = spool;
    this.into = new Into(around);
    this.reader =
        new RdbReader(
            into,
            around.engine().values().codecs(),
            around.maxStringBytes(),
            around.engine().keyspace().databaseCount());
    this.startMonoMs = around.loop().monoMs();
    Engine engine = around.engine();
    DatabaseFlush.flushAll(
        engine.keyspace(), around.config().isOn(ReplicationOptions.REPLICA_LAZY_FLUSH));
    engine.persistence().loadingStarted(spool.size(), false, engine.turn().wallMs());
  }

  /** The database the primary's stream was in, -1 if it did not say. */
  int streamDb() {
    return into.streamDb;
  }

  Progress step(long budgetNanos) throws RdbFormatException, IOException {
    Engine engine = around.engine();
    long until = around.loop().monoNanos() + budgetNanos;
    engine.keyspace().begin(engine.turn().wallMs(), Expiry.IGNORE, false);
    do {
      RdbReader.Progress progress = reader.read(CHUNK_BYTES);
      if (progress == RdbReader.Progress.DONE) {
        finish();
        return Progress.DONE;
      }
      if (progress == RdbReader.Progress.NEEDS_BYTES) {
        long left = spool.size();
        int count = spool.read(chunk, 0, CHUNK_BYTES);
        if (count == 0) {
          if (left == 0) {
            throw new IOException("the snapshot ends too early");
          }
          return Progress.WAITING;
        }
        engine.persistence().loaded(count);
        reader.feed(chunk, 0, count);
      }
    } while (around.loop().monoNanos() - until < 0);
    return Progress.WORKED;
  }

  private void finish() {
    Engine engine = around.engine();
    engine.persistence().loadingEnded();
    engine.persistence().saved(engine.keyspace().dirty(), engine.turn().wallMs());
    spool.clear();
    around.notice(
        "Done loading RDB, keys loaded: "
            + into.keys
            + ", keys expired: 0, in "
            + (around.loop().monoMs() - startMonoMs)
            + " ms.");
  }

  /** Gives up: what was loaded is dropped. */
  void abandon() {
    Engine engine = around.engine();
    reader.close();
    DatabaseFlush.flushAll(
        engine.keyspace(), around.config().isOn(ReplicationOptions.REPLICA_LAZY_FLUSH));
    engine.persistence().loadingEnded();
    spool.clear();
  }

  /** Puts entries into the keyspace. */
  private static final class Into implements RdbSink {
    private final Around around;
    private int db;
    private long keys;
    private int streamDb = -1;

    Into(Around around) {
      this.around = around;
    }

    @Override
    public void aux(String name, String value) {
      if (name.equals("repl-stream-db") && value.length() < 6) {
        try {
          streamDb = Integer.parseInt(value);
        } catch (NumberFormatException notTold) {
          streamDb = -1;
        }
      }
    }

    @Override
    public void database(int newDb) {
      db = newDb;
    }

    @Override
    public void sizes(long keyCount, long expiring) {}

    @Override
    public void string(Entry entry) {
      WriteDoor door = open(entry);
      byte[] value = entry.valueBytes();
      door.putString(value, entry.valueOffset(), entry.valueLength(), expiryOf(entry));
      close(door, EventClass.STRING);
    }

    @Override
    public RopeBuilder beginLong(Entry entry, int lengthBytes) {
      return around.engine().keyspace().store().newRope(lengthBytes);
    }

    @Override
    public void longString(Entry entry, RopeBuilder rope) {
      WriteDoor door = open(entry);
      door.putRope(rope, expiryOf(entry));
      close(door, EventClass.STRING);
    }

    private WriteDoor open(Entry entry) {
      Keyspace keyspace = around.engine().keyspace();
      return keyspace.openForWrite(db, entry.keyBytes(), entry.keyOffset(), entry.keyLength());
    }

    private static long expiryOf(Entry entry) {
      return entry.expireAtWallMs() == Entry.NEVER ? EntryTable.NO_EXPIRE : entry.expireAtWallMs();
    }

    private void close(WriteDoor door, char eventClass) {
      door.commit(eventClass, "loaded");
      keys++;
    }

    @Override
    public Draft begin(Entry entry) {
      return around
          .engine()
          .keyspace()
          .store()
          .newDraft(entry.keyBytes(), entry.keyOffset(), entry.keyLength());
    }

    @Override
    public void value(Entry entry, Draft draft) {
      WriteDoor door = open(entry);
      door.putDraft(draft, expiryOf(entry));
      close(door, EventClass.GENERIC);
    }

    @Override
    public void function(byte[] source) {
      around.warning(
          "The master has a function library of "
              + source.length
              + " bytes; functions are not supported yet, it is left out.");
    }
  }
}
