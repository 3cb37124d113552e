package io.jacinth.engine.command;

import io.jacinth.engine.Outcome;

/** Carries a command out. Its mistakes are replies, never exceptions. */
@FunctionalInterface
public interface Handler {
  Outcome run(Call c);
}
