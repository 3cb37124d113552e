package io.jacinth.engine.gate;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** Where per-user permissions will be asked for; the default user may do everything. */
final class AclGate implements SessionGate {
  @Override
  public boolean concerns(CommandRow row) {
    return false;
  }

  @Override
  public boolean isOpen(ClientSession session) {
    return true;
  }

  @Override
  public @Nullable Outcome check(Call c) {
    return null;
  }
}
