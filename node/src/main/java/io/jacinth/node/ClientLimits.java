package io.jacinth.node;

import io.jacinth.engine.Engine;
import io.jacinth.engine.config.BufferLimit;
import io.jacinth.engine.config.ConfigWords;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.session.ClientLine;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.resp.QueryBuffer;
import java.nio.charset.StandardCharsets;

/**
 * How much one client may let wait: {@code client-query-buffer-limit} for what it sends, {@code
 * client-output-buffer-limit} of its class for what it does not take. Replicas are judged by their
 * feeds.
 */
final class ClientLimits {
  private static final int SHOWN_BYTES = 64;

  /** Replies that fit in here never count, in Redis neither: it is the buffer a client owns. */
  private static final int OWN_BUFFER_BYTES = 16 * 1024;

  private final Engine engine;
  private final ClientSession session;
  private long softLimitSinceMonoMs = -1;
  private long mostHeldBytes = Long.MAX_VALUE;

  ClientLimits(Engine engine, ClientSession session) {
    this.engine = engine;
    this.session = session;
  }

  /** Most bytes of a transaction's commands and of replies on the heap, whatever is configured. */
  void limitHeld(long bytes) {
    mostHeldBytes = bytes;
    session.limitHeld(bytes);
  }

  /** Lets no command write more replies than the hard limit allows: nobody would be sent them. */
  void limitReply() {
    long hard = outputLimit().hardBytes();
    session
        .reply()
        .limit(hard > 0 ? Math.min(mostHeldBytes, hard + OWN_BUFFER_BYTES) : mostHeldBytes);
  }

  /** Whether requests that are not complete are too long; if so the log says it. */
  boolean isInputOver(QueryBuffer query, long largeWordBytes) {
    long limit = engine.config().number(NetworkOptions.CLIENT_QUERY_BUFFER_LIMIT);
    if (query.readable() + largeWordBytes + session.queuedBytes() <= limit) {
      return false;
    }
    int shown = Math.min(query.readable(), SHOWN_BYTES);
    String beginning =
        new String(query.array(), query.readIndex(), shown, StandardCharsets.ISO_8859_1);
    log(
        System.Logger.Level.WARNING,
        "Closing client that reached max query buffer length: "
            + describe()
            + " (qbuf initial bytes: "
            + ConfigWords.quote(beginning)
            + ")");
    engine.statistics().queryBufferDisconnection();
    return true;
  }

  private BufferLimit outputLimit() {
    return session.is(SessionFlags.SUBSCRIBED)
        ? engine.config().outputBufferLimits().pubsub()
        : engine.config().outputBufferLimits().normal();
  }

  private long ownBytes() {
    return session.reply().ownedBytes(OWN_BUFFER_BYTES);
  }

  /** Whether more bytes wait than ever may. */
  boolean isOverHardLimit(long unsentBytes) {
    long hard = outputLimit().hardBytes();
    return hard > 0 && unsentBytes - ownBytes() >= hard;
  }

  /** Whether too many bytes wait, or many for too long; if so the log says it. */
  boolean isOutputOver(long unsentBytes) {
    long waitingBytes = Math.max(0, unsentBytes - ownBytes());
    BufferLimit limit = outputLimit();
    boolean over = isOverHardLimit(unsentBytes);
    if (limit.softBytes() > 0 && waitingBytes >= limit.softBytes()) {
      long now = engine.turn().monoMs();
      if (softLimitSinceMonoMs < 0) {
        softLimitSinceMonoMs = now;
      }
      over |= now - softLimitSinceMonoMs > limit.softSeconds() * 1000;
    } else {
      softLimitSinceMonoMs = -1;
    }
    if (over) {
      noteOutputOver();
    }
    return over;
  }

  /** Says in the log that the client is closed for what it does not take. */
  void noteOutputOver() {
    log(
        System.Logger.Level.WARNING,
        "Client "
            + describe()
            + " scheduled to be closed ASAP for overcoming of output buffer limits.");
    engine.statistics().outputBufferDisconnection();
  }

  void noteEviction() {
    log(System.Logger.Level.INFO, "Evicting client: " + describe());
    engine.statistics().evictedClient();
  }

  /** As CLIENT LIST shows it. */
  String describe() {
    return ClientLine.of(session, engine.turn().monoMs());
  }

  private void log(System.Logger.Level level, String line) {
    engine.log().log(level, line);
  }
}
