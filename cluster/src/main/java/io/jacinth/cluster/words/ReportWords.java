package io.jacinth.cluster.words;

import io.jacinth.cluster.admin.Answer;
import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.conf.ConfNode;
import io.jacinth.cluster.conf.NodeLine;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import io.jacinth.cluster.state.Link;
import io.jacinth.cluster.state.NodesImage;
import io.jacinth.cluster.view.ClusterView;
import io.jacinth.cluster.view.SlotHash;
import io.jacinth.cluster.view.SlotSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** NODES, REPLICAS, INFO, SHARDS, LINKS: the state as it is now, ping times included. */
final class ReportWords {
  private final ClusterState s;
  private final NodesImage image;

  ReportWords(ClusterState state, NodesImage image) {
    this.s = state;
    this.image = image;
  }

  Answer nodes(Words words) {
    StringBuilder out = new StringBuilder();
    for (ClusterNode node : s.nodes.all()) {
      NodeLine.forClients(out, image.line(node), words.facts().tlsClient());
      out.append('\n');
    }
    return new Answer.Verbatim(out.toString());
  }

  Answer replicas(ClusterNode primary, Words words) {
    if (primary.isReplica()) {
      return Words.error("The specified node is not a master");
    }
    List<Answer> lines = new ArrayList<>();
    for (ClusterNode replica : primary.replicas) {
      StringBuilder line = new StringBuilder();
      NodeLine.forClients(line, image.line(replica), words.facts().tlsClient());
      lines.add(new Answer.Bulk(line.toString()));
    }
    return new Answer.Array(lines);
  }

  Answer info() {
    int pfail = 0;
    int fail = 0;
    for (ClusterNode node : s.nodes.all()) {
      if (node.hasFailed()) {
        fail += node.slots.size();
      } else if (node.has(NodeFlags.PFAIL)) {
        pfail += node.slots.size();
      }
    }
    s.countSize();
    ClusterNode shard = s.myself.shardPrimary();
    long myEpoch = shard == null ? s.myself.configEpoch : shard.configEpoch;
    StringBuilder out = new StringBuilder();
    line(out, "cluster_state", s.state == ClusterView.State.OK ? "ok" : "fail");
    line(out, "cluster_slots_assigned", s.slots.assigned());
    line(out, "cluster_slots_ok", s.slots.assigned() - pfail - fail);
    line(out, "cluster_slots_pfail", pfail);
    line(out, "cluster_slots_fail", fail);
    line(out, "cluster_known_nodes", s.nodes.size());
    line(out, "cluster_size", s.size);
    line(out, "cluster_current_epoch", s.currentEpoch);
    line(out, "cluster_my_epoch", myEpoch);
    s.stats.append(out);
    line(out, "total_cluster_links_buffer_limit_exceeded", 0);
    return new Answer.Verbatim(out.toString());
  }

  private static void line(StringBuilder out, String name, String value) {
    out.append(name).append(':').append(value).append("\r\n");
  }

  private static void line(StringBuilder out, String name, long value) {
    line(out, name, Long.toString(value));
  }

  Answer links() {
    List<Answer> list = new ArrayList<>();
    for (Link link : s.links()) {
      if (link.node == null || link.node.inHandshake()) {
        continue;
      }
      list.add(
          new Answer.Map(
              List.of(
                  new Answer.Bulk("direction"),
                  new Answer.Bulk(link.isInbound() ? "from" : "to"),
                  new Answer.Bulk("node"),
                  new Answer.Bulk(link.node.id),
                  new Answer.Bulk("create-time"),
                  new Answer.Int(s.toWall(link.createdMonoMs)),
                  new Answer.Bulk("events"),
                  new Answer.Bulk("r"),
                  new Answer.Bulk("send-buffer-allocated"),
                  new Answer.Int(0),
                  new Answer.Bulk("send-buffer-used"),
                  new Answer.Int(0))));
    }
    return new Answer.Array(list);
  }

  /** Nodes by shard id, each with the slots of whichever of its nodes owns some. */
  Answer shards() {
    Map<String, List<ClusterNode>> shards = new LinkedHashMap<>();
    for (ClusterNode node : s.nodes.all()) {
      if (!node.inHandshake()) {
        ClusterNode primary = node.shardPrimary();
        String shard = primary == null ? node.shardId : primary.shardId;
        shards.computeIfAbsent(shard, key -> new ArrayList<>()).add(node);
      }
    }
    List<Answer> list = new ArrayList<>();
    for (List<ClusterNode> members : shards.values()) {
      List<Answer> slots = new ArrayList<>();
      List<Answer> nodes = new ArrayList<>();
      for (ClusterNode node : members) {
        addRanges(slots, node.slots);
        nodes.add(shardNode(node));
      }
      list.add(
          new Answer.Map(
              List.of(
                  new Answer.Bulk("slots"),
                  new Answer.Array(slots),
                  new Answer.Bulk("nodes"),
                  new Answer.Array(nodes))));
    }
    return new Answer.Array(list);
  }

  private static void addRanges(List<Answer> out, SlotSet slots) {
    for (int slot = slots.next(0); slot >= 0; ) {
      int end = slots.runEnd(slot);
      out.add(new Answer.Int(slot));
      out.add(new Answer.Int(end));
      slot = end + 1 < SlotHash.SLOTS ? slots.next(end + 1) : -1;
    }
  }

  private Answer shardNode(ClusterNode node) {
    ConfNode line = image.line(node);
    List<Answer> map = new ArrayList<>();
    put(map, "id", new Answer.Bulk(node.id));
    if (line.port() != 0) {
      put(map, "port", new Answer.Int(line.port()));
    }
    if (line.tlsPort() != 0) {
      put(map, "tls-port", new Answer.Int(line.tlsPort()));
    }
    put(map, "ip", new Answer.Bulk(node.ip));
    Answer endpoint =
        switch (s.settings.endpointType()) {
          case IP -> new Answer.Bulk(node.ip);
          case HOSTNAME -> new Answer.Bulk(line.hostname().isEmpty() ? "?" : line.hostname());
          case UNKNOWN -> new Answer.Null();
        };
    put(map, "endpoint", endpoint);
    if (!line.hostname().isEmpty()) {
      put(map, "hostname", new Answer.Bulk(line.hostname()));
    }
    put(map, "role", new Answer.Bulk(node.isReplica() ? "replica" : "master"));
    long offset = node.isMyself() ? s.offset() : node.offset;
    put(map, "replication-offset", new Answer.Int(offset));
    boolean loading =
        node.isMyself() ? s.engine != null && s.engine.loading() : node.isReplica() && offset == 0;
    boolean failing = node.has(NodeFlags.FAIL | NodeFlags.PFAIL);
    put(map, "health", new Answer.Bulk(failing ? "fail" : loading ? "loading" : "online"));
    return new Answer.Map(map);
  }

  private static void put(List<Answer> map, String key, Answer value) {
    map.add(new Answer.Bulk(key));
    map.add(value);
  }
}
