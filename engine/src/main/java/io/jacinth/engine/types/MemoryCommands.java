package io.jacinth.engine.types;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.LOADING;
import static io.jacinth.engine.command.Flags.READONLY;
import static io.jacinth.engine.command.Flags.STALE;
import static io.jacinth.engine.command.Keys.RO;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;

/** MEMORY. */
final class MemoryCommands {
  /** What the table of keys takes per key: a line of 64 bytes holds nine on average. */
  private static final int TABLE_BYTES = 7;

  /** What the index of expiries takes per key. */
  private static final int EXPIRY_BYTES = 12;

  static final CommandFamily FAMILY =
      family(Group.SERVER)
          .container("MEMORY", arity(-2), doc("4.0.0", "Depends", "", "Facts about memory."))
          .row(
              "MEMORY|USAGE",
              arity(-3),
              READONLY,
              Keys.at(2, RO),
              MemoryCommands::usage,
              doc(
                  "4.0.0",
                  "O(1)",
                  "key [SAMPLES count]",
                  "Returns how many bytes a key and its value take."))
          .row(
              "MEMORY|HELP",
              arity(2),
              LOADING | STALE,
              Keys.none(),
              MemoryCommands::help,
              doc("4.0.0", "O(1)", "", "Explains the subcommands."));

  private MemoryCommands() {}

  /** Every block is counted as it comes and goes, so nothing has to be sampled. */
  private static Outcome usage(Call c) {
    for (int i = 3; i < c.count(); i += 2) {
      if (!c.argv().is(i, "SAMPLES") || i + 1 == c.count()) {
        return c.syntaxError();
      }
      if (!c.argv().readLong(i + 1)) {
        return c.notAnInteger();
      }
      if (c.argv().longValue() < 0) {
        return c.syntaxError();
      }
    }
    int entry = c.keys().peek(c.db(), c.argv(), 2);
    if (entry == 0) {
      return c.nothing();
    }
    long bytes = c.keys().entries().blockBytes(entry) + TABLE_BYTES;
    return c.integer(c.keys().entries().hasExpiry(entry) ? bytes + EXPIRY_BYTES : bytes);
  }

  private static Outcome help(Call c) {
    return c.help(
        "USAGE <key> [SAMPLES <count>]",
        "    Return memory in bytes used by <key> and its value. Nested values are",
        "    sampled up to <count> times (default: 5, 0 means sample all).");
  }
}
