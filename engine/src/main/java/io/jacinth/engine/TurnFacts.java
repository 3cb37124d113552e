package io.jacinth.engine;

/**
 * How long the turns of the engine's loop took since the start, waiting for I/O not included.
 *
 * @param count turns
 * @param p50Micros half of them took at most this
 * @param p99Micros 99 % of them
 * @param p999Micros 99.9 % of them
 * @param maxMicros the longest
 * @param totalMicros all of them together
 * @param perSecond how many there were lately
 * @param recentMicros how long one of those took
 */
public record TurnFacts(
    long count,
    long p50Micros,
    long p99Micros,
    long p999Micros,
    long maxMicros,
    long totalMicros,
    long perSecond,
    long recentMicros) {
  /** For engines without a loop. */
  public static final TurnFacts NONE = new TurnFacts(0, 0, 0, 0, 0, 0, 0, 0);
}
