package io.jacinth.engine.types;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.ADMIN;
import static io.jacinth.engine.command.Flags.ALLOW_BUSY;
import static io.jacinth.engine.command.Flags.BLOCKING;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.LOADING;
import static io.jacinth.engine.command.Flags.NOSCRIPT;
import static io.jacinth.engine.command.Flags.NO_ASYNC_LOADING;
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
import io.jacinth.engine.replication.ConnectedReplica;
import io.jacinth.engine.replication.PrimaryLinkState;
import io.jacinth.engine.replication.ReplicationState;
import io.jacinth.engine.session.ParkKind;
import io.jacinth.engine.session.Parked;
import io.jacinth.resp.Argv;
import io.jacinth.resp.ReplyBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The server as a whole: its state, its end, its place in replication. */
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
                  "[<NOSAVE | SAVE>] [NOW] [FORCE] [ABORT]",
                  "Ends the server."))
          .row(
              "ROLE",
              arity(1),
              NOSCRIPT | LOADING | STALE | FAST,
              Keys.none(),
              ServerCommands::role,
              doc("2.8.12", "O(1)", "", "Returns the server's role in replication."))
          .categories(Acl.ADMIN | Acl.DANGEROUS)
          .row(
              "REPLICAOF",
              arity(3),
              ADMIN | NOSCRIPT | STALE | NO_ASYNC_LOADING,
              Keys.none(),
              ServerCommands::replicaof,
              doc("5.0.0", "O(1)", "<host port | NO ONE>", "Makes this server a replica."))
          .row(
              "SLAVEOF",
              arity(3),
              ADMIN | NOSCRIPT | STALE | NO_ASYNC_LOADING,
              Keys.none(),
              ServerCommands::replicaof,
              doc("1.0.0", "O(1)", "<host port | NO ONE>", "The older name of REPLICAOF."))
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
              doc("1.0.0", "Depends", "subcommand [argument ...]", "For those who test servers."));

  /** WAIT is documented among the generic commands, but belongs to connections. */
  static final CommandFamily WAITING =
      family(Group.GENERIC)
          .row(
              "WAIT",
              arity(3),
              BLOCKING,
              Keys.none(),
              ServerCommands::waitForReplicas,
              doc(
                  "3.0.0",
                  "O(1)",
                  "numreplicas timeout",
                  "Waits until replicas have this connection's writes.",
                  "request_policy:all_shards",
                  "response_policy:agg_min"))
          .categories(Acl.CONNECTION);

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

  private static Outcome role(Call c) {
    ReplicationState replication = c.engine().replication();
    ReplyBuffer reply = c.reply();
    PrimaryLinkState link = replication.link();
    if (link != null) {
      reply.array(5);
      reply.bulk("slave");
      reply.bulk(replication.primaryHost());
      reply.integer(replication.primaryPort());
      reply.bulk(link.stage().word());
      reply.integer(link.wasInStep() ? replication.offset() : -1);
      return Outcome.DONE;
    }
    reply.array(3);
    reply.bulk("master");
    reply.integer(replication.offset());
    int mark = reply.beginDeferred();
    int online = 0;
    for (ConnectedReplica replica : replication.replicas()) {
      if (replica.isOnline()) {
        reply.array(3);
        reply.bulk(replica.ip());
        reply.bulkLong(replica.port());
        reply.bulkLong(replica.ackOffset());
        online++;
      }
    }
    reply.endDeferred(mark, ReplyBuffer.Aggregate.ARRAY, online);
    return Outcome.DONE;
  }

  private static Outcome replicaof(Call c) {
    if (c.engine().isCluster()) {
      return c.error("ERR REPLICAOF not allowed in cluster mode.");
    }
    return c.error("ERR REPLICAOF outside cluster mode is not supported by this version");
  }

  private static Outcome waitForReplicas(Call c) {
    ReplicationState replication = c.engine().replication();
    if (replication.isReplica()) {
      return c.error(
          "ERR WAIT cannot be used with replica instances. Please also note that since Redis 4.0 if"
              + " a replica is configured to be writable (which is not the default) writes to"
              + " replicas are just local and are not propagated.");
    }
    if (!c.argv().readLong(1)) {
      return c.notAnInteger();
    }
    long wanted = c.argv().longValue();
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
    long offset = c.session().writeOffset();
    int now = replication.replicasAt(offset);
    if (now >= wanted || c.isNested()) {
      return c.integer(now);
    }
    c.engine().host().requestReplicaAcks();
    long deadline = timeoutMs == 0 ? Parked.NO_DEADLINE : c.monoMs() + timeoutMs;
    return c.park(ParkKind.REPLICAS, deadline, wanted, offset);
  }

  private static Outcome scriptKill(Call c) {
    if (!c.engine().isBusy()) {
      return c.error("NOTBUSY No scripts in execution right now.");
    }
    c.engine().killBusy();
    return c.ok();
  }
}
