package io.jacinth.cluster.state;

import io.jacinth.cluster.ClusterSettings;
import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.conf.ConfNode;
import io.jacinth.cluster.conf.NodesConf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The state as lines of nodes.conf, and a nodes.conf as state. */
public final class NodesImage {
  private static final int WORD_FLAGS =
      NodeFlags.MYSELF
          | NodeFlags.MASTER
          | NodeFlags.SLAVE
          | NodeFlags.PFAIL
          | NodeFlags.FAIL
          | NodeFlags.HANDSHAKE
          | NodeFlags.NOADDR
          | NodeFlags.NOFAILOVER;

  private final ClusterState s;

  public NodesImage(ClusterState state) {
    this.s = state;
  }

  public byte[] encode() {
    List<ConfNode> lines = new ArrayList<>(s.nodes.size());
    for (ClusterNode node : s.nodes.all()) {
      if (!node.inHandshake()) {
        lines.add(line(node));
      }
    }
    return new NodesConf(lines, s.currentEpoch, s.lastVoteEpoch).encode();
  }

  public ConfNode line(ClusterNode node) {
    ClusterSettings settings = s.settings;
    boolean mine = node.isMyself();
    int flags = node.flags & WORD_FLAGS;
    if (mine && settings.replicaNoFailover()) {
      flags |= NodeFlags.NOFAILOVER;
    }
    ClusterNode shard = node.shardPrimary();
    return new ConfNode(
        node.id,
        mine && !settings.announceIp().isEmpty() ? settings.announceIp() : node.ip,
        mine ? or(settings.announcePort(), settings.port()) : node.port,
        mine ? or(settings.announceTlsPort(), settings.tlsPort()) : node.tlsPort,
        mine ? or(settings.announceBusPort(), settings.busPort()) : node.busPort,
        mine ? settings.announceHostname() : node.hostname,
        mine ? settings.announceNodename() : node.nodename,
        node.shardId,
        flags,
        node.primary == null ? null : node.primary.id,
        s.toWall(node.pingSentMonoMs),
        mine ? s.ownPongWallMs : s.toWall(node.pongReceivedMonoMs),
        shard == null ? node.configEpoch : shard.configEpoch,
        mine || (node.link != null && node.link.up),
        node.slots,
        mine ? ids(s.slots.migrating) : new TreeMap<>(),
        mine ? ids(s.slots.importing) : new TreeMap<>());
  }

  private static int or(int announced, int own) {
    return announced != 0 ? announced : own;
  }

  private static SortedMap<Integer, String> ids(SortedMap<Integer, ClusterNode> marks) {
    SortedMap<Integer, String> ids = new TreeMap<>();
    for (Map.Entry<Integer, ClusterNode> mark : marks.entrySet()) {
      ids.put(mark.getKey(), mark.getValue().id);
    }
    return ids;
  }

  /** Fills a fresh state; {@code myself} is in the table already, with its id and role. */
  public void restore(NodesConf conf) {
    for (ConfNode line : conf.nodes()) {
      ClusterNode node = s.myself;
      if (!line.has(NodeFlags.MYSELF)) {
        String shard = line.shardId() == null ? s.newId() : line.shardId();
        int flags = line.flags() & ~(NodeFlags.MYSELF | NodeFlags.PFAIL | NodeFlags.HANDSHAKE);
        if (line.has(NodeFlags.HANDSHAKE)) {
          continue; // its id is random: it will be met again
        }
        node = new ClusterNode(line.id(), shard, flags, s.monoMs);
        node.hostname = line.hostname();
        node.nodename = line.nodename();
        if (node.hasFailed()) {
          node.failMonoMs = s.monoMs;
        }
        s.nodes.add(node);
      }
      node.ip = line.ip();
      node.port = line.port();
      node.tlsPort = line.tlsPort();
      node.busPort = line.busPort();
      node.configEpoch = line.configEpoch();
      s.slots.assign(node, line.slots());
    }
    for (ConfNode line : conf.nodes()) {
      ClusterNode node = s.nodes.get(line.id());
      ClusterNode primary = s.nodes.get(line.primaryId());
      if (node != null && node.isReplica() && primary != null) {
        s.nodes.setPrimary(node, primary);
      }
    }
    ConfNode mine = conf.myself();
    mine.migrating().forEach((slot, id) -> mark(s.slots.migrating, slot, id));
    mine.importing().forEach((slot, id) -> mark(s.slots.importing, slot, id));
    s.currentEpoch = conf.currentEpoch();
    s.lastVoteEpoch = conf.lastVoteEpoch();
  }

  private void mark(SortedMap<Integer, ClusterNode> marks, int slot, String id) {
    ClusterNode node = s.nodes.get(id);
    if (node != null) {
      marks.put(slot, node);
    }
  }
}
