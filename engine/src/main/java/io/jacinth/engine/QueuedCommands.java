package io.jacinth.engine;

import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.resp.Argv;
import java.util.List;

/** What waits for a session's EXEC. */
final class QueuedCommands {
  private QueuedCommands() {}

  /** Whether one of them has one of the flags. */
  static boolean have(Engine engine, ClientSession session, int flags) {
    List<Argv> queued = session.queued();
    if (queued == null) {
      return false;
    }
    for (Argv words : queued) {
      CommandRow row = engine.rowOf(words);
      if (row != null && row.is(flags)) {
        return true;
      }
    }
    return false;
  }
}
