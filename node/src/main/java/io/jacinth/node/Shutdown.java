package io.jacinth.node;

import io.jacinth.engine.Engine;
import io.jacinth.engine.ShutdownFlags;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.engine.replication.ConnectedReplica;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.PauseState;
import java.util.ArrayList;
import java.util.List;

/**
 * The orderly end: writes pause until every replica has acknowledged everything, or {@code
 * shutdown-timeout} is over; then the node stops.
 */
final class Shutdown {
  private static final long NOT_WAITING = -1;

  private final EngineDriver driver;
  private final List<ClientSession> askers = new ArrayList<>();
  private long deadlineMonoMs = NOT_WAITING;
  private boolean proceed;

  /** Flags of a signal that came while the cron stood still; -1 for none. */
  private int heldBack = -1;

  Shutdown(EngineDriver driver) {
    this.driver = driver;
  }

  private Engine engine() {
    return driver.engine();
  }

  private void notice(String line) {
    driver.log().log(System.Logger.Level.INFO, line);
  }

  /** SHUTDOWN of a client, who waits. */
  void request(int flags, ClientSession session) {
    askers.add(session);
    begin(flags);
  }

  /** A signal: the cron's business in Redis, so DEBUG PAUSE-CRON holds it back. */
  void signalled(int flags) {
    if (engine().housekeeping().isCronPaused()) {
      heldBack = flags;
    } else {
      begin(flags);
    }
  }

  private void begin(int flags) {
    if (proceed) {
      return;
    }
    driver.log().log(System.Logger.Level.WARNING, "User requested shutdown...");
    long timeoutMs = engine().config().number(GeneralOptions.SHUTDOWN_TIMEOUT) * 1000;
    boolean atOnce = (flags & ShutdownFlags.NOW) != 0 || timeoutMs == 0;
    if (atOnce || engine().replication().isReplica()) {
      proceed = true;
    } else if (deadlineMonoMs == NOT_WAITING) {
      deadlineMonoMs = driver.loop().monoMs() + timeoutMs;
      engine().pause().pause(PauseState.Reason.FAILOVER, false, Long.MAX_VALUE);
      if (!driver.replication().areReplicasInSync()) {
        driver.replication().requestAcknowledgements();
        notice("Waiting for replicas before shutting down.");
      }
    }
  }

  /** How long replicas are still waited for at most; -1 when no shutdown is under way. */
  long remainingMs() {
    return deadlineMonoMs == NOT_WAITING
        ? -1
        : Math.max(0, deadlineMonoMs - driver.loop().monoMs());
  }

  /** SHUTDOWN ABORT; false when no shutdown waits. */
  boolean abort() {
    if (deadlineMonoMs == NOT_WAITING && heldBack >= 0) {
      heldBack = -1;
      notice("Shutdown manually aborted.");
      return true;
    }
    if (deadlineMonoMs == NOT_WAITING) {
      return false;
    }
    deadlineMonoMs = NOT_WAITING;
    engine().pause().resume(PauseState.Reason.FAILOVER);
    for (ClientSession asker : askers) {
      engine().shutdownFailed(asker);
    }
    askers.clear();
    notice("Shutdown manually aborted.");
    return true;
  }

  void sessionEnded(ClientSession session) {
    askers.remove(session);
  }

  void cron(long monoMs) {
    if (heldBack >= 0) {
      int flags = heldBack;
      heldBack = -1;
      begin(flags);
    }
    if (deadlineMonoMs == NOT_WAITING || proceed) {
      return;
    }
    if (monoMs >= deadlineMonoMs) {
      proceed = true;
    }
  }

  /** Stops the node if it is time; the replies of this turn have been flushed. */
  void proceed() {
    // Looked at again here, with writes paused: what ran in this turn before the pause counts.
    boolean waitedEnough =
        deadlineMonoMs != NOT_WAITING
            && !engine().housekeeping().isCronPaused()
            && driver.replication().areReplicasInSync();
    if (!proceed && !waitedEnough) {
      return;
    }
    int total = 0;
    int inSync = 0;
    long offset = engine().replication().offset();
    for (ConnectedReplica replica : engine().replication().replicas()) {
      total++;
      if (replica.isOnline() && replica.ackOffset() == offset) {
        inSync++;
      } else {
        notice(
            "Lagging replica "
                + replica.ip()
                + ":"
                + replica.port()
                + " reported offset "
                + (offset - replica.ackOffset())
                + " behind master, lag="
                + replica.lagSeconds(driver.loop().monoMs())
                + ", state="
                + replica.stage().word()
                + ".");
      }
    }
    if (total > 0) {
      notice(inSync + " of " + total + " replicas are in sync when shutting down.");
    }
    driver.log().log(System.Logger.Level.WARNING, "Redis is now ready to exit, bye bye...");
    driver.stop(0);
  }
}
