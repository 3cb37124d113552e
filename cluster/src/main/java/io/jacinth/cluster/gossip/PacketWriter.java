package io.jacinth.cluster.gossip;

import io.jacinth.cluster.ClusterSettings;
import io.jacinth.cluster.bus.BusHeader;
import io.jacinth.cluster.bus.BusMessage;
import io.jacinth.cluster.bus.BusType;
import io.jacinth.cluster.bus.GossipEntry;
import io.jacinth.cluster.bus.MessageFlags;
import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.bus.PingExtensions;
import io.jacinth.cluster.state.Blacklist;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import io.jacinth.cluster.state.DurableFacts;
import io.jacinth.cluster.state.Link;
import io.jacinth.cluster.view.ClusterView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Builds packets from the durable facts and puts them into the outbox.
 *
 * <p>Extensions go only where they are understood: a 7.0 node knows the host name alone and writes
 * a warning for any other in every ping, so shard ids, node names and forgotten nodes are kept for
 * peers that sent a shard id themselves or carry our own capability bit.
 */
public final class PacketWriter {
  /** Up to this many nodes every ping tells about all of them: small clusters form in one round. */
  private static final int GOSSIP_ALL_UP_TO = 32;

  private static final int MIN_GOSSIP = 3;

  private final ClusterState s;
  private final Blacklist blacklist;
  private long stamp;

  public PacketWriter(ClusterState state, Blacklist blacklist) {
    this.s = state;
    this.blacklist = blacklist;
  }

  public BusHeader header() {
    DurableFacts facts = s.out.durable();
    ClusterSettings settings = s.settings;
    int plain = settings.announcePort() != 0 ? settings.announcePort() : settings.port();
    int tls = settings.announceTlsPort() != 0 ? settings.announceTlsPort() : settings.tlsPort();
    int messageFlags = MessageFlags.EXT_DATA | MessageFlags.JACINTH;
    if (s.pausedOffset >= 0 && s.myself.isPrimary()) {
      messageFlags |= MessageFlags.PAUSED;
    }
    if (s.withholdsData) {
      messageFlags |= MessageFlags.LOST_DATA;
    }
    return new BusHeader(
        facts.id(),
        facts.currentEpoch(),
        facts.configEpoch(),
        s.offset(),
        facts.slots(),
        facts.primaryId(),
        settings.announceIp(),
        settings.tlsCluster() ? tls : plain,
        settings.tlsCluster() ? plain : tls,
        settings.announceBusPort() != 0 ? settings.announceBusPort() : settings.busPort(),
        facts.roleFlags()
            | NodeFlags.MYSELF
            | (settings.replicaNoFailover() ? NodeFlags.NOFAILOVER : 0),
        s.state == ClusterView.State.OK,
        messageFlags);
  }

  /** Sends to a node over the link we dialled; without one the packet is lost, as in Redis. */
  public void send(@Nullable Link link, BusMessage message) {
    if (link != null && link.up) {
      s.stats.sent(message.type());
      s.out.send(link.number, message);
    }
  }

  /** To every node of the cluster we have a link to. */
  public void broadcast(BusMessage message) {
    for (ClusterNode node : s.nodes.all()) {
      if (!node.isMyself() && !node.inHandshake()) {
        send(node.link, message);
      }
    }
  }

  /** To every node that serves the same slots as this one: the primary and its replicas. */
  public void sendToShard(BusMessage message) {
    ClusterNode primary = s.myself.shardPrimary();
    if (primary == null) {
      return;
    }
    for (ClusterNode node : s.nodes.all()) {
      if (!node.isMyself() && !node.inHandshake() && node.shardPrimary() == primary) {
        send(node.link, message);
      }
    }
  }

  public void pongTo(Predicate<ClusterNode> which) {
    for (ClusterNode node : s.nodes.all()) {
      if (!node.isMyself() && !node.inHandshake() && which.test(node)) {
        ping(node.link, BusType.PONG);
      }
    }
  }

  /** Sends a PING, PONG or MEET with a gossip section. */
  public void ping(@Nullable Link link, BusType type) {
    ping(link, type, false, 0);
  }

  /** Answers a ping. */
  public void answer(Link link, int leaseFlags) {
    ping(link, BusType.PONG, false, leaseFlags);
    s.ownPongWallMs = s.wallMs / 1000 * 1000;
  }

  /** A ping that tells only of nodes that cannot be reached, because it goes to many at once. */
  public void pingAboutFailing(@Nullable Link link) {
    ping(link, BusType.PING, true, 0);
  }

  private void ping(@Nullable Link link, BusType type, boolean onlyFailing, int leaseFlags) {
    // A node whose engine hangs must look dead after a while: pings and pongs are what vouches.
    if (link == null || !link.up || !s.engineIsAlive()) {
      return;
    }
    ClusterNode node = link.node;
    if (!link.isInbound() && type != BusType.PONG) {
      link.pingSent(s.monoMs);
      if (node != null && type == BusType.PING) {
        node.lastPingMonoMs = s.monoMs;
        if (node.pingSentMonoMs == ClusterNode.NEVER) {
          node.pingSentMonoMs = s.monoMs;
        }
      }
    }
    BusHeader header = header();
    if (leaseFlags != 0) {
      header = header.withEpochAndFlags(header.currentEpoch(), header.messageFlags() | leaseFlags);
    }
    send(link, new BusMessage.Ping(type, header, gossip(node, onlyFailing), extensions(node)));
  }

  private List<GossipEntry> gossip(@Nullable ClusterNode target, boolean onlyFailing) {
    List<ClusterNode> all = s.nodes.all();
    List<GossipEntry> entries = new ArrayList<>();
    stamp++;
    if (all.size() <= GOSSIP_ALL_UP_TO && !onlyFailing) {
      for (ClusterNode node : all) {
        addEntry(entries, node, target);
      }
      return entries;
    }
    if (!onlyFailing) {
      int wanted = Math.min(all.size() - 2, Math.max(MIN_GOSSIP, all.size() / 10));
      for (int tries = wanted * 3; tries > 0 && entries.size() < wanted; tries--) {
        ClusterNode node = all.get(s.random.nextInt(all.size()));
        if (!node.has(NodeFlags.PFAIL)) {
          addEntry(entries, node, target);
        }
      }
    }
    for (ClusterNode node : all) {
      if (node.has(NodeFlags.PFAIL)) {
        addEntry(entries, node, target);
      }
    }
    return entries;
  }

  /** Not in gossip: who is in handshake, has no address, or is neither linked nor of weight. */
  private void addEntry(List<GossipEntry> entries, ClusterNode node, @Nullable ClusterNode target) {
    boolean unknownWeight = node.link == null && node.slots.isEmpty() && !node.has(NodeFlags.PFAIL);
    if (node == target
        || node.isMyself()
        || node.inHandshake()
        || !node.hasAddress()
        || unknownWeight
        || node.gossipStamp == stamp) {
      return;
    }
    node.gossipStamp = stamp;
    boolean tls = s.settings.tlsCluster();
    entries.add(
        new GossipEntry(
            node.id,
            s.toWall(node.pingSentMonoMs) / 1000,
            s.toWall(node.pongReceivedMonoMs) / 1000,
            node.ip,
            tls ? node.tlsPort : node.port,
            tls ? node.port : node.tlsPort,
            node.busPort,
            node.flags & ~NodeFlags.MEET));
  }

  private PingExtensions extensions(@Nullable ClusterNode target) {
    if (target == null || !target.has(NodeFlags.EXTENSIONS)) {
      return PingExtensions.NONE;
    }
    String hostname = s.settings.announceHostname();
    if (!target.takesAllExtensions) {
      return hostname.isEmpty()
          ? PingExtensions.NONE
          : new PingExtensions(hostname, null, null, List.of());
    }
    String nodename = s.settings.announceNodename();
    return new PingExtensions(
        hostname.isEmpty() ? null : hostname,
        nodename.isEmpty() ? null : nodename,
        s.myself.shardId,
        blacklist.remaining(s.monoMs));
  }
}
