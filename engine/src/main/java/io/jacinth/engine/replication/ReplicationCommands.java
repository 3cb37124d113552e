package io.jacinth.engine.replication;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.ADMIN;
import static io.jacinth.engine.command.Flags.ALLOW_BUSY;
import static io.jacinth.engine.command.Flags.BLOCKING;
import static io.jacinth.engine.command.Flags.FAST;
import static io.jacinth.engine.command.Flags.LOADING;
import static io.jacinth.engine.command.Flags.NOSCRIPT;
import static io.jacinth.engine.command.Flags.NO_ASYNC_LOADING;
import static io.jacinth.engine.command.Flags.NO_MULTI;
import static io.jacinth.engine.command.Flags.STALE;

import io.jacinth.cluster.view.ClusterView;
import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Acl;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.config.ConfigWords;
import io.jacinth.engine.session.ParkKind;
import io.jacinth.engine.session.Parked;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.resp.Argv;
import io.jacinth.resp.ReplyBuffer;
import java.util.List;
import java.util.Locale;

/** Commands of replicas to their primary, and those about roles. One instance per node. */
public final class ReplicationCommands {
  private static final int MAX_IP_BYTES = 255;
  private static final int MAX_PORT = 65535;

  private final ReplicationState state;
  private final ReplicationHost host;

  private ReplicationCommands(ReplicationState state, ReplicationHost host) {
    this.state = state;
    this.host = host;
  }

  /** The rows, bound to one node. */
  public static List<CommandFamily> families(ReplicationState state, ReplicationHost host) {
    ReplicationCommands commands = new ReplicationCommands(state, host);
    return List.of(commands.rows(), commands.waitingRows());
  }

  private CommandFamily rows() {
    return CommandFamily.family(Group.SERVER)
        .row(
            "REPLICAOF",
            arity(3),
            NO_ASYNC_LOADING | ADMIN | NOSCRIPT | STALE,
            Keys.none(),
            this::replicaOf,
            doc(
                "5.0.0",
                "O(1)",
                "args=<host-port={host port} | no-one={NO ONE}>",
                "Follows another server, or nobody."))
        .row(
            "SLAVEOF",
            arity(3),
            NO_ASYNC_LOADING | ADMIN | NOSCRIPT | STALE,
            Keys.none(),
            this::replicaOf,
            doc(
                "1.0.0",
                "O(1)",
                "args=<host-port={host port} | no-one={NO ONE}>",
                "The older name of REPLICAOF."))
        .deprecated("5.0.0", "`REPLICAOF`")
        .row(
            "PSYNC",
            arity(-3),
            NO_ASYNC_LOADING | ADMIN | NO_MULTI | NOSCRIPT,
            Keys.none(),
            this::psync,
            doc("2.8.0", "", "replicationid offset", "A replica asks for the stream."))
        .row(
            "SYNC",
            arity(1),
            NO_ASYNC_LOADING | ADMIN | NO_MULTI | NOSCRIPT,
            Keys.none(),
            this::sync,
            doc("1.0.0", "", "", "A replica of old asks for everything."))
        .row(
            "REPLCONF",
            arity(-1),
            ADMIN | NOSCRIPT | LOADING | STALE | ALLOW_BUSY,
            Keys.none(),
            this::replconf,
            doc("3.0.0", "O(1)", "", "A replica tells what it can and how far it is."))
        .internal()
        .row(
            "ROLE",
            arity(1),
            NOSCRIPT | LOADING | STALE | FAST,
            Keys.none(),
            this::role,
            doc("2.8.12", "O(1)", "", "Tells the role of this server in replication."))
        .categories(Acl.ADMIN | Acl.DANGEROUS);
  }

  private CommandFamily waitingRows() {
    return CommandFamily.family(Group.GENERIC)
        .row(
            "WAIT",
            arity(3),
            BLOCKING,
            Keys.none(),
            this::await,
            doc(
                "3.0.0",
                "O(1)",
                "numreplicas timeout/integer",
                "Waits until replicas have acknowledged the writes before it.",
                "request_policy:all_shards",
                "response_policy:agg_min"))
        .categories(Acl.CONNECTION);
  }

  private Outcome replicaOf(Call c) {
    Argv argv = c.argv();
    if (c.engine().isCluster()) {
      return c.error("ERR REPLICAOF not allowed in cluster mode.");
    }
    if (argv.is(1, "no") && argv.is(2, "one")) {
      if (state.isReplica()) {
        host.standAlone();
        log(c, "MASTER MODE enabled");
      }
      return c.ok();
    }
    if (c.session().is(SessionFlags.REPLICA)) {
      return c.error("ERR Command is not valid when client is a replica.");
    }
    if (!argv.readLong(2) || argv.longValue() < 0 || argv.longValue() > MAX_PORT) {
      return c.error("ERR Invalid master port");
    }
    String primaryHost = argv.latin1(1);
    int primaryPort = (int) argv.longValue();
    if (state.isReplica()
        && state.primaryHost().equalsIgnoreCase(primaryHost)
        && state.primaryPort() == primaryPort) {
      c.reply().simple("OK Already connected to specified master");
      return Outcome.DONE;
    }
    host.follow(primaryHost, primaryPort);
    log(c, "REPLICAOF " + primaryHost + ":" + primaryPort + " enabled");
    return c.ok();
  }

  private static void log(Call c, String what) {
    String client = "id=" + c.session().id() + " addr=" + c.session().transport().remoteAddress();
    c.engine().log().log(System.Logger.Level.INFO, what + " (user request from '" + client + "')");
  }

  private Outcome sync(Call c) {
    return mayBegin(c) ? begin(c, "?", -1, true) : Outcome.DONE;
  }

  private Outcome psync(Call c) {
    if (!mayBegin(c)) {
      return Outcome.DONE;
    }
    if (!c.argv().readLong(2)) {
      return c.notAnInteger();
    }
    return begin(c, c.argv().latin1(1), c.argv().longValue(), false);
  }

  /** Whether the stream may be asked for now; if not, the reply has been given. */
  private boolean mayBegin(Call c) {
    if (c.session().is(SessionFlags.REPLICA) || c.session().is(SessionFlags.MONITOR)) {
      return false; // ignored, as the reply would end up in the stream
    }
    ClusterView view = c.engine().view();
    if (state.isLinkDown()) {
      c.error("NOMASTERLINK Can't SYNC while not connected with my master");
    } else if (c.engine().isCluster() && (view == null || view.withholdsData())) {
      c.error("NOMASTERLINK Can't SYNC: this primary has started without its data");
    } else if (!c.reply().isEmpty()) {
      c.error("ERR SYNC and PSYNC are invalid with pending output");
    } else if (host.offer(c.session()).isFiltered() && !host.offer(c.session()).takesEndMark()) {
      c.error("ERR Filtered replica requires EOF capability");
    } else {
      return true;
    }
    return false;
  }

  private Outcome begin(Call c, String replId, long nextByteOffset, boolean isOld) {
    host.offer(c.session()).old(isOld);
    host.synchronize(c.session(), replId, nextByteOffset);
    return Outcome.DONE;
  }

  private Outcome replconf(Call c) {
    Argv argv = c.argv();
    if (argv.count() % 2 == 0) {
      return c.syntaxError();
    }
    for (int i = 1; i < argv.count(); i += 2) {
      if (argv.is(i, "ack")) {
        if (c.session().is(SessionFlags.REPLICA) && argv.readLong(i + 1)) {
          host.acknowledged(c.session(), argv.longValue());
        }
        return Outcome.DONE; // an acknowledgement is never answered
      }
      if (argv.is(i, "getack")) {
        if (c.session().isPrimary()) {
          host.acknowledgeToPrimary();
        }
        return Outcome.DONE;
      }
      if (!offered(c, i)) {
        return Outcome.DONE;
      }
    }
    return c.ok();
  }

  /** Notes the option at word {@code i}; false after an error reply. */
  private boolean offered(Call c, int i) {
    Argv argv = c.argv();
    ReplicaOffer offer = host.offer(c.session());
    if (argv.is(i, "listening-port")) {
      if (!argv.readLong(i + 1)) {
        c.notAnInteger();
        return false;
      }
      offer.port((int) argv.longValue());
    } else if (argv.is(i, "ip-address")) {
      if (argv.length(i + 1) > MAX_IP_BYTES) {
        c.error(
            "ERR REPLCONF ip-address provided by replica instance is too long: "
                + argv.length(i + 1)
                + " bytes");
        return false;
      }
      offer.ip(argv.latin1(i + 1));
    } else if (argv.is(i, "capa")) {
      offer.capability(argv.latin1(i + 1).toLowerCase(Locale.ROOT));
    } else if (argv.is(i, "rdb-only")) {
      if (!argv.readLong(i + 1)) {
        c.notAnInteger();
        return false;
      }
      if (argv.longValue() < 0 || argv.longValue() > 1) {
        c.error("ERR value is out of range, value must between 0 and 1");
        return false;
      }
      offer.onlySnapshot(argv.longValue() == 1);
    } else if (argv.is(i, "rdb-filter-only")) {
      return filtered(c, offer, c.quoted(i + 1));
    } else {
      c.error("ERR Unrecognized REPLCONF option: " + c.quoted(i));
      return false;
    }
    return true;
  }

  /** Words that say what the snapshot shall have in it; what none of them names is left out. */
  private static boolean filtered(Call c, ReplicaOffer offer, String wanted) {
    List<String> words = ConfigWords.split(wanted);
    if (words == null) {
      c.error("ERR Missing rdb-filter-only values");
      return false;
    }
    offer.filter();
    for (String word : words) {
      String name = ConfigWords.untilZero(word);
      if (!name.equalsIgnoreCase("functions")) {
        c.error("ERR Unsupported rdb-filter-only option: " + name);
        return false;
      }
    }
    return true;
  }

  private Outcome role(Call c) {
    ReplyBuffer reply = c.reply();
    PrimaryLinkState link = state.link();
    if (link != null) {
      reply.array(5);
      reply.bulk("slave");
      reply.bulk(state.primaryHost());
      reply.integer(state.primaryPort());
      reply.bulk(link.stage().word());
      reply.integer(link.isUp() ? link.readOffset() : -1);
      return Outcome.DONE;
    }
    int online = 0;
    for (ConnectedReplica replica : state.replicas()) {
      online += replica.isOnline() ? 1 : 0;
    }
    reply.array(3);
    reply.bulk("master");
    reply.integer(state.offset());
    reply.array(online);
    for (ConnectedReplica replica : state.replicas()) {
      if (replica.isOnline()) {
        reply.array(3);
        reply.bulk(replica.ip());
        reply.bulk(Integer.toString(replica.port()));
        reply.bulk(Long.toString(replica.ackOffset()));
      }
    }
    return Outcome.DONE;
  }

  private Outcome await(Call c) {
    Argv argv = c.argv();
    if (state.isReplica()) {
      return c.error(
          "ERR WAIT cannot be used with replica instances. Please also note that since Redis 4.0 if"
              + " a replica is configured to be writable (which is not the default) writes to"
              + " replicas are just local and are not propagated.");
    }
    if (!argv.readLong(1)) {
      return c.notAnInteger();
    }
    long wanted = argv.longValue();
    if (!argv.readLong(2)) {
      return c.error("ERR timeout is not an integer or out of range");
    }
    long timeoutMs = argv.longValue();
    if (timeoutMs < 0) {
      return c.error("ERR timeout is negative");
    }
    long offset = c.session().writeOffset();
    int acknowledged = state.replicasAt(offset);
    if (acknowledged >= wanted || c.isNested()) {
      return c.integer(acknowledged);
    }
    host.requestAcknowledgements();
    long deadline = c.monoMs() + timeoutMs;
    boolean forever = timeoutMs == 0 || deadline < 0;
    return c.park(ParkKind.REPLICAS, forever ? Parked.NO_DEADLINE : deadline, wanted, offset);
  }
}
