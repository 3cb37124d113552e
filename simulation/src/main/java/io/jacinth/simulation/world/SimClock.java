package io.jacinth.simulation.world;

/**
 * The two clocks of one machine. The monotonic one starts anywhere and may run a little fast or
 * slow; the wall clock may jump.
 */
public final class SimClock {
  /** 2024-01-01T00:00:00Z: what a correct wall clock shows when a run begins. */
  public static final long EPOCH_WALL_MS = 1_704_067_200_000L;

  private static final long MILLION = 1_000_000;

  private long baseVirtualNs;
  private long baseMonoNs;
  private long driftPpm;
  private long wallOffsetMs;

  SimClock(long originMonoNs, long driftPpm) {
    this.baseMonoNs = originMonoNs;
    this.driftPpm = driftPpm;
  }

  long monoNs(long virtualNs) {
    long elapsed = virtualNs - baseVirtualNs;
    return baseMonoNs + elapsed + elapsed * driftPpm / MILLION;
  }

  long wallMs(long virtualNs) {
    return EPOCH_WALL_MS + wallOffsetMs + virtualNs / MILLION;
  }

  /** The first virtual instant at which the monotonic clock shows {@code monoMs}. */
  long virtualNsOf(long monoMs, long nowNs) {
    long aheadNs = monoMs * MILLION - monoNs(nowNs);
    if (aheadNs <= 0) {
      return nowNs;
    }
    long guess = nowNs + (long) (aheadNs / (1.0 + driftPpm / 1e6));
    while (monoNs(guess) < monoMs * MILLION) {
      guess += 1000;
    }
    return guess;
  }

  /** The wall clock jumps by this much; the monotonic one does not notice. */
  public void jumpWall(long byMs) {
    wallOffsetMs += byMs;
  }

  /** A new monotonic origin, as after a reboot. */
  void restart(long nowNs, long originMonoNs) {
    baseVirtualNs = nowNs;
    baseMonoNs = originMonoNs;
  }
}
