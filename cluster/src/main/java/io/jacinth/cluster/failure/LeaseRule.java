package io.jacinth.cluster.failure;

import io.jacinth.cluster.admin.WriteLease;
import io.jacinth.cluster.bus.BusType;
import io.jacinth.cluster.gossip.PacketWriter;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import java.util.Arrays;

/**
 * Until when a primary may write: the holder's side of the write lease ({@link LeaseGrants} is the
 * voters').
 *
 * <p>An answered ping is a grant from its <em>send</em> time on (the answer may have been long on
 * its way) for one node timeout. The lease ends when fewer voters than a majority stand behind it.
 * A primary's own seat counts, but not for a node that has just taken another's place: the old
 * primary may still count that same seat for itself. A newcomer needs a full majority of the
 * others, once, by answers to pings sent after its claim; it is established from then on. So of two
 * nodes that believe to own a shard, one of them a newcomer, the voters they need together are more
 * than there are; some voter would have to grant both, and none does. The old primary can never
 * come back to a lease after that, for those who granted the newcomer have it in nodes.conf.
 *
 * <p>While a manual failover has the old primary paused, the newcomer needs nobody. The old primary
 * gives up all earlier grants when its pause ends without a successor.
 *
 * <p>A voter met during this run that has not answered yet counts from the moment it was met:
 * otherwise a cluster that has just been put together would be ok and yet refuse writes. Nodes read
 * from nodes.conf have no such credit, because a restarted primary may have been replaced.
 *
 * <p>Real Redis nodes answer whomever they like. For their sake a lease counts, after a gap, only
 * when the majority has been back for a second, so that the news of a replacement comes first.
 */
public final class LeaseRule {
  private static final long SETTLE_MS = 1000;
  private static final long ASK_AGAIN_MS = 100;
  private static final long NEWCOMER_ASKS_AGAIN_MS = 20;

  private final ClusterState s;
  private final PacketWriter writer;
  private long[] granted = new long[16];
  private long[] contacted = new long[16];

  /** The last moment without a majority; a gap in the lease. */
  private long gapMonoMs = ClusterNode.NEVER;

  private boolean everHeld;

  public LeaseRule(ClusterState state, PacketWriter writer) {
    this.s = state;
    this.writer = writer;
  }

  /**
   * Called when a ping was answered, when the topology changed, and with every event while there is
   * no lease, so that no gap goes unseen.
   */
  public long untilMonoMs() {
    if (!s.settings.writeLease() || !s.myself.isVoter()) {
      s.contactUntilMonoMs = WriteLease.FOREVER;
      return WriteLease.FOREVER;
    }
    int others = collect();
    int needed = (others + 1) / 2; // a majority of others + 1, less this node itself
    s.contactUntilMonoMs = until(contacted, others, needed);
    if (!s.established) {
      return newcomerUntil(others, needed + 1);
    }
    long until = until(granted, others, needed);
    if (until <= s.monoMs) {
      if (!s.settings.justCreated() || gapMonoMs != ClusterNode.NEVER || everHeld) {
        gapMonoMs = s.monoMs;
      }
      return until;
    }
    everHeld = true;
    return s.monoMs - gapMonoMs < Math.min(SETTLE_MS, s.nodeTimeoutMs()) ? Long.MIN_VALUE : until;
  }

  private long newcomerUntil(int others, int needed) {
    long until = until(granted, others, needed);
    if (until > s.monoMs) {
      s.established = true;
      s.establishedMonoMs = s.monoMs;
      s.provisionalUntilMonoMs = ClusterNode.NEVER;
      everHeld = true;
      gapMonoMs = ClusterNode.NEVER;
      return until;
    }
    return s.provisionalUntilMonoMs;
  }

  private int collect() {
    long from = s.established ? s.grantsFromMonoMs : Math.max(s.grantsFromMonoMs, s.claimedMonoMs);
    int others = 0;
    for (ClusterNode node : s.nodes.all()) {
      if (!node.isVoter() || node.isMyself()) {
        continue;
      }
      if (others == granted.length) {
        granted = Arrays.copyOf(granted, others * 2);
        contacted = Arrays.copyOf(contacted, others * 2);
      }
      boolean counts = !node.hasFailed(); // its seat may have been taken by somebody else
      boolean credit = node.metInThisRun && node.contactMonoMs == ClusterNode.NEVER;
      long contact = credit ? node.createdMonoMs : node.contactMonoMs;
      long grant = credit ? node.createdMonoMs : node.grantMonoMs;
      contacted[others] = counts ? contact : ClusterNode.NEVER;
      granted[others] = counts && grant >= from ? grant : ClusterNode.NEVER;
      others++;
    }
    return others;
  }

  private long until(long[] sent, int others, int needed) {
    if (needed == 0) {
      return WriteLease.FOREVER;
    }
    if (needed > others) {
      return ClusterNode.NEVER;
    }
    Arrays.sort(sent, 0, others);
    long majoritySent = sent[others - needed];
    return majoritySent == ClusterNode.NEVER ? ClusterNode.NEVER : majoritySent + s.nodeTimeoutMs();
  }

  /** When {@link #askForGrants} has something to do by itself. */
  public long dueMonoMs(long leaseUntilMonoMs) {
    return s.established || leaseUntilMonoMs == WriteLease.FOREVER || !s.myself.isVoter()
        ? Long.MAX_VALUE
        : s.monoMs + NEWCOMER_ASKS_AGAIN_MS;
  }

  /** Without a lease, asks the voters that answered last time more often than pings go anyway. */
  public void askForGrants(long leaseUntilMonoMs) {
    if (!s.myself.isVoter() || (s.established && leaseUntilMonoMs > s.monoMs)) {
      return;
    }
    long everyMs = s.established ? ASK_AGAIN_MS : NEWCOMER_ASKS_AGAIN_MS;
    for (ClusterNode node : s.nodes.all()) {
      if (node.isVoter()
          && !node.isMyself()
          && node.pingSentMonoMs == ClusterNode.NEVER
          && s.monoMs - node.lastPingMonoMs >= everyMs) {
        writer.ping(node.link, BusType.PING);
      }
    }
  }
}
