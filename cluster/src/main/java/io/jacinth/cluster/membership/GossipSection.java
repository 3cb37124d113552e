package io.jacinth.cluster.membership;

import io.jacinth.cluster.bus.BusMessage;
import io.jacinth.cluster.bus.GossipEntry;
import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.bus.PingExtensions;
import io.jacinth.cluster.failure.FailureDetector;
import io.jacinth.cluster.state.Blacklist;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import org.jspecify.annotations.Nullable;

/** What a ping says about third nodes: reports, addresses, introductions, forgotten nodes. */
public final class GossipSection {
  private final ClusterState s;
  private final FailureDetector failures;
  private final Handshakes handshakes;
  private final Addresses addresses;
  private final Blacklist blacklist;

  public GossipSection(
      ClusterState state,
      FailureDetector failures,
      Handshakes handshakes,
      Addresses addresses,
      Blacklist blacklist) {
    this.s = state;
    this.failures = failures;
    this.handshakes = handshakes;
    this.addresses = addresses;
    this.blacklist = blacklist;
  }

  /**
   * @param sender a known node, or the handshake node of a stranger's MEET
   */
  public void read(ClusterNode sender, BusMessage.Ping ping) {
    for (GossipEntry entry : ping.gossip()) {
      ClusterNode node = s.nodes.get(entry.id());
      boolean failing = (entry.flags() & (NodeFlags.FAIL | NodeFlags.PFAIL)) != 0;
      boolean noAddress = (entry.flags() & NodeFlags.NOADDR) != 0;
      if (node == null) {
        if (!noAddress && !entry.ip().isEmpty() && (entry.flags() & NodeFlags.HANDSHAKE) == 0) {
          boolean tls = s.settings.tlsCluster();
          handshakes.onIntroduction(
              entry.id(),
              entry.flags(),
              entry.ip(),
              tls ? entry.secondPort() : entry.port(),
              tls ? entry.port() : entry.secondPort(),
              entry.busPort());
        }
        continue;
      }
      if (node.isMyself()) {
        continue;
      }
      if (sender.isPrimary() && sender != node) {
        failures.onReport(sender, node, failing);
      }
      if (node.has(NodeFlags.FAIL | NodeFlags.PFAIL | NodeFlags.NOADDR) && !failing && !noAddress) {
        addresses.onGossip(node, entry);
      }
    }
  }

  /** Extensions of a known node; a host name that is no longer sent is no longer announced. */
  public void extensions(ClusterNode sender, PingExtensions extensions) {
    sender.hostname = updated(sender.hostname, extensions.hostname());
    sender.nodename = updated(sender.nodename, extensions.nodename());
    String shardId = extensions.shardId();
    if (shardId != null) {
      sender.takesAllExtensions = true;
    } else if (sender.isReplica() && sender.primary != null) {
      shardId = sender.primary.shardId;
    }
    if (shardId != null && !shardId.equals(sender.shardId)) {
      sender.shardId = shardId;
      s.changed();
    }
    if (s.myself.primary == sender && !s.myself.shardId.equals(sender.shardId)) {
      // It was not known yet when we began to follow.
      s.myself.shardId = sender.shardId;
      s.changed();
    }
    for (PingExtensions.Forgotten forgotten : extensions.forgotten()) {
      ClusterNode node = s.nodes.get(forgotten.id());
      if (node != null && !node.isMyself() && s.myself.primary != node) {
        blacklist.add(node.id, s.monoMs, forgotten.ttlSeconds() * 1000);
        s.forget(node);
      }
    }
  }

  private String updated(String old, @Nullable String announced) {
    String now = announced == null ? "" : announced;
    if (!now.equals(old)) {
      s.changed();
    }
    return now;
  }
}
