package io.jacinth.engine.gate;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import org.jspecify.annotations.Nullable;

/** A RESP2 session that subscribes to channels can do little else. */
final class PubSubGate implements SessionGate {
  @Override
  public boolean concerns(CommandRow row) {
    return switch (row.name()) {
      case "ping",
          "quit",
          "reset",
          "subscribe",
          "unsubscribe",
          "psubscribe",
          "punsubscribe",
          "ssubscribe",
          "sunsubscribe" ->
          false;
      default -> true;
    };
  }

  @Override
  public boolean isOpen(ClientSession session) {
    return !session.is(SessionFlags.SUBSCRIBED);
  }

  @Override
  public @Nullable Outcome check(Call c) {
    if (!c.session().is(SessionFlags.SUBSCRIBED) || c.session().protocol() == 3) {
      return null;
    }
    return Gates.refuse(
        c,
        "ERR Can't execute '"
            + c.row().name()
            + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this"
            + " context");
  }
}
