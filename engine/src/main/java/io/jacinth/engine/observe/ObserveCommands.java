package io.jacinth.engine.observe;

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
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.resp.ReplyBuffer;
import java.util.Iterator;

/** MONITOR and SLOWLOG; LATENCY is in {@link LatencyCommands}. */
public final class ObserveCommands {
  private static final int DEFAULT_COUNT = 10;
  private static final int LOGGED = ADMIN | LOADING | STALE;

  public static final CommandFamily FAMILY =
      family(Group.SERVER)
          .row(
              "MONITOR",
              arity(1),
              ADMIN | NOSCRIPT | LOADING | STALE,
              Keys.none(),
              ObserveCommands::monitor,
              doc("1.0.0", "O(1)", "", "Shows every command the server runs."))
          .container(
              "SLOWLOG", arity(-2), doc("2.2.12", "Depends", "", "The log of slow commands."))
          .row(
              "SLOWLOG|GET",
              arity(-2),
              LOGGED,
              Keys.none(),
              ObserveCommands::get,
              doc(
                  "2.2.12",
                  "O(N) with N entries",
                  "[count]",
                  "Returns the newest slow commands.",
                  "request_policy:all_nodes",
                  "nondeterministic_output"))
          .row(
              "SLOWLOG|HELP",
              arity(2),
              LOADING | STALE,
              Keys.none(),
              ObserveCommands::help,
              doc("6.2.0", "O(1)", "", "Lists the subcommands."))
          .row(
              "SLOWLOG|LEN",
              arity(2),
              LOGGED,
              Keys.none(),
              c -> c.integer(c.engine().observation().slowLog().size()),
              doc(
                  "2.2.12",
                  "O(1)",
                  "",
                  "Counts the entries.",
                  "request_policy:all_nodes",
                  "response_policy:agg_sum",
                  "nondeterministic_output"))
          .row(
              "SLOWLOG|RESET",
              arity(2),
              LOGGED,
              Keys.none(),
              ObserveCommands::reset,
              doc(
                  "2.2.12",
                  "O(N) with N entries",
                  "",
                  "Empties the log.",
                  "request_policy:all_nodes",
                  "response_policy:all_succeeded"));

  private ObserveCommands() {}

  private static Outcome monitor(Call c) {
    if (c.isNested()) {
      return c.error("ERR MONITOR isn't allowed for DENY BLOCKING client");
    }
    ClientSession session = c.session();
    // Who watches already, or is a replica, is not answered at all: so it is in Redis.
    if (session.is(SessionFlags.MONITOR | SessionFlags.REPLICA)) {
      return Outcome.DONE;
    }
    c.engine().observation().monitors().add(session);
    return c.ok();
  }

  private static Outcome get(Call c) {
    SlowLog log = c.engine().observation().slowLog();
    long count = DEFAULT_COUNT;
    if (c.count() > 3) {
      return c.subcommandSyntax();
    }
    if (c.count() == 3) {
      if (!c.argv().readLong(2) || c.argv().longValue() < -1) {
        return c.error("ERR count should be greater than or equal to -1");
      }
      count = c.argv().longValue();
    }
    long shown = count == -1 ? log.size() : Math.min(count, log.size());
    ReplyBuffer reply = c.reply();
    reply.array(shown);
    Iterator<SlowLog.Entry> entries = log.newestFirst();
    for (long i = 0; i < shown; i++) {
      SlowLog.Entry entry = entries.next();
      reply.array(6);
      reply.integer(entry.id());
      reply.integer(entry.wallSeconds());
      reply.integer(entry.micros());
      reply.array(entry.words().length);
      for (byte[] word : entry.words()) {
        reply.bulk(word);
      }
      reply.bulk(entry.address());
      reply.bulk(entry.name());
    }
    return Outcome.DONE;
  }

  private static Outcome reset(Call c) {
    c.engine().observation().slowLog().clear();
    return c.ok();
  }

  private static Outcome help(Call c) {
    return c.help(
        "GET [<count>]",
        "    Return top <count> entries from the slowlog (default: 10, -1 mean all).",
        "    Entries are made of:",
        "    id, timestamp, time in microseconds, arguments array, client IP and port,",
        "    client name",
        "LEN",
        "    Return the length of the slowlog.",
        "RESET",
        "    Reset the slowlog.");
  }
}
