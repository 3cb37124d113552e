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
import io.jacinth.engine.command.Command;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.command.LatencyHistogram;
import io.jacinth.resp.ReplyBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** LATENCY and its subcommands. */
public final class LatencyCommands {
  private static final int ASKING = ADMIN | NOSCRIPT | LOADING | STALE;
  private static final int GRAPH_WIDTH = 80;
  private static final String EVERYWHERE = "request_policy:all_nodes";
  private static final String SPECIAL = "response_policy:special";
  private static final String VARIES = "nondeterministic_output";

  public static final CommandFamily FAMILY =
      family(Group.SERVER)
          .container(
              "LATENCY", arity(-2), doc("2.8.13", "Depends", "", "What took long, and when."))
          .row(
              "LATENCY|DOCTOR",
              arity(2),
              ASKING,
              Keys.none(),
              LatencyCommands::doctor,
              doc(
                  "2.8.13",
                  "O(1)",
                  "",
                  "Says in words what took long and what may help.",
                  VARIES,
                  EVERYWHERE,
                  SPECIAL))
          .row(
              "LATENCY|GRAPH",
              arity(3),
              ASKING,
              Keys.none(),
              LatencyCommands::graph,
              doc(
                  "2.8.13",
                  "O(1)",
                  "event",
                  "Draws an event's samples.",
                  VARIES,
                  EVERYWHERE,
                  SPECIAL))
          .row(
              "LATENCY|HELP",
              arity(2),
              LOADING | STALE,
              Keys.none(),
              LatencyCommands::help,
              doc("2.8.13", "O(1)", "", "Lists the subcommands."))
          .row(
              "LATENCY|HISTOGRAM",
              arity(-2),
              ASKING,
              Keys.none(),
              LatencyCommands::histogram,
              doc(
                  "7.0.0",
                  "O(N) with N commands",
                  "[command [command ...]]",
                  "Returns how long commands took, in steps.",
                  VARIES,
                  EVERYWHERE,
                  SPECIAL))
          .row(
              "LATENCY|HISTORY",
              arity(3),
              ASKING,
              Keys.none(),
              LatencyCommands::history,
              doc(
                  "2.8.13",
                  "O(1)",
                  "event",
                  "Returns an event's samples.",
                  VARIES,
                  EVERYWHERE,
                  SPECIAL))
          .row(
              "LATENCY|LATEST",
              arity(2),
              ASKING,
              Keys.none(),
              LatencyCommands::latest,
              doc(
                  "2.8.13",
                  "O(1)",
                  "",
                  "Returns the last sample of all events.",
                  VARIES,
                  EVERYWHERE,
                  SPECIAL))
          .row(
              "LATENCY|RESET",
              arity(-2),
              ASKING,
              Keys.none(),
              LatencyCommands::reset,
              doc(
                  "2.8.13",
                  "O(1)",
                  "[event [event ...]]",
                  "Forgets the samples of events.",
                  EVERYWHERE,
                  "response_policy:all_succeeded"));

  private LatencyCommands() {}

  private static LatencyMonitor monitor(Call c) {
    return c.engine().observation().latency();
  }

  private static Outcome text(Call c, String text) {
    c.reply().verbatim("txt", text.getBytes(StandardCharsets.ISO_8859_1));
    return Outcome.DONE;
  }

  private static Outcome doctor(Call c) {
    return text(c, LatencyDoctor.report(c.engine(), monitor(c)));
  }

  private static Outcome graph(Call c) {
    String event = c.argv().latin1(2);
    LatencyMonitor.Series series = monitor(c).find(event);
    if (series == null) {
      return c.error("ERR No samples available for event '" + c.quoted(2) + "'");
    }
    Sparkline line = new Sparkline();
    long now = c.wallMs() / 1000;
    for (LatencyMonitor.Sample sample : series.samples()) {
      line.add(sample.ms(), age(now - sample.wallSeconds()));
    }
    StringBuilder out = new StringBuilder();
    out.append(event).append(" - high ").append(line.max()).append(" ms, low ").append(line.min());
    out.append(" ms (all time high ").append(series.maxMs()).append(" ms)\n");
    out.append("-".repeat(GRAPH_WIDTH)).append('\n');
    line.render(out, GRAPH_WIDTH);
    return text(c, out.toString());
  }

  private static String age(long seconds) {
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m";
    }
    return seconds < 86400 ? seconds / 3600 + "h" : seconds / 86400 + "d";
  }

  private static Outcome history(Call c) {
    LatencyMonitor.Series series = monitor(c).find(c.argv().latin1(2));
    List<LatencyMonitor.Sample> samples = series == null ? List.of() : series.samples();
    c.reply().array(samples.size());
    for (LatencyMonitor.Sample sample : samples) {
      c.reply().array(2);
      c.reply().integer(sample.wallSeconds());
      c.reply().integer(sample.ms());
    }
    return Outcome.DONE;
  }

  private static Outcome latest(Call c) {
    c.reply().array(monitor(c).all().size());
    for (Map.Entry<String, LatencyMonitor.Series> entry : monitor(c).all().entrySet()) {
      LatencyMonitor.Sample last = entry.getValue().latest();
      c.reply().array(4);
      c.reply().bulk(entry.getKey());
      c.reply().integer(last.wallSeconds());
      c.reply().integer(last.ms());
      c.reply().integer(entry.getValue().maxMs());
    }
    return Outcome.DONE;
  }

  private static Outcome reset(Call c) {
    if (c.count() == 2) {
      return c.integer(monitor(c).resetAll());
    }
    int count = 0;
    for (int i = 2; i < c.count(); i++) {
      count += monitor(c).reset(c.argv().latin1(i)) ? 1 : 0;
    }
    return c.integer(count);
  }

  private static Outcome histogram(Call c) {
    List<Command> chosen = new ArrayList<>();
    if (c.count() == 2) {
      chosen.addAll(c.engine().commands().everything());
    } else {
      for (int i = 2; i < c.count(); i++) {
        Command command = c.engine().commands().find(c.argv().latin1(i).toLowerCase(Locale.ROOT));
        if (command != null) {
          chosen.add(command);
          chosen.addAll(command.subcommands());
        }
      }
    }
    ReplyBuffer reply = c.reply();
    long map = reply.beginDeferred();
    int count = 0;
    for (Command command : chosen) {
      LatencyHistogram histogram = command.latency();
      if (histogram != null) {
        count++;
        reply.bulk(command.name());
        distribution(reply, histogram);
      }
    }
    reply.endDeferred(map, ReplyBuffer.Aggregate.MAP, count);
    return Outcome.DONE;
  }

  private static void distribution(ReplyBuffer reply, LatencyHistogram histogram) {
    reply.map(2);
    reply.bulk("calls");
    reply.integer(histogram.total());
    reply.bulk("histogram_usec");
    long map = reply.beginDeferred();
    int steps =
        histogram.steps((micros, calls) -> {
          reply.integer(micros);
          reply.integer(calls);
        });
    reply.endDeferred(map, ReplyBuffer.Aggregate.MAP, steps);
  }

  private static Outcome help(Call c) {
    return c.help(
        "DOCTOR",
        "    Return a human readable latency analysis report.",
        "GRAPH <event>",
        "    Return an ASCII latency graph for the <event> class.",
        "HISTORY <event>",
        "    Return time-latency samples for the <event> class.",
        "LATEST",
        "    Return the latest latency samples for all events.",
        "RESET [<event> ...]",
        "    Reset latency data of one or more <event> classes.",
        "    (default: reset all data for all event classes)",
        "HISTOGRAM [COMMAND ...]",
        "    Return a cumulative distribution of latencies in the format of a histogram for the"
            + " specified command names.",
        "    If no commands are specified then all histograms are replied.");
  }
}
