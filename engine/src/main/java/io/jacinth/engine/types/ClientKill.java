package io.jacinth.engine.types;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.session.ClientLine;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.resp.Argv;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** CLIENT KILL: by address, or by filters that must all fit. */
final class ClientKill {
  private long id = -1;
  private int type = -1;
  private @Nullable String address;
  private @Nullable String localAddress;
  private @Nullable String user;
  private boolean skipMe = true;

  private ClientKill() {}

  static Outcome run(Call c) {
    ClientKill filter = new ClientKill();
    boolean old = c.count() == 3;
    if (old) {
      filter.address = c.argv().latin1(2);
      filter.skipMe = false;
    } else {
      for (int i = 2; i < c.count(); i += 2) {
        if (!filter.take(c, i)) {
          return Outcome.DONE;
        }
      }
    }
    int killed = 0;
    for (ClientSession session : new ArrayList<>(c.engine().sessions().all())) {
      if (filter.fits(session) && !(filter.skipMe && session == c.session())) {
        kill(c, session);
        killed++;
      }
    }
    if (old) {
      return killed == 0 ? c.error("ERR No such client") : c.ok();
    }
    return c.integer(killed);
  }

  /** Oneself after the reply, others at once: they may never take what waits for them. */
  private static void kill(Call c, ClientSession session) {
    if (session == c.session()) {
      session.set(SessionFlags.CLOSE_AFTER_REPLY);
      c.engine().host().closeSession(session);
    } else {
      session.set(SessionFlags.CLOSE_ASAP);
      c.engine().host().dropSession(session);
    }
  }

  /** Words are judged one after the other: what is wrong first is what is told. */
  private boolean take(Call c, int i) {
    Argv argv = c.argv();
    if (i + 1 == c.count()) {
      c.syntaxError();
      return false;
    }
    String value = argv.latin1(i + 1);
    if (argv.is(i, "ID")) {
      if (!argv.readLong(i + 1) || argv.longValue() < 1) {
        c.error("ERR client-id should be greater than 0");
        return false;
      }
      id = argv.longValue();
    } else if (argv.is(i, "TYPE")) {
      type = ClientLine.type(value);
      if (type < 0) {
        c.error("ERR Unknown client type '" + c.quoted(i + 1) + "'");
        return false;
      }
    } else if (argv.is(i, "ADDR")) {
      address = value;
    } else if (argv.is(i, "LADDR")) {
      localAddress = value;
    } else if (argv.is(i, "USER")) {
      user = value;
      if (!value.equals("default")) {
        c.error("ERR No such user '" + c.quoted(i + 1) + "'");
        return false;
      }
    } else if (argv.is(i, "SKIPME") && (argv.is(i + 1, "yes") || argv.is(i + 1, "no"))) {
      skipMe = argv.is(i + 1, "yes");
    } else {
      c.syntaxError();
      return false;
    }
    return true;
  }

  private boolean fits(ClientSession session) {
    return (id < 0 || session.id() == id)
        && (type < 0 || ClientLine.typeOf(session) == type)
        && (address == null || session.transport().remoteAddress().equals(address))
        && (localAddress == null || session.transport().localAddress().equals(localAddress))
        && (user == null || session.user().equals(user));
  }
}
