package io.jacinth.cluster.admin;

/**
 * Until when a primary may write, on the node's monotonic clock.
 *
 * <p>The bus loop publishes, the engine loop reads: the one value that goes past the ordered inbox,
 * because a lease that waits in a queue is worth nothing. It only ever says less than the truth
 * when it is read late.
 */
public final class WriteLease {
  /** A lease that never ends (not in cluster mode, or switched off). */
  public static final long FOREVER = Long.MAX_VALUE;

  private volatile long untilMonoMs;

  public WriteLease(long untilMonoMs) {
    this.untilMonoMs = untilMonoMs;
  }

  public void publish(long newUntilMonoMs) {
    untilMonoMs = newUntilMonoMs;
  }

  /** Writes are allowed while the monotonic clock is below this. */
  public long untilMonoMs() {
    return untilMonoMs;
  }
}
