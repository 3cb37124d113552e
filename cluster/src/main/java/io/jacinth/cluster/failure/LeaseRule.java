package io.jacinth.cluster.failure;

import io.jacinth.cluster.admin.WriteLease;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import java.util.Arrays;

/**
 * Until when a primary may write.
 *
 * <p>A peer that answered a ping sent at time t does not call us failing before t plus its node
 * timeout, for it heard from us at t or later. So while a majority of the primaries has answered
 * pings sent within the last timeout, no majority can have called us failing, and no replica can
 * have been elected in our place. The lease ends one timeout after the send time of the ping that
 * completes that majority. It counts from the <em>send</em> time: the answer may have been long on
 * its way.
 *
 * <p>A primary met during this run that has not answered yet counts from the moment it was met:
 * otherwise a cluster that has just been put together would be ok and yet refuse writes. Nodes read
 * from nodes.conf have no such credit, because a restarted primary may have been replaced.
 *
 * <p>A primary that was without a majority, be it cut off, stopped or restarted, may have been
 * replaced meanwhile, and the answers that renew its lease may come before the UPDATE that says so.
 * After a gap the lease counts only when the majority has been back for a second.
 */
public final class LeaseRule {
  private static final long SETTLE_MS = 1000;

  private final ClusterState s;
  private long[] sent = new long[16];

  /** The last moment without a majority; a gap in the lease. */
  private long gapMonoMs = ClusterNode.NEVER;

  private boolean everHeld;

  public LeaseRule(ClusterState state) {
    this.s = state;
  }

  /**
   * Called when a ping was answered, when the topology changed, and with every event while there is
   * no lease, so that no gap goes unseen.
   */
  public long untilMonoMs() {
    if (!s.settings.writeLease() || !s.myself.isVoter()) {
      return WriteLease.FOREVER;
    }
    long until = majorityMonoMs();
    if (until <= s.monoMs) {
      if (!s.settings.justCreated() || gapMonoMs != ClusterNode.NEVER || everHeld) {
        gapMonoMs = s.monoMs;
      }
      return until;
    }
    everHeld = true;
    return s.monoMs - gapMonoMs < Math.min(SETTLE_MS, s.nodeTimeoutMs()) ? Long.MIN_VALUE : until;
  }

  private long majorityMonoMs() {
    int others = 0;
    for (ClusterNode node : s.nodes.all()) {
      if (!node.isVoter() || node.isMyself()) {
        continue;
      }
      if (others == sent.length) {
        sent = Arrays.copyOf(sent, others * 2);
      }
      sent[others++] =
          node.hasFailed() // its seat may have been taken by somebody who promised us nothing
              ? ClusterNode.NEVER
              : node.answeredPingMonoMs == ClusterNode.NEVER && node.metInThisRun
                  ? node.createdMonoMs
                  : node.answeredPingMonoMs;
    }
    int needed = (others + 1) / 2; // a majority of others + 1, less this node itself
    if (needed == 0) {
      return WriteLease.FOREVER;
    }
    Arrays.sort(sent, 0, others);
    long majoritySent = sent[others - needed];
    return majoritySent == ClusterNode.NEVER ? Long.MIN_VALUE : majoritySent + s.nodeTimeoutMs();
  }
}
