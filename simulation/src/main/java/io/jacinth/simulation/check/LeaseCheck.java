package io.jacinth.simulation.check;

import io.jacinth.simulation.workload.Acks;
import io.jacinth.simulation.world.SimFailure;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Two primaries never both accept writes for a slot beyond the lease: once a primary with a higher
 * config epoch has accepted a write, the one before it may do so for 1.1 node timeouts + 0.2 s at
 * most.
 */
public final class LeaseCheck implements Acks {
  private final WireCheck wire;
  private final IntUnaryOperator shardOfSlot;
  private final long boundNs;
  private final long[] highestEpoch;
  private final long[] sinceNs;
  private long overlaps;
  private long longestOverlapNs;

  public LeaseCheck(WireCheck wire, int shards, IntUnaryOperator shardOfSlot, int timeoutMs) {
    this.wire = wire;
    this.shardOfSlot = shardOfSlot;
    this.boundNs = boundNs(timeoutMs);
    this.highestEpoch = new long[shards];
    this.sinceNs = new long[shards];
    Arrays.fill(highestEpoch, -1);
  }

  /** How long a primary that is cut off may go on. */
  public static long boundNs(int timeoutMs) {
    return timeoutMs * 1_100_000L + 200_000_000L;
  }

  /** Writes accepted by a primary that was already replaced, within the bound. */
  public long overlaps() {
    return overlaps;
  }

  public long longestOverlapNs() {
    return longestOverlapNs;
  }

  @Override
  public void acked(int node, int slot, long sentNs) {
    long epoch = wire.durableClaim(node);
    if (epoch < 0 || !wire.isHonest()) {
      return; // demoted since then, or nobody's epochs mean anything
    }
    int shard = shardOfSlot.applyAsInt(slot);
    if (epoch > highestEpoch[shard]) {
      highestEpoch[shard] = epoch;
      sinceNs[shard] = sentNs;
    } else if (epoch < highestEpoch[shard] && sentNs > sinceNs[shard]) {
      long overlapNs = sentNs - sinceNs[shard];
      overlaps++;
      longestOverlapNs = Math.max(longestOverlapNs, overlapNs);
      if (overlapNs > boundNs) {
        throw new SimFailure(
            "node %d accepts a write for slot %d %d ms after the primary of epoch %d did"
                .formatted(node, slot, overlapNs / 1_000_000, highestEpoch[shard]));
      }
    }
  }
}
