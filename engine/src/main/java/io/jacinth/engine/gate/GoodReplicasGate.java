package io.jacinth.engine.gate;

import io.jacinth.engine.Engine;
import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.command.EffectiveFlags;
import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.engine.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** min-replicas-to-write. */
final class GoodReplicasGate implements SessionGate {
  private final Engine engine;

  GoodReplicasGate(Engine engine) {
    this.engine = engine;
  }

  @Override
  public boolean concerns(CommandRow row) {
    return WriteRows.mayWrite(row);
  }

  @Override
  public boolean isOpen(ClientSession session) {
    return engine.config().number(ReplicationOptions.MIN_REPLICAS_TO_WRITE) == 0;
  }

  @Override
  public @Nullable Outcome check(Call c) {
    long wanted = engine.config().number(ReplicationOptions.MIN_REPLICAS_TO_WRITE);
    if (wanted == 0
        || c.isObeyed()
        || engine.replication().link() != null
        || !EffectiveFlags.writes(c)) {
      return null;
    }
    int maxLag = engine.config().intNumber(ReplicationOptions.MIN_REPLICAS_MAX_LAG);
    if (maxLag == 0 || engine.replication().goodReplicas(maxLag, c.monoMs()) >= wanted) {
      return null;
    }
    return Gates.refuse(c, "NOREPLICAS Not enough good replicas to write.");
  }
}
