package io.jacinth.engine;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.keyspace.Database;
import io.jacinth.engine.keyspace.Keyspace;
import io.jacinth.store.EntryTable;
import io.jacinth.store.Evacuation;
import io.jacinth.store.Store;

/**
 * Active defragmentation: {@link Evacuation} in slices of the loop, by Redis's directives.
 *
 * <p>It starts when the chunks are larger than what is in them by {@code
 * active-defrag-threshold-lower} per cent and {@code active-defrag-ignore-bytes}, and when the
 * store's plan says that chunks can be emptied. Its share of the time rises from {@code
 * active-defrag-cycle-min} to {@code -max} per cent between the two thresholds. A slice is at most
 * a millisecond; the share is kept by the pauses between slices.
 */
public final class Defrag {
  private static final int STEPS_PER_LOOK = 16;
  private static final long SLICE_NANOS = 1_000_000;

  /** After a plan that found nothing to gain. */
  private static final long PLAN_AGAIN_MS = 1000;

  private final Engine engine;
  private final Config config;
  private int runningPercent;
  private int db;
  private int slot;
  private long position;
  private long nextSliceNanos;
  private long nextPlanMonoMs;
  private long startedNanos;
  private long totalNanos;

  Defrag(Engine engine) {
    this.engine = engine;
    config = engine.config();
  }

  private Store store() {
    return engine.keyspace().store();
  }

  void cron() {
    Evacuation evacuation = store().evacuation();
    if (!config.isOn(MemoryOptions.ACTIVEDEFRAG) || engine.isLoading()) {
      if (runningPercent > 0) {
        evacuation.end();
        stop();
      }
      return;
    }
    int percent = wantedPercent();
    if (runningPercent > 0) {
      runningPercent = Math.max(runningPercent, percent);
    } else if (percent > 0
        && engine.turn().monoMs() >= nextPlanMonoMs
        && store().freeQueue().isEmpty()) {
      nextPlanMonoMs = engine.turn().monoMs() + PLAN_AGAIN_MS;
      if (evacuation.plan() > 0) {
        runningPercent = percent;
        startedNanos = engine.monoNanos();
        nextSliceNanos = startedNanos;
        db = 0;
        slot = 0;
        position = 0;
      }
    }
  }

  /** Share of the time the state of the store calls for, 0 when it calls for nothing. */
  private int wantedPercent() {
    long used = store().usedBytes();
    long wasted = store().reservedBytes() - used;
    long lower = config.number(MemoryOptions.ACTIVE_DEFRAG_THRESHOLD_LOWER);
    long upper = config.number(MemoryOptions.ACTIVE_DEFRAG_THRESHOLD_UPPER);
    double wastedPercent = used == 0 ? 0 : 100.0 * wasted / used;
    if (wastedPercent < lower || wasted < config.number(MemoryOptions.ACTIVE_DEFRAG_IGNORE_BYTES)) {
      return 0;
    }
    long min = config.number(MemoryOptions.ACTIVE_DEFRAG_CYCLE_MIN);
    long max = config.number(MemoryOptions.ACTIVE_DEFRAG_CYCLE_MAX);
    if (upper <= lower) {
      return (int) max;
    }
    double share = min + (wastedPercent - lower) * (max - min) / (upper - lower);
    return (int) Math.clamp((long) share, Math.min(min, max), Math.max(min, max));
  }

  void beforeSleep() {
    if (runningPercent == 0 || engine.monoNanos() - nextSliceNanos < 0) {
      return;
    }
    long start = engine.monoNanos();
    long spent = 0;
    boolean more = true;
    while (more && spent < SLICE_NANOS) {
      for (int i = 0; i < STEPS_PER_LOOK && more; i++) {
        more = step();
      }
      spent = engine.monoNanos() - start;
    }
    engine.observation().event("active-defrag-cycle", spent);
    nextSliceNanos = start + Math.max(1, spent) * 100 / runningPercent;
    if (!more || !store().evacuation().isUnderWay()) {
      store().evacuation().end();
      stop();
    }
  }

  /** One bucket of one table; false after the last one. */
  private boolean step() {
    Keyspace keyspace = engine.keyspace();
    while (db < keyspace.databaseCount()) {
      Database database = keyspace.database(db);
      while (slot < database.tableCount()) {
        EntryTable table = database.table(slot);
        if (table != null && position < EntryTable.POSITION_END) {
          position = store().evacuation().step(table, position);
          return true;
        }
        slot++;
        position = 0;
      }
      db++;
      slot = 0;
    }
    return false;
  }

  private void stop() {
    totalNanos += engine.monoNanos() - startedNanos;
    runningPercent = 0;
  }

  /** When the next slice is due. */
  long nextSliceMonoMs() {
    return runningPercent == 0 ? Long.MAX_VALUE : nextSliceNanos / 1_000_000 + 1;
  }

  /** INFO's active_defrag_running: per cent of the time, 0 while it rests. */
  public int runningPercent() {
    return runningPercent;
  }

  public Evacuation moves() {
    return store().evacuation();
  }

  public long currentMillis() {
    return runningPercent == 0 ? 0 : (engine.monoNanos() - startedNanos) / 1_000_000;
  }

  public long totalMillis() {
    return totalNanos / 1_000_000 + currentMillis();
  }

  void resetStatistics() {
    store().evacuation().resetStatistics();
    totalNanos = 0;
  }
}
