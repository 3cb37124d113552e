package io.jacinth.cluster.membership;

import io.jacinth.cluster.bus.BusHeader;
import io.jacinth.cluster.bus.BusMessage;
import io.jacinth.cluster.bus.BusType;
import io.jacinth.cluster.failure.FailureDetector;
import io.jacinth.cluster.gossip.PacketWriter;
import io.jacinth.cluster.slots.ConfigEpochs;
import io.jacinth.cluster.slots.SlotClaims;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import io.jacinth.cluster.state.Link;
import org.jspecify.annotations.Nullable;

/**
 * PING, PONG and MEET, in the order in which Redis looks at them: answer first, then who is it,
 * then its role, then its slots (which depend on the role), then what it says of others.
 */
public final class PingPackets {
  private final ClusterState s;
  private final PacketWriter writer;
  private final FailureDetector failures;
  private final Handshakes handshakes;
  private final Addresses addresses;
  private final GossipSection gossip;
  private final RoleNews roleNews;
  private final SlotClaims claims;
  private final ConfigEpochs epochs;

  public PingPackets(
      ClusterState state,
      PacketWriter writer,
      FailureDetector failures,
      Handshakes handshakes,
      Addresses addresses,
      GossipSection gossip,
      RoleNews roleNews,
      SlotClaims claims,
      ConfigEpochs epochs) {
    this.s = state;
    this.writer = writer;
    this.failures = failures;
    this.handshakes = handshakes;
    this.addresses = addresses;
    this.gossip = gossip;
    this.roleNews = roleNews;
    this.claims = claims;
    this.epochs = epochs;
  }

  /**
   * @param sender the known node that sent it, or null for a stranger
   */
  public void on(Link link, @Nullable ClusterNode sender, BusMessage.Ping ping) {
    BusHeader header = ping.header();
    BusType type = ping.type();
    if (type != BusType.PONG) {
      if (type == BusType.MEET || (sender != null && s.myself.ip.isEmpty())) {
        addresses.learnOwn(link);
      }
      boolean stranger = sender == null && !header.sender().equals(s.myself.id);
      if (stranger && type == BusType.MEET && link.node == null) {
        handshakes.onMeet(link, header);
        ClusterNode met = link.node;
        if (met != null) {
          gossip.read(met, ping);
        }
      }
      writer.ping(link, BusType.PONG);
      if (sender != null) {
        sender.answeredItMonoMs = s.monoMs;
      }
    }
    ClusterNode dialled = link.isInbound() ? null : link.node;
    ClusterNode known = sender;
    if (dialled != null) {
      boolean fresh = dialled.inHandshake();
      if (!handshakes.onIdentity(link, dialled, header)) {
        return;
      }
      if (type == BusType.PONG) {
        onPong(link, dialled);
      }
      if (fresh) {
        known = dialled;
        roleNews.onAnyPacket(dialled, header);
      }
    }
    if (known == null || known.inHandshake()) {
      return;
    }
    if (type == BusType.PING) {
      addresses.updateIfChanged(known, link, header);
    }
    roleNews.onHeader(known, header);
    slots(known, header);
    gossip.read(known, ping);
    gossip.extensions(known, ping.extensions());
  }

  private void onPong(Link link, ClusterNode node) {
    node.pongReceivedMonoMs = s.monoMs;
    node.pingSentMonoMs = ClusterNode.NEVER;
    node.answeredPingMonoMs = Math.max(node.answeredPingMonoMs, link.pongReceived());
    s.checkLease = true;
    failures.onPong(node);
  }

  private void slots(ClusterNode sender, BusHeader header) {
    ClusterNode primary = sender.shardPrimary();
    boolean news = primary != null && !primary.slots.equals(header.slots());
    if (news && sender.isPrimary()) {
      claims.onClaim(sender, header.configEpoch(), header.slots());
    }
    if (news) {
      claims.correct(sender, header);
    }
    epochs.onCollision(sender, header.configEpoch());
  }
}
