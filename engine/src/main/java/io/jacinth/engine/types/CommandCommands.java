package io.jacinth.engine.types;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.LOADING;
import static io.jacinth.engine.command.Flags.STALE;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Acl;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.Command;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.CommandRow;
import io.jacinth.engine.command.Doc;
import io.jacinth.engine.command.Flags;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.KeyPositions;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.command.Syntax;
import io.jacinth.resp.Argv;
import io.jacinth.resp.ReplyBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** COMMAND and its subcommands: everything in their answers is derived from the rows. */
final class CommandCommands {
  private static final int PLAIN = LOADING | STALE;
  private static final String ORDER_VARIES = "nondeterministic_output_order";

  static final CommandFamily FAMILY =
      family(Group.SERVER)
          .row(
              "COMMAND",
              arity(-1),
              PLAIN,
              Keys.none(),
              CommandCommands::all,
              doc("2.8.13", "O(N) with N commands", "", "Describes all commands.", ORDER_VARIES))
          .also(Acl.CONNECTION)
          .row(
              "COMMAND|COUNT",
              arity(2),
              PLAIN,
              Keys.none(),
              c -> c.integer(c.engine().commands().visibleCount()),
              doc("2.8.13", "O(1)", "", "Counts the commands."))
          .also(Acl.CONNECTION)
          .row(
              "COMMAND|DOCS",
              arity(-2),
              PLAIN,
              Keys.none(),
              CommandCommands::docs,
              doc(
                  "7.0.0",
                  "O(N) with N commands",
                  "[command-name [command-name ...]]",
                  "Documents commands.",
                  ORDER_VARIES))
          .also(Acl.CONNECTION)
          .row(
              "COMMAND|GETKEYS",
              arity(-3),
              PLAIN,
              Keys.none(),
              c -> keys(c, false),
              doc("2.8.13", "O(N) with N words", "command [arg [arg ...]]", "Finds the keys."))
          .also(Acl.CONNECTION)
          .row(
              "COMMAND|GETKEYSANDFLAGS",
              arity(-3),
              PLAIN,
              Keys.none(),
              c -> keys(c, true),
              doc(
                  "7.0.0",
                  "O(N) with N words",
                  "command [arg [arg ...]]",
                  "Finds the keys and what happens to them."))
          .also(Acl.CONNECTION)
          .row(
              "COMMAND|HELP",
              arity(2),
              PLAIN,
              Keys.none(),
              CommandCommands::help,
              doc("5.0.0", "O(1)", "", "Lists the subcommands."))
          .also(Acl.CONNECTION)
          .row(
              "COMMAND|INFO",
              arity(-2),
              PLAIN,
              Keys.none(),
              CommandCommands::info,
              doc(
                  "2.8.13",
                  "O(N) with N commands",
                  "[command-name [command-name ...]]",
                  "Describes some commands.",
                  ORDER_VARIES))
          .also(Acl.CONNECTION)
          .row(
              "COMMAND|LIST",
              arity(-2),
              PLAIN,
              Keys.none(),
              CommandCommands::list,
              doc(
                  "7.0.0",
                  "O(N) with N commands",
                  "[FILTERBY <MODULE module-name | ACLCAT category | PATTERN pattern>]",
                  "Lists the names of commands.",
                  ORDER_VARIES))
          .also(Acl.CONNECTION);

  private CommandCommands() {}

  private static Outcome all(Call c) {
    if (c.count() > 1) {
      return c.subcommandSyntax();
    }
    c.reply().array(c.engine().commands().visibleCount());
    for (Command command : c.engine().commands().commands()) {
      if (!command.is(Flags.HIDDEN)) {
        describe(c.reply(), command);
      }
    }
    return Outcome.DONE;
  }

  private static Outcome info(Call c) {
    if (c.count() == 2) {
      c.reply().array(c.engine().commands().visibleCount());
      for (Command command : c.engine().commands().commands()) {
        if (!command.is(Flags.HIDDEN)) {
          describe(c.reply(), command);
        }
      }
      return Outcome.DONE;
    }
    c.reply().array(c.count() - 2L);
    for (int i = 2; i < c.count(); i++) {
      Command command = named(c, i);
      if (command == null) {
        c.reply().nullValue();
      } else {
        describe(c.reply(), command);
      }
    }
    return Outcome.DONE;
  }

  private static @Nullable Command named(Call c, int i) {
    Command command = c.engine().commands().find(c.argv().latin1(i).toLowerCase(Locale.ROOT));
    return command == null || command.is(Flags.HIDDEN) ? null : command;
  }

  /** The ten fields of COMMAND INFO. */
  private static void describe(ReplyBuffer reply, Command command) {
    CommandRow row = command.row();
    Keys keys = row.keys();
    reply.array(10);
    reply.bulk(row.name());
    reply.integer(row.arity());
    statuses(reply, Flags.names(row.flags()));
    reply.integer(keys.legacyFirst());
    reply.integer(keys.legacyLast());
    reply.integer(keys.legacyStep());
    statuses(reply, Acl.names(row.aclCategories()));
    bulks(reply, row.doc().tips());
    KeySpecReply.write(reply, keys);
    List<Command> subcommands = command.subcommands();
    reply.set(subcommands.size());
    for (Command sub : subcommands) {
      describe(reply, sub);
    }
  }

  static void statuses(ReplyBuffer reply, List<String> names) {
    reply.set(names.size());
    for (String name : names) {
      reply.simple(name);
    }
  }

  private static void bulks(ReplyBuffer reply, List<String> texts) {
    reply.set(texts.size());
    for (String text : texts) {
      reply.bulk(text);
    }
  }

  // ---- DOCS

  private static Outcome docs(Call c) {
    List<Command> chosen = new ArrayList<>();
    if (c.count() == 2) {
      for (Command command : c.engine().commands().commands()) {
        if (!command.is(Flags.HIDDEN)) {
          chosen.add(command);
        }
      }
    } else {
      for (int i = 2; i < c.count(); i++) {
        Command command = named(c, i);
        if (command != null) {
          chosen.add(command);
        }
      }
    }
    c.reply().map(chosen.size());
    for (Command command : chosen) {
      document(c.reply(), command);
    }
    return Outcome.DONE;
  }

  private static void history(ReplyBuffer reply, List<CommandHistory.Change> history) {
    reply.bulk("history");
    reply.set(history.size());
    for (CommandHistory.Change change : history) {
      reply.array(2);
      reply.bulk(change.release());
      reply.bulk(change.what());
    }
  }

  private static void document(ReplyBuffer reply, Command command) {
    CommandRow row = command.row();
    Doc text = row.doc();
    List<Syntax.Argument> arguments = Syntax.parse(text.syntax());
    List<Command> subcommands = command.subcommands();
    boolean hasComplexity = !text.complexity().isEmpty();
    boolean deprecated = !text.deprecatedSince().isEmpty();
    List<CommandHistory.Change> history = CommandHistory.of(row.name());
    reply.bulk(row.name());
    reply.map(
        3L
            + (hasComplexity ? 1 : 0)
            + (deprecated || text.internal() ? 1 : 0)
            + (deprecated ? 2 : 0)
            + (history.isEmpty() ? 0 : 1)
            + (arguments.isEmpty() ? 0 : 1)
            + (subcommands.isEmpty() ? 0 : 1));
    field(reply, "summary", text.summary());
    field(reply, "since", text.since());
    field(reply, "group", row.group().word());
    if (hasComplexity) {
      field(reply, "complexity", text.complexity());
    }
    if (deprecated || text.internal()) {
      reply.bulk("doc_flags");
      reply.set(1);
      reply.simple(deprecated ? "deprecated" : "syscmd");
    }
    if (deprecated) {
      field(reply, "deprecated_since", text.deprecatedSince());
      field(reply, "replaced_by", text.replacedBy());
    }
    if (!history.isEmpty()) {
      history(reply, history);
    }
    if (!arguments.isEmpty()) {
      reply.bulk("arguments");
      arguments(reply, arguments, new SpecNumbers(row.keys()));
    }
    if (!subcommands.isEmpty()) {
      reply.bulk("subcommands");
      reply.map(subcommands.size());
      for (Command sub : subcommands) {
        document(reply, sub);
      }
    }
  }

  private static void field(ReplyBuffer reply, String name, String value) {
    reply.bulk(name);
    reply.bulk(value);
  }

  /** Key arguments are told in the order of the specs that find them. */
  private static final class SpecNumbers {
    private final int count;
    private int next;

    SpecNumbers(Keys keys) {
      count = keys.specs().size();
    }

    int next() {
      return next < count - 1 ? next++ : Math.max(0, count - 1);
    }
  }

  private static void arguments(
      ReplyBuffer reply, List<Syntax.Argument> arguments, SpecNumbers specs) {
    reply.array(arguments.size());
    for (Syntax.Argument argument : arguments) {
      argument(reply, argument, specs);
    }
  }

  private static void argument(ReplyBuffer reply, Syntax.Argument argument, SpecNumbers specs) {
    int named = argument.keySpec();
    boolean hasSpec = named != Syntax.COUNTED || argument.type().equals("key");
    boolean hasFlags = argument.optional() || argument.multiple();
    reply.map(
        2L
            + (hasSpec ? 1 : 0)
            + (argument.token().isEmpty() ? 0 : 1)
            + (argument.since().isEmpty() ? 0 : 1)
            + (argument.deprecatedSince().isEmpty() ? 0 : 1)
            + (hasFlags ? 1 : 0)
            + (argument.parts().isEmpty() ? 0 : 1));
    field(reply, "name", argument.name());
    field(reply, "type", argument.type());
    if (hasSpec) {
      reply.bulk("key_spec_index");
      reply.integer(named == Syntax.COUNTED ? specs.next() : named);
    }
    if (!argument.token().isEmpty()) {
      field(reply, "token", argument.token());
    }
    if (!argument.since().isEmpty()) {
      field(reply, "since", argument.since());
    }
    if (!argument.deprecatedSince().isEmpty()) {
      field(reply, "deprecated_since", argument.deprecatedSince());
    }
    if (hasFlags) {
      List<String> flags = new ArrayList<>();
      if (argument.optional()) {
        flags.add("optional");
      }
      if (argument.multiple()) {
        flags.add("multiple");
      }
      if (argument.repeatsToken()) {
        flags.add("multiple_token");
      }
      reply.bulk("flags");
      statuses(reply, flags);
    }
    if (!argument.parts().isEmpty()) {
      reply.bulk("arguments");
      arguments(reply, argument.parts(), specs);
    }
  }

  // ---- GETKEYS, LIST, HELP

  private static Outcome keys(Call c, boolean withFlags) {
    Argv words = Argv.of(c.argv().copyRange(2, c.count()));
    CommandRow row = c.engine().commands().rowOf(words);
    if (row == null) {
      return c.error("ERR Invalid command specified");
    }
    Keys keys = row.keys();
    if (!keys.hasKeys()) {
      return c.error("ERR The command has no key arguments");
    }
    if (!row.arityFits(words.count())) {
      return c.error("ERR Invalid number of arguments specified for command");
    }
    KeyPositions positions = new KeyPositions();
    boolean found = keys.findToShow(words, positions) && positions.count() > 0;
    if (!found && !row.is(Flags.NO_MANDATORY_KEYS)) {
      return c.error("ERR Invalid arguments specified for command");
    }
    c.reply().array(positions.count());
    for (int k = 0; k < positions.count(); k++) {
      int i = positions.word(k);
      if (withFlags) {
        c.reply().array(2);
      }
      c.reply().bulk(words.array(), words.offset(i), words.length(i));
      if (withFlags) {
        statuses(c.reply(), Keys.flagNames(flagsOf(row, words, positions.flags(k))));
      }
    }
    return Outcome.DONE;
  }

  /** SET only reads what it replaces when GET asks for it. */
  private static int flagsOf(CommandRow row, Argv words, int specified) {
    if (!row.name().equals("set")) {
      return specified;
    }
    for (int i = 3; i < words.count(); i++) {
      if (words.is(i, "GET")) {
        return Keys.RW | Keys.ACCESS | Keys.UPDATE;
      }
    }
    return Keys.OW | Keys.UPDATE;
  }

  private static Outcome list(Call c) {
    Predicate<Command> wanted = command -> true;
    boolean filtered = false;
    for (int i = 2; i < c.count(); i++) {
      if (filtered || i + 2 >= c.count() || !c.argv().is(i, "filterby")) {
        return c.syntaxError();
      }
      Predicate<Command> filter = filter(c, i + 1);
      if (filter == null) {
        return c.syntaxError();
      }
      wanted = filter;
      filtered = true;
      i += 2;
    }
    List<String> names = new ArrayList<>();
    for (Command command : c.engine().commands().commands()) {
      addNames(names, command, wanted);
    }
    c.reply().array(names.size());
    for (String name : names) {
      c.reply().bulk(name);
    }
    return Outcome.DONE;
  }

  private static @Nullable Predicate<Command> filter(Call c, int i) {
    Argv argv = c.argv();
    if (argv.is(i, "module")) {
      return command -> false;
    }
    if (argv.is(i, "aclcat")) {
      int bit = Acl.bit(argv.latin1(i + 1));
      return command -> (command.row().aclCategories() & bit) != 0;
    }
    if (argv.is(i, "pattern")) {
      Glob glob = new Glob(argv.bytes(i + 1), true);
      return command -> {
        byte[] name = command.name().getBytes(StandardCharsets.US_ASCII);
        return glob.matches(name, name.length);
      };
    }
    return null;
  }

  private static void addNames(List<String> names, Command command, Predicate<Command> wanted) {
    if (command.is(Flags.HIDDEN)) {
      return;
    }
    if (wanted.test(command)) {
      names.add(command.name());
    }
    for (Command sub : command.subcommands()) {
      addNames(names, sub, wanted);
    }
  }

  private static Outcome help(Call c) {
    return c.help(
        "(no subcommand)",
        "    Return details about all Redis commands.",
        "COUNT",
        "    Return the total number of commands in this Redis server.",
        "LIST",
        "    Return a list of all commands in this Redis server.",
        "INFO [<command-name> ...]",
        "    Return details about multiple Redis commands.",
        "    If no command names are given, documentation details for all",
        "    commands are returned.",
        "DOCS [<command-name> ...]",
        "    Return documentation details about multiple Redis commands.",
        "    If no command names are given, documentation details for all",
        "    commands are returned.",
        "GETKEYS <full-command>",
        "    Return the keys from a full Redis command.",
        "GETKEYSANDFLAGS <full-command>",
        "    Return the keys and the access flags from a full Redis command.");
  }
}
