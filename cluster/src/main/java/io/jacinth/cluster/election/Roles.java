package io.jacinth.cluster.election;

import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.gossip.PacketWriter;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import io.jacinth.cluster.view.SlotSet;

/**
 * This node's own role. Stopping to be a primary takes effect at once, for that is always safe;
 * becoming one is {@link Promotion}'s.
 */
public final class Roles {
  private final ClusterState s;
  private final ManualFailover manual;
  private final Promotion promotion;
  private final PacketWriter writer;

  public Roles(
      ClusterState state, PacketWriter writer, ManualFailover manual, Promotion promotion) {
    this.s = state;
    this.writer = writer;
    this.manual = manual;
    this.promotion = promotion;
  }

  /** Makes this node a replica of another; it has no slots of its own. */
  public void follow(ClusterNode primary) {
    if (!s.myself.slots.isEmpty()) {
      throw new IllegalStateException("a primary with slots cannot follow");
    }
    if (primary.isMyself()) {
      throw new IllegalStateException("a node cannot follow itself");
    }
    promotion.abandon();
    boolean stepsDown = s.myself.isPrimary();
    if (stepsDown) {
      s.myself.flags =
          (s.myself.flags & ~(NodeFlags.MASTER | NodeFlags.MIGRATE_TO)) | NodeFlags.SLAVE;
      s.slots.closeAll();
      s.established = true;
    }
    s.nodes.setPrimary(s.myself, primary);
    s.myself.shardId = primary.shardId;
    s.changedState();
    if (stepsDown) {
      // Who was granted the lease next waits to hear that this node writes no more.
      s.out.whenDurable(() -> writer.pongTo(node -> true));
    }
    retarget();
    manual.reset();
  }

  /** The place that was won, but not claimed in time, is the old primary's again. */
  public void giveBack(ClusterNode oldPrimary) {
    s.lapsedClaim = null;
    s.viewHeld = false;
    s.slots.assign(oldPrimary, s.myself.slots);
    follow(oldPrimary);
    s.out.retract(s.facts());
  }

  /** Tells the engine where its primary is now. */
  public void retarget() {
    ClusterNode primary = s.myself.primary;
    if (primary != null && primary.hasAddress() && !primary.ip.isEmpty()) {
      int port = primary.port != 0 ? primary.port : primary.tlsPort;
      s.out.engine(new EngineEffect.Follow(s.nextGeneration(), primary.id, primary.ip, port));
    }
  }

  /** CLUSTER RESET: a primary without slots, whatever it was. */
  public void standAlone() {
    promotion.abandon();
    manual.reset();
    boolean wasReplica = s.myself.isReplica();
    s.slots.closeAll();
    s.slots.release(SlotSet.all());
    s.established = true;
    s.nodes.makePrimary(s.myself);
    s.myself.shardId = s.newId();
    s.out.engine(new EngineEffect.StandAlone(s.nextGeneration(), wasReplica));
    s.changedState();
  }
}
