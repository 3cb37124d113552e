package io.jacinth.cluster.election;

import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.admin.EngineReport;
import io.jacinth.cluster.bus.BusType;
import io.jacinth.cluster.failure.StateRule;
import io.jacinth.cluster.gossip.PacketWriter;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import org.jspecify.annotations.Nullable;

/**
 * From "may become the primary" to "is the primary", in four steps that cannot be swapped.
 *
 * <p>1. The right is won: a majority's votes in an epoch, or the user's TAKEOVER. 2. {@code
 * Promote} goes to the engine, which cuts its link, throws unapplied bytes away and acknowledges
 * its offset. 3. Only then the slots are claimed under the new config epoch and an image is
 * written. 4. Only when that is on the disk the engine gets a view in which it owns the slots, and
 * everybody a PONG. A crash before 4 leaves a replica that has told nobody anything; a crash after
 * it leaves a primary that knows it is one.
 *
 * <p>The right can be lost on the way: another node's claim or a REPLICATE abandons it. It also
 * expires: the voters keep the old primary from writing for one node timeout, and a manual
 * failover's primary writes again after the pause. A place won and not claimed by then is given
 * back, for the old primary may have been accepting writes that nobody else has.
 */
public final class Promotion {
  private final ClusterState s;
  private final PacketWriter writer;
  private final ManualFailover manual;
  private final StateRule stateRule;

  private @Nullable Pending pending;

  private record Pending(
      long generation,
      long epoch,
      ClusterNode oldPrimary,
      long deadlineMonoMs,
      boolean primaryIsPaused,
      boolean byUserAlone) {}

  public Promotion(
      ClusterState state, PacketWriter writer, ManualFailover manual, StateRule stateRule) {
    this.s = state;
    this.writer = writer;
    this.manual = manual;
    this.stateRule = stateRule;
  }

  boolean isPending() {
    return pending != null;
  }

  /** Step 2. */
  void begin(long epoch, ClusterNode oldPrimary, long askedMonoMs) {
    boolean paused = manual.canStart() && !manual.isForced();
    long deadlineMonoMs =
        paused ? manual.promotionDeadlineMonoMs() : askedMonoMs + s.nodeTimeoutMs();
    begin(epoch, oldPrimary, deadlineMonoMs, paused, false);
  }

  private void begin(
      long epoch,
      ClusterNode oldPrimary,
      long deadlineMonoMs,
      boolean paused,
      boolean byUserAlone) {
    pending =
        new Pending(s.nextGeneration(), epoch, oldPrimary, deadlineMonoMs, paused, byUserAlone);
    s.out.engine(new EngineEffect.Promote(pending.generation));
  }

  /** The user's word instead of votes: the highest epoch known, without asking anybody. */
  public void takeOver(ClusterNode oldPrimary) {
    s.log.notice("Taking over the master (user request).");
    s.currentEpoch = s.nodes.maxEpoch(s.currentEpoch) + 1;
    s.changed();
    manual.reset();
    begin(s.currentEpoch, oldPrimary, Long.MAX_VALUE, false, true);
  }

  /**
   * The role has changed under it, or this node is told to follow: the engine is told by the
   * caller.
   */
  void abandon() {
    pending = null;
  }

  /** Everybody is told; the voters by a ping, because their answers make the lease. */
  private void claim(Pending p) {
    s.claimedMonoMs = s.monoMs;
    s.provisionalUntilMonoMs = p.primaryIsPaused ? p.deadlineMonoMs : ClusterNode.NEVER;
    s.checkLease = true;
    for (ClusterNode node : s.nodes.all()) {
      if (!node.isMyself() && !node.inHandshake()) {
        writer.ping(node.link, node.isVoter() ? BusType.PING : BusType.PONG);
      }
    }
  }

  /** Steps 3 and 4. */
  public void onAck(EngineReport.Ack ack) {
    Pending p = pending;
    if (p == null || ack.generation() != p.generation) {
      return;
    }
    pending = null;
    if (s.myself.primary != p.oldPrimary) {
      return; // whoever changed the primary has told the engine already
    }
    if (s.monoMs > p.deadlineMonoMs || p.oldPrimary.slots.isEmpty()) {
      s.log.warning("Promotion given up: it took too long, or the slots went elsewhere.");
      s.out.engine(
          new EngineEffect.Follow(
              s.nextGeneration(), p.oldPrimary.id, p.oldPrimary.ip, p.oldPrimary.port));
      return;
    }
    s.nodes.makePrimary(s.myself);
    s.slots.assign(s.myself, p.oldPrimary.slots);
    if (s.myself.configEpoch < p.epoch) {
      s.myself.configEpoch = p.epoch;
      s.log.notice("configEpoch set to " + p.epoch + " after successful failover");
    }
    s.changed();
    stateRule.update();
    manual.reset();
    s.established = p.byUserAlone;
    s.claimedMonoMs = Long.MAX_VALUE;
    s.viewHeld = true;
    s.out.whenDurable(() -> {
      s.viewDirty = true;
      if (s.myself.isPrimary() && s.monoMs > p.deadlineMonoMs && p.oldPrimary.isPrimary()) {
        s.log.warning("The place that was won is given back: it was not on the disk in time.");
        s.lapsedClaim = p.oldPrimary;
        return;
      }
      s.viewHeld = false;
      if (s.myself.isPrimary()) {
        claim(p);
      }
    });
  }
}
