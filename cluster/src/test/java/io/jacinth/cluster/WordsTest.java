package io.jacinth.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.cluster.admin.Answer;
import io.jacinth.cluster.bus.BusType;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts asked of redis-server 7.0.15, and 7.2's where it differs. */
class WordsTest {
  private static HarnessNode single() {
    ClusterHarness h = new ClusterHarness(1, 1, 5000);
    h.startAll();
    h.run(20);
    return h.node(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "meet a b|ERR Invalid base port specified: b",
        "meet 1.2.3 7000|ERR Invalid node address specified: 1.2.3:7000",
        "meet 127.0.0.1 0|ERR Invalid node address specified: 127.0.0.1:0",
        "meet 127.0.0.1 60000|ERR Invalid node address specified: 127.0.0.1:60000",
        "meet 127.0.0.1 7000 99999|ERR Invalid node address specified: 127.0.0.1:7000",
        "meet 127.0.0.1 7000 abc|ERR Invalid bus port specified: abc",
        "addslots 99999|ERR Invalid or out of range slot",
        "addslots a|ERR Invalid or out of range slot",
        "addslots 1 1|ERR Slot 1 specified multiple times",
        "delslots 2|ERR Slot 2 is already unassigned",
        "addslotsrange 5|ERR wrong number of arguments for 'cluster|addslotsrange' command",
        "addslotsrange 5 3|ERR start slot number 5 is greater than end slot number 3",
        "delslotsrange 5 11|ERR Slot 5 is already unassigned",
        "setslot 1 migrating|ERR Invalid CLUSTER SETSLOT action or number of arguments. Try CLUSTER"
            + " HELP",
        "setslot 2 importing abc|ERR I don't know about node abc",
        "setslot 1 node abc|ERR Unknown node abc",
        "setslot 2 migrating abc|ERR I'm not the owner of hash slot 2",
        "setslot 1 stable|OK",
        "setslot 1 foo|ERR Invalid CLUSTER SETSLOT action or number of arguments. Try CLUSTER HELP",
        "setslot 77777 stable|ERR Invalid or out of range slot",
        "set-config-epoch a|ERR value is not an integer or out of range",
        "set-config-epoch -1|ERR Invalid config epoch specified: -1",
        "reset foo|ERR syntax error",
        "forget abc|ERR Unknown node abc",
        "replicate abc|ERR Unknown node abc",
        "replicas abc|ERR Unknown node abc",
        "slaves abc|ERR Unknown node abc",
        "clusterlink kill to abc|ERR Unknown node abc",
        "drop-cluster-packet-filter 3|OK",
        "failover x|ERR syntax error",
        "failover|ERR You should send CLUSTER FAILOVER to a replica",
        "count-failure-reports abc|ERR Unknown node abc",
        "saveconfig|OK",
        "bumpepoch|BUMPED 1",
        "flushslots|OK",
      })
  void answersOfASingleNode(String row) {
    int bar = row.indexOf('|');
    String answer = single().text(row.substring(0, bar).split(" "));
    assertThat(answer).isEqualTo(row.substring(bar + 1));
  }

  @Test
  void debugKillsLinks() {
    ClusterHarness h = new ClusterHarness(3, 2, 5000);
    h.form(2);
    HarnessNode node = h.node(0);
    String peer = h.node(1).id();
    assertThat(node.text("clusterlink", "kill", "to", node.id())).isEqualTo("OK");
    assertThat(node.text("clusterlink", "kill", "sideways", peer))
        .isEqualTo("ERR Unknown direction sideways");
    assertThat(directions(node)).isEqualTo("from to");
    assertThat(node.text("clusterlink", "KILL", "TO", peer)).isEqualTo("OK");
    assertThat(directions(node)).isEqualTo("from");
    h.until(2000, "dialled again", () -> directions(node).equals("from to"));
    assertThat(node.text("clusterlink", "kill", "from", peer)).isEqualTo("OK");
    assertThat(directions(node)).isEqualTo("to");
    h.until(5000, "the peer has dialled again", () -> directions(node).equals("from to"));
    assertThat(node.text("clusterlink", "kill", "all", peer)).isEqualTo("OK");
    assertThat(directions(node)).isEmpty();
    h.until(5000, "both are back", () -> directions(node).equals("from to"));
    h.run(1000);
    assertThat(h.allOk()).isTrue();
  }

  /** The directions of the links CLUSTER LINKS tells of, sorted. */
  private static String directions(HarnessNode node) {
    return ((Answer.Array) node.ask("links"))
        .items().stream()
            .map(link -> ((Answer.Map) link).keysAndValues().get(1))
            .map(direction -> ((Answer.Bulk) direction).text())
            .sorted()
            .collect(Collectors.joining(" "));
  }

  @Test
  void debugDropsPackets() {
    ClusterHarness h = new ClusterHarness(4, 2, 60_000);
    h.form(2);
    HarnessNode node = h.node(0);
    String peer = h.node(1).id();
    assertThat(node.text("drop-cluster-packet-filter", Integer.toString(BusType.PONG.code())))
        .isEqualTo("OK");
    String heard = lastPong(node, peer);
    long received = pongsReceived(node);
    h.run(20_000);
    assertThat(lastPong(node, peer)).isEqualTo(heard);
    assertThat(pongsReceived(node)).isGreaterThan(received);
    assertThat(node.text("drop-cluster-packet-filter", "-1")).isEqualTo("OK");
    h.until(120_000, "pongs are heard again", () -> !lastPong(node, peer).equals(heard));
  }

  @Test
  void aNodesOwnPongIsTheLastItGave() {
    ClusterHarness h = new ClusterHarness(6, 3, 5000);
    h.form(3);
    h.run(10_000);
    HarnessNode node = h.node(0);
    long pong = Long.parseLong(lastPong(node, node.id()));
    assertThat(pong % 1000).isZero();
    assertThat(pong).isBetween(node.world.wallMs() - 5000, node.world.wallMs());
  }

  private static String lastPong(HarnessNode node, String peer) {
    return node.text("nodes")
        .lines()
        .filter(line -> line.startsWith(peer))
        .map(line -> line.split(" ")[5])
        .findFirst()
        .orElseThrow();
  }

  private static long pongsReceived(HarnessNode node) {
    return node.text("info")
        .lines()
        .filter(line -> line.startsWith("cluster_stats_messages_pong_received:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aSingleNodesLife() {
    HarnessNode node = single();
    String id = node.id();
    assertThat(node.text("forget", id)).isEqualTo("ERR I tried hard but I can't forget myself...");
    assertThat(node.text("replicate", id)).isEqualTo("ERR Can't replicate myself");
    assertThat(node.ask("replicas", id)).isEqualTo(new Answer.Array(List.of()));
    assertThat(node.ask("count-failure-reports", id)).isEqualTo(new Answer.Int(0));
    assertThat(node.text("nodes")).isEqualTo(id + " :7001@17001 myself,master - 0 0 0 connected\n");
    assertThat(node.text("set-config-epoch", "5")).isEqualTo("OK");
    assertThat(node.text("set-config-epoch", "6"))
        .isEqualTo("ERR Node config epoch is already non-zero");
    assertThat(node.text("bumpepoch")).isEqualTo("STILL 5");
    assertThat(node.text("addslots", "1")).isEqualTo("OK");
    assertThat(node.text("addslots", "1")).isEqualTo("ERR Slot 1 is already busy");
    assertThat(node.text("setslot", "1", "importing", id))
        .isEqualTo("ERR I'm already the owner of hash slot 1");
    assertThat(node.text("addslotsrange", "0", "0", "2", "16383")).isEqualTo("OK");
    assertThat(node.text("info").lines())
        .containsExactly(
            "cluster_state:ok",
            "cluster_slots_assigned:16384",
            "cluster_slots_ok:16384",
            "cluster_slots_pfail:0",
            "cluster_slots_fail:0",
            "cluster_known_nodes:1",
            "cluster_size:1",
            "cluster_current_epoch:5",
            "cluster_my_epoch:5",
            "cluster_stats_messages_sent:0",
            "cluster_stats_messages_received:0",
            "total_cluster_links_buffer_limit_exceeded:0");
    assertThat(node.core.writeLeaseUntilMonoMs()).isEqualTo(Long.MAX_VALUE);
    assertThat(node.text("reset", "hard")).isEqualTo("OK");
    assertThat(node.id()).isNotEqualTo(id);
    assertThat(node.core.view().isOk()).isFalse();
    assertThat(node.core.view().downReason()).isEqualTo("no slot is assigned to any node");
  }

  @Test
  void shardsAndLinks() {
    ClusterHarness h = new ClusterHarness(2, 4, 5000);
    h.form(2);
    h.run(500);
    Answer.Array shards = (Answer.Array) h.node(0).ask("shards");
    assertThat(shards.items()).hasSize(2);
    Answer.Map shard = (Answer.Map) shards.items().get(0);
    assertThat(shard.keysAndValues().get(0)).isEqualTo(new Answer.Bulk("slots"));
    Answer.Array members = (Answer.Array) shard.keysAndValues().get(3);
    assertThat(members.items()).hasSize(2);
    Answer.Array links = (Answer.Array) h.node(0).ask("links");
    assertThat(links.items()).hasSize(6);
    assertThat(h.node(2).text("setslot", "1", "stable"))
        .isEqualTo("ERR You can use SETSLOT only with masters.");
    assertThat(h.node(0).text("replicate", h.node(3).id()))
        .isEqualTo("ERR I can only replicate a master, not a replica.");
    assertThat(h.node(0).text("replicate", h.node(1).id()))
        .isEqualTo("ERR To set a master the node must be empty and without assigned slots.");
    assertThat(h.node(2).text("forget", h.node(0).id())).isEqualTo("ERR Can't forget my master!");
    assertThat(h.node(0).text("set-config-epoch", "9"))
        .isEqualTo(
            "ERR The user can assign a config epoch only when the node does not know any other"
                + " node.");
  }

  @Test
  void movingASlotByHand() {
    ClusterHarness h = new ClusterHarness(3, 3, 5000);
    h.form(3);
    HarnessNode from = h.node(0);
    HarnessNode to = h.node(1);
    assertThat(to.text("setslot", "7", "importing", from.id())).isEqualTo("OK");
    assertThat(from.text("setslot", "7", "migrating", to.id())).isEqualTo("OK");
    assertThat(from.core.view().migratingTo(7).id()).isEqualTo(to.id());
    assertThat(from.text("nodes")).contains("[7->-" + to.id() + "]");
    assertThat(to.text("setslot", "7", "node", to.id())).isEqualTo("OK");
    h.checkSingleWriter = true;
    h.until(
        3000,
        "everybody sees the move",
        () -> h.nodes.stream().allMatch(n -> n.core.view().owner(7).id().equals(to.id())));
    assertThat(from.core.view().migratingTo(7)).isNull();
    assertThat(from.effects)
        .anyMatch(e -> e instanceof io.jacinth.cluster.admin.EngineEffect.DropSlotKeys);
  }
}
