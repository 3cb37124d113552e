package io.jacinth.engine.gate;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.command.Flags;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import org.jspecify.annotations.Nullable;

/** Some commands have no place in a transaction. */
final class NoMultiGate implements SessionGate {
  @Override
  public boolean concerns(CommandRow row) {
    return row.is(Flags.NO_MULTI);
  }

  @Override
  public boolean isOpen(ClientSession session) {
    return !session.is(SessionFlags.MULTI);
  }

  @Override
  public @Nullable Outcome check(Call c) {
    if (c.session().is(SessionFlags.MULTI)) {
      return Gates.refuse(c, "ERR Command not allowed inside a transaction");
    }
    return null;
  }
}
