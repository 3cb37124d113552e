package io.jacinth.engine.types;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.ADMIN;
import static io.jacinth.engine.command.Flags.ALLOW_BUSY;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.LOADING;
import static io.jacinth.engine.command.Flags.NOSCRIPT;
import static io.jacinth.engine.command.Flags.NO_MULTI;
import static io.jacinth.engine.command.Flags.PROTECTED;
import static io.jacinth.engine.command.Flags.STALE;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.ShutdownFlags;
import io.jacinth.engine.command.Acl;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.info.InfoText;
import io.jacinth.engine.session.ParkKind;
import io.jacinth.engine.session.Parked;
import io.jacinth.engine.types.debug.DebugCommand;
import io.jacinth.resp.Argv;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The server as a whole. */
final class ServerCommands {
  static final CommandFamily FAMILY =
      family(Group.SERVER)
          .row(
              "INFO",
              arity(-1),
              LOADING | STALE,
              Keys.none(),
              ServerCommands::info,
              doc(
                  "1.0.0",
                  "O(1)",
                  "[section [section ...]]",
                  "Returns facts and counters.",
                  "nondeterministic_output",
                  "request_policy:all_shards",
                  "response_policy:special"))
          .also(Acl.DANGEROUS)
          .row(
              "TIME",
              arity(1),
              LOADING | STALE | FAST,
              Keys.none(),
              ServerCommands::time,
              doc("2.6.0", "O(1)", "", "Returns the server's time.", "nondeterministic_output"))
          .row(
              "SHUTDOWN",
              arity(-1),
              ADMIN | NOSCRIPT | LOADING | STALE | NO_MULTI | ALLOW_BUSY,
              Keys.none(),
              ServerCommands::shutdown,
              doc(
                  "1.0.0",
                  "O(N) with N keys when data is saved",
                  "[nosave_save=<NOSAVE | SAVE>] [NOW^7.0.0] [FORCE^7.0.0] [ABORT^7.0.0]",
                  "Ends the server."))
          .row(
              "LASTSAVE",
              arity(1),
              LOADING | STALE | FAST,
              Keys.none(),
              c -> c.integer(c.engine().persistence().lastSaveWallMs() / 1000),
              doc(
                  "1.0.0",
                  "O(1)",
                  "",
                  "Returns the time of the last save.",
                  "nondeterministic_output"))
          .categories(Acl.ADMIN | Acl.DANGEROUS)
          .row(
              "DEBUG",
              arity(-2),
              ADMIN | NOSCRIPT | LOADING | STALE | PROTECTED,
              Keys.none(),
              DebugCommand::run,
              doc("1.0.0", "Depends", "", "For those who test servers."))
          .internal();

  /** The one word of SCRIPT that a busy server needs. */
  static final CommandFamily SCRIPTS =
      family(Group.SCRIPTING)
          .container("SCRIPT", arity(-2), doc("2.6.0", "Depends", "", "Lua scripts."))
          .row(
              "SCRIPT|KILL",
              arity(2),
              NOSCRIPT | ALLOW_BUSY,
              Keys.none(),
              ServerCommands::scriptKill,
              doc(
                  "2.6.0",
                  "O(1)",
                  "",
                  "Ends the script that runs.",
                  "request_policy:all_shards",
                  "response_policy:one_succeeded"));

  private ServerCommands() {}

  private static Outcome info(Call c) {
    List<String> sections = new ArrayList<>();
    for (int i = 1; i < c.count(); i++) {
      sections.add(c.argv().latin1(i));
    }
    String text = InfoText.of(c.engine(), sections);
    c.reply().verbatim("txt", text.getBytes(StandardCharsets.UTF_8));
    return Outcome.DONE;
  }

  private static Outcome time(Call c) {
    c.reply().array(2);
    c.reply().bulkLong(c.wallMs() / 1000);
    c.reply().bulkLong(c.wallMs() % 1000 * 1000 + c.engine().monoNanos() / 1000 % 1000);
    return Outcome.DONE;
  }

  private static Outcome shutdown(Call c) {
    Argv argv = c.argv();
    int flags = 0;
    boolean abort = false;
    for (int i = 1; i < c.count(); i++) {
      if (argv.is(i, "NOSAVE")) {
        flags |= ShutdownFlags.NOSAVE;
      } else if (argv.is(i, "SAVE")) {
        flags |= ShutdownFlags.SAVE;
      } else if (argv.is(i, "NOW")) {
        flags |= ShutdownFlags.NOW;
      } else if (argv.is(i, "FORCE")) {
        flags |= ShutdownFlags.FORCE;
      } else if (argv.is(i, "ABORT")) {
        abort = true;
      } else {
        return c.syntaxError();
      }
    }
    int both = ShutdownFlags.NOSAVE | ShutdownFlags.SAVE;
    if ((abort && flags != 0) || (flags & both) == both) {
      return c.syntaxError();
    }
    if (abort) {
      return c.engine().host().abortShutdown() ? c.ok() : c.error("ERR No shutdown in progress.");
    }
    if (c.engine().isBusy()) {
      if ((flags & ShutdownFlags.NOSAVE) == 0) {
        return c.error(
            "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN"
                + " NOSAVE.");
      }
      c.engine().killBusy();
    }
    Outcome outcome = c.park(ParkKind.SHUTDOWN, Parked.NO_DEADLINE, flags, 0);
    c.engine().host().requestShutdown(flags, c.session());
    return outcome;
  }

  private static Outcome scriptKill(Call c) {
    if (!c.engine().isBusy()) {
      return c.error("NOTBUSY No scripts in execution right now.");
    }
    c.engine().killBusy();
    return c.ok();
  }
}
