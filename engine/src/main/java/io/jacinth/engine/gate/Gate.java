package io.jacinth.engine.gate;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandRow;
import org.jspecify.annotations.Nullable;

/**
 * One condition a command must meet. It looks at every command it concerns, unless it is a {@link
 * SessionGate}.
 */
interface Gate {
  /** Whether the row can ever be refused here; asked once per row, when the table is built. */
  boolean concerns(CommandRow row);

  /**
   * @return null to let the command pass; otherwise what became of it: DONE when refused with an
   *     error in the reply, PARKED when it waits
   */
  @Nullable Outcome check(Call c);
}
