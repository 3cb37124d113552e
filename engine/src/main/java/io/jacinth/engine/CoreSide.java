package io.jacinth.engine;

import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.admin.WriteLease;
import io.jacinth.cluster.view.ClusterView;
import io.jacinth.engine.session.PauseState;
import org.jspecify.annotations.Nullable;

/**
 * What the engine knows of its cluster, all of which the core tells it: the view it routes by, the
 * lease it writes under, and effects to carry out.
 *
 * <p>The view changes in {@link #apply} only, which is called between commands: all of a command,
 * and all of a transaction, sees one view. The lease does not wait for that. It is compared with a
 * clock read at the moment of the question, so a node that stood still for a while writes no more
 * even if nobody has told it anything since.
 */
final class CoreSide {
  private final Engine engine;
  private final WriteLease lease;
  private final LostSlots lostSlots;
  private @Nullable ClusterView view;

  CoreSide(Engine engine, WriteLease lease) {
    this.engine = engine;
    this.lease = lease;
    lostSlots = new LostSlots(engine);
  }

  /** Null outside cluster mode, and until the core has told the first. */
  @Nullable ClusterView view() {
    return view;
  }

  boolean mayWriteUnderLease() {
    long until = lease.untilMonoMs();
    return until == WriteLease.FOREVER || engine.monoNanos() / 1_000_000 < until;
  }

  /** Carries out an effect; false for one that is not the engine's. */
  boolean apply(EngineEffect effect) {
    switch (effect) {
      case EngineEffect.AdoptView adopt -> {
        view = adopt.view();
        engine.pubSub().ownersChanged(adopt.view());
        engine.blocking().ownersChanged(adopt.view());
      }
      case EngineEffect.Reply reply -> engine.waiting().answer(reply.requestId(), reply.answer());
      case EngineEffect.DropSlotKeys drop -> lostSlots.drop(drop.slots(), view);
      case EngineEffect.Published news -> engine.pubSub().deliver(news);
      case EngineEffect.PauseWrites paused ->
          engine.pause().pause(PauseState.Reason.FAILOVER, false, paused.untilMonoMs());
      case EngineEffect.ResumeWrites resume -> {
        engine.pause().resume(PauseState.Reason.FAILOVER);
        engine.waiting().unpaused();
      }
      default -> {
        return false;
      }
    }
    return true;
  }
}
