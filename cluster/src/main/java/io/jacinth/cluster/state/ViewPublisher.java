package io.jacinth.cluster.state;

import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.conf.ConfNode;
import io.jacinth.cluster.view.ClusterView;
import io.jacinth.cluster.view.NodeView;
import io.jacinth.cluster.view.SlotHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Builds the view and hands it to the engine when the topology has changed. */
public final class ViewPublisher {
  private final ClusterState s;
  private final NodesImage image;
  private long version;
  private ClusterView last;

  public ViewPublisher(ClusterState state, NodesImage image) {
    this.s = state;
    this.image = image;
    this.last = build();
  }

  public ClusterView last() {
    return last;
  }

  /** Once per event, and before an OK that tells of a change. */
  public void publish() {
    if (s.viewDirty && !s.viewHeld) {
      s.viewDirty = false;
      last = build();
      s.out.engine(new EngineEffect.AdoptView(last));
    }
  }

  private ClusterView build() {
    List<NodeView> views = new ArrayList<>(s.nodes.size());
    Map<String, Integer> indexes = new HashMap<>(); // looked up only, never iterated
    short[] owners = new short[SlotHash.SLOTS];
    Arrays.fill(owners, (short) ClusterView.NO_OWNER);
    int myIndex = 0;
    int size = 0;
    for (ClusterNode node : s.nodes.all()) {
      if (node.inHandshake()) {
        continue;
      }
      int index = views.size();
      indexes.put(node.id, index);
      if (node.isMyself()) {
        myIndex = index;
      }
      size += node.isVoter() ? 1 : 0;
      for (int slot = node.slots.next(0); slot >= 0; ) {
        int end = node.slots.runEnd(slot);
        Arrays.fill(owners, slot, end + 1, (short) index);
        slot = end + 1 < SlotHash.SLOTS ? node.slots.next(end + 1) : -1;
      }
      views.add(view(node));
    }
    return new ClusterView(
        ++version,
        s.state,
        s.state == ClusterView.State.OK ? "" : s.downReason,
        s.currentEpoch,
        size,
        views,
        myIndex,
        owners,
        marks(s.slots.migrating, indexes),
        marks(s.slots.importing, indexes),
        s.withholdsData);
  }

  private NodeView view(ClusterNode node) {
    ConfNode line = image.line(node);
    NodeView.Health health =
        node.hasFailed()
            ? NodeView.Health.FAIL
            : node.has(NodeFlags.PFAIL) ? NodeView.Health.PFAIL : NodeView.Health.OK;
    return new NodeView(
        node.id,
        node.shardId,
        line.ip(),
        line.port(),
        line.tlsPort(),
        line.busPort(),
        line.hostname(),
        !node.isReplica(),
        line.primaryId(),
        health,
        line.configEpoch(),
        node.slots);
  }

  private static SortedMap<Integer, Integer> marks(
      SortedMap<Integer, ClusterNode> marks, Map<String, Integer> indexes) {
    SortedMap<Integer, Integer> result = new TreeMap<>();
    for (Map.Entry<Integer, ClusterNode> mark : marks.entrySet()) {
      Integer index = indexes.get(mark.getValue().id);
      if (index != null) {
        result.put(mark.getKey(), index);
      }
    }
    return result;
  }
}
