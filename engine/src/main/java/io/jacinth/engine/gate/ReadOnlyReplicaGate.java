package io.jacinth.engine.gate;

import io.jacinth.engine.Engine;
import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.command.EffectiveFlags;
import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.engine.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** Replicas take writes from their primary only. */
final class ReadOnlyReplicaGate implements SessionGate {
  private final Engine engine;

  ReadOnlyReplicaGate(Engine engine) {
    this.engine = engine;
  }

  @Override
  public boolean concerns(CommandRow row) {
    return WriteRows.mayWrite(row);
  }

  @Override
  public boolean isOpen(ClientSession session) {
    return engine.replication().link() == null;
  }

  @Override
  public @Nullable Outcome check(Call c) {
    if (engine.replication().link() == null
        || c.isObeyed()
        || !engine.config().isOn(ReplicationOptions.REPLICA_READ_ONLY)
        || !EffectiveFlags.writes(c)) {
      return null;
    }
    return Gates.refuse(c, "READONLY You can't write against a read only replica.");
  }
}
