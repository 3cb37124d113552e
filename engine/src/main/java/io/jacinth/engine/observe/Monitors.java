package io.jacinth.engine.observe;

import io.jacinth.engine.Engine;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.Redaction;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.resp.Argv;
import io.jacinth.resp.ReplyBuffer;
import java.util.LinkedHashSet;
import java.util.Set;

/** The sessions that are shown every command, and the line they are shown. */
public final class Monitors {
  /** More than that does not collect in a session within one turn. */
  private static final int HAND_OVER_AT_BYTES = 64 << 10;

  private static final int KEPT_BYTES = 64 << 10;

  private final Engine engine;
  private final Runnable changed;
  private final Set<ClientSession> sessions = new LinkedHashSet<>();
  private final QuotedLine line = new QuotedLine();

  Monitors(Engine engine, Runnable changed) {
    this.engine = engine;
    this.changed = changed;
  }

  public boolean isEmpty() {
    return sessions.isEmpty();
  }

  void add(ClientSession session) {
    session.set(SessionFlags.MONITOR);
    sessions.add(session);
    changed.run();
  }

  /** The session is none any more, or never was. */
  public void remove(ClientSession session) {
    session.clear(SessionFlags.MONITOR);
    if (sessions.remove(session)) {
      changed.run();
    }
  }

  /** Shows a command that has run: {@code +seconds.micros [db address] "word" "word"}. */
  void tell(Call c) {
    long micros = engine.turn().wallMicros();
    line.clear();
    line.text("+").number(micros / 1_000_000).text(".").padded(micros % 1_000_000, 6);
    line.text(" [").number(c.db()).text(" ");
    if (c.session().transport().isLocal()) {
      line.text("unix:").text(engine.config().text(NetworkOptions.UNIXSOCKET));
    } else {
      line.text(c.session().transport().remoteAddress());
    }
    line.text("]");
    Argv argv = c.original();
    for (int i = 0; i < argv.count(); i++) {
      line.text(" ");
      if (Redaction.has(c.redacted(), i)) {
        line.text("\"(redacted)\"");
      } else {
        line.word(argv, i);
      }
    }
    line.text("\r\n");
    for (ClientSession session : sessions) {
      show(session);
    }
    line.shrink(KEPT_BYTES);
  }

  private void show(ClientSession session) {
    if (session.is(SessionFlags.CLOSE_ASAP | SessionFlags.REPLY_OFF)) {
      return;
    }
    ReplyBuffer target = session.pushTarget();
    target.raw(line.array(), 0, line.length());
    engine.ready(session);
    if (target.size() > HAND_OVER_AT_BYTES) {
      engine.host().handOver(session);
    }
  }
}
