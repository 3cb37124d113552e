package io.jacinth.engine.command;

/**
 * How long calls took, in nanoseconds: buckets that grow with the value and are never wider than
 * one per cent of it, the arithmetic of HdrHistogram with two significant digits, so that
 * percentiles and the steps of LATENCY HISTOGRAM are the numbers Redis would print. Recording
 * allocates nothing.
 */
public final class LatencyHistogram {
  private static final int SUB_BUCKETS = 256;
  private static final int HALF = SUB_BUCKETS / 2;
  private static final int HALF_MAGNITUDE = 7;

  /** Longer ones count as a second, as in Redis. */
  private static final long MAX_NANOS = 1_000_000_000;

  private final long[] counts = new long[indexOf(MAX_NANOS) + 1];
  private long total;

  /** No call was quicker than this bucket: most of the buckets are far below, and empty. */
  private int lowest = counts.length - 1;

  public void record(long nanos) {
    int index = indexOf(Math.min(MAX_NANOS, Math.max(1, nanos)));
    counts[index]++;
    lowest = Math.min(lowest, index);
    total++;
  }

  public long total() {
    return total;
  }

  private static int indexOf(long value) {
    int bucket = 64 - Long.numberOfLeadingZeros(value | (SUB_BUCKETS - 1)) - (HALF_MAGNITUDE + 1);
    int sub = (int) (value >>> bucket);
    return ((bucket + 1) << HALF_MAGNITUDE) + sub - HALF;
  }

  private static long valueAt(int index) {
    int bucket = (index >> HALF_MAGNITUDE) - 1;
    int sub = (index & (HALF - 1)) + HALF;
    return bucket < 0 ? sub - HALF : (long) sub << bucket;
  }

  /** The largest value that is in the same bucket. */
  private static long highestEquivalent(int index) {
    return valueAt(index + 1) - 1;
  }

  /** The value that so many per cent of the calls did not exceed. */
  public long atPercentile(double percentile) {
    long wanted = Math.max(1, (long) (Math.min(100, percentile) / 100 * total + 0.5));
    long seen = 0;
    for (int i = lowest; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return highestEquivalent(i);
      }
    }
    return 0;
  }

  /** Takes one step of the distribution. */
  @FunctionalInterface
  public interface Step {
    void at(long micros, long callsSoFar);
  }

  /** The distribution in steps that double, those without a call left out. Returns how many. */
  public int steps(Step sink) {
    int steps = 0;
    long before = 0;
    long seen = 0;
    int index = 0;
    for (long level = 1024; seen < total; level *= 2) {
      int last = Math.min(indexOf(Math.min(level, MAX_NANOS * 2)), counts.length - 1);
      while (index <= last) {
        seen += counts[index++];
      }
      if (seen > before) {
        sink.at(highestEquivalent(indexOf(level)) / 1000, seen);
        steps++;
      }
      before = seen;
    }
    return steps;
  }
}
