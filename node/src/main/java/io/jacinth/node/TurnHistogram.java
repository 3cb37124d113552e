package io.jacinth.node;

import io.jacinth.engine.TurnFacts;
import java.util.Arrays;

/**
 * How long the turns of a loop took: a log-linear histogram of nanoseconds, 16 steps per power of
 * two, so a figure read back is at most 1/16 above the truth. Recording costs a few instructions
 * and no memory.
 */
public final class TurnHistogram {
  private static final int STEP_BITS = 4;
  private static final int STEPS = 1 << STEP_BITS;
  private static final int SAMPLES = 16;

  private final long[] counts = new long[(64 - STEP_BITS) * STEPS];
  private long total;
  private long maxNanos;
  private long totalNanos;

  /** What came between one {@link #sample} and the next, the last few times. */
  private final long[] sampleTurns = new long[SAMPLES];

  private final long[] sampleNanos = new long[SAMPLES];
  private final long[] sampleMs = new long[SAMPLES];
  private int samples;
  private long sampledTurns;
  private long sampledNanos;
  private long lastMonoMs = -1;

  /** One turn. */
  public void record(long nanos) {
    long value = Math.max(nanos, 0);
    counts[indexOf(value)]++;
    total++;
    totalNanos += value;
    if (value > maxNanos) {
      maxNanos = value;
    }
  }

  public long total() {
    return total;
  }

  /** The longest turn, exactly. */
  public long maxNanos() {
    return maxNanos;
  }

  /**
   * The time that this share of the turns stayed within.
   *
   * @param share 0 to 1
   */
  public long nanosAt(double share) {
    long wanted = (long) Math.ceil(share * total);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted && seen > 0) {
        return Math.min(upperBound(i), maxNanos);
      }
    }
    return maxNanos;
  }

  /** Notes the turns since the last time; called at regular times. */
  void sample(long monoMs) {
    if (lastMonoMs >= 0) {
      int at = samples++ % SAMPLES;
      sampleTurns[at] = total - sampledTurns;
      sampleNanos[at] = totalNanos - sampledNanos;
      sampleMs[at] = monoMs - lastMonoMs;
    }
    sampledTurns = total;
    sampledNanos = totalNanos;
    lastMonoMs = monoMs;
  }

  /** The figures INFO shows. */
  TurnFacts facts() {
    long turns = Arrays.stream(sampleTurns).sum();
    return new TurnFacts(
        total,
        nanosAt(0.5) / 1000,
        nanosAt(0.99) / 1000,
        nanosAt(0.999) / 1000,
        maxNanos / 1000,
        totalNanos / 1000,
        turns * 1000 / Math.max(1, Arrays.stream(sampleMs).sum()),
        Arrays.stream(sampleNanos).sum() / 1000 / Math.max(1, turns));
  }

  public void reset() {
    Arrays.fill(counts, 0);
    total = 0;
    maxNanos = 0;
    totalNanos = 0;
    sampledTurns = 0;
    sampledNanos = 0;
  }

  private static int indexOf(long value) {
    if (value < STEPS) {
      return (int) value;
    }
    int shift = 63 - Long.numberOfLeadingZeros(value) - STEP_BITS;
    return (shift + 1) * STEPS + (int) (value >>> shift) - STEPS;
  }

  private static long upperBound(int index) {
    if (index < STEPS) {
      return index;
    }
    int shift = index / STEPS - 1;
    return ((long) (index % STEPS + STEPS + 1) << shift) - 1;
  }
}
