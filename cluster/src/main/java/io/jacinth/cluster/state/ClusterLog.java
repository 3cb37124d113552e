package io.jacinth.cluster.state;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** The node's log in Redis's levels. Lines people look for keep Redis 7.2's words. */
public final class ClusterLog {
  private final Logger log;

  public ClusterLog(Logger log) {
    this.log = log;
  }

  public void debug(String text) {
    log.log(Level.TRACE, text);
  }

  public void verbose(String text) {
    log.log(Level.DEBUG, text);
  }

  public void notice(String text) {
    log.log(Level.INFO, text);
  }

  public void warning(String text) {
    log.log(Level.WARNING, text);
  }

  public boolean isDebug() {
    return log.isLoggable(Level.TRACE);
  }
}
