package io.jacinth.cluster.words;

import io.jacinth.cluster.admin.Answer;
import io.jacinth.cluster.admin.ClusterRequest;
import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One request in, one answer out. An OK to a word that changed what nodes.conf holds waits until the
 * change is durable; errors and reports leave at once, behind the answers before them.
 */
public final class Words {
  private final ClusterState s;
  private final Actions actions;
  private final SlotWords slotWords;
  private final Reports reports;

  public Words(ClusterState state, Actions actions) {
    this.s = state;
    this.actions = actions;
    this.slotWords = new SlotWords(state, actions);
    this.reports = new Reports(state);
  }

  public void onRequest(ClusterRequest request) {
    List<String> words = new ArrayList<>(request.args().size());
    for (byte[] word : request.args()) {
      words.add(new String(word, StandardCharsets.ISO_8859_1));
    }
    Answer answer = answer(words, request.facts());
    s.out.whenDurable(() -> s.out.engine(new EngineEffect.Reply(request.id(), answer)));
  }

  private Answer answer(List<String> words, ClusterRequest.Facts facts) {
    String name = words.get(0).toLowerCase(Locale.ROOT);
    return switch (name) {
      case "meet" -> meet(words);
      case "nodes" -> new Answer.Verbatim(reports.nodes(facts.tlsClient()));
      case "info" -> new Answer.Verbatim(reports.info());
      case "shards" -> reports.shards();
      case "links" -> reports.links();
      case "replicas", "slaves" -> replicas(words, facts);
      case "addslots", "delslots" -> slotWords.each(words, name.equals("addslots"));
      case "addslotsrange", "delslotsrange" ->
          slotWords.ranges(words, name.equals("addslotsrange"));
      case "flushslots" -> slotWords.flush(facts);
      case "setslot" -> slotWords.setSlot(words, facts);
      case "bumpepoch" -> bumpEpoch();
      case "set-config-epoch" -> setConfigEpoch(words);
      case "saveconfig" -> saveConfig();
      case "forget" -> forget(words);
      case "replicate" -> replicate(words, facts);
      case "count-failure-reports" -> countFailureReports(words);
      case "failover" -> failover(words);
      case "reset" -> reset(words, facts);
      default ->
          new Answer.Error("ERR unknown subcommand '" + words.get(0) + "'. Try CLUSTER HELP.");
    };
  }

  private Answer meet(List<String> words) {
    Long port = Numbers.parse(words.get(2));
    if (port == null) {
      return new Answer.Error("ERR Invalid base port specified: " + words.get(2));
    }
    long busPort = port + 10_000;
    if (words.size() > 3) {
      Long given = Numbers.parse(words.get(3));
      if (given == null) {
        return new Answer.Error("ERR Invalid bus port specified: " + words.get(3));
      }
      busPort = given;
    }
    boolean valid = port > 0 && port <= 65535 && busPort > 0 && busPort <= 65535;
    if (!valid || !actions.meet(words.get(1), port.intValue(), (int) busPort)) {
      return new Answer.Error(
          "ERR Invalid node address specified: " + words.get(1) + ":" + words.get(2));
    }
    return Answer.OK;
  }

  private Answer replicas(List<String> words, ClusterRequest.Facts facts) {
    ClusterNode node = s.nodes.get(words.get(1));
    if (node == null) {
      return unknown(words.get(1));
    }
    if (!node.isPrimary()) {
      return new Answer.Error("ERR The specified node is not a master");
    }
    List<Answer> lines = new ArrayList<>();
    for (ClusterNode replica : node.replicas) {
      lines.add(new Answer.Bulk(reports.line(replica, facts.tlsClient())));
    }
    return new Answer.Array(lines);
  }

  private Answer bumpEpoch() {
    boolean bumped = actions.bumpEpoch();
    return new Answer.Status((bumped ? "BUMPED " : "STILL ") + s.myself.configEpoch);
  }

  private Answer setConfigEpoch(List<String> words) {
    Long epoch = Numbers.parse(words.get(1));
    if (epoch == null) {
      return notAnInteger();
    }
    if (epoch < 0) {
      return new Answer.Error("ERR Invalid config epoch specified: " + words.get(1));
    }
    if (s.nodes.size() > 1) {
      return new Answer.Error(
          "ERR The user can assign a config epoch only when the node does not know any other"
              + " node.");
    }
    if (s.myself.configEpoch != 0) {
      return new Answer.Error("ERR Node config epoch is already non-zero");
    }
    s.myself.configEpoch = epoch;
    s.log.notice("configEpoch set to " + epoch + " via CLUSTER SET-CONFIG-EPOCH");
    s.currentEpoch = Math.max(s.currentEpoch, epoch);
    s.changedState();
    return Answer.OK;
  }

  private Answer saveConfig() {
    s.out.saveSoon();
    return Answer.OK;
  }

  private Answer forget(List<String> words) {
    ClusterNode node = s.nodes.get(words.get(1));
    if (node == null) {
      return unknown(words.get(1));
    }
    if (node.isMyself()) {
      return new Answer.Error("ERR I tried hard but I can't forget myself...");
    }
    if (s.myself.isReplica() && s.myself.primary == node) {
      return new Answer.Error("ERR Can't forget my master!");
    }
    actions.forget(node);
    return Answer.OK;
  }

  private Answer replicate(List<String> words, ClusterRequest.Facts facts) {
    ClusterNode node = s.nodes.get(words.get(1));
    if (node == null) {
      return unknown(words.get(1));
    }
    if (node.isMyself()) {
      return new Answer.Error("ERR Can't replicate myself");
    }
    if (node.isReplica()) {
      return new Answer.Error("ERR I can only replicate a master, not a replica.");
    }
    if (s.myself.isPrimary() && (!s.myself.slots.isEmpty() || !facts.keyspaceEmpty())) {
      return new Answer.Error(
          "ERR To set a master the node must be empty and without assigned slots.");
    }
    actions.replicate(node);
    return Answer.OK;
  }

  private Answer countFailureReports(List<String> words) {
    ClusterNode node = s.nodes.get(words.get(1));
    return node == null ? unknown(words.get(1)) : new Answer.Int(actions.failureReports(node));
  }

  private Answer failover(List<String> words) {
    String option = words.size() > 1 ? words.get(1).toLowerCase(Locale.ROOT) : "";
    if (words.size() > 2 || (!option.isEmpty() && !option.matches("force|takeover"))) {
      return new Answer.Error("ERR syntax error");
    }
    boolean force = !option.isEmpty();
    ClusterNode primary = s.myself.primary;
    if (s.myself.isPrimary()) {
      return new Answer.Error("ERR You should send CLUSTER FAILOVER to a replica");
    }
    if (primary == null) {
      return new Answer.Error("ERR I'm a replica but my master is unknown to me");
    }
    if ((primary.hasFailed() || primary.link == null) && !force) {
      return new Answer.Error("ERR Master is down or failed, please use CLUSTER FAILOVER FORCE");
    }
    switch (option) {
      case "takeover" -> {
        s.log.notice("Taking over the master (user request).");
        actions.takeOver();
      }
      case "force" -> {
        s.log.notice("Forced failover user request accepted.");
        actions.forceFailover();
      }
      default -> {
        s.log.notice("Manual failover user request accepted.");
        actions.failover();
      }
    }
    return Answer.OK;
  }

  private Answer reset(List<String> words, ClusterRequest.Facts facts) {
    boolean hard = false;
    if (words.size() > 2) {
      return new Answer.Error("ERR syntax error");
    }
    if (words.size() == 2) {
      hard = words.get(1).equalsIgnoreCase("hard");
      if (!hard && !words.get(1).equalsIgnoreCase("soft")) {
        return new Answer.Error("ERR syntax error");
      }
    }
    if (s.myself.isPrimary() && !facts.keyspaceEmpty()) {
      return new Answer.Error(
          "ERR CLUSTER RESET can't be called with master nodes containing keys");
    }
    actions.reset(hard);
    return Answer.OK;
  }

  static Answer unknown(@Nullable String id) {
    return new Answer.Error("ERR Unknown node " + id);
  }

  static Answer notAnInteger() {
    return new Answer.Error("ERR value is not an integer or out of range");
  }
}
