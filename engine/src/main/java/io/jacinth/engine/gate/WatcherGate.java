package io.jacinth.engine.gate;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.command.EffectiveFlags;
import io.jacinth.engine.command.Flags;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import org.jspecify.annotations.Nullable;

/**
 * Replicas, and clients in MONITOR mode, do not touch keys: they are exempt from pauses, and must
 * not use that.
 */
final class WatcherGate implements SessionGate {
  @Override
  public boolean concerns(CommandRow row) {
    return row.is(Flags.WRITE | Flags.READONLY | Flags.MAY_REPLICATE) || row.name().equals("exec");
  }

  @Override
  public boolean isOpen(ClientSession session) {
    return !session.is(SessionFlags.REPLICA | SessionFlags.MONITOR);
  }

  @Override
  public @Nullable Outcome check(Call c) {
    if (!c.session().is(SessionFlags.REPLICA | SessionFlags.MONITOR)) {
      return null;
    }
    if (c.row().name().equals("exec")
        && !EffectiveFlags.any(c, Flags.WRITE | Flags.READONLY | Flags.MAY_REPLICATE)) {
      return null;
    }
    return Gates.refuse(c, "ERR Replica can't interact with the keyspace");
  }
}
