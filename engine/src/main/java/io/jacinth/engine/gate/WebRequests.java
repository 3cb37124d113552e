package io.jacinth.engine.gate;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.resp.Argv;

/**
 * Ends the connection of a browser. A page of somebody else may make it send HTTP to this port,
 * with commands in the body: the line {@code POST} or {@code Host:} before them is where that
 * stops.
 */
final class WebRequests {
  private static final long QUIET_MS = 60_000;

  private long lastLoggedMonoMs = -QUIET_MS;

  /** Whether the unknown word at hand is one of HTTP's; then the session is on its way out. */
  boolean endsWith(Call c) {
    Argv argv = c.argv();
    if (!argv.is(0, "post") && !argv.is(0, "host:")) {
      return false;
    }
    ClientSession session = c.session();
    long now = c.engine().turn().monoMs();
    if (now - lastLoggedMonoMs >= QUIET_MS) {
      lastLoggedMonoMs = now;
      c.engine()
          .log()
          .log(
              System.Logger.Level.WARNING,
              "Possible SECURITY ATTACK detected. It looks like somebody is sending POST or Host:"
                  + " commands to Redis. This is likely due to an attacker attempting to use Cross"
                  + " Protocol Scripting to compromise your Redis instance. Connection from "
                  + session.transport().remoteAddress()
                  + " aborted.");
    }
    session.set(SessionFlags.CLOSE_ASAP);
    c.engine().host().dropSession(session);
    return true;
  }
}
