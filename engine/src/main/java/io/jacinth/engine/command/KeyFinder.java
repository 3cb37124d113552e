package io.jacinth.engine.command;

import io.jacinth.resp.Argv;

/** Finds the keys of a command that its specs do not describe well enough. */
public interface KeyFinder {
  /** Adds every key; false when the words cannot be understood. Must not fail on any words. */
  boolean find(Argv argv, KeyPositions into);
}
