package io.jacinth.engine.types;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.ALLOW_BUSY;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.LOADING;
import static io.jacinth.engine.command.Flags.NOSCRIPT;
import static io.jacinth.engine.command.Flags.NO_AUTH;
import static io.jacinth.engine.command.Flags.STALE;

import io.jacinth.engine.Outcome;
import io.jacinth.engine.Release;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.resp.Argv;
import io.jacinth.resp.ReplyBuffer;
import java.security.MessageDigest;

/** What a peer says about itself and its connection; CLIENT is in {@link ClientCommands}. */
final class ConnectionCommands {
  private static final int ALWAYS = NOSCRIPT | LOADING | STALE | FAST | NO_AUTH | ALLOW_BUSY;

  static final CommandFamily FAMILY =
      family(Group.CONNECTION)
          .row(
              "PING",
              arity(-1),
              FAST,
              Keys.none(),
              ConnectionCommands::ping,
              doc(
                  "1.0.0",
                  "O(1)",
                  "[message]",
                  "Answers, to show that the server lives.",
                  "request_policy:all_shards",
                  "response_policy:all_succeeded"))
          .row(
              "ECHO",
              arity(2),
              LOADING | STALE | FAST,
              Keys.none(),
              ConnectionCommands::echo,
              doc("1.0.0", "O(1)", "message", "Returns the given text."))
          .row(
              "HELLO",
              arity(-1),
              ALWAYS,
              Keys.none(),
              ConnectionCommands::hello,
              doc(
                  "6.0.0",
                  "O(1)",
                  "[arguments={protover [username_password=AUTH {username password}]"
                      + " [SETNAME clientname]}]",
                  "Agrees on a protocol version, and says who is who."))
          .row(
              "AUTH",
              arity(-2),
              ALWAYS,
              Keys.none(),
              ConnectionCommands::auth,
              doc(
                  "1.0.0",
                  "O(N) with N passwords",
                  "[username^6.0.0] password",
                  "Says the password."))
          .row(
              "SELECT",
              arity(2),
              LOADING | STALE | FAST,
              Keys.none(),
              ConnectionCommands::select,
              doc("1.0.0", "O(1)", "index", "Changes the database."))
          .row(
              "QUIT",
              arity(-1),
              ALWAYS,
              Keys.none(),
              ConnectionCommands::quit,
              doc("1.0.0", "O(1)", "", "Closes the connection."))
          .deprecated("7.2.0", "just closing the connection")
          .row(
              "RESET",
              arity(1),
              ALWAYS,
              Keys.none(),
              ConnectionCommands::reset,
              doc("6.2.0", "O(1)", "", "Puts the connection back into its first state."))
          .row(
              "READONLY",
              arity(1),
              LOADING | STALE | FAST,
              Keys.none(),
              c -> clusterMark(c, true),
              doc("3.0.0", "O(1)", "", "Lets this connection read from a replica."))
          .documentedWith(Group.CLUSTER)
          .row(
              "READWRITE",
              arity(1),
              LOADING | STALE | FAST,
              Keys.none(),
              c -> clusterMark(c, false),
              doc("3.0.0", "O(1)", "", "Ends what READONLY began."))
          .documentedWith(Group.CLUSTER)
          .row(
              "ASKING",
              arity(1),
              FAST,
              Keys.none(),
              ConnectionCommands::asking,
              doc("3.0.0", "O(1)", "", "Says that the next command follows an ASK redirection."))
          .documentedWith(Group.CLUSTER);

  private static final String NO_CLUSTER = "ERR This instance has cluster support disabled";
  private static final String WRONG_PASS =
      "WRONGPASS invalid username-password pair or user is disabled.";

  private ConnectionCommands() {}

  private static Outcome ping(Call c) {
    if (c.count() > 2) {
      return c.error("ERR wrong number of arguments for 'ping' command");
    }
    ReplyBuffer reply = c.reply();
    Argv argv = c.argv();
    if (c.session().is(SessionFlags.SUBSCRIBED) && !reply.isResp3()) {
      reply.array(2);
      reply.bulk("pong");
      reply.bulk(c.count() == 1 ? new byte[0] : argv.bytes(1));
    } else if (c.count() == 1) {
      reply.simple("PONG");
    } else {
      return echo(c);
    }
    return Outcome.DONE;
  }

  private static Outcome echo(Call c) {
    c.reply().bulk(c.argv().bytes(1));
    return Outcome.DONE;
  }

  private static Outcome hello(Call c) {
    Argv argv = c.argv();
    long version = 0;
    if (c.count() >= 2) {
      if (!argv.readLong(1)) {
        return c.error("ERR Protocol version is not an integer or out of range");
      }
      version = argv.longValue();
      if (version < 2 || version > 3) {
        return c.error("NOPROTO unsupported protocol version");
      }
    }
    int authAt = 0;
    int nameAt = 0;
    for (int i = 2; i < c.count(); i++) {
      int left = c.count() - 1 - i;
      if (argv.is(i, "AUTH") && left >= 2) {
        c.redact(i + 1);
        c.redact(i + 2);
        authAt = i;
        i += 2;
      } else if (argv.is(i, "SETNAME") && left >= 1) {
        nameAt = ++i;
        if (!ClientCommands.isName(argv.latin1(nameAt))) {
          return c.error(ClientCommands.BAD_NAME);
        }
      } else {
        return c.error("ERR Syntax error in HELLO option '" + c.quoted(i) + "'");
      }
    }
    ClientSession session = c.session();
    if (authAt > 0) {
      if (!matches(c, argv.latin1(authAt + 1), argv.bytes(authAt + 2))) {
        return c.error(WRONG_PASS);
      }
      session.authenticated("default", true);
    }
    if (!session.isAuthenticated()) {
      return c.error(
          "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO"
              + " <proto> AUTH <user> <pass> option can be used to authenticate the client and"
              + " select the RESP protocol version at the same time");
    }
    if (nameAt > 0) {
      session.rename(argv.latin1(nameAt));
    }
    if (version != 0) {
      c.reply().protocol((int) version);
    }
    return welcome(c);
  }

  private static Outcome welcome(Call c) {
    ReplyBuffer reply = c.reply();
    reply.map(7);
    reply.bulk("server");
    reply.bulk("redis");
    reply.bulk("version");
    reply.bulk(Release.REDIS_VERSION);
    reply.bulk("proto");
    reply.integer(c.session().protocol());
    reply.bulk("id");
    reply.integer(c.session().id());
    reply.bulk("mode");
    reply.bulk(c.engine().isCluster() ? "cluster" : "standalone");
    reply.bulk("role");
    reply.bulk(c.engine().replication().isReplica() ? "replica" : "master");
    reply.bulk("modules");
    reply.array(0);
    return Outcome.DONE;
  }

  private static Outcome auth(Call c) {
    if (c.count() > 3) {
      return c.syntaxError();
    }
    c.redact(1);
    c.redact(2);
    boolean named = c.count() == 3;
    if (!named && c.engine().config().text(NetworkOptions.REQUIREPASS).isEmpty()) {
      return c.error(
          "ERR AUTH <password> called without any password configured for the default user. Are"
              + " you sure your configuration is correct?");
    }
    String user = named ? c.argv().latin1(1) : "default";
    if (!matches(c, user, c.argv().bytes(named ? 2 : 1))) {
      return c.error(WRONG_PASS);
    }
    c.session().authenticated("default", true);
    return c.ok();
  }

  /** Compares in a time that tells nothing about the password. */
  private static boolean matches(Call c, String user, byte[] password) {
    byte[] wanted = c.engine().config().bytes(NetworkOptions.REQUIREPASS);
    boolean right =
        user.equals("default") && (wanted.length == 0 || MessageDigest.isEqual(wanted, password));
    if (!right) {
      c.engine().statistics().deniedLogin();
    }
    return right;
  }

  private static Outcome select(Call c) {
    if (!c.argv().readLong(1)) {
      return c.notAnInteger();
    }
    long index = c.argv().longValue();
    if (index < Integer.MIN_VALUE || index > Integer.MAX_VALUE) {
      return c.error("ERR value is out of range, value must between -2147483648 and 2147483647");
    }
    if (c.engine().isCluster() && index != 0) {
      return c.error("ERR SELECT is not allowed in cluster mode");
    }
    if (index < 0 || index >= c.keys().databaseCount()) {
      return c.error("ERR DB index is out of range");
    }
    c.session().select((int) index);
    return c.ok();
  }

  private static Outcome quit(Call c) {
    c.reply().ok();
    c.session().set(SessionFlags.CLOSE_AFTER_REPLY);
    c.engine().host().closeSession(c.session());
    return Outcome.DONE;
  }

  private static Outcome reset(Call c) {
    ClientSession session = c.session();
    if (session.is(SessionFlags.REPLICA | SessionFlags.PRIMARY)) {
      return c.error("ERR can only reset normal client connections");
    }
    c.engine().discardTransaction(session);
    c.engine().pubSub().forget(session);
    c.engine().observation().monitors().remove(session);
    session.clear(
        SessionFlags.READONLY
            | SessionFlags.ASKING
            | SessionFlags.REPLY_OFF
            | SessionFlags.REPLY_SKIP_NEXT
            | SessionFlags.NO_EVICT
            | SessionFlags.NO_TOUCH);
    session.select(0);
    c.reply().protocol(2);
    session.rename("");
    session.authenticated(
        "default", c.engine().config().text(NetworkOptions.REQUIREPASS).isEmpty());
    c.reply().simple("RESET");
    return Outcome.DONE;
  }

  private static Outcome clusterMark(Call c, boolean readOnly) {
    if (!c.engine().isCluster()) {
      return c.error(NO_CLUSTER);
    }
    if (readOnly) {
      c.session().set(SessionFlags.READONLY);
    } else {
      c.session().clear(SessionFlags.READONLY);
    }
    return c.ok();
  }

  private static Outcome asking(Call c) {
    if (!c.engine().isCluster()) {
      return c.error(NO_CLUSTER);
    }
    c.session().set(SessionFlags.ASKING);
    return c.ok();
  }
}
