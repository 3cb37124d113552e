package io.jacinth.cluster.words;

import io.jacinth.cluster.admin.Answer;
import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.election.ManualFailover;
import io.jacinth.cluster.election.Promotion;
import io.jacinth.cluster.election.Roles;
import io.jacinth.cluster.membership.Handshakes;
import io.jacinth.cluster.slots.ConfigEpochs;
import io.jacinth.cluster.state.Blacklist;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** MEET, FORGET, REPLICATE, FAILOVER, RESET and the epochs. */
final class NodeWords {
  private static final int BUS_PORT_DISTANCE = 10_000;

  private final ClusterState s;
  private final Handshakes handshakes;
  private final Blacklist blacklist;
  private final Roles roles;
  private final ManualFailover manual;
  private final Promotion promotion;
  private final ConfigEpochs epochs;

  NodeWords(
      ClusterState state,
      Handshakes handshakes,
      Blacklist blacklist,
      Roles roles,
      ManualFailover manual,
      Promotion promotion,
      ConfigEpochs epochs) {
    this.s = state;
    this.handshakes = handshakes;
    this.blacklist = blacklist;
    this.roles = roles;
    this.manual = manual;
    this.promotion = promotion;
    this.epochs = epochs;
  }

  Answer meet(Words words) {
    long port = words.number(2);
    if (port == Words.NOT_A_NUMBER) {
      return Words.error("Invalid base port specified: " + words.text(2));
    }
    long busPort = port + BUS_PORT_DISTANCE;
    if (words.count() == 4) {
      busPort = words.number(3);
      if (busPort == Words.NOT_A_NUMBER) {
        return Words.error("Invalid bus port specified: " + words.text(3));
      }
    }
    String ip = IpAddress.normalized(words.text(1));
    if (ip == null || port <= 0 || port > 65_535 || busPort <= 0 || busPort > 65_535) {
      return Words.error("Invalid node address specified: " + words.text(1) + ":" + words.text(2));
    }
    handshakes.start(ip, (int) port, (int) busPort);
    return Answer.OK;
  }

  Answer forget(Words words) {
    String id = words.text(1);
    ClusterNode node = s.nodes.get(id);
    if (node == null) {
      // Somebody else's FORGET may have reached us before the user's.
      return blacklist.contains(id, s.monoMs) ? Answer.OK : Words.error("Unknown node " + id);
    }
    if (node.isMyself()) {
      return Words.error("I tried hard but I can't forget myself...");
    }
    if (s.myself.primary == node) {
      return Words.error("Can't forget my master!");
    }
    blacklist.add(node.id, s.monoMs, Blacklist.TTL_MS);
    s.forget(node);
    return Answer.OK;
  }

  Answer replicate(Words words) {
    ClusterNode node = s.nodes.get(words.text(1));
    if (node == null) {
      return Words.error("Unknown node " + words.text(1));
    }
    if (node.isMyself()) {
      return Words.error("Can't replicate myself");
    }
    if (node.isReplica()) {
      return Words.error("I can only replicate a master, not a replica.");
    }
    if (s.myself.isPrimary() && (!s.myself.slots.isEmpty() || !words.facts().keyspaceEmpty())) {
      return Words.error("To set a master the node must be empty and without assigned slots.");
    }
    roles.follow(node);
    return Answer.OK;
  }

  Answer failover(Words words) {
    String option = words.count() > 1 ? words.lower(1) : "";
    boolean force = option.equals("force");
    boolean takeover = option.equals("takeover");
    if (words.count() == 2 && !force && !takeover) {
      return Words.SYNTAX_ERROR;
    }
    if (s.myself.isPrimary()) {
      return Words.error("You should send CLUSTER FAILOVER to a replica");
    }
    ClusterNode primary = s.myself.primary;
    if (primary == null) {
      return Words.error("I'm a replica but my master is unknown to me");
    }
    if ((primary.hasFailed() || primary.link == null || !primary.link.up) && !force && !takeover) {
      return Words.error("Master is down or failed, please use CLUSTER FAILOVER FORCE");
    }
    if (takeover) {
      promotion.takeOver(primary);
    } else {
      manual.start(force, primary);
    }
    return Answer.OK;
  }

  Answer reset(Words words) {
    String option = words.count() > 1 ? words.lower(1) : "soft";
    boolean hard = option.equals("hard");
    if (!hard && !option.equals("soft")) {
      return Words.SYNTAX_ERROR;
    }
    if (s.myself.isPrimary() && !words.facts().keyspaceEmpty()) {
      return Words.error("CLUSTER RESET can't be called with master nodes containing keys");
    }
    roles.standAlone();
    for (ClusterNode node : List.copyOf(s.nodes.all())) {
      if (!node.isMyself()) {
        s.forget(node);
      }
    }
    s.myself.flags &= ~NodeFlags.MIGRATE_TO;
    if (hard) {
      s.currentEpoch = 0;
      s.lastVoteEpoch = 0;
      s.myself.configEpoch = 0;
      s.log.notice("configEpoch set to 0 via CLUSTER RESET HARD");
      s.nodes.rename(s.myself, s.newId());
      s.log.notice("Node hard reset, now I'm " + s.myself.id);
    }
    s.changedState();
    return Answer.OK;
  }

  Answer bumpEpoch() {
    boolean bumped = epochs.bump();
    return new Answer.Status((bumped ? "BUMPED " : "STILL ") + s.myself.configEpoch);
  }

  Answer setConfigEpoch(Words words) {
    long epoch = words.number(1);
    if (epoch == Words.NOT_A_NUMBER) {
      return Words.error("value is not an integer or out of range");
    }
    if (epoch < 0) {
      return Words.error("Invalid config epoch specified: " + epoch);
    }
    if (s.nodes.size() > 1) {
      return Words.error(
          "The user can assign a config epoch only when the node does not know any other node.");
    }
    if (s.myself.configEpoch != 0) {
      return Words.error("Node config epoch is already non-zero");
    }
    s.myself.configEpoch = epoch;
    s.log.notice("configEpoch set to " + epoch + " via CLUSTER SET-CONFIG-EPOCH");
    s.currentEpoch = Math.max(s.currentEpoch, epoch);
    s.changedState();
    return Answer.OK;
  }

  /** The node a word names, or null. */
  @Nullable ClusterNode named(Words words) {
    return s.nodes.get(words.text(1));
  }
}
