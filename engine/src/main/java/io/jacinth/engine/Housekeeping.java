package io.jacinth.engine;

import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import java.util.ArrayList;

/** Work nobody asked for: keys past their time, memory to be freed, idle clients. */
public final class Housekeeping {
  private static final int FREE_ITEMS_PER_STEP = 128;
  private static final long FREE_BUDGET_NANOS = 1_000_000;
  private static final long IDLE_CHECK_MS = 1000;

  private final Engine engine;
  private final ActiveExpiry expiry;
  private final Eviction eviction;
  private final Defrag defrag;
  private long nextIdleCheckMonoMs;

  Housekeeping(Engine engine) {
    this.engine = engine;
    expiry = new ActiveExpiry(engine);
    eviction = new Eviction(engine);
    defrag = new Defrag(engine);
  }

  void cron() {
    long monoMs = engine.turn().monoMs();
    engine.memory().measure();
    engine.statistics().sample(monoMs);
    engine.statistics().notePeak(engine.usedMemory());
    expiry.cron();
    defrag.cron();
    if (monoMs >= nextIdleCheckMonoMs) {
      nextIdleCheckMonoMs = monoMs + IDLE_CHECK_MS;
      closeIdle(monoMs);
    }
  }

  public ActiveExpiry expiry() {
    return expiry;
  }

  public Eviction eviction() {
    return eviction;
  }

  public Defrag defrag() {
    return defrag;
  }

  /** When a slice of something is due. */
  long nextSliceMonoMs() {
    return Math.min(expiry.nextSliceMonoMs(), defrag.nextSliceMonoMs());
  }

  void resetStatistics() {
    expiry.resetStatistics();
    eviction.resetStatistics();
    defrag.resetStatistics();
  }

  void beforeSleep() {
    expiry.beforeSleep();
    eviction.beforeSleep();
    defrag.beforeSleep();
    freeSome();
  }

  private void freeSome() {
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
