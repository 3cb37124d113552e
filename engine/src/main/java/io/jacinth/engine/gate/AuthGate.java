package io.jacinth.engine.gate;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.command.Flags;
import io.jacinth.engine.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** Who has not said the password may only say it. */
final class AuthGate implements SessionGate {
  @Override
  public boolean concerns(CommandRow row) {
    return !row.is(Flags.NO_AUTH);
  }

  @Override
  public boolean isOpen(ClientSession session) {
    return session.isAuthenticated();
  }

  @Override
  public @Nullable Outcome check(Call c) {
    if (c.session().isAuthenticated() || c.isObeyed()) {
      return null;
    }
    return Gates.refuse(c, "NOAUTH Authentication required.");
  }
}
