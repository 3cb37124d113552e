package io.jacinth.cluster.state;

import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.conf.ConfNode;
import io.jacinth.cluster.conf.NodesConf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Nodes as lines: for nodes.conf and for CLUSTER NODES. */
public final class NodeImages {
  private NodeImages() {}

  /** The whole file; nodes still in handshake are nobody yet and left out. */
  public static NodesConf image(ClusterState s) {
    List<ConfNode> nodes = new ArrayList<>();
    for (ClusterNode node : s.nodes.all()) {
      if (!node.inHandshake()) {
        nodes.add(of(s, node));
      }
    }
    return new NodesConf(nodes, s.currentEpoch, s.lastVoteEpoch);
  }

  /** One node. A replica shows the config epoch of its primary, as Redis does. */
  public static ConfNode of(ClusterState s, ClusterNode node) {
    boolean me = node.isMyself();
    ClusterNode speaker = node.shardPrimary();
    return new ConfNode(
        node.id,
        node.ip,
        node.port,
        node.tlsPort,
        node.busPort,
        node.hostname,
        node.nodename,
        node.shardId,
        node.flags & ~(NodeFlags.MEET | NodeFlags.MIGRATE_TO | NodeFlags.EXTENSIONS),
        node.primary == null ? null : node.primary.id,
        s.toWall(node.pingSentMonoMs),
        s.toWall(node.pongReceivedMonoMs),
        (speaker == null ? node : speaker).configEpoch,
        me || (node.link != null && node.link.up),
        node.slots,
        me ? ids(s.slots.migrating) : new TreeMap<>(),
        me ? ids(s.slots.importing) : new TreeMap<>());
  }

  private static SortedMap<Integer, String> ids(SortedMap<Integer, ClusterNode> marks) {
    SortedMap<Integer, String> ids = new TreeMap<>();
    for (Map.Entry<Integer, ClusterNode> mark : marks.entrySet()) {
      ids.put(mark.getKey(), mark.getValue().id);
    }
    return ids;
  }
}
