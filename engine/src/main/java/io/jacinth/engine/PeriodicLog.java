package io.jacinth.engine;

import io.jacinth.engine.keyspace.Database;
import io.jacinth.store.EntryTable;
import java.util.Locale;

/** What a talkative log says every five seconds: how many keys, clients, bytes. */
final class PeriodicLog {
  private static final long PERIOD_MS = 5000;

  private final Engine engine;
  private long nextMonoMs = Long.MIN_VALUE;

  PeriodicLog(Engine engine) {
    this.engine = engine;
  }

  void cron(long monoMs) {
    if (monoMs < nextMonoMs) {
      return;
    }
    nextMonoMs = monoMs + PERIOD_MS;
    System.Logger log = engine.log();
    if (!log.isLoggable(System.Logger.Level.DEBUG)) {
      return;
    }
    for (int i = 0; i < engine.keyspace().databaseCount(); i++) {
      Database db = engine.keyspace().database(i);
      if (db.keyCount() > 0) {
        log.log(
            System.Logger.Level.DEBUG,
            String.format(
                Locale.ROOT,
                "DB %d: %d keys (%d volatile) in %d slots HT.",
                i,
                db.keyCount(),
                db.expireCount(),
                buckets(db)));
      }
    }
    int replicas = engine.replication().replicas().size();
    log.log(
        System.Logger.Level.TRACE,
        () ->
            String.format(
                Locale.ROOT,
                "%d clients connected (%d replicas), %d bytes in use",
                engine.sessions().count() - replicas,
                replicas,
                engine.usedMemory()));
  }

  private static long buckets(Database db) {
    long buckets = 0;
    for (int slot = 0; slot < db.tableCount(); slot++) {
      EntryTable table = db.table(slot);
      buckets += table == null ? 0 : table.bucketCount();
    }
    return buckets;
  }
}
