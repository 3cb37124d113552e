package io.jacinth.node;

import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.admin.EngineReport;
import io.jacinth.engine.Engine;
import io.jacinth.node.replication.Replication;
import java.util.function.Consumer;

/**
 * Carries out the role changes the cluster core asks for, and acknowledges each with the exact
 * offset at that moment: the core goes on only then.
 */
final class Roles {
  private final Engine engine;
  private final Replication replication;
  private final Consumer<EngineReport.Ack> acknowledge;

  Roles(Engine engine, Replication replication, Consumer<EngineReport.Ack> acknowledge) {
    this.engine = engine;
    this.replication = replication;
    this.acknowledge = acknowledge;
  }

  /** An effect that is not the engine's own. */
  void change(EngineEffect effect) {
    switch (effect) {
      case EngineEffect.Promote promote -> {
        replication.promote();
        done(promote.generation());
      }
      case EngineEffect.Follow follow -> {
        replication.follow(follow.host(), follow.port());
        done(follow.generation());
      }
      case EngineEffect.StandAlone alone -> {
        replication.reset(alone.dropAllKeys());
        done(alone.generation());
      }
      case EngineEffect.AdoptView view -> unexpected(view);
      case EngineEffect.Reply reply -> unexpected(reply);
      case EngineEffect.PauseWrites pause -> unexpected(pause);
      case EngineEffect.ResumeWrites resume -> unexpected(resume);
      case EngineEffect.DropSlotKeys drop -> unexpected(drop);
      case EngineEffect.Published news -> unexpected(news);
    }
  }

  private static void unexpected(EngineEffect effect) {
    throw new IllegalStateException("the engine did not take " + effect);
  }

  /** The engine has carried an effect out itself. */
  void applied(EngineEffect effect) {
    if (effect instanceof EngineEffect.PauseWrites pause) {
      done(pause.generation());
    }
  }

  private void done(long generation) {
    acknowledge.accept(new EngineReport.Ack(generation, engine.replication().offset()));
  }
}
