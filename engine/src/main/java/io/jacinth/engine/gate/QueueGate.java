package io.jacinth.engine.gate;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import org.jspecify.annotations.Nullable;

/** Between MULTI and EXEC commands are kept, not run. */
final class QueueGate implements SessionGate {
  @Override
  public boolean concerns(CommandRow row) {
    return switch (row.name()) {
      case "exec", "discard", "multi", "watch", "quit", "reset" -> false;
      default -> true;
    };
  }

  @Override
  public boolean isOpen(ClientSession session) {
    return !session.is(SessionFlags.MULTI);
  }

  @Override
  public @Nullable Outcome check(Call c) {
    if (!c.session().is(SessionFlags.MULTI)) {
      return null;
    }
    if (!c.session().queue(c.argv())) {
      c.session().set(SessionFlags.MULTI_BROKEN);
      return c.error("OOM command not allowed: the transaction is too large to be kept.");
    }
    c.reply().simple("QUEUED");
    return Outcome.DONE;
  }
}
