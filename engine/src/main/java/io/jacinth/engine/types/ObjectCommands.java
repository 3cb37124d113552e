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
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.store.Entries;
import io.jacinth.store.ValueTypes;

/** OBJECT: how values are kept, and when they were used. */
public final class ObjectCommands {
  private static final String VARYING = "nondeterministic_output";

  /** Numbers below this one are shared objects in Redis. */
  private static final int SHARED_NUMBERS = 10_000;

  static final CommandFamily FAMILY =
      family(Group.GENERIC)
          .container("OBJECT", arity(-2), doc("2.2.3", "Depends", "", "Facts about values."))
          .row(
              "OBJECT|ENCODING",
              arity(3),
              READONLY,
              Keys.at(2, RO),
              ObjectCommands::encoding,
              doc("2.2.3", "O(1)", "key", "Returns how a value is stored.", VARYING))
          .row(
              "OBJECT|REFCOUNT",
              arity(3),
              READONLY,
              Keys.at(2, RO),
              ObjectCommands::refcount,
              doc("2.2.3", "O(1)", "key", "Returns how many hold a value.", VARYING))
          .row(
              "OBJECT|IDLETIME",
              arity(3),
              READONLY,
              Keys.at(2, RO),
              ObjectCommands::idletime,
              doc("2.2.3", "O(1)", "key", "Returns the seconds since a value was used.", VARYING))
          .row(
              "OBJECT|FREQ",
              arity(3),
              READONLY,
              Keys.at(2, RO),
              ObjectCommands::freq,
              doc("4.0.0", "O(1)", "key", "Returns how often a value is used.", VARYING))
          .row(
              "OBJECT|HELP",
              arity(2),
              LOADING | STALE,
              Keys.none(),
              ObjectCommands::objectHelp,
              doc("6.2.0", "O(1)", "", "Explains the subcommands."));

  private ObjectCommands() {}

  private static int object(Call c) {
    int entry = c.keys().readForFacts(c.db(), c.argv(), 2);
    if (entry == 0) {
      c.nothing();
    }
    return entry;
  }

  private static Outcome encoding(Call c) {
    int entry = object(c);
    if (entry != 0) {
      c.reply().bulk(encodingOf(c, entry));
    }
    return Outcome.DONE;
  }

  /** The word for how a value is stored. */
  public static String encodingOf(Call c, int entry) {
    return switch (c.keys().entries().encoding(entry)) {
      case ValueTypes.ENCODING_INT -> "int";
      case ValueTypes.ENCODING_EMBSTR -> "embstr";
      case ValueTypes.ENCODING_RAW -> "raw";
      case ValueTypes.ENCODING_HASHTABLE -> "hashtable";
      case ValueTypes.ENCODING_INTSET -> "intset";
      case ValueTypes.ENCODING_SKIPLIST -> "skiplist";
      case ValueTypes.ENCODING_QUICKLIST -> "quicklist";
      case ValueTypes.ENCODING_STREAM -> "stream";
      case ValueTypes.ENCODING_LISTPACK -> "listpack";
      default -> "unknown";
    };
  }

  /** Small numbers are shared objects in Redis, and say so by this count. */
  private static Outcome refcount(Call c) {
    int entry = object(c);
    return entry == 0 ? Outcome.DONE : c.integer(refcountOf(c, entry));
  }

  /** How many hold a value: one, or the many of a shared number. */
  public static int refcountOf(Call c, int entry) {
    Entries entries = c.keys().entries();
    boolean shared =
        entries.encoding(entry) == ValueTypes.ENCODING_INT
            && entries.integerValue(entry) >= 0
            && entries.integerValue(entry) < SHARED_NUMBERS
            && sharesNumbers(c);
    return shared ? Integer.MAX_VALUE : 1;
  }

  /** A shared object cannot remember when each of the keys it is at was used. */
  private static boolean sharesNumbers(Call c) {
    String policy = c.engine().config().choice(MemoryOptions.MAXMEMORY_POLICY);
    return c.engine().config().number(MemoryOptions.MAXMEMORY) == 0
        || !(policy.endsWith("-lru") || policy.endsWith("-lfu"));
  }

  private static boolean isLfu(Call c) {
    return c.engine().config().choice(MemoryOptions.MAXMEMORY_POLICY).contains("lfu");
  }

  private static Outcome idletime(Call c) {
    int entry = object(c);
    if (entry == 0) {
      return Outcome.DONE;
    }
    if (isLfu(c)) {
      return c.error(
          "ERR An LFU maxmemory policy is selected, idle time not tracked. Please note that when"
              + " switching between policies at runtime LRU and LFU data will take some time to"
              + " adjust.");
    }
    return c.integer(c.keys().idleSeconds(entry));
  }

  private static Outcome freq(Call c) {
    int entry = object(c);
    if (entry == 0) {
      return Outcome.DONE;
    }
    if (!isLfu(c)) {
      return c.error(
          "ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note"
              + " that when switching between policies at runtime LRU and LFU data will take some"
              + " time to adjust.");
    }
    return c.integer(c.keys().frequency(entry));
  }

  private static Outcome objectHelp(Call c) {
    return c.help(
        "ENCODING <key>",
        "    Return the kind of internal representation used in order to store the value",
        "    associated with a <key>.",
        "FREQ <key>",
        "    Return the access frequency index of the <key>. The returned integer is",
        "    proportional to the logarithm of the recent access frequency of the key.",
        "IDLETIME <key>",
        "    Return the idle time of the <key>, that is the approximated number of",
        "    seconds elapsed since the last access to the key.",
        "REFCOUNT <key>",
        "    Return the number of references of the value associated with the specified",
        "    <key>.");
  }
}
