package io.jacinth.cluster.words;

import io.jacinth.cluster.admin.Answer;
import io.jacinth.cluster.state.ClusterNode;
import io.jacinth.cluster.state.ClusterState;

/** What DEBUG does to the bus so that tests can see it suffer. */
final class LinkWords {
  private final ClusterState s;

  LinkWords(ClusterState state) {
    s = state;
  }

  /**
   * {@code CLUSTERLINK KILL to|from|all <node-id>}. A link we dialled is dialled again at the next
   * turn of the cron, the other one by the peer.
   */
  Answer clusterLink(Words words) {
    ClusterNode node = s.nodes.get(words.text(3));
    if (node == null) {
      return Words.error("Unknown node " + words.text(3));
    }
    String direction = words.lower(2);
    boolean both = direction.equals("all");
    if (!both && !direction.equals("to") && !direction.equals("from")) {
      return Words.error("Unknown direction " + words.text(2));
    }
    if (both || direction.equals("to")) {
      s.closeLink(node.link);
    }
    if (both || direction.equals("from")) {
      s.closeLink(node.inboundLink);
    }
    return Answer.OK;
  }

  /** {@code DROP-CLUSTER-PACKET-FILTER <type>}: a number no type has drops nothing. */
  Answer dropPackets(Words words) {
    s.droppedPacketType = words.number(1);
    return Answer.OK;
  }
}
