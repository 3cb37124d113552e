package io.jacinth.engine;

/** What became of a command. */
public enum Outcome {
  /** The reply is in the session's buffer (or the command has none). */
  DONE,
  /** The session waits; parse nothing more of it until it is among the ready ones. */
  PARKED,
  /** Not begun: to be run again from the start when what it waits for has happened. */
  REDO
}
