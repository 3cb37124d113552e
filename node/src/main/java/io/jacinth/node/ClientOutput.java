package io.jacinth.node;

import io.jacinth.engine.Traffic;
import io.jacinth.node.env.Connection;
import io.jacinth.resp.ReplyBuffer;

/**
 * A client's replies on their way out: from the session's reply buffer, where a turn collects them,
 * to the connection, which gets them once per turn.
 *
 * <p>A large value is not in the reply buffer but referenced from it, and stays in the store until
 * it is sent. So of such values the connection is handed no more than the peer takes now, and the
 * rest follows when it has drained; a reader that never reads costs a little, and not the value.
 */
final class ClientOutput {
  /** Of {@link #send}: the replies are more than the client may let wait, none was sent. */
  static final long OVER_LIMIT = -1;

  /** A client that does not take its replies gets no more executed. */
  private static final long STOP_EXECUTING_AT_BYTES = 32L << 20;

  /** The same when all clients together hold much already. */
  private static final long STOP_EXECUTING_WHEN_TIGHT_AT_BYTES = 64 << 10;

  /** So much of a large value is handed to the connection before the peer has taken the rest. */
  private static final long SEND_AHEAD_BYTES = 256 << 10;

  /** Large values sent in one turn; others want their turn too. */
  private static final int SENDS_PER_TURN = 4;

  private static final int KEPT_BYTES = 16 << 10;

  private final Connection connection;
  private final ReplyBuffer reply;
  private final ClientLimits limits;
  private final Traffic traffic;
  private final ReplyBuffer.Output toConnection;

  ClientOutput(Connection connection, ReplyBuffer reply, ClientLimits limits, Traffic traffic) {
    this.connection = connection;
    this.reply = reply;
    this.limits = limits;
    this.traffic = traffic;
    toConnection = connection::write;
  }

  /** Nothing waits here; the connection may still hold some. */
  boolean isEmpty() {
    return reply.isEmpty();
  }

  /** So much is not taken that no further command should add to it. */
  boolean isClogged(boolean tight) {
    return connection.unsentBytes() + reply.size()
        >= (tight ? STOP_EXECUTING_WHEN_TIGHT_AT_BYTES : STOP_EXECUTING_AT_BYTES);
  }

  /** Large values wait to be sent: that takes time, and may wait a turn. */
  boolean sendsMuch() {
    return reply.size() > SEND_AHEAD_BYTES;
  }

  /**
   * Hands replies to the connection, of large values no more than the peer takes now.
   *
   * @return what the connection holds now, or {@link #OVER_LIMIT}
   */
  long send() {
    long unsent = connection.unsentBytes();
    // Judged before anything is sent: what is over the hard limit must not reach the peer in part.
    if (reply.overflowed() || limits.isOverHardLimit(unsent + reply.size())) {
      limits.noteOutputOver();
      return OVER_LIMIT;
    }
    for (int i = 0; i < SENDS_PER_TURN && !reply.isEmpty(); i++) {
      long sent = reply.writeTo(toConnection, SEND_AHEAD_BYTES - unsent);
      traffic.wrote(sent);
      connection.flush();
      unsent = connection.unsentBytes();
      if (unsent >= SEND_AHEAD_BYTES) {
        break;
      }
    }
    reply.shrink(KEPT_BYTES);
    return unsent;
  }

  /** Hands over all of it, whatever the peer takes: what follows is not a reply any more. */
  void sendAll() {
    if (!reply.isEmpty()) {
      traffic.wrote(reply.writeTo(toConnection, Long.MAX_VALUE));
      reply.shrink(KEPT_BYTES);
    }
  }

  /** Whether too much waits, or much for too long; if so the log says it. */
  boolean isOver(long unsentBytes) {
    return limits.isOutputOver(unsentBytes + reply.size());
  }
}
