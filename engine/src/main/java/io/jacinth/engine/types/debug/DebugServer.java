package io.jacinth.engine.types.debug;

import io.jacinth.cluster.admin.ClusterRequest;
import io.jacinth.engine.MemoryUse;
import io.jacinth.engine.Outcome;
import io.jacinth.engine.ReplyBufferCare;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.Propagation;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.ParkKind;
import io.jacinth.engine.session.PauseState;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** DEBUG words about the server: its clock, its stream, its end. */
final class DebugServer {
  /** A word that the core answers from what it knows itself. */
  private static final ClusterRequest.Facts NO_FACTS = new ClusterRequest.Facts(false, 0, false);

  /** Rounds a busy command takes at most while the clock stands still (in simulation). */
  private static final int STILL_ROUNDS = 1000;

  /** Classes of clients by memory: up to 32 KiB, twice that and so on, from 4 GiB on. */
  private static final int CLASS_LOG_MIN = 15;

  private static final int CLASS_LOG_MAX = 33;
  private static final int CLASSES = 1 + CLASS_LOG_MAX - CLASS_LOG_MIN;

  private DebugServer() {}

  /** Nothing executes until then, but the loop turns: an engine must not block its thread. */
  static Outcome sleep(Call c) {
    if (!c.argv().readDouble(2)) {
      return c.ok();
    }
    double micros = Math.min(c.argv().doubleValue() * 1e6, Integer.MAX_VALUE * 1e3);
    if (!(micros >= 1)) {
      return c.ok();
    }
    // From now, not from the turn's start: it must not have slept less than it was told to.
    long endMicros = c.engine().turn().nanos() / 1000 + (long) micros;
    long until = Math.ceilDiv(endMicros, 1000);
    c.engine().pause().pause(PauseState.Reason.SLEEP, true, until);
    return c.parkForLater(ParkKind.SLEEP, until, c.engine().turn().nanos());
  }

  /** Runs until its time is over or SCRIPT KILL, and lets others be answered meanwhile. */
  static Outcome busy(Call c) {
    if (!c.argv().readLong(2)) {
      return c.notAnInteger();
    }
    if (c.engine().isBusy()) {
      return c.error("ERR a busy command runs already");
    }
    long endNanos = c.engine().monoNanos() + c.argv().longValue() * 1_000_000;
    long last = c.engine().monoNanos();
    int still = 0;
    while (last < endNanos && still < STILL_ROUNDS) {
      if (c.engine().turnWhileBusy()) {
        return c.error(
            "ERR Error running script (user_script: -): Script killed by user with SCRIPT KILL...");
      }
      long now = c.engine().monoNanos();
      still = now == last ? still + 1 : 0;
      last = now;
    }
    return c.ok();
  }

  static Outcome setActiveExpire(Call c) {
    c.engine().housekeeping().expiry().switchOn(leadingNumber(c, 2) != 0);
    return c.ok();
  }

  static Outcome pauseCron(Call c) {
    c.engine().housekeeping().pauseCron(leadingNumber(c, 2) != 0);
    return c.ok();
  }

  /** The core closes the links; without a cluster there are none. */
  static Outcome clusterLink(Call c) {
    if (!c.argv().is(2, "KILL")) {
      return c.subcommandSyntax();
    }
    return c.engine().isCluster()
        ? c.engine().askCore(c, NO_FACTS)
        : c.error("ERR Debug option only available for cluster mode enabled setup!");
  }

  /** The core hears no packet of that type any more. */
  static Outcome dropPackets(Call c) {
    if (!c.argv().readLong(2)) {
      return c.notAnInteger();
    }
    return c.engine().isCluster() ? c.engine().askCore(c, NO_FACTS) : c.ok();
  }

  static Outcome skipChecksums(Call c) {
    c.engine().values().dump().skipChecksums(leadingNumber(c, 2) != 0);
    return c.ok();
  }

  /** What it would change is not there: no AOF is written, no scripts run. */
  static Outcome numberWithoutEffect(Call c) {
    return c.ok();
  }

  /** As C's atoi reads it: what does not begin with a number is 0. */
  private static long leadingNumber(Call c, int i) {
    String text = c.argv().latin1(i).strip();
    int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    long number = 0;
    for (; at < text.length() && Character.digit(text.charAt(at), 10) >= 0; at++) {
      number = number * 10 + Character.digit(text.charAt(at), 10);
    }
    return number;
  }

  static Outcome changeReplId(Call c) {
    c.engine()
        .log()
        .log(System.Logger.Level.INFO, "Changing replication IDs after receiving change-repl-id");
    c.engine().replication().changeId();
    return c.ok();
  }

  /** Replicas get the words behind; this server does nothing with them. */
  static Outcome replicate(Call c) {
    Propagation stream = c.effects();
    if (stream.isWanted()) {
      stream.command(c.db(), c.count() - 2);
      for (int i = 2; i < c.count(); i++) {
        stream.word(c.argv(), i);
      }
    }
    return c.ok();
  }

  static Outcome log(Call c) {
    c.engine().log().log(System.Logger.Level.WARNING, "DEBUG LOG: " + c.quoted(2));
    return c.ok();
  }

  static Outcome leak(Call c) {
    c.engine().housekeeping().leak(c.argv().bytes(2));
    return c.ok();
  }

  static Outcome replyBuffer(Call c) {
    ReplyBufferCare care = c.engine().housekeeping().replyBuffers();
    if (c.argv().is(2, "RESIZING")) {
      care.resize(leadingNumber(c, 3) != 0);
    } else if (!c.argv().is(2, "PEAK-RESET-TIME")) {
      return c.subcommandSyntax();
    } else if (c.argv().is(3, "NEVER")) {
      care.peakResetMs(ReplyBufferCare.NEVER);
    } else if (c.argv().is(3, "RESET")) {
      care.peakResetMs(ReplyBufferCare.DEFAULT_PEAK_RESET_MS);
    } else if (c.argv().readLong(3)) {
      care.peakResetMs(c.argv().longValue());
    } else {
      return c.notAnInteger();
    }
    return c.ok();
  }

  static Outcome clientEviction(Call c) {
    if (c.engine().config().number(NetworkOptions.MAXMEMORY_CLIENTS) == 0) {
      return c.error("ERR maxmemory-clients is disabled.");
    }
    long[] bytes = new long[CLASSES];
    int[] clients = new int[CLASSES];
    for (ClientSession session : c.engine().sessions().all()) {
      long held = MemoryUse.bytesOf(session);
      int log = Long.SIZE - Long.numberOfLeadingZeros(held);
      int i = Math.clamp(log, CLASS_LOG_MIN, CLASS_LOG_MAX) - CLASS_LOG_MIN;
      bytes[i] += held;
      clients[i]++;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < CLASSES; i++) {
      long from = i == 0 ? 0 : 1L << (i - 1 + CLASS_LOG_MIN);
      String to =
          i == CLASSES - 1
              ? "+            "
              : String.format(Locale.ROOT, " - %10d", (1L << (i + CLASS_LOG_MIN)) - 1);
      out.append(
          String.format(
              Locale.ROOT,
              "bucket %10d%s: tot-mem: %10d, clients: %d\n",
              from,
              to,
              bytes[i],
              clients[i]));
    }
    c.reply().verbatim("txt", out.toString().getBytes(StandardCharsets.US_ASCII));
    return Outcome.DONE;
  }

  // ---- ends

  /** Ends the node as a bug of its own would: by an error nobody catches. */
  static Outcome crash(Call c, String why) {
    c.engine().log().log(System.Logger.Level.ERROR, "DEBUG asks for a crash: " + why);
    throw new AssertionError("DEBUG " + c.quoted(1) + ": " + why);
  }

  static Outcome restart(Call c) {
    if (c.count() > 2 && !c.argv().readLong(2)) {
      return c.notAnInteger();
    }
    c.engine()
        .log()
        .log(
            System.Logger.Level.WARNING,
            "DEBUG " + c.quoted(1) + " is refused: a server does not start itself again");
    return c.error("ERR failed to restart the server. Check server logs.");
  }

  static Outcome reload(Call c) {
    for (int i = 2; i < c.count(); i++) {
      if (!c.argv().is(i, "MERGE") && !c.argv().is(i, "NOFLUSH") && !c.argv().is(i, "NOSAVE")) {
        return c.error("ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.");
      }
    }
    return needsFiles(c, "an RDB file");
  }

  static Outcome needsFiles(Call c, String file) {
    return c.error(
        "ERR DEBUG "
            + c.quoted(1).toUpperCase(Locale.ROOT)
            + " needs "
            + file
            + ", which this server does not write yet");
  }
}
