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
  static final int TABLE_BYTES = 7;

  /** What the index of expiries takes per key. */
  static final int EXPIRY_BYTES = 12;

  private static final String VARYING = "nondeterministic_output";
  private static final String ALL_SHARDS = "request_policy:all_shards";
  private static final String SPECIAL = "response_policy:special";

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
              "MEMORY|DOCTOR",
              arity(2),
              0,
              Keys.none(),
              MemoryReport::doctor,
              doc(
                  "4.0.0",
                  "O(1)",
                  "",
                  "Tells what is wrong with the memory, if anything.",
                  VARYING,
                  ALL_SHARDS,
                  SPECIAL))
          .row(
              "MEMORY|MALLOC-STATS",
              arity(2),
              0,
              Keys.none(),
              MemoryReport::mallocStats,
              doc("4.0.0", "Depends", "", "Tells of the store.", VARYING, ALL_SHARDS, SPECIAL))
          .row(
              "MEMORY|PURGE",
              arity(2),
              0,
              Keys.none(),
              MemoryCommands::purge,
              doc(
                  "4.0.0",
                  "Depends",
                  "",
                  "Gives free memory back to the system.",
                  ALL_SHARDS,
                  "response_policy:all_succeeded"))
          .row(
              "MEMORY|STATS",
              arity(2),
              0,
              Keys.none(),
              MemoryReport::stats,
              doc(
                  "4.0.0",
                  "O(1)",
                  "",
                  "Tells what memory is used for.",
                  VARYING,
                  ALL_SHARDS,
                  SPECIAL))
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
    int entry = c.keys().storedKeys().entry(c.db(), c.argv(), 2);
    if (entry == 0) {
      return c.nothing();
    }
    long bytes = c.keys().entries().blockBytes(entry) + TABLE_BYTES;
    return c.integer(c.keys().entries().hasExpiry(entry) ? bytes + EXPIRY_BYTES : bytes);
  }

  private static Outcome purge(Call c) {
    c.keys().store().purge();
    return c.ok();
  }

  private static Outcome help(Call c) {
    return c.help(
        "DOCTOR",
        "    Return memory problems reports.",
        "MALLOC-STATS",
        "    Return internal statistics report from the memory allocator.",
        "PURGE",
        "    Attempt to purge dirty pages for reclamation by the allocator.",
        "STATS",
        "    Return information about the memory usage of the server.",
        "USAGE <key> [SAMPLES <count>]",
        "    Return memory in bytes used by <key> and its value. Nested values are",
        "    sampled up to <count> times (default: 5, 0 means sample all).");
  }
}
