package io.jacinth.engine.gate;

import io.jacinth.engine.Engine;
import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.command.Flags;
import io.jacinth.engine.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** While a long command runs the others are told so. */
final class BusyGate implements SessionGate {
  private final Engine engine;

  BusyGate(Engine engine) {
    this.engine = engine;
  }

  @Override
  public boolean concerns(CommandRow row) {
    return !row.is(Flags.ALLOW_BUSY);
  }

  @Override
  public boolean isOpen(ClientSession session) {
    return !engine.isBusy();
  }

  @Override
  public @Nullable Outcome check(Call c) {
    if (!engine.isBusy()) {
      return null;
    }
    return Gates.refuse(
        c,
        "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.");
  }
}
