package io.jacinth.engine.gate;

import io.jacinth.engine.Engine;
import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.command.EffectiveFlags;
import io.jacinth.engine.command.Flags;
import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.engine.replication.PrimaryLinkState;
import io.jacinth.engine.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** replica-serve-stale-data no. */
final class StaleDataGate implements SessionGate {
  private final Engine engine;

  StaleDataGate(Engine engine) {
    this.engine = engine;
  }

  @Override
  public boolean concerns(CommandRow row) {
    return !row.is(Flags.STALE) || row.name().equals("exec");
  }

  @Override
  public boolean isOpen(ClientSession session) {
    return engine.replication().link() == null;
  }

  @Override
  public @Nullable Outcome check(Call c) {
    PrimaryLinkState link = engine.replication().link();
    if (link == null
        || link.isUp()
        || c.isObeyed()
        || engine.config().isOn(ReplicationOptions.REPLICA_SERVE_STALE_DATA)
        || !EffectiveFlags.lacks(c, Flags.STALE)) {
      return null;
    }
    return Gates.refuse(
        c, "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.");
  }
}
