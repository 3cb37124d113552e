package io.jacinth.engine.config;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.ADMIN;
import static io.jacinth.engine.command.Flags.LOADING;
import static io.jacinth.engine.command.Flags.NOSCRIPT;
import static io.jacinth.engine.command.Flags.STALE;

import io.jacinth.engine.Engine;
import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.ParkKind;
import io.jacinth.engine.session.Parked;
import io.jacinth.engine.types.Glob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** CONFIG and its subcommands. */
public final class ConfigCommands {
  private static final int PLAIN = NOSCRIPT | LOADING | STALE | ADMIN;

  private static final String FORCED = "ERR CONFIG-REWRITE-FORCE-ALL failed: ";

  private ConfigCommands() {}

  /** All of it. */
  public static CommandFamily family() {
    return CommandFamily.family(Group.SERVER)
        .container("CONFIG", arity(-2), doc("2.0.0", "Depends", "", "The configuration."))
        .row(
            "CONFIG|GET",
            arity(-3),
            PLAIN,
            Keys.none(),
            ConfigCommands::get,
            doc(
                "2.0.0",
                "O(N) with N parameters",
                "{parameter} [parameter ...]",
                "Returns values of the configuration."))
        .row(
            "CONFIG|HELP",
            arity(2),
            LOADING | STALE,
            Keys.none(),
            ConfigCommands::help,
            doc("5.0.0", "O(1)", "", "Lists the subcommands."))
        .row(
            "CONFIG|RESETSTAT",
            arity(2),
            PLAIN,
            Keys.none(),
            c -> {
              c.engine().resetStatistics();
              return c.ok();
            },
            doc("2.0.0", "O(1)", "", "Sets the statistics back to zero."))
        .row(
            "CONFIG|REWRITE",
            arity(2),
            PLAIN,
            Keys.none(),
            ConfigCommands::rewrite,
            doc("2.8.0", "O(1)", "", "Writes the configuration into its file."))
        .row(
            "CONFIG|SET",
            arity(-4),
            PLAIN,
            Keys.none(),
            ConfigCommands::set,
            doc(
                "2.0.0",
                "O(N) with N parameters",
                "parameter_value={parameter value} [parameter_value ...]",
                "Changes the configuration.",
                "request_policy:all_nodes",
                "response_policy:all_succeeded"));
  }

  private static Outcome get(Call c) {
    // A name without wildcards comes back as it was typed, but only once however it is typed.
    Map<String, Option<?>> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 2; i < c.count(); i++) {
      String word = c.argv().latin1(i);
      if (isPattern(word)) {
        addMatches(new Glob(c.argv().bytes(i), true), found);
      } else {
        Option<?> option = OptionTable.find(word);
        if (option != null) {
          found.putIfAbsent(word, option);
        }
      }
    }
    Config config = c.engine().config();
    c.reply().map(found.size());
    found.forEach((name, option) -> {
      c.reply().bulk(name);
      c.reply().bulk(config.format(option).getBytes(StandardCharsets.ISO_8859_1));
    });
    return Outcome.DONE;
  }

  private static boolean isPattern(String word) {
    return word.indexOf('*') >= 0 || word.indexOf('?') >= 0 || word.indexOf('[') >= 0;
  }

  private static void addMatches(Glob pattern, Map<String, Option<?>> found) {
    for (Option<?> option : OptionTable.all()) {
      if (!option.is(OptionFlag.HIDDEN)) {
        addIfMatching(pattern, option.name(), option, found);
        String alias = option.alias();
        if (alias != null) {
          addIfMatching(pattern, alias, option, found);
        }
      }
    }
  }

  private static void addIfMatching(
      Glob pattern, String name, Option<?> option, Map<String, Option<?>> found) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    if (pattern.matches(bytes, bytes.length)) {
      found.putIfAbsent(name, option);
    }
  }

  private static Outcome set(Call c) {
    if (c.count() % 2 != 0) {
      return c.error("ERR syntax error");
    }
    List<Config.Assignment> assignments = new ArrayList<>();
    for (int i = 2; i < c.count(); i += 2) {
      Option<?> option = OptionTable.find(c.argv().latin1(i));
      if (option != null && option.is(OptionFlag.SENSITIVE)) {
        c.redact(i + 1);
      }
      String value = new String(c.argv().bytes(i + 1), StandardCharsets.ISO_8859_1);
      assignments.add(new Config.Assignment(c.argv().latin1(i), value));
    }
    Config.Refusal refusal = c.engine().config().set(assignments, mayChangeProtected(c));
    if (refusal == null) {
      return c.ok();
    }
    if (refusal.wasInPlace()) {
      c.engine()
          .log()
          .log(
              System.Logger.Level.WARNING,
              "Failed applying new configuration. Possibly related to new "
                  + refusal.name()
                  + " setting. Restoring previous settings.");
    }
    if (refusal.reason().isEmpty()) {
      return c.error(
          "ERR Unknown option or number of arguments for CONFIG SET - '"
              + ConfigWords.untilZero(refusal.name())
              + "'");
    }
    return c.error(
        "ERR CONFIG SET failed (possibly related to argument '"
            + refusal.name()
            + "') - "
            + refusal.reason());
  }

  private static boolean mayChangeProtected(Call c) {
    return switch (c.engine().config().choice(GeneralOptions.ENABLE_PROTECTED_CONFIGS)) {
      case "yes" -> true;
      case "local" -> c.session().isFromThisMachine();
      default -> false;
    };
  }

  private static Outcome rewrite(Call c) {
    String path = c.engine().config().file();
    return path == null
        ? c.error("ERR The server is running without a config file")
        : rewrite(c, path, false);
  }

  /** DEBUG CONFIG-REWRITE-FORCE-ALL: every option gets a line. */
  public static Outcome rewriteAll(Call c) {
    String path = c.engine().config().file();
    return path == null ? c.error(FORCED + "Bad address") : rewrite(c, path, true);
  }

  private static Outcome rewrite(Call c, String path, boolean everything) {
    ConfigFileAccess files = c.engine().host().configFile();
    String failed = everything ? FORCED : "ERR Rewriting config file: ";
    byte[] old;
    try {
      byte[] read = files.read(path);
      old = read == null ? new byte[0] : read;
    } catch (IOException e) {
      return c.error(failed + e.getMessage());
    }
    ClientSession session = c.session();
    System.Logger log = c.engine().log();
    Engine engine = c.engine();
    Outcome outcome = c.park(ParkKind.HOST, Parked.NO_DEADLINE, 0, 0);
    files.replace(
        path,
        ConfigRewrite.rewrite(engine.config(), old, everything),
        failure -> {
          if (failure == null) {
            session.reply().ok();
          } else {
            session.reply().error(failed + failure.getMessage());
          }
          if (!everything) {
            noteRewritten(log, failure);
          }
          engine.unpark(session);
        });
    return outcome;
  }

  private static void noteRewritten(System.Logger log, @Nullable IOException failure) {
    if (failure == null) {
      log.log(System.Logger.Level.INFO, "CONFIG REWRITE executed with success.");
    } else {
      log.log(System.Logger.Level.WARNING, "CONFIG REWRITE failed: " + failure.getMessage());
    }
  }

  private static Outcome help(Call c) {
    return c.help(
        "GET <pattern>",
        "    Return parameters matching the glob-like <pattern> and their values.",
        "SET <directive> <value>",
        "    Set the configuration <directive> to <value>.",
        "RESETSTAT",
        "    Reset statistics reported by the INFO command.",
        "REWRITE",
        "    Rewrite the configuration file.");
  }
}
