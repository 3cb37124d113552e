package io.jacinth.engine.types;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.session.ParkKind;
import io.jacinth.engine.session.PauseState;

/** DEBUG, as far as tests of clusters need it. */
final class DebugCommand {
  /** Rounds a busy command takes at most while the clock stands still (in simulation). */
  private static final int STILL_ROUNDS = 1000;

  private DebugCommand() {}

  static Outcome run(Call c) {
    if (c.argv().is(1, "SLEEP") && c.count() == 3) {
      return sleep(c);
    }
    if (c.argv().is(1, "BUSY") && c.count() == 3) {
      return busy(c);
    }
    if (c.argv().is(1, "SET-ACTIVE-EXPIRE") && c.count() == 3) {
      c.engine().housekeeping().expiry().switchOn(!c.argv().latin1(2).equals("0"));
      return c.ok();
    }
    if (c.argv().is(1, "DIGEST") && c.count() == 2) {
      return DebugValues.digest(c);
    }
    if (c.argv().is(1, "DIGEST-VALUE") && c.count() >= 2) {
      return DebugValues.digestValues(c);
    }
    if (c.argv().is(1, "LISTPACK") && c.count() == 3) {
      return DebugValues.listpack(c);
    }
    if (c.argv().is(1, "QUICKLIST-PACKED-THRESHOLD") && c.count() == 3) {
      return DebugValues.packedThreshold(c);
    }
    if (c.argv().is(1, "HELP") && c.count() == 2) {
      return c.help(
          "BUSY <milliseconds>",
          "    Be busy like a long script; others are told so.",
          "DIGEST",
          "    Output a hex signature representing the current DB content.",
          "DIGEST-VALUE <key> [<key> ...]",
          "    Output a hex signature of the values of all the specified keys.",
          "LISTPACK <key>",
          "    Show low level info about the listpack encoding of <key>.",
          "QUICKLIST-PACKED-THRESHOLD <size>",
          "    Sets the threshold for elements to be inserted as plain vs packed nodes",
          "    Default value is 1GB, allows values up to 4GB. Setting to 0 restores to default.",
          "SET-ACTIVE-EXPIRE <0|1>",
          "    Setting it to 0 disables expiring keys (and hash fields) in background",
          "    when they are not accessed (otherwise the default behavior). Setting it to 1",
          "    re-enables the default.",
          "SLEEP <seconds>",
          "    Stop the server for <seconds>. Decimals allowed.");
    }
    return c.subcommandSyntax();
  }

  /** Nothing executes until then, but the loop turns: an engine must not block its thread. */
  private static Outcome sleep(Call c) {
    if (!c.argv().readDouble(2)) {
      return c.ok();
    }
    long millis = (long) Math.max(0, c.argv().doubleValue() * 1000);
    if (millis == 0) {
      return c.ok();
    }
    long until = c.monoMs() + Math.min(millis, Integer.MAX_VALUE);
    c.engine().pause().pause(PauseState.Reason.SLEEP, true, until);
    return c.parkForLater(ParkKind.SLEEP, until, c.engine().turn().nanos());
  }

  /** Runs until its time is over or SCRIPT KILL, and lets others be answered meanwhile. */
  private static Outcome busy(Call c) {
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
}
