package io.jacinth.engine.types;

import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.ClientTransport;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.engine.session.Subscriptions;
import java.util.Locale;

/** One session as CLIENT LIST shows it, field by field in Redis 7.2's order. */
public final class ClientLine {
  static final int NORMAL = 0;
  static final int REPLICA = 1;
  static final int PUBSUB = 2;
  static final int PRIMARY = 3;

  private static final int SESSION_BYTES = 1024;

  private ClientLine() {}

  /** The type a word names, -1 for none. */
  static int type(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "normal" -> NORMAL;
      case "slave", "replica" -> REPLICA;
      case "pubsub" -> PUBSUB;
      case "master" -> PRIMARY;
      default -> -1;
    };
  }

  static int typeOf(ClientSession session) {
    if (session.isPrimary()) {
      return PRIMARY;
    }
    if (session.is(SessionFlags.REPLICA)) {
      return REPLICA;
    }
    return session.is(SessionFlags.SUBSCRIBED) ? PUBSUB : NORMAL;
  }

  /** The session for a line of the log. */
  public static String of(ClientSession session, long monoMs) {
    StringBuilder line = new StringBuilder();
    write(line, session, monoMs);
    return line.toString();
  }

  static void write(StringBuilder out, ClientSession session, long monoMs) {
    ClientTransport transport = session.transport();
    int queued = session.queued() == null ? -1 : session.queued().size();
    long unsent = transport.unsentBytes();
    int queryBytes = transport.queryBufferBytes();
    int queryFree = transport.queryBufferFreeBytes();
    int replyBytes = session.reply().capacity();
    long total = SESSION_BYTES + (long) queryBytes + queryFree + replyBytes + unsent;
    out.append("id=").append(session.id());
    out.append(" addr=").append(transport.remoteAddress());
    out.append(" laddr=").append(transport.localAddress());
    out.append(" fd=").append(transport.fd());
    out.append(" name=").append(session.name());
    out.append(" age=").append((monoMs - session.createdMonoMs()) / 1000);
    out.append(" idle=").append((monoMs - session.lastCommandMonoMs()) / 1000);
    out.append(" flags=").append(flags(session));
    out.append(" db=").append(session.db());
    Subscriptions subscriptions = session.subscriptions();
    out.append(" sub=").append(subscriptions == null ? 0 : subscriptions.channels().size());
    out.append(" psub=").append(subscriptions == null ? 0 : subscriptions.patterns().size());
    out.append(" ssub=").append(subscriptions == null ? 0 : subscriptions.shardChannels().size());
    out.append(" multi=").append(queued);
    out.append(" qbuf=").append(queryBytes);
    out.append(" qbuf-free=").append(queryFree);
    out.append(" argv-mem=0 multi-mem=0 rbs=").append(replyBytes);
    out.append(" rbp=").append(session.reply().size());
    out.append(" obl=").append(session.reply().size());
    out.append(" oll=").append(unsent > 0 ? 1 : 0);
    out.append(" omem=").append(unsent);
    out.append(" tot-mem=").append(total);
    out.append(" events=").append(unsent > 0 ? "rw" : "r");
    out.append(" cmd=").append(session.lastCommand());
    out.append(" user=").append(session.user());
    out.append(" redir=-1 resp=").append(session.protocol());
    out.append(" lib-name=").append(session.libName());
    out.append(" lib-ver=").append(session.libVersion());
  }

  private static String flags(ClientSession session) {
    StringBuilder flags = new StringBuilder();
    flags.append(session.is(SessionFlags.REPLICA) ? "S" : "");
    flags.append(session.isPrimary() ? "M" : "");
    flags.append(session.is(SessionFlags.SUBSCRIBED) ? "P" : "");
    flags.append(session.is(SessionFlags.MULTI) ? "x" : "");
    flags.append(session.isParked() ? "b" : "");
    flags.append(session.is(SessionFlags.WATCH_BROKEN) ? "d" : "");
    flags.append(session.is(SessionFlags.CLOSE_AFTER_REPLY) ? "c" : "");
    flags.append(session.transport().isLocal() ? "U" : "");
    flags.append(session.is(SessionFlags.READONLY) ? "r" : "");
    flags.append(session.is(SessionFlags.NO_EVICT) ? "e" : "");
    flags.append(session.is(SessionFlags.NO_TOUCH) ? "T" : "");
    return flags.isEmpty() ? "N" : flags.toString();
  }
}
