package io.jacinth.engine.gate;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.command.Flags;
import io.jacinth.engine.config.GeneralOptions;
import org.jspecify.annotations.Nullable;

/** Commands that only a configured or local peer may send. */
final class ProtectedGate implements Gate {
  @Override
  public boolean concerns(CommandRow row) {
    return row.is(Flags.PROTECTED);
  }

  @Override
  public @Nullable Outcome check(Call c) {
    String allowed = c.engine().config().choice(GeneralOptions.ENABLE_DEBUG_COMMAND);
    boolean local = c.session().isFromThisMachine();
    if (c.isObeyed() || allowed.equals("yes") || (allowed.equals("local") && local)) {
      return null;
    }
    return Gates.refuse(
        c,
        "ERR DEBUG command not allowed. If the enable-debug-command option is set to \"local\", "
            + "you can run it from a local connection, otherwise you need to set this option in "
            + "the configuration file, and then restart the server.");
  }
}
