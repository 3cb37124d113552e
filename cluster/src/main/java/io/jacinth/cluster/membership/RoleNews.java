package io.jacinth.cluster.membership;

import io.jacinth.cluster.bus.BusHeader;
import io.jacinth.cluster.bus.MessageFlags;
import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.election.ManualFailover;
import io.jacinth.cluster.failure.LeaseGrants;
import io.jacinth.cluster.slots.SlotClaims;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import org.jspecify.annotations.Nullable;

/** A known node's header says what it is now: primary or whose replica. */
public final class RoleNews {
  private final ClusterState s;
  private final SlotClaims claims;
  private final ManualFailover manual;
  private final LeaseGrants grants;

  public RoleNews(
      ClusterState state, SlotClaims claims, ManualFailover manual, LeaseGrants grants) {
    this.s = state;
    this.claims = claims;
    this.manual = manual;
    this.grants = grants;
  }

  /** What every packet of a known node tells, whatever its type. */
  public void onAnyPacket(ClusterNode sender, BusHeader header) {
    sender.dataReceivedMonoMs = s.monoMs;
    if (header.has(MessageFlags.EXT_DATA)) {
      sender.flags |= NodeFlags.EXTENSIONS;
    }
    if (header.has(MessageFlags.JACINTH)) {
      sender.takesAllExtensions = true;
    }
    long epoch = Math.max(header.currentEpoch(), header.configEpoch());
    if (epoch > s.currentEpoch) {
      s.currentEpoch = epoch;
      s.changed();
    }
    if (header.configEpoch() > sender.configEpoch) {
      sender.configEpoch = header.configEpoch();
      s.changed();
    }
    sender.lostData = header.has(MessageFlags.LOST_DATA);
    sender.offset = header.offset();
    manual.onHeader(sender, header);
  }

  /** The role as a ping tells it. */
  public void onHeader(ClusterNode sender, BusHeader header) {
    int noFailover = header.flags() & NodeFlags.NOFAILOVER;
    if ((sender.flags & NodeFlags.NOFAILOVER) != noFailover) {
      sender.flags = (sender.flags & ~NodeFlags.NOFAILOVER) | noFailover;
      s.changed();
    }
    if (header.replicaOf() == null) {
      if (header.slots().isEmpty()) {
        grants.steppedDown(sender);
      }
      if (!sender.isPrimary()) {
        s.nodes.makePrimary(sender);
        s.changedState();
      }
      return;
    }
    grants.steppedDown(sender);
    ClusterNode primary = s.nodes.get(header.replicaOf());
    if (!sender.isReplica() && !demote(sender, header, primary)) {
      return;
    }
    if (primary != null && primary != sender && sender.primary != primary) {
      s.nodes.setPrimary(sender, primary);
      sender.shardId = primary.shardId;
      s.changed();
    }
  }

  private boolean demote(ClusterNode sender, BusHeader header, @Nullable ClusterNode primary) {
    if (primary != null && primary.shardId.equals(sender.shardId) && primary.isPrimary()) {
      if (sender.configEpoch > header.configEpoch() && !sender.slots.isEmpty()) {
        s.log.notice(
            "Ignore stale message from "
                + sender
                + " in shard "
                + sender.shardId
                + "; gossip config epoch: "
                + header.configEpoch()
                + ", current config epoch: "
                + sender.configEpoch);
        return false;
      } else {
        int count = claims.move(sender, primary);
        s.log.notice(
            "A failover occurred in shard "
                + sender.shardId
                + "; node "
                + sender
                + " lost "
                + count
                + " slot(s) to node "
                + primary
                + " with a config epoch of "
                + header.configEpoch());
      }
    } else {
      int count = claims.drop(sender);
      if (sender.has(NodeFlags.MASTER)) {
        s.log.notice(
            "Node "
                + sender
                + " is no longer master of shard "
                + sender.shardId
                + "; removed all "
                + count
                + " slot(s) it used to own");
      }
    }
    sender.flags = (sender.flags & ~(NodeFlags.MASTER | NodeFlags.MIGRATE_TO)) | NodeFlags.SLAVE;
    s.changedState();
    return true;
  }
}
