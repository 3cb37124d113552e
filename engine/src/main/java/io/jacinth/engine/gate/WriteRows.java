package io.jacinth.engine.gate;

import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.command.Flags;

/** What several gates ask of a row. */
final class WriteRows {
  private WriteRows() {}

  /** A command that writes, or may contain some that do. */
  static boolean mayWrite(CommandRow row) {
    return row.is(Flags.WRITE) || row.name().equals("exec");
  }
}
