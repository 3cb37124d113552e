package io.jacinth.engine;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.resp.Argv;
import java.util.List;
import java.util.function.Predicate;

/** What waits for a session's EXEC. */
final class QueuedCommands {
  private QueuedCommands() {}

  /** Whether one of them has one of the flags. */
  static boolean have(Call c, int flags) {
    return any(c, row -> row.is(flags));
  }

  /** Whether one of them is without the flag. */
  static boolean lack(Call c, int flag) {
    return any(c, row -> !row.is(flag));
  }

  private static boolean any(Call c, Predicate<CommandRow> condition) {
    List<Argv> queued = c.session().queued();
    if (queued == null) {
      return false;
    }
    for (Argv words : queued) {
      CommandRow row = c.engine().rowOf(words);
      if (row != null && condition.test(row)) {
        return true;
      }
    }
    return false;
  }
}
