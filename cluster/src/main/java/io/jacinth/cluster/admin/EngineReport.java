package io.jacinth.cluster.admin;

import org.jspecify.annotations.Nullable;

/**
 * What the engine tells the core, at least every 100 ms and at once after a role change.
 *
 * @param monoMs when the engine wrote it; a report that grows old means a busy engine
 * @param offset replication offset: written as a primary, <em>applied</em> as a replica
 * @param primaryLinkUp a replica whose stream from its primary is up
 * @param lastPrimaryDataMonoMs when a replica last heard from its primary; {@link #NEVER} if it
 *     never was in sync
 * @param loading a full sync or data file is being read in
 * @param empty no key, and nothing was ever written: an offset of 0
 * @param ack the last role change or pause carried out, or null
 */
public record EngineReport(
    long monoMs,
    long offset,
    boolean primaryLinkUp,
    long lastPrimaryDataMonoMs,
    boolean loading,
    boolean empty,
    @Nullable Ack ack) {
  /** No data from the primary yet. */
  public static final long NEVER = Long.MIN_VALUE;

  /**
   * @param generation of the {@link EngineEffect} carried out
   * @param offset the exact offset at that moment
   */
  public record Ack(long generation, long offset) {}
}
