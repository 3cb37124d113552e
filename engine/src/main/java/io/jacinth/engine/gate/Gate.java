package io.jacinth.engine.gate;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** One condition a command must meet. */
interface Gate {
  /** Whether the row can ever be refused here; asked once per row, when the table is built. */
  boolean concerns(CommandRow row);

  /**
   * Whether it lets everything of a session pass as things are, whatever the command is; a gate
   * that has to look at the command says no. What {@link #check} does for an open gate must not
   * matter.
   */
  default boolean isOpen(ClientSession session) {
    return false;
  }

  /**
   * @return null to let the command pass; otherwise what became of it: DONE when refused with an
   *     error in the reply, PARKED when it waits
   */
  @Nullable Outcome check(Call c);
}
