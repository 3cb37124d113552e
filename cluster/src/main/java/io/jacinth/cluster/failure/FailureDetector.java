package io.jacinth.cluster.failure;

import io.jacinth.cluster.bus.BusMessage;
import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.gossip.PacketWriter;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import java.util.ArrayList;
import java.util.List;

/**
 * From silence to PFAIL to FAIL, and back.
 *
 * <p>PFAIL is this node's own view: nothing came for a whole node timeout although a ping was out
 * for at least half of it. (Redis starts to count at the first unanswered ping; with pings every
 * quarter of the timeout both rules need several unanswered pings, and counting from the last sign
 * of life takes the wait for the next ping out of every failover.) A refused or reset connection
 * alone is no verdict: it only starts the clock. A standstill of our own is not held against
 * others: see {@link ClusterState#awakeMonoMs}.
 *
 * <p>FAIL needs the reports of a majority of primaries with slots, our own included if we are one,
 * none older than two timeouts. Redis waits for gossip rounds to spread PFAIL; we ping the
 * primaries at once with it, so that the majority forms within a round trip of its last member's
 * verdict.
 */
public final class FailureDetector {
  private static final int REPORT_VALIDITY_TIMEOUTS = 2;
  private static final int UNDO_TIMEOUTS = 2;

  /** In a very large cluster not everybody tells everybody: gossip does the rest. */
  private static final int MAX_TOLD_AT_ONCE = 64;

  private final ClusterState s;
  private final PacketWriter writer;

  public FailureDetector(ClusterState state, PacketWriter writer) {
    this.s = state;
    this.writer = writer;
  }

  /** When {@link #judge} would call a node failing, or far away. */
  public long dueMonoMs(ClusterNode node) {
    if (node.pingSentMonoMs == ClusterNode.NEVER
        || node.has(
            NodeFlags.PFAIL
                | NodeFlags.FAIL
                | NodeFlags.MYSELF
                | NodeFlags.NOADDR
                | NodeFlags.HANDSHAKE)) {
      return Long.MAX_VALUE;
    }
    long timeoutMs = s.nodeTimeoutMs();
    long data = Math.max(node.dataReceivedMonoMs, s.awakeMonoMs);
    long ping = Math.max(node.pingSentMonoMs, s.awakeMonoMs);
    return Math.max(data + timeoutMs, ping + timeoutMs / 2) + 1;
  }

  /** Looks whether a node has been silent for too long. */
  public void judge(ClusterNode node) {
    if (s.monoMs < dueMonoMs(node)) {
      return;
    }
    s.log.debug("*** NODE " + node + " possibly failing");
    node.flags |= NodeFlags.PFAIL;
    s.changedState();
    if (!markFailingIfMajority(node) && s.myself.isVoter()) {
      tellPrimaries();
    }
  }

  private void tellPrimaries() {
    List<ClusterNode> voters = new ArrayList<>();
    for (ClusterNode node : s.nodes.all()) {
      if (node.isVoter()
          && !node.isMyself()
          && node.link != null
          && !node.has(NodeFlags.PFAIL | NodeFlags.FAIL)) {
        voters.add(node);
      }
    }
    int count = Math.min(voters.size(), MAX_TOLD_AT_ONCE);
    for (int i = 0; i < count; i++) {
      int pick = count == voters.size() ? i : s.random.nextInt(voters.size());
      writer.pingAboutFailing(voters.get(pick).link);
    }
  }

  private long reportValidityMs() {
    return REPORT_VALIDITY_TIMEOUTS * s.nodeTimeoutMs();
  }

  /** CLUSTER COUNT-FAILURE-REPORTS. */
  public int reports(ClusterNode node) {
    return node.failReports.count(s.monoMs, reportValidityMs());
  }

  /** A primary's gossip calls a node failing or not. */
  public void onReport(ClusterNode reporter, ClusterNode node, boolean failing) {
    if (failing) {
      if (node.failReports.add(reporter, s.monoMs)) {
        s.log.verbose("Node " + reporter + " reported node " + node + " as not reachable.");
      }
      markFailingIfMajority(node);
    } else if (node.failReports.remove(reporter)) {
      s.log.verbose("Node " + reporter + " reported node " + node + " is back online.");
    }
  }

  private boolean markFailingIfMajority(ClusterNode node) {
    if (!node.has(NodeFlags.PFAIL) || node.hasFailed()) {
      return false;
    }
    s.countSize();
    int failures = node.failReports.countVoters(s.monoMs, reportValidityMs());
    if (s.myself.isVoter()) {
      failures++;
    }
    if (failures < s.quorum()) {
      return false;
    }
    s.log.notice("Marking node " + node + " as failing (quorum reached).");
    setFail(node);
    writer.broadcast(new BusMessage.Fail(writer.header(), node.id));
    return true;
  }

  private void setFail(ClusterNode node) {
    node.flags = (node.flags & ~NodeFlags.PFAIL) | NodeFlags.FAIL;
    node.failMonoMs = s.monoMs;
    s.changedState();
    s.checkElection = true;
  }

  /** Somebody saw the majority. */
  public void onFail(ClusterNode sender, String failingId) {
    ClusterNode failing = s.nodes.get(failingId);
    if (failing != null && !failing.has(NodeFlags.FAIL | NodeFlags.MYSELF)) {
      s.log.notice("FAIL message received from " + sender + " about " + failing);
      setFail(failing);
    }
  }

  /** It answered a ping. */
  public void onPong(ClusterNode node) {
    if (node.has(NodeFlags.PFAIL)) {
      node.flags &= ~NodeFlags.PFAIL;
      s.changedState();
    } else if (node.hasFailed()) {
      clearFailIfDue(node);
    }
  }

  private void clearFailIfDue(ClusterNode node) {
    if (node.isReplica() || node.slots.isEmpty()) {
      s.log.notice(
          "Clear FAIL state for node "
              + node
              + ":"
              + (node.isReplica() ? "replica" : "master without slots")
              + " is reachable again.");
    } else if (s.monoMs - node.failMonoMs > UNDO_TIMEOUTS * s.nodeTimeoutMs()) {
      s.log.notice(
          "Clear FAIL state for node "
              + node
              + ": is reachable again and nobody is serving its slots after some time.");
    } else {
      return;
    }
    node.flags &= ~NodeFlags.FAIL;
    node.failMonoMs = ClusterNode.NEVER;
    s.changedState();
  }
}
