package io.jacinth.engine.gate;

import io.jacinth.engine.Engine;
import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.command.EffectiveFlags;
import org.jspecify.annotations.Nullable;

/** A primary writes only as long as a majority is known to follow it. */
final class LeaseGate implements Gate {
  private final Engine engine;

  LeaseGate(Engine engine) {
    this.engine = engine;
  }

  @Override
  public boolean concerns(CommandRow row) {
    return engine.isCluster() && WriteRows.mayWrite(row);
  }

  @Override
  public @Nullable Outcome check(Call c) {
    if (c.isObeyed()
        || engine.replication().isReplica()
        || engine.mayWriteUnderLease()
        || !EffectiveFlags.writes(c)) {
      return null;
    }
    return Gates.refuse(c, "CLUSTERDOWN The cluster is down");
  }
}
