package io.jacinth.cluster.state;

import io.jacinth.cluster.bus.NodeFlags;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All known nodes in the order they became known (the order decides effects, so it is never a hash
 * map's), and the bonds between primaries and replicas.
 */
public final class NodeTable {
  private final Map<String, ClusterNode> byId = new HashMap<>();
  private final List<ClusterNode> inOrder = new ArrayList<>();

  public @Nullable ClusterNode get(@Nullable String id) {
    return id == null ? null : byId.get(id);
  }

  /** In the order they were added; a copy is needed to remove while iterating. */
  public List<ClusterNode> all() {
    return Collections.unmodifiableList(inOrder);
  }

  public int size() {
    return inOrder.size();
  }

  public void add(ClusterNode node) {
    if (byId.put(node.id, node) != null) {
      throw new IllegalStateException("node known twice: " + node.id);
    }
    inOrder.add(node);
  }

  public void rename(ClusterNode node, String newId) {
    byId.remove(node.id);
    node.id = newId;
    if (byId.put(newId, node) != null) {
      throw new IllegalStateException("node known twice: " + newId);
    }
  }

  /** Takes it out of everything that refers to it, but slots and links. */
  public void remove(ClusterNode node) {
    byId.remove(node.id);
    inOrder.remove(node);
    setPrimary(node, null);
    for (ClusterNode replica : List.copyOf(node.replicas)) {
      setPrimary(replica, null);
    }
    for (ClusterNode other : inOrder) {
      other.failReports.remove(node);
    }
  }

  /** Binds a replica to a primary, or with null to none; marks primaries that ever had replicas. */
  public void setPrimary(ClusterNode replica, @Nullable ClusterNode primary) {
    ClusterNode old = replica.primary;
    if (old == primary) {
      return;
    }
    if (old != null) {
      old.replicas.remove(replica);
      if (old.replicas.isEmpty()) {
        old.flags &= ~NodeFlags.MIGRATE_TO;
      }
    }
    replica.primary = primary;
    if (primary != null) {
      primary.replicas.add(replica);
      primary.flags |= NodeFlags.MIGRATE_TO;
    }
  }

  /** Makes a node a primary without slots of its own accord. */
  public void makePrimary(ClusterNode node) {
    if (node.isPrimary()) {
      return;
    }
    if (node.primary != null) {
      setPrimary(node, null);
      if (!node.isMyself()) {
        node.flags |= NodeFlags.MIGRATE_TO;
      }
    }
    node.flags = (node.flags & ~NodeFlags.SLAVE) | NodeFlags.MASTER;
  }

  public long maxEpoch(long currentEpoch) {
    long max = currentEpoch;
    for (ClusterNode node : inOrder) {
      max = Math.max(max, node.configEpoch);
    }
    return max;
  }
}
