package io.jacinth.engine.command;

import io.jacinth.resp.Argv;
import java.util.List;
import java.util.function.Predicate;

/**
 * What gates go by: the flags of a command, and for EXEC also those of the commands that wait for
 * it. EXEC by itself does nothing that anybody would refuse.
 */
public final class EffectiveFlags {
  private EffectiveFlags() {}

  /** The command writes, or is EXEC with something among its commands that does. */
  public static boolean writes(Call c) {
    return any(c, Flags.WRITE);
  }

  /** As {@link #writes}, with commands that may leave effects without being writes. */
  public static boolean mayReplicate(Call c) {
    return any(c, Flags.WRITE | Flags.MAY_REPLICATE);
  }

  /** The command has one of the flags, or is EXEC with something among its commands that has. */
  public static boolean any(Call c, int flags) {
    return c.is(flags) || (isExec(c) && isQueued(c, row -> row.is(flags)));
  }

  /** The command is without the flag, or is EXEC with something among its commands that is. */
  public static boolean lacks(Call c, int flag) {
    return !c.is(flag) || (isExec(c) && isQueued(c, row -> !row.is(flag)));
  }

  private static boolean isExec(Call c) {
    return c.row().name().equals("exec");
  }

  private static boolean isQueued(Call c, Predicate<CommandRow> condition) {
    List<Argv> queued = c.session().queued();
    if (queued == null) {
      return false;
    }
    for (Argv words : queued) {
      CommandRow row = c.engine().commands().rowOf(words);
      if (row != null && condition.test(row)) {
        return true;
      }
    }
    return false;
  }
}
