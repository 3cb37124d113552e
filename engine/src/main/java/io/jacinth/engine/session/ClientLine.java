package io.jacinth.engine.session;

import io.jacinth.resp.Argv;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One session as CLIENT LIST and the log show it, field by field in Redis 7.2's order. */
public final class ClientLine {
  public static final int NORMAL = 0;
  public static final int REPLICA = 1;
  public static final int PUBSUB = 2;
  public static final int PRIMARY = 3;

  private static final int SESSION_BYTES = 1024;

  /** What a command between MULTI and EXEC costs beside its words. */
  private static final int QUEUED_BYTES = 32;

  private ClientLine() {}

  /** The type a word names, -1 for none. */
  public static int type(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "normal" -> NORMAL;
      case "slave", "replica" -> REPLICA;
      case "pubsub" -> PUBSUB;
      case "master" -> PRIMARY;
      default -> -1;
    };
  }

  public static int typeOf(ClientSession session) {
    if (session.isPrimary()) {
      return PRIMARY;
    }
    if (session.is(SessionFlags.REPLICA)) {
      return REPLICA;
    }
    return session.is(SessionFlags.SUBSCRIBED) ? PUBSUB : NORMAL;
  }

  /** The whole line, for the log. */
  public static String of(ClientSession session, long monoMs) {
    StringBuilder out = new StringBuilder();
    write(out, session, monoMs, null);
    return out.toString();
  }

  /**
   * @param running the words of the command this session runs at this moment, null if it runs none
   */
  public static void write(
      StringBuilder out, ClientSession session, long monoMs, @Nullable Argv running) {
    ClientTransport transport = session.transport();
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
    out.append(" multi=").append(session.queued() == null ? -1 : session.queued().size());
    memory(out, session, running);
    out.append(" events=").append(transport.unsentBytes() > 0 ? "rw" : "r");
    out.append(" cmd=").append(session.lastCommand());
    out.append(" user=").append(session.user());
    out.append(" redir=-1 resp=").append(session.protocol());
    out.append(" lib-name=").append(session.libName());
    out.append(" lib-ver=").append(session.libVersion());
  }

  private static void memory(StringBuilder out, ClientSession session, @Nullable Argv running) {
    ClientTransport transport = session.transport();
    Parked wait = session.parked();
    Argv words = running != null ? running : wait == null ? null : wait.redo();
    long argvBytes = words == null ? 0 : bytes(words);
    long queuedBytes = 0;
    if (session.queued() != null) {
      for (Argv queued : session.queued()) {
        queuedBytes += bytes(queued) + QUEUED_BYTES;
      }
    }
    // What lies in the store for a client, being received or to be sent, is shown as its own.
    long elsewhere = session.reply().elsewhereBytes();
    long unsent = transport.unsentBytes() + elsewhere;
    long queryBytes = transport.queryBufferBytes() + transport.heldBytes();
    int queryFree = transport.queryBufferFreeBytes();
    int replyBytes = session.reply().capacity();
    long buffers = queryBytes + queryFree + replyBytes + unsent;
    out.append(" qbuf=").append(queryBytes);
    out.append(" qbuf-free=").append(queryFree);
    out.append(" argv-mem=").append(argvBytes);
    out.append(" multi-mem=").append(queuedBytes);
    out.append(" rbs=").append(replyBytes);
    out.append(" rbp=").append(session.reply().peak());
    out.append(" obl=").append(session.reply().size() - elsewhere);
    out.append(" oll=").append(unsent > 0 ? 1 : 0);
    out.append(" omem=").append(unsent);
    out.append(" tot-mem=").append(SESSION_BYTES + buffers + argvBytes + session.keptBytes());
  }

  private static long bytes(Argv words) {
    long sum = 0;
    for (int i = 0; i < words.count(); i++) {
      sum += words.length(i);
    }
    return sum;
  }

  private static String flags(ClientSession session) {
    StringBuilder flags = new StringBuilder();
    if (session.is(SessionFlags.MONITOR)) {
      flags.append('O');
    } else if (session.is(SessionFlags.REPLICA)) {
      flags.append('S');
    }
    flags.append(session.isPrimary() ? "M" : "");
    flags.append(session.is(SessionFlags.SUBSCRIBED) ? "P" : "");
    flags.append(session.is(SessionFlags.MULTI) ? "x" : "");
    flags.append(session.isParked() ? "b" : "");
    flags.append(session.is(SessionFlags.WATCH_BROKEN) ? "d" : "");
    flags.append(session.is(SessionFlags.CLOSE_AFTER_REPLY) ? "c" : "");
    flags.append(session.is(SessionFlags.CLOSE_ASAP) ? "A" : "");
    flags.append(session.transport().isLocal() ? "U" : "");
    flags.append(session.is(SessionFlags.READONLY) ? "r" : "");
    flags.append(session.is(SessionFlags.NO_EVICT) ? "e" : "");
    flags.append(session.is(SessionFlags.NO_TOUCH) ? "T" : "");
    return flags.isEmpty() ? "N" : flags.toString();
  }
}
