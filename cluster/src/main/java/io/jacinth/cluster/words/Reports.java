package io.jacinth.cluster.words;

import io.jacinth.cluster.admin.Answer;
import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.conf.NodeLine;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import io.jacinth.cluster.state.Link;
import io.jacinth.cluster.state.NodeImages;
import io.jacinth.cluster.view.ClusterView;
import io.jacinth.cluster.view.SlotSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** CLUSTER NODES, INFO, SHARDS and LINKS, field by field as Redis 7.2 has them. */
final class Reports {
  private final ClusterState s;

  Reports(ClusterState state) {
    this.s = state;
  }

  String nodes(boolean tlsClient) {
    StringBuilder out = new StringBuilder(s.nodes.size() * 160);
    for (ClusterNode node : s.nodes.all()) {
      out.append(line(node, tlsClient)).append('\n');
    }
    return out.toString();
  }

  String line(ClusterNode node, boolean tlsClient) {
    StringBuilder out = new StringBuilder(160);
    NodeLine.forClients(out, NodeImages.of(s, node), tlsClient);
    return out.toString();
  }

  String info() {
    s.countSize();
    int ok = 0;
    int pfail = 0;
    int fail = 0;
    for (ClusterNode node : s.nodes.all()) {
      int count = node.slots.size();
      if (node.hasFailed()) {
        fail += count;
      } else if (node.has(NodeFlags.PFAIL)) {
        pfail += count;
      } else {
        ok += count;
      }
    }
    ClusterNode speaker = s.myself.shardPrimary();
    StringBuilder out = new StringBuilder(1024);
    field(out, "cluster_state", s.state == ClusterView.State.OK ? "ok" : "fail");
    field(out, "cluster_slots_assigned", ok + pfail + fail);
    field(out, "cluster_slots_ok", ok);
    field(out, "cluster_slots_pfail", pfail);
    field(out, "cluster_slots_fail", fail);
    field(out, "cluster_known_nodes", s.nodes.size());
    field(out, "cluster_size", s.size);
    field(out, "cluster_current_epoch", s.currentEpoch);
    field(out, "cluster_my_epoch", (speaker == null ? s.myself : speaker).configEpoch);
    s.stats.append(out);
    // Links here are bounded by closing them, which the driver logs; none is counted in the core.
    field(out, "total_cluster_links_buffer_limit_exceeded", 0);
    return out.toString();
  }

  private static void field(StringBuilder out, String name, Object value) {
    out.append(name).append(':').append(value).append("\r\n");
  }

  Answer shards() {
    Map<String, List<ClusterNode>> byShard = new LinkedHashMap<>();
    for (ClusterNode node : s.nodes.all()) {
      if (!node.inHandshake()) {
        byShard.computeIfAbsent(node.shardId, id -> new ArrayList<>()).add(node);
      }
    }
    List<Answer> shards = new ArrayList<>();
    for (List<ClusterNode> members : byShard.values()) {
      List<Answer> slots = new ArrayList<>();
      List<Answer> nodes = new ArrayList<>();
      for (ClusterNode node : members) {
        addRanges(slots, node.slots);
        nodes.add(shardMember(node));
      }
      shards.add(
          new Answer.Map(
              List.of(
                  new Answer.Bulk("slots"),
                  new Answer.Array(slots),
                  new Answer.Bulk("nodes"),
                  new Answer.Array(nodes))));
    }
    return new Answer.Array(shards);
  }

  private static void addRanges(List<Answer> out, SlotSet slots) {
    for (int slot = slots.next(0); slot >= 0; ) {
      int end = slots.runEnd(slot);
      out.add(new Answer.Int(slot));
      out.add(new Answer.Int(end));
      slot = slots.next(end + 1);
    }
  }

  private Answer shardMember(ClusterNode node) {
    List<Answer> map = new ArrayList<>();
    put(map, "id", new Answer.Bulk(node.id));
    int port = NodeImages.of(s, node).port();
    if (port != 0) {
      put(map, "port", new Answer.Int(port));
    }
    if (node.tlsPort != 0) {
      put(map, "tls-port", new Answer.Int(node.tlsPort));
    }
    put(map, "ip", new Answer.Bulk(node.ip));
    put(map, "endpoint", endpoint(node));
    if (!node.hostname.isEmpty()) {
      put(map, "hostname", new Answer.Bulk(node.hostname));
    }
    long offset = node.isMyself() ? s.offset() : node.offset;
    put(map, "role", new Answer.Bulk(node.isReplica() ? "replica" : "master"));
    put(map, "replication-offset", new Answer.Int(offset));
    String health =
        node.hasFailed() ? "fail" : node.isReplica() && offset == 0 ? "loading" : "online";
    put(map, "health", new Answer.Bulk(health));
    return new Answer.Map(map);
  }

  private Answer endpoint(ClusterNode node) {
    return switch (s.settings.endpointType()) {
      case IP -> new Answer.Bulk(node.ip);
      case HOSTNAME -> new Answer.Bulk(node.hostname.isEmpty() ? "?" : node.hostname);
      case UNKNOWN -> new Answer.Null();
    };
  }

  Answer links() {
    List<Answer> list = new ArrayList<>();
    for (Link link : s.links()) {
      ClusterNode node = link.node;
      if (node == null || !link.up) {
        continue;
      }
      List<Answer> map = new ArrayList<>();
      put(map, "direction", new Answer.Bulk(link.isInbound() ? "from" : "to"));
      put(map, "node", new Answer.Bulk(node.id));
      put(map, "create-time", new Answer.Int(s.toWall(link.createdMonoMs)));
      put(map, "events", new Answer.Bulk("r"));
      put(map, "send-buffer-allocated", new Answer.Int(0));
      put(map, "send-buffer-used", new Answer.Int(0));
      list.add(new Answer.Map(map));
    }
    return new Answer.Array(list);
  }

  private static void put(List<Answer> map, String key, Answer value) {
    map.add(new Answer.Bulk(key));
    map.add(value);
  }
}
