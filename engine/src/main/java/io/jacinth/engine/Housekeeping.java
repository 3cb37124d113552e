package io.jacinth.engine;

import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.keyspace.Expiry;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import java.util.ArrayList;

/** Work nobody asked for: keys past their time, memory to be freed, idle clients. */
final class Housekeeping {
  private static final int FREE_ITEMS_PER_STEP = 128;
  private static final long FREE_BUDGET_NANOS = 1_000_000;
  private static final int EXPIRE_KEYS_PER_STEP = 32;
  private static final long EXPIRE_BUDGET_NANOS = 2_000_000;
  private static final long IDLE_CHECK_MS = 1000;

  private final Engine engine;
  private long expireCursor;
  private long nextIdleCheckMonoMs;

  Housekeeping(Engine engine) {
    this.engine = engine;
  }

  void cron() {
    long monoMs = engine.turn().monoMs();
    engine.statistics().sample(monoMs);
    engine.statistics().peakMemory = Math.max(engine.statistics().peakMemory, engine.usedMemory());
    expire();
    if (monoMs >= nextIdleCheckMonoMs) {
      nextIdleCheckMonoMs = monoMs + IDLE_CHECK_MS;
      closeIdle(monoMs);
    }
  }

  void beforeSleep() {
    if (engine.keyspace().store().freeQueue().isEmpty()) {
      return;
    }
    long start = engine.monoNanos();
    do {
      if (engine.keyspace().store().freeQueue().freeSome(FREE_ITEMS_PER_STEP) == 0) {
        return;
      }
    } while (engine.monoNanos() - start < FREE_BUDGET_NANOS);
  }

  /** Primaries only: a replica's keys go when its primary says so. */
  private void expire() {
    if (!engine.isActiveExpire()
        || engine.replication().isReplica()
        || engine.pause().pausesWrites()
        || engine.isLoading()) {
      return;
    }
    engine.keyspace().begin(engine.turn().wallMs(), Expiry.DELETE, false);
    long effort = engine.config().number(MemoryOptions.ACTIVE_EXPIRE_EFFORT);
    long start = engine.monoNanos();
    do {
      expireCursor = engine.keyspace().expireSlice(expireCursor, EXPIRE_KEYS_PER_STEP);
      flushOneByOne();
    } while (expireCursor != 0 && engine.monoNanos() - start < EXPIRE_BUDGET_NANOS * effort);
  }

  private void flushOneByOne() {
    engine.propagation().flushSeparately();
  }

  private void closeIdle(long monoMs) {
    long timeoutMs = engine.config().number(NetworkOptions.TIMEOUT) * 1000;
    if (timeoutMs == 0) {
      return;
    }
    for (ClientSession session : new ArrayList<>(engine.sessions().all())) {
      boolean exempt =
          session.is(SessionFlags.PRIMARY | SessionFlags.REPLICA | SessionFlags.SUBSCRIBED)
              || session.isParked();
      if (!exempt && monoMs - session.lastCommandMonoMs() > timeoutMs) {
        engine.log().log(System.Logger.Level.DEBUG, "Closing idle client");
        engine.statistics().timedOutClients++;
        session.set(SessionFlags.CLOSE_AFTER_REPLY);
        engine.host().closeSession(session);
      }
    }
  }
}
