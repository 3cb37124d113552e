package io.jacinth.cluster.membership;

import io.jacinth.cluster.bus.BusHeader;
import io.jacinth.cluster.bus.BusMessage;
import io.jacinth.cluster.bus.BusType;
import io.jacinth.cluster.bus.MessageFlags;
import io.jacinth.cluster.failure.FailureDetector;
import io.jacinth.cluster.failure.LeaseGrants;
import io.jacinth.cluster.gossip.PacketWriter;
import io.jacinth.cluster.slots.ConfigEpochs;
import io.jacinth.cluster.slots.SlotClaims;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import io.jacinth.cluster.state.Link;
import org.jspecify.annotations.Nullable;

/**
 * PING, PONG and MEET: who is it, then its role, then its slots (which depend on the role), then
 * the answer, then what it says of others. Redis answers first; here the answer is part of a write
 * lease, and depends on the slots.
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
  private final LeaseGrants grants;

  public PingPackets(
      ClusterState state,
      PacketWriter writer,
      FailureDetector failures,
      Handshakes handshakes,
      Addresses addresses,
      GossipSection gossip,
      RoleNews roleNews,
      SlotClaims claims,
      ConfigEpochs epochs,
      LeaseGrants grants) {
    this.s = state;
    this.writer = writer;
    this.failures = failures;
    this.handshakes = handshakes;
    this.addresses = addresses;
    this.gossip = gossip;
    this.roleNews = roleNews;
    this.claims = claims;
    this.epochs = epochs;
    this.grants = grants;
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
      if (sender == null || sender.inHandshake()) {
        writer.answer(link, 0);
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
        onPong(link, dialled, header);
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
    if (type != BusType.PONG && sender != null && !sender.inHandshake()) {
      writer.answer(link, grants.flagsOfAnswer(sender, header));
    }
    gossip.read(known, ping);
    gossip.extensions(known, ping.extensions());
  }

  private void onPong(Link link, ClusterNode node, BusHeader header) {
    node.pongReceivedMonoMs = s.monoMs;
    node.pingSentMonoMs = ClusterNode.NEVER;
    long sentMonoMs = link.pongReceived();
    if (!header.has(MessageFlags.DISPUTED)) {
      node.contactMonoMs = Math.max(node.contactMonoMs, sentMonoMs);
      if (!header.has(MessageFlags.CUT_OFF)) {
        node.grantMonoMs = Math.max(node.grantMonoMs, sentMonoMs);
      }
    }
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
    claims.remind(sender, header);
    epochs.onCollision(sender, header.configEpoch());
  }
}
