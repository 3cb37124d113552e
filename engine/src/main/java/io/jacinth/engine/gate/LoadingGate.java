package io.jacinth.engine.gate;

import io.jacinth.engine.Engine;
import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.command.EffectiveFlags;
import io.jacinth.engine.command.Flags;
import io.jacinth.engine.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** While data is read in hardly anything can be asked. */
final class LoadingGate implements SessionGate {
  private final Engine engine;

  LoadingGate(Engine engine) {
    this.engine = engine;
  }

  @Override
  public boolean concerns(CommandRow row) {
    return !row.is(Flags.LOADING) || row.name().equals("exec");
  }

  @Override
  public boolean isOpen(ClientSession session) {
    return !engine.isLoading();
  }

  @Override
  public @Nullable Outcome check(Call c) {
    if (!engine.isLoading() || c.isObeyed() || !EffectiveFlags.lacks(c, Flags.LOADING)) {
      return null;
    }
    return Gates.refuse(c, "LOADING Redis is loading the dataset in memory");
  }
}
