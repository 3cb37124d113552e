package io.jacinth.engine;

import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.keyspace.Expiry;
import io.jacinth.engine.keyspace.Keyspace;
import io.jacinth.engine.keyspace.OwnExpiries;

/**
 * Deletes keys whose time has passed although nobody asks for them.
 *
 * <p>The tables know exactly which keys are due ({@link io.jacinth.engine.keyspace.DueKeys}), so
 * there is nothing to be sampled and nothing to be done while no key is due. When very many are due
 * at once, a slice deletes for a millisecond and then leaves the loop to others, so that slices
 * take a quarter of the time, or more with a higher {@code active-expire-effort}: the same share
 * Redis allows itself, in pieces a client does not notice. While no client wants anything, slices
 * follow each other at once.
 */
public final class ActiveExpiry {
  private static final int KEYS_PER_STEP = 32;
  private static final long SLICE_NANOS = 1_000_000;
  private static final int SHARE_PERCENT = 25;
  private static final int SHARE_PERCENT_PER_EFFORT = 2;
  private static final int STALE_SAMPLES = 20;
  private static final double STALE_WEIGHT = 0.05;

  private final Engine engine;

  /** The last slice ended before everything due was gone. */
  private boolean behind;

  private long nextSliceNanos;
  private long commandsAtSlice;
  private boolean on = true;
  private double staleShare;
  private long timeCapReached;
  private long spentNanos;

  ActiveExpiry(Engine engine) {
    this.engine = engine;
  }

  /** DEBUG SET-ACTIVE-EXPIRE. */
  public void switchOn(boolean yes) {
    on = yes;
  }

  void cron() {
    if (!mayRun()) {
      behind = false;
      lookAtOwnOfReplica();
      return;
    }
    if (!behind || engine.monoNanos() - nextSliceNanos >= 0) {
      slice();
    }
    double stale = behind ? staleNow() : 0;
    staleShare = stale * STALE_WEIGHT + staleShare * (1 - STALE_WEIGHT);
  }

  void beforeSleep() {
    if (!behind) {
      return;
    }
    if (!mayRun()) {
      behind = false;
      return;
    }
    boolean quiet = engine.statistics().commands() == commandsAtSlice;
    if (quiet || engine.monoNanos() - nextSliceNanos >= 0) {
      slice();
    }
  }

  /** When the next slice is due, rounded up; {@link Long#MAX_VALUE} when nothing is left to do. */
  long nextSliceMonoMs() {
    return behind ? nextSliceNanos / 1_000_000 + 1 : Long.MAX_VALUE;
  }

  /** Primaries only: a replica's keys go when its primary says so. */
  private boolean mayRun() {
    return on
        && !engine.replication().isReplica()
        && !engine.pause().pausesWrites()
        && !engine.isLoading();
  }

  /** Keys a writable replica's clients gave a time: all of them if a slice is enough for that. */
  private void lookAtOwnOfReplica() {
    OwnExpiries own = engine.keyspace().ownExpiries();
    if (!on || own.size() == 0 || !engine.replication().isReplica() || engine.isLoading()) {
      return;
    }
    engine.keyspace().begin(engine.turn().wallMs(), Expiry.HIDE, false);
    long start = engine.monoNanos();
    int left = own.size();
    while (left > 0 && engine.monoNanos() - start < SLICE_NANOS) {
      own.look(KEYS_PER_STEP);
      left -= KEYS_PER_STEP;
    }
  }

  private void slice() {
    Keyspace keyspace = engine.keyspace();
    keyspace.begin(engine.turn().wallMs(), Expiry.DELETE, false);
    long start = engine.monoNanos();
    long spent;
    boolean more;
    do {
      more = keyspace.dueKeys().deleteSome(KEYS_PER_STEP) == KEYS_PER_STEP;
      engine.propagation().flushSeparately();
      spent = engine.monoNanos() - start;
    } while (more && spent < SLICE_NANOS);
    behind = more;
    spentNanos += spent;
    engine.observation().event("expire-cycle", spent);
    if (behind) {
      timeCapReached++;
      long share =
          SHARE_PERCENT
              + SHARE_PERCENT_PER_EFFORT
                  * (engine.config().number(MemoryOptions.ACTIVE_EXPIRE_EFFORT) - 1);
      nextSliceNanos = start + spent * 100 / share;
      commandsAtSlice = engine.statistics().commands();
    }
  }

  /** The share of keys past their time among those that expire, estimated. */
  private double staleNow() {
    int stale = 0;
    int seen = 0;
    for (int i = 0; i < STALE_SAMPLES; i++) {
      int entry = engine.keyspace().dueKeys().randomExpiring();
      if (entry != 0) {
        seen++;
        stale += engine.keyspace().isLive(entry) ? 0 : 1;
      }
    }
    return seen == 0 ? 0 : (double) stale / seen;
  }

  /** Estimated share of keys past their time among those that expire, as Redis averages it. */
  public double stalePercent() {
    return staleShare * 100;
  }

  /** Slices that ended before everything due was gone. */
  public long timeCapReached() {
    return timeCapReached;
  }

  public long spentMillis() {
    return spentNanos / 1_000_000;
  }

  void resetStatistics() {
    staleShare = 0;
    timeCapReached = 0;
    spentNanos = 0;
  }
}
