package io.jacinth.simulation.fault;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * How often each kind of fault happens, how long it lasts, how many at a time.
 *
 * @param weights by {@link FaultKind#ordinal}
 * @param calmBetween the next fault waits until the cluster has recovered from the last one
 */
public record FaultMix(
    int[] weights,
    long meanGapNs,
    long shortestNs,
    long longestNs,
    int maxAtOnce,
    boolean calmBetween) {
  private static final long MILLI_NS = 1_000_000;

  /** Every seed its own mix: about half of the kinds, in other shares and lengths. */
  public static FaultMix swarm(RandomGenerator random, int timeoutMs) {
    int[] weights = new int[FaultKind.values().length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = random.nextBoolean() ? 0 : 1 + random.nextInt(10);
    }
    weights[random.nextInt(weights.length)] = 5;
    long shortestNs = random.nextBoolean() ? 20 * MILLI_NS : timeoutMs * MILLI_NS / 2;
    long longestNs = (2 + random.nextInt(9)) * (long) timeoutMs * MILLI_NS;
    return new FaultMix(
        weights,
        (long) (timeoutMs * (0.3 + 3 * random.nextDouble())) * MILLI_NS,
        shortestNs,
        longestNs,
        1 + random.nextInt(4),
        false);
  }

  /** Only these kinds, long enough for a failover, one at a time, each after a recovery. */
  public static FaultMix oneAtATime(int timeoutMs, FaultKind... kinds) {
    int[] weights = new int[FaultKind.values().length];
    for (FaultKind kind : kinds) {
      weights[kind.ordinal()] = 1;
    }
    long timeoutNs = timeoutMs * MILLI_NS;
    return new FaultMix(weights, timeoutNs / 2, 5 * timeoutNs, 7 * timeoutNs, 1, true);
  }

  FaultKind draw(RandomGenerator random) {
    int dice = random.nextInt(Arrays.stream(weights).sum());
    FaultKind[] kinds = FaultKind.values();
    for (int i = 0; ; i++) {
      dice -= weights[i];
      if (dice < 0) {
        return kinds[i];
      }
    }
  }

  /** Short ones are as likely as long ones: even on a logarithmic scale. */
  long drawLengthNs(RandomGenerator random) {
    double factor = (double) longestNs / shortestNs;
    return (long) (shortestNs * Math.pow(factor, random.nextDouble()));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("FaultMix[");
    for (FaultKind kind : FaultKind.values()) {
      if (weights[kind.ordinal()] > 0) {
        text.append(kind).append('=').append(weights[kind.ordinal()]).append(' ');
      }
    }
    return text.append("every ")
        .append(meanGapNs / MILLI_NS)
        .append(" ms, up to ")
        .append(longestNs / MILLI_NS)
        .append(" ms, ")
        .append(maxAtOnce)
        .append(calmBetween ? " at once, calm between]" : " at once]")
        .toString();
  }
}
