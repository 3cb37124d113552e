package io.jacinth.engine.types;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.ADMIN;
import static io.jacinth.engine.command.Flags.LOADING;
import static io.jacinth.engine.command.Flags.NOSCRIPT;
import static io.jacinth.engine.command.Flags.STALE;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.session.ClientLine;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.ParkKind;
import io.jacinth.engine.session.Parked;
import io.jacinth.engine.session.PauseState;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.resp.Argv;
import io.jacinth.resp.ReplyBuffer;
import java.nio.charset.StandardCharsets;

/** CLIENT and its subcommands. */
final class ClientCommands {
  static final String BAD_NAME =
      "ERR Client names cannot contain spaces, newlines or special characters.";

  private static final int PLAIN = NOSCRIPT | LOADING | STALE;
  private static final int ADMINS = ADMIN | PLAIN;

  static final CommandFamily FAMILY =
      family(Group.CONNECTION)
          .container("CLIENT", arity(-2), doc("2.4.0", "Depends", "", "Client connections."))
          .row(
              "CLIENT|ID",
              arity(2),
              PLAIN,
              Keys.none(),
              c -> c.integer(c.session().id()),
              doc("5.0.0", "O(1)", "", "Returns the number of this connection."))
          .row(
              "CLIENT|INFO",
              arity(2),
              PLAIN,
              Keys.none(),
              ClientCommands::info,
              doc(
                  "6.2.0",
                  "O(1)",
                  "",
                  "Returns facts about this connection.",
                  "nondeterministic_output"))
          .row(
              "CLIENT|LIST",
              arity(-2),
              ADMINS,
              Keys.none(),
              ClientCommands::list,
              doc(
                  "2.4.0",
                  "O(N) with N connections",
                  "[normal_master_replica_pubsub=TYPE^5.0.0 <NORMAL | MASTER | REPLICA |"
                      + " PUBSUB>] [ID^6.2.0 {client-id [client-id ...]}]",
                  "Lists connections.",
                  "nondeterministic_output"))
          .row(
              "CLIENT|GETNAME",
              arity(2),
              PLAIN,
              Keys.none(),
              ClientCommands::getname,
              doc("2.6.9", "O(1)", "", "Returns the name of this connection."))
          .row(
              "CLIENT|SETNAME",
              arity(3),
              PLAIN,
              Keys.none(),
              ClientCommands::setname,
              doc("2.6.9", "O(1)", "connection-name", "Names this connection."))
          .row(
              "CLIENT|SETINFO",
              arity(4),
              PLAIN,
              Keys.none(),
              ClientCommands::setinfo,
              doc(
                  "7.2.0",
                  "O(1)",
                  "<LIB-NAME libname | LIB-VER libver>",
                  "Says which library the client uses."))
          .row(
              "CLIENT|PAUSE",
              arity(-3),
              ADMINS,
              Keys.none(),
              ClientCommands::pause,
              doc(
                  "2.9.50",
                  "O(1)",
                  "timeout/integer [mode^6.2.0=<WRITE | ALL>]",
                  "Lets commands wait for a while."))
          .row(
              "CLIENT|UNPAUSE",
              arity(2),
              ADMINS,
              Keys.none(),
              ClientCommands::unpause,
              doc("6.2.0", "O(N) with N waiting clients", "", "Ends CLIENT PAUSE."))
          .row(
              "CLIENT|KILL",
              arity(-3),
              ADMINS,
              Keys.none(),
              ClientKill::run,
              doc(
                  "2.4.0",
                  "O(N) with N connections",
                  "filter=<ip:port!2.8.12 | new-format=<[ID^2.8.12 client-id] |"
                      + " [normal_master_slave_pubsub=TYPE^2.8.12 <NORMAL | MASTER^3.2.0 |"
                      + " SLAVE | REPLICA^5.0.0 | PUBSUB>] | [USER username] | [ADDR ip:port]"
                      + " | [LADDR^6.2.0 ip:port] | [SKIPME yes/no]> [new-format ...]>",
                  "Closes connections."))
          .row(
              "CLIENT|REPLY",
              arity(3),
              PLAIN,
              Keys.none(),
              ClientCommands::reply,
              doc("3.2.0", "O(1)", "on_off_skip=<ON | OFF | SKIP>", "Switches replies off and on."))
          .row(
              "CLIENT|NO-EVICT",
              arity(3),
              ADMINS,
              Keys.none(),
              c -> onOff(c, SessionFlags.NO_EVICT),
              doc(
                  "7.0.0",
                  "O(1)",
                  "enabled=<ON | OFF>",
                  "Spares this connection when memory is short."))
          .row(
              "CLIENT|NO-TOUCH",
              arity(3),
              PLAIN,
              Keys.none(),
              c -> onOff(c, SessionFlags.NO_TOUCH),
              doc("7.2.0", "O(1)", "<ON | OFF>", "Reads without making keys recently used."))
          .row(
              "CLIENT|UNBLOCK",
              arity(-3),
              ADMINS,
              Keys.none(),
              ClientCommands::unblock,
              doc(
                  "5.0.0",
                  "O(log N) with N connections",
                  "client-id [timeout_error=<TIMEOUT | ERROR>]",
                  "Ends another client's wait."))
          .row(
              "CLIENT|GETREDIR",
              arity(2),
              PLAIN,
              Keys.none(),
              c -> c.integer(-1),
              doc("6.0.0", "O(1)", "", "Returns where invalidations of this connection go."))
          .row(
              "CLIENT|CACHING",
              arity(3),
              PLAIN,
              Keys.none(),
              c ->
                  c.error(
                      "ERR CLIENT CACHING can be called only when the client is in tracking mode"
                          + " with OPTIN or OPTOUT mode enabled"),
              doc(
                  "6.0.0",
                  "O(1)",
                  "mode=<YES | NO>",
                  "Says whether the next command's keys are tracked."))
          .row(
              "CLIENT|TRACKINGINFO",
              arity(2),
              PLAIN,
              Keys.none(),
              ClientCommands::trackingInfo,
              doc("6.2.0", "O(1)", "", "Returns how this connection's keys are tracked."))
          .row(
              "CLIENT|HELP",
              arity(2),
              LOADING | STALE,
              Keys.none(),
              ClientCommands::help,
              doc("5.0.0", "O(1)", "", "Explains the subcommands."));

  private ClientCommands() {}

  static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) < '!' || name.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static Outcome info(Call c) {
    StringBuilder line = new StringBuilder();
    ClientLine.write(line, c.session(), c.monoMs(), c.argv());
    return text(c, line.append('\n'));
  }

  private static Outcome text(Call c, StringBuilder text) {
    c.reply().verbatim("txt", text.toString().getBytes(StandardCharsets.ISO_8859_1));
    return Outcome.DONE;
  }

  private static Outcome list(Call c) {
    Argv argv = c.argv();
    StringBuilder lines = new StringBuilder();
    if (c.count() == 4 && argv.is(2, "TYPE")) {
      int type = ClientLine.type(argv.latin1(3));
      if (type < 0) {
        return c.error("ERR Unknown client type '" + c.quoted(3) + "'");
      }
      for (ClientSession session : c.engine().sessions().all()) {
        if (ClientLine.typeOf(session) == type) {
          append(lines, c, session);
        }
      }
    } else if (c.count() > 3 && argv.is(2, "ID")) {
      for (int i = 3; i < c.count(); i++) {
        if (!argv.readLong(i)) {
          return c.error("ERR Invalid client ID");
        }
        ClientSession session = c.engine().sessions().find(argv.longValue());
        if (session != null) {
          append(lines, c, session);
        }
      }
    } else if (c.count() != 2) {
      return c.syntaxError();
    } else {
      for (ClientSession session : c.engine().sessions().all()) {
        append(lines, c, session);
      }
    }
    return text(c, lines);
  }

  private static void append(StringBuilder lines, Call c, ClientSession session) {
    ClientLine.write(lines, session, c.monoMs(), session == c.session() ? c.argv() : null);
    lines.append('\n');
  }

  private static Outcome getname(Call c) {
    if (c.session().name().isEmpty()) {
      return c.nothing();
    }
    c.reply().bulk(c.session().name());
    return Outcome.DONE;
  }

  private static Outcome setname(Call c) {
    String name = c.argv().latin1(2);
    if (!isName(name)) {
      return c.error(BAD_NAME);
    }
    c.session().rename(name);
    return c.ok();
  }

  private static Outcome setinfo(Call c) {
    String value = c.argv().latin1(3);
    boolean lib = c.argv().is(2, "lib-name");
    if (!lib && !c.argv().is(2, "lib-ver")) {
      return c.error("ERR Unrecognized option '" + c.quoted(2) + "'");
    }
    if (!isName(value)) {
      return c.error(
          "ERR " + c.argv().latin1(2) + " cannot contain spaces, newlines or special characters.");
    }
    if (lib) {
      c.session().libName(value);
    } else {
      c.session().libVersion(value);
    }
    return c.ok();
  }

  private static Outcome pause(Call c) {
    boolean all = true;
    if (c.count() == 4) {
      if (c.argv().is(3, "WRITE")) {
        all = false;
      } else if (!c.argv().is(3, "ALL")) {
        return c.error("ERR CLIENT PAUSE mode must be WRITE or ALL");
      }
    } else if (c.count() > 4) {
      return c.subcommandSyntax();
    }
    if (!c.argv().readLong(2)) {
      return c.error("ERR timeout is not an integer or out of range");
    }
    long timeoutMs = c.argv().longValue();
    if (timeoutMs < 0) {
      return c.error("ERR timeout is negative");
    }
    if (timeoutMs > Long.MAX_VALUE - c.monoMs()) {
      return c.error("ERR timeout is out of range");
    }
    c.engine().pause().pause(PauseState.Reason.CLIENT_PAUSE, all, c.monoMs() + timeoutMs);
    return c.ok();
  }

  private static Outcome unpause(Call c) {
    c.reply().ok();
    c.engine().unpauseClients();
    return Outcome.DONE;
  }

  private static Outcome reply(Call c) {
    ClientSession session = c.session();
    if (c.argv().is(2, "ON")) {
      session.clear(SessionFlags.REPLY_OFF | SessionFlags.REPLY_SKIP);
      return c.ok();
    }
    if (c.argv().is(2, "OFF")) {
      session.set(SessionFlags.REPLY_OFF);
    } else if (c.argv().is(2, "SKIP")) {
      if (!session.is(SessionFlags.REPLY_OFF)) {
        session.set(SessionFlags.REPLY_SKIP_NEXT);
      }
    } else {
      return c.syntaxError();
    }
    return Outcome.DONE;
  }

  private static Outcome onOff(Call c, int flag) {
    if (c.argv().is(2, "ON")) {
      c.session().set(flag);
    } else if (c.argv().is(2, "OFF")) {
      c.session().clear(flag);
    } else {
      return c.syntaxError();
    }
    return c.ok();
  }

  private static Outcome unblock(Call c) {
    boolean asError = false;
    if (c.count() == 4) {
      asError = c.argv().is(3, "ERROR");
      if (!asError && !c.argv().is(3, "TIMEOUT")) {
        return c.error("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
      }
    } else if (c.count() > 4) {
      return c.subcommandSyntax();
    }
    if (!c.argv().readLong(2)) {
      return c.notAnInteger();
    }
    ClientSession other = c.engine().sessions().find(c.argv().longValue());
    String error = asError ? "UNBLOCKED client unblocked via CLIENT UNBLOCK" : null;
    if (other != null && c.engine().blocking().unblock(other, error)) {
      return c.integer(1);
    }
    Parked wait = other == null ? null : other.parked();
    if (other == null || wait == null || wait.kind() != ParkKind.REPLICAS) {
      return c.integer(0);
    }
    if (error != null) {
      ReplyBuffer reply = other.reply();
      reply.error(error);
      c.engine().errors().count(reply.array(), reply.lastErrorOffset(), reply.lastErrorLength());
    } else {
      other.reply().integer(c.engine().replication().replicasAt(wait.offset()));
    }
    c.engine().unpark(other);
    return c.integer(1);
  }

  /** Nothing is tracked. */
  private static Outcome trackingInfo(Call c) {
    c.reply().map(3);
    c.reply().bulk("flags");
    c.reply().set(1);
    c.reply().bulk("off");
    c.reply().bulk("redirect");
    c.reply().integer(-1);
    c.reply().bulk("prefixes");
    c.reply().array(0);
    return Outcome.DONE;
  }

  private static Outcome help(Call c) {
    return c.help(ClientHelp.LINES);
  }
}
