package io.jacinth.engine;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.keyspace.EvictionPolicy;
import io.jacinth.engine.keyspace.Expiry;
import io.jacinth.store.FreeQueue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps memory at {@code maxmemory}.
 *
 * <p>Before every command, while memory is above the limit: first what waits to be freed is freed,
 * then keys go by the policy until memory is at the limit or the time is used up. The time is that
 * of {@code maxmemory-eviction-tenacity}, as in Redis: 0.5 ms by default, then the command runs
 * although memory is still above the limit, and eviction goes on between commands and turns.
 *
 * <p>A turn of the loop runs many commands, so there is a second limit for all of a turn. When it
 * is used up a command still evicts a few keys, more than it can bring in, so memory does not run
 * away from a limit that was lowered far.
 */
public final class Eviction {
  /** How it stands after an attempt. */
  public enum Result {
    /** Memory is at the limit, or the limit is not ours to keep. */
    DONE,
    /** Time is up; there is more to evict. */
    RUNNING,
    /** The policy has nothing to offer. */
    FAILED
  }

  private static final int KEYS_PER_LOOK = 16;
  private static final int FREE_ITEMS_PER_STEP = 64;
  private static final int TENACITY_LINEAR_MAX = 10;
  private static final int TENACITY_ENDLESS = 100;
  private static final long NANOS_PER_TENACITY = 50_000;
  private static final double GROWTH_PER_TENACITY = 1.15;
  private static final long TURN_NANOS = 2_000_000;
  private static final long NOT_EXCEEDED = -1;

  private final Engine engine;
  private final Config config;
  private boolean underWay;
  private boolean outOfMemory;
  private long turnNanosSpent;
  private long exceededSinceNanos = NOT_EXCEEDED;
  private long exceededNanos;

  Eviction(Engine engine) {
    this.engine = engine;
    config = engine.config();
    configurePolicy();
    config.onChange(
        this::configurePolicy,
        MemoryOptions.MAXMEMORY_POLICY,
        MemoryOptions.LFU_LOG_FACTOR,
        MemoryOptions.LFU_DECAY_TIME,
        MemoryOptions.LAZYFREE_LAZY_EXPIRE);
    config.onChange(this::limitChanged, MemoryOptions.MAXMEMORY);
  }

  private @Nullable String configurePolicy() {
    engine
        .keyspace()
        .accessClock()
        .configure(
            policy().countsFrequency(),
            config.number(MemoryOptions.LFU_LOG_FACTOR),
            config.number(MemoryOptions.LFU_DECAY_TIME));
    engine.keyspace().expirer().lazily(config.isOn(MemoryOptions.LAZYFREE_LAZY_EXPIRE));
    return null;
  }

  private @Nullable String limitChanged() {
    long limit = config.number(MemoryOptions.MAXMEMORY);
    long used = engine.memory().counted();
    if (limit > 0 && used > limit) {
      engine.log().log(
          System.Logger.Level.WARNING,
          "WARNING: the new maxmemory value set via CONFIG SET ("
              + limit
              + ") is smaller than the current memory usage ("
              + used
              + "). This will result in key eviction and/or the inability to accept new write"
              + " commands depending on the maxmemory-policy.");
      underWay = true;
    }
    return null;
  }

  private EvictionPolicy policy() {
    return EvictionPolicy.at(config.place(MemoryOptions.MAXMEMORY_POLICY));
  }

  /** Brings memory down to the limit as far as time allows. */
  public Result makeRoom() {
    long limit = config.number(MemoryOptions.MAXMEMORY);
    if (limit == 0 || !mayEvict()) {
      underWay = false;
      outOfMemory = false;
      return Result.DONE;
    }
    Result result = Result.DONE;
    if (engine.memory().counted() > limit) {
      engine.statistics().notePeak(engine.usedMemory());
      result = evict(limit);
    }
    underWay = result == Result.RUNNING;
    outOfMemory = result == Result.FAILED;
    noteExceeded(result != Result.DONE);
    return result;
  }

  /** A replica leaves it to its primary unless told otherwise; nothing is written in a pause. */
  private boolean mayEvict() {
    return !(engine.replication().isReplica()
            && config.isOn(MemoryOptions.REPLICA_IGNORE_MAXMEMORY))
        && !engine.pause().pausesWrites()
        && !engine.isLoading();
  }

  private Result evict(long limit) {
    EvictionPolicy policy = policy();
    if (policy == EvictionPolicy.NOEVICTION && engine.keyspace().store().freeQueue().isEmpty()) {
      return Result.FAILED;
    }
    long tenacityNanos =
        tenacityNanos((int) config.number(MemoryOptions.MAXMEMORY_EVICTION_TENACITY));
    long budgetNanos =
        Math.min(tenacityNanos, Math.max(TURN_NANOS, tenacityNanos) - turnNanosSpent);
    long start = engine.monoNanos();
    Result result = Result.RUNNING;
    long spent = 0;
    do {
      for (int i = 0; i < KEYS_PER_LOOK && result == Result.RUNNING; i++) {
        result = step(policy, limit);
      }
      engine.propagation().flushSeparately();
      spent = engine.monoNanos() - start;
    } while (result == Result.RUNNING && spent < budgetNanos);
    turnNanosSpent += spent;
    engine.observation().event("eviction-cycle", spent);
    return result;
  }

  /** Frees what waits for it, else evicts a key. */
  private Result step(EvictionPolicy policy, long limit) {
    if (engine.memory().counted() <= limit) {
      return Result.DONE;
    }
    FreeQueue waiting = engine.keyspace().store().freeQueue();
    if (!waiting.isEmpty()) {
      waiting.freeSome(FREE_ITEMS_PER_STEP);
      return Result.RUNNING;
    }
    boolean lazily = config.isOn(MemoryOptions.LAZYFREE_LAZY_EVICTION);
    int samples = (int) config.number(MemoryOptions.MAXMEMORY_SAMPLES);
    return engine.keyspace().evictor().evictOne(policy, samples, lazily)
        ? Result.RUNNING
        : Result.FAILED;
  }

  /** Time for one command: linear up to half a millisecond, then 15 % more per step. */
  static long tenacityNanos(int tenacity) {
    if (tenacity <= TENACITY_LINEAR_MAX) {
      return NANOS_PER_TENACITY * tenacity;
    }
    if (tenacity >= TENACITY_ENDLESS) {
      return Long.MAX_VALUE / 2;
    }
    double factor = Math.pow(GROWTH_PER_TENACITY, tenacity - TENACITY_LINEAR_MAX);
    return (long) (NANOS_PER_TENACITY * TENACITY_LINEAR_MAX * factor);
  }

  private void noteExceeded(boolean exceeded) {
    if (exceeded && exceededSinceNanos == NOT_EXCEEDED) {
      exceededSinceNanos = engine.monoNanos();
    } else if (!exceeded && exceededSinceNanos != NOT_EXCEEDED) {
      exceededNanos += engine.monoNanos() - exceededSinceNanos;
      exceededSinceNanos = NOT_EXCEEDED;
    }
  }

  /** Once per turn: goes on with what commands left over. */
  void beforeSleep() {
    turnNanosSpent = 0;
    if (underWay) {
      engine.keyspace().begin(engine.turn().wallMs(), Expiry.IGNORE, false);
      makeRoom();
    }
  }

  /** Memory is above the limit and keys are going. */
  boolean isUnderWay() {
    return underWay;
  }

  /** The last attempt failed: what a script that is allowed to start may still be refused for. */
  public boolean isOutOfMemory() {
    return outOfMemory;
  }

  /** Time memory was above the limit, until now. */
  public long totalExceededMillis() {
    return exceededNanos / 1_000_000 + currentExceededMillis();
  }

  /** Time since memory went above the limit, 0 when it is not. */
  public long currentExceededMillis() {
    return exceededSinceNanos == NOT_EXCEEDED
        ? 0
        : (engine.monoNanos() - exceededSinceNanos) / 1_000_000;
  }

  void resetStatistics() {
    exceededNanos = 0;
    exceededSinceNanos = NOT_EXCEEDED;
  }
}
