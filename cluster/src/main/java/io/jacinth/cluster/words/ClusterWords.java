package io.jacinth.cluster.words;

import io.jacinth.cluster.admin.Answer;
import io.jacinth.cluster.admin.ClusterRequest;
import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.election.ManualFailover;
import io.jacinth.cluster.election.Promotion;
import io.jacinth.cluster.election.Roles;
import io.jacinth.cluster.failure.FailureDetector;
import io.jacinth.cluster.gossip.PacketWriter;
import io.jacinth.cluster.membership.Handshakes;
import io.jacinth.cluster.slots.ConfigEpochs;
import io.jacinth.cluster.state.Blacklist;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;
import io.jacinth.cluster.state.NodesImage;
import io.jacinth.cluster.state.ViewPublisher;

/**
 * One CLUSTER word, or one of DEBUG about the bus, to its answer. An answer that may follow a
 * change of durable state waits for the disk; errors never do, and what only reports does neither.
 */
public final class ClusterWords {
  private final ClusterState s;
  private final ViewPublisher views;
  private final FailureDetector failures;
  private final SlotWords slotWords;
  private final NodeWords nodeWords;
  private final ReportWords reports;
  private final LinkWords links;

  public ClusterWords(
      ClusterState state,
      PacketWriter writer,
      FailureDetector failures,
      Handshakes handshakes,
      Blacklist blacklist,
      Roles roles,
      ManualFailover manual,
      Promotion promotion,
      ConfigEpochs epochs,
      NodesImage image,
      ViewPublisher views) {
    this.s = state;
    this.views = views;
    this.failures = failures;
    this.slotWords = new SlotWords(state, writer, epochs, roles);
    this.nodeWords = new NodeWords(state, handshakes, blacklist, roles, manual, promotion, epochs);
    this.reports = new ReportWords(state, image);
    this.links = new LinkWords(state);
  }

  public void on(ClusterRequest request) {
    Words words = new Words(request);
    String word = words.count() == 0 ? "" : words.lower(0);
    Answer answer = answer(word, words);
    EngineEffect reply = new EngineEffect.Reply(request.id(), answer);
    // BUMPED and OK promise something; reports and errors promise nothing.
    if (answer instanceof Answer.Status) {
      s.out.whenDurable(() -> {
        views.publish();
        s.out.engine(reply);
      });
    } else {
      s.out.engine(reply);
    }
  }

  private Answer answer(String word, Words words) {
    return switch (word) {
      case "meet" -> nodeWords.meet(words);
      case "forget" -> nodeWords.forget(words);
      case "replicate" -> nodeWords.replicate(words);
      case "failover" -> nodeWords.failover(words);
      case "reset" -> nodeWords.reset(words);
      case "bumpepoch" -> nodeWords.bumpEpoch();
      case "set-config-epoch" -> nodeWords.setConfigEpoch(words);
      case "addslots" -> slotWords.addOrDelete(words, false);
      case "delslots" -> slotWords.addOrDelete(words, true);
      case "addslotsrange" -> slotWords.addOrDeleteRanges(words, false);
      case "delslotsrange" -> slotWords.addOrDeleteRanges(words, true);
      case "flushslots" -> slotWords.flush(words);
      case "setslot" -> slotWords.setSlot(words);
      case "saveconfig" -> {
        s.out.saveSoon();
        yield Answer.OK;
      }
      case "nodes" -> reports.nodes(words);
      case "info" -> reports.info();
      case "shards" -> reports.shards();
      case "links" -> reports.links();
      case "clusterlink" -> links.clusterLink(words); // this and the next are DEBUG's
      case "drop-cluster-packet-filter" -> links.dropPackets(words);
      case "replicas", "slaves", "count-failure-reports" -> aboutNode(word, words);
      default -> Words.error("unknown subcommand '" + words.text(0) + "'. Try CLUSTER HELP.");
    };
  }

  private Answer aboutNode(String word, Words words) {
    ClusterNode node = nodeWords.named(words);
    if (node == null) {
      return Words.error("Unknown node " + words.text(1));
    }
    return word.startsWith("count")
        ? new Answer.Int(failures.reports(node))
        : reports.replicas(node, words);
  }
}
