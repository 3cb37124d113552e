package io.jacinth.cluster.gossip;

import io.jacinth.cluster.bus.BusType;
import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import java.util.List;

/**
 * Whom to dial and whom to ping.
 *
 * <p>Redis pings the longest silent of five random nodes each second and everybody who has been
 * silent for half the node timeout. That leaves a dead node unnoticed for up to 1.5 timeouts, since
 * the clock of failure detection starts with the first unanswered ping. In clusters of up to {@link
 * #FREQUENT_UP_TO} nodes we ping each node every quarter of the timeout instead: pings are ordinary
 * ones, real nodes just answer, and a silent node has been silent for a whole timeout when it is
 * called failing ({@code failure.FailureDetector}). Larger clusters keep Redis's rates, because the
 * traffic grows with the square of their size. The write lease lives on the same pings.
 */
public final class PingSchedule {
  private static final int FREQUENT_UP_TO = 64;
  private static final int CANDIDATES = 5;
  private static final long MIN_DIAL_MS = 500;
  private static final long RANDOM_PING_EVERY_MS = 1000;

  private final ClusterState s;
  private final PacketWriter writer;
  private long lastRandomPingMonoMs;

  public PingSchedule(ClusterState state, PacketWriter writer) {
    this.s = state;
    this.writer = writer;
    this.lastRandomPingMonoMs = state.monoMs;
  }

  /** How long a node that answers may go without a ping. */
  private long pingEveryMs() {
    long timeoutMs = s.nodeTimeoutMs();
    return s.nodes.size() <= FREQUENT_UP_TO ? timeoutMs / 4 : timeoutMs / 2;
  }

  /** Dials who has no link. */
  public void dialAll() {
    for (ClusterNode node : s.nodes.all()) {
      if (node.link == null && !node.isMyself() && node.hasAddress()) {
        s.dial(node);
      }
    }
  }

  /**
   * A dead link counts as an unanswered ping: otherwise nobody would notice the death of its end.
   */
  public void linkLost(ClusterNode node) {
    if (node.pingSentMonoMs == ClusterNode.NEVER && !node.inHandshake()) {
      node.pingSentMonoMs = s.monoMs;
    }
  }

  public void pingAtRandom() {
    if (s.monoMs - lastRandomPingMonoMs < RANDOM_PING_EVERY_MS) {
      return;
    }
    lastRandomPingMonoMs = s.monoMs;
    List<ClusterNode> all = s.nodes.all();
    ClusterNode oldest = null;
    for (int i = 0; i < CANDIDATES; i++) {
      ClusterNode node = all.get(s.random.nextInt(all.size()));
      if (node.link == null
          || !node.link.up
          || node.pingSentMonoMs != ClusterNode.NEVER
          || node.has(NodeFlags.MYSELF | NodeFlags.HANDSHAKE)) {
        continue;
      }
      if (oldest == null || node.pongReceivedMonoMs < oldest.pongReceivedMonoMs) {
        oldest = node;
      }
    }
    if (oldest != null) {
      writer.ping(oldest.link, BusType.PING);
    }
  }

  /** Renews a silent link, pings who is due. */
  public void tend(ClusterNode node) {
    long timeoutMs = s.nodeTimeoutMs();
    if (node.link != null
        && !node.link.up
        && s.monoMs - node.link.createdMonoMs > Math.max(MIN_DIAL_MS, timeoutMs / 4)) {
      // The system's own pauses between attempts grow to seconds; a new dial starts afresh.
      s.closeLink(node.link);
      linkLost(node);
    }
    if (node.link != null
        && s.monoMs - node.link.createdMonoMs > timeoutMs
        && node.pingSentMonoMs != ClusterNode.NEVER
        && s.monoMs - node.pingSentMonoMs > timeoutMs / 2
        && (s.monoMs - node.dataReceivedMonoMs > timeoutMs / 2
            || s.monoMs - node.pingSentMonoMs > timeoutMs)) {
      // The second case: its own link to us lives, ours ends nowhere (it was restarted after our
      // ping had been received). Nothing but a new link would ever bring the pong that clears FAIL.
      s.closeLink(node.link);
    }
    if (node.link != null
        && node.link.up
        && node.pingSentMonoMs == ClusterNode.NEVER
        && s.monoMs - node.lastPingMonoMs >= pingEveryMs()) {
      writer.ping(node.link, BusType.PING);
    }
  }
}
