package io.jacinth.engine.gate;

import io.jacinth.engine.Engine;
import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.command.EffectiveFlags;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.ParkKind;
import io.jacinth.engine.session.Parked;
import io.jacinth.engine.session.SessionFlags;
import org.jspecify.annotations.Nullable;

/** CLIENT PAUSE and its kin: the command waits and is run afterwards. */
final class PauseGate implements SessionGate {
  private final Engine engine;

  PauseGate(Engine engine) {
    this.engine = engine;
  }

  @Override
  public boolean concerns(CommandRow row) {
    return true;
  }

  @Override
  public boolean isOpen(ClientSession session) {
    return !engine.pause().pausesWrites();
  }

  @Override
  public @Nullable Outcome check(Call c) {
    if (!engine.pause().pausesWrites()
        || c.isObeyed()
        || c.session().is(SessionFlags.REPLICA | SessionFlags.MONITOR)) {
      return null;
    }
    if (!engine.pause().pausesAll() && !EffectiveFlags.mayReplicate(c)) {
      return null;
    }
    return c.parkToRedo(ParkKind.PAUSE, Parked.NO_DEADLINE);
  }
}
