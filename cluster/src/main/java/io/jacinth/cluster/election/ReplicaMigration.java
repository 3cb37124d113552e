package io.jacinth.cluster.election;

import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import io.jacinth.cluster.view.ClusterView;

/**
 * A replica of a shard that has plenty moves to a primary that has lost its last one.
 *
 * <p>Only one of them moves: the replica with the smallest id among those of the primaries with the
 * most working replicas, and only after the primary has been alone for five seconds.
 */
public final class ReplicaMigration {
  private static final long ORPHANED_FOR_MS = 5000;

  private final ClusterState s;
  private final Roles roles;

  public ReplicaMigration(ClusterState state, Roles roles) {
    this.s = state;
    this.roles = roles;
  }

  /** Every cron. */
  public void check() {
    ClusterNode own = s.myself.primary;
    if (!s.myself.isReplica() || own == null || !s.settings.allowReplicaMigration()) {
      return;
    }
    int most = 0;
    ClusterNode target = null;
    for (ClusterNode node : s.nodes.all()) {
      if (!node.isPrimary()) {
        continue;
      }
      int working = node.workingReplicas();
      if (!node.hasFailed()) {
        most = Math.max(most, working);
      }
      boolean orphaned = !node.hasFailed() && node.has(NodeFlags.MIGRATE_TO) && working == 0;
      if (!orphaned) {
        node.orphanedMonoMs = ClusterNode.NEVER;
      } else if (node.orphanedMonoMs == ClusterNode.NEVER) {
        node.orphanedMonoMs = s.monoMs;
      }
      if (orphaned && target == null && !node.slots.isEmpty()) {
        target = node;
      }
    }
    if (target == null
        || most < 2
        || own.workingReplicas() != most
        || own.workingReplicas() <= s.settings.migrationBarrier()
        || s.state != ClusterView.State.OK
        || s.monoMs - target.orphanedMonoMs <= ORPHANED_FOR_MS) {
      return;
    }
    if (isSmallest(most)) {
      s.log.notice("Migrating to orphaned master " + target.id);
      roles.follow(target);
    }
  }

  private boolean isSmallest(int most) {
    for (ClusterNode node : s.nodes.all()) {
      if (node.isPrimary() && node.workingReplicas() == most) {
        for (ClusterNode replica : node.replicas) {
          if (!replica.hasFailed() && replica.id.compareTo(s.myself.id) < 0) {
            return false;
          }
        }
      }
    }
    return true;
  }
}
