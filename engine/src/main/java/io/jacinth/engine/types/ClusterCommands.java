package io.jacinth.engine.types;

import static io.jacinth.engine.command.CommandFamily.arity;
import static io.jacinth.engine.command.CommandFamily.family;
import static io.jacinth.engine.command.Doc.doc;
import static io.jacinth.engine.command.Flags.ADMIN;
import static io.jacinth.engine.command.Flags.LOADING;
import static io.jacinth.engine.command.Flags.NOSCRIPT;
import static io.jacinth.engine.command.Flags.NO_ASYNC_LOADING;
import static io.jacinth.engine.command.Flags.STALE;

import io.jacinth.cluster.admin.ClusterRequest;
import io.jacinth.cluster.view.ClusterView;
import io.jacinth.cluster.view.NodeView;
import io.jacinth.cluster.view.SlotHash;
import io.jacinth.engine.Outcome;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.Group;
import io.jacinth.engine.command.Handler;
import io.jacinth.engine.command.Keys;
import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.resp.Argv;
import io.jacinth.resp.ReplyBuffer;
import io.jacinth.store.EntryTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * CLUSTER. What concerns keys and what the adopted view can tell is answered here; every other word
 * goes to the core and the session waits for its answer.
 */
final class ClusterCommands {
  private static final int ASK = STALE;
  private static final int CHANGE = ADMIN | STALE | NO_ASYNC_LOADING;
  private static final String VARYING = "nondeterministic_output";

  static final CommandFamily FAMILY = rows();

  private ClusterCommands() {}

  private static CommandFamily rows() {
    CommandFamily family =
        family(Group.CLUSTER)
            .container("CLUSTER", arity(-2), doc("3.0.0", "Depends", "", "Redis Cluster."));
    own(family, "MYID", 2, "", ClusterCommands::myId, "Returns the id of this node.");
    own(family, "MYSHARDID", 2, "", ClusterCommands::myShardId, "Returns the id of the shard.");
    own(family, "KEYSLOT", 3, "key/string", ClusterCommands::keySlot, "Returns the slot of a key.");
    own(
        family,
        "COUNTKEYSINSLOT",
        3,
        "slot",
        ClusterCommands::countKeys,
        "Returns how many keys of a slot this node holds.");
    family.row(
        "CLUSTER|GETKEYSINSLOT",
        arity(4),
        ASK,
        Keys.none(),
        local(ClusterCommands::getKeys),
        doc("3.0.0", "O(N) with N keys", "slot count", "Returns keys of a slot.", VARYING));
    family.row(
        "CLUSTER|SLOTS",
        arity(2),
        ASK,
        Keys.none(),
        local(ClusterCommands::slots),
        doc("3.0.0", "O(N) with N nodes", "", "Returns who serves which slots.", VARYING));
    family.deprecated("7.0.0", "`CLUSTER SHARDS`");
    family.row(
        "CLUSTER|HELP",
        arity(2),
        LOADING | STALE,
        Keys.none(),
        ClusterCommands::help,
        doc("5.0.0", "O(1)", "", "Explains the subcommands."));
    core(family, "INFO", 2, ASK, "", "Returns the state of the cluster.", VARYING);
    core(family, "NODES", 2, ASK, "", "Returns all known nodes.", VARYING);
    core(family, "SHARDS", 2, ASK, "", "Returns shards with their nodes and slots.", VARYING);
    core(family, "LINKS", 2, ASK, "", "Returns the links of the cluster bus.", VARYING);
    core(family, "REPLICAS", 3, ADMIN | STALE, "node-id", "Lists replicas of a node.", VARYING);
    core(family, "SLAVES", 3, ADMIN | STALE, "node-id", "Lists replicas of a node.", VARYING);
    family.deprecated("5.0.0", "`CLUSTER REPLICAS`");
    core(
        family,
        "COUNT-FAILURE-REPORTS",
        3,
        ADMIN | STALE,
        "node-id",
        "Returns how many nodes say that a node fails.",
        VARYING);
    core(family, "ADDSLOTS", -3, CHANGE, "slot [slot ...]", "Gives slots to this node.");
    core(
        family,
        "ADDSLOTSRANGE",
        -4,
        CHANGE,
        "start-slot_end-slot={start-slot end-slot} [start-slot_end-slot ...]",
        "Gives ranges of slots to this node.");
    core(family, "DELSLOTS", -3, CHANGE, "slot [slot ...]", "Forgets who owns slots.");
    core(
        family,
        "DELSLOTSRANGE",
        -4,
        CHANGE,
        "start-slot_end-slot={start-slot end-slot} [start-slot_end-slot ...]",
        "Forgets who owns ranges of slots.");
    core(family, "FLUSHSLOTS", 2, CHANGE, "", "Forgets all slots of this node.");
    core(
        family,
        "SETSLOT",
        -4,
        CHANGE,
        "slot subcommand=<IMPORTING node-id | MIGRATING node-id | NODE node-id | STABLE>",
        "Says where a slot moves or belongs.");
    core(family, "BUMPEPOCH", 2, CHANGE, "", "Takes a new config epoch.", VARYING);
    core(family, "SET-CONFIG-EPOCH", 3, CHANGE, "config-epoch", "Sets a new node's epoch.");
    core(family, "SAVECONFIG", 2, CHANGE, "", "Writes nodes.conf.");
    core(
        family,
        "FAILOVER",
        -2,
        CHANGE,
        "[options=<FORCE | TAKEOVER>]",
        "Makes this replica a primary.");
    core(family, "FORGET", 3, CHANGE, "node-id", "Removes a node from the known ones.");
    core(
        family,
        "MEET",
        -4,
        CHANGE,
        "ip port [cluster_bus_port/integer^4.0.0]",
        "Joins with another node.");
    core(family, "REPLICATE", 3, CHANGE, "node-id", "Makes this node a replica.");
    core(
        family,
        "RESET",
        -2,
        ADMIN | NOSCRIPT | STALE,
        "[hard_soft=<HARD | SOFT>]",
        "Makes this node a new one.");
    return family;
  }

  private static void own(
      CommandFamily family, String sub, int words, String syntax, Handler handler, String text) {
    family.row(
        "CLUSTER|" + sub,
        arity(words),
        ASK,
        Keys.none(),
        local(handler),
        doc(sub.equals("MYSHARDID") ? "7.2.0" : "3.0.0", "O(1)", syntax, text));
  }

  private static void core(
      CommandFamily family,
      String sub,
      int words,
      int flags,
      String syntax,
      String text,
      String... tips) {
    String since =
        switch (sub) {
          case "SHARDS", "LINKS", "ADDSLOTSRANGE", "DELSLOTSRANGE" -> "7.0.0";
          case "REPLICAS" -> "5.0.0";
          default -> "3.0.0";
        };
    family.row(
        "CLUSTER|" + sub,
        arity(words),
        flags,
        Keys.none(),
        local(ClusterCommands::askCore),
        doc(since, "O(N) with N nodes or slots", syntax, text, tips));
  }

  /** Every subcommand but HELP wants cluster mode. */
  private static Handler local(Handler handler) {
    return c ->
        c.engine().isCluster()
            ? handler.run(c)
            : c.error("ERR This instance has cluster support disabled");
  }

  private static Outcome askCore(Call c) {
    // Rows say only how many words there must be at least.
    int wordsMax =
        c.argv().is(1, "FAILOVER") || c.argv().is(1, "RESET") ? 3 : c.argv().is(1, "MEET") ? 5 : 0;
    if (wordsMax > 0 && c.count() > wordsMax) {
      return c.subcommandSyntax();
    }
    int keys = 0;
    if (c.argv().is(1, "SETSLOT") && c.argv().readLong(2)) {
      long slot = c.argv().longValue();
      keys = slot >= 0 && slot < SlotHash.SLOTS ? c.keys().keysInSlot((int) slot) : 0;
    }
    return c.engine()
        .askCore(
            c,
            new ClusterRequest.Facts(c.keys().isEmpty(), keys, c.session().is(SessionFlags.TLS)));
  }

  private static Outcome myId(Call c) {
    ClusterView view = c.engine().view();
    c.reply().bulk(view == null ? "" : view.myself().id());
    return Outcome.DONE;
  }

  private static Outcome myShardId(Call c) {
    ClusterView view = c.engine().view();
    c.reply().bulk(view == null ? "" : view.myself().shardId());
    return Outcome.DONE;
  }

  private static Outcome keySlot(Call c) {
    Argv argv = c.argv();
    return c.integer(SlotHash.slotOf(argv.array(), argv.offset(2), argv.length(2)));
  }

  private static Outcome countKeys(Call c) {
    if (!c.argv().readLong(2)) {
      return c.notAnInteger();
    }
    long slot = c.argv().longValue();
    if (slot < 0 || slot >= SlotHash.SLOTS) {
      return c.error("ERR Invalid slot");
    }
    return c.integer(c.keys().keysInSlot((int) slot));
  }

  private static Outcome getKeys(Call c) {
    if (!c.argv().readLong(2)) {
      return c.notAnInteger();
    }
    long slot = c.argv().longValue();
    if (!c.argv().readLong(3)) {
      return c.notAnInteger();
    }
    long count = c.argv().longValue();
    if (slot < 0 || slot >= SlotHash.SLOTS || count < 0) {
      return c.error("ERR Invalid slot or number of keys");
    }
    List<byte[]> keys = new ArrayList<>();
    EntryTable table = c.keys().database(0).table((int) slot);
    long cursor = 0;
    do {
      cursor =
          table == null || keys.size() >= count
              ? 0
              : table.scanStep(
                  cursor,
                  entry -> {
                    if (keys.size() < count) {
                      keys.add(c.keys().keyOf(entry));
                    }
                  });
    } while (cursor != 0);
    c.reply().array(keys.size());
    for (byte[] key : keys) {
      c.reply().bulk(key);
    }
    return Outcome.DONE;
  }

  private static Outcome slots(Call c) {
    ReplyBuffer reply = c.reply();
    ClusterView view = c.engine().view();
    long mark = reply.beginDeferred();
    int ranges = 0;
    int slot = 0;
    while (view != null && slot < SlotHash.SLOTS) {
      int owner = view.ownerIndex(slot);
      int end = slot;
      while (end + 1 < SlotHash.SLOTS && view.ownerIndex(end + 1) == owner) {
        end++;
      }
      if (owner != ClusterView.NO_OWNER) {
        range(c, view, view.nodes().get(owner), slot, end);
        ranges++;
      }
      slot = end + 1;
    }
    reply.endDeferred(mark, ReplyBuffer.Aggregate.ARRAY, ranges);
    return Outcome.DONE;
  }

  private static void range(Call c, ClusterView view, NodeView owner, int first, int last) {
    List<NodeView> replicas = new ArrayList<>();
    for (NodeView node : view.nodes()) {
      if (!node.primary()
          && owner.id().equals(node.primaryId())
          && node.failing() != NodeView.Health.FAIL) {
        replicas.add(node);
      }
    }
    // By id, so that every node gives the same answer, in whatever order it met them.
    replicas.sort(Comparator.comparing(NodeView::id));
    c.reply().array(3 + replicas.size());
    c.reply().integer(first);
    c.reply().integer(last);
    node(c, owner);
    for (NodeView replica : replicas) {
      node(c, replica);
    }
  }

  private static void node(Call c, NodeView node) {
    String endpoint = c.engine().config().choice(ClusterOptions.CLUSTER_PREFERRED_ENDPOINT_TYPE);
    boolean byName = endpoint.equals("hostname");
    boolean byIp = endpoint.equals("ip");
    ReplyBuffer reply = c.reply();
    reply.array(4);
    if (byIp) {
      reply.bulk(node.ip());
    } else if (byName) {
      reply.bulk(node.hostname().isEmpty() ? "?" : node.hostname());
    } else {
      reply.nullValue();
    }
    boolean tls = c.session().is(SessionFlags.TLS) && node.tlsPort() != 0;
    reply.integer(tls || node.port() == 0 ? node.tlsPort() : node.port());
    reply.bulk(node.id());
    boolean tellName = !byName && !node.hostname().isEmpty();
    reply.map((byIp ? 0 : 1) + (tellName ? 1 : 0));
    if (!byIp) {
      reply.bulk("ip");
      reply.bulk(node.ip());
    }
    if (tellName) {
      reply.bulk("hostname");
      reply.bulk(node.hostname());
    }
  }

  private static Outcome help(Call c) {
    return c.help(ClusterHelp.LINES);
  }
}
