package io.jacinth.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.node.world.MemoryFiles;
import io.jacinth.node.world.TestClient;
import io.jacinth.node.world.TestNode;
import io.jacinth.node.world.TestWorld;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Nodes in cluster mode: engine, core, bus and nodes.conf together. */
class ClusterNodesTest {
  private final TestWorld world = new TestWorld();

  private static void cluster(Config config) {
    config.put(ClusterOptions.CLUSTER_ENABLED, true);
    config.put(ClusterOptions.CLUSTER_NODE_TIMEOUT, 2000L);
  }

  private String call(TestNode node, String... words) {
    return world.client(node.port()).call(words);
  }

  private static String conf(TestNode node) {
    byte[] file = Objects.requireNonNull(node.memoryFiles().read("nodes.conf"));
    return new String(file, StandardCharsets.ISO_8859_1);
  }

  private TestNode[] threePrimariesAndAReplica() {
    TestNode[] nodes = new TestNode[4];
    for (int i = 0; i < 4; i++) {
      nodes[i] =
          world.node(
              7001 + i,
              config -> {
                cluster(config);
                config.put(NetworkOptions.REQUIREPASS, "");
              });
    }
    String[] first = {"0", "5461", "10923"};
    String[] last = {"5460", "10922", "16383"};
    for (int i = 0; i < 3; i++) {
      assertThat(call(nodes[i], "CLUSTER", "ADDSLOTSRANGE", first[i], last[i]))
          .isEqualTo("+OK\r\n");
      assertThat(call(nodes[i], "CLUSTER", "SET-CONFIG-EPOCH", "" + (i + 1))).isEqualTo("+OK\r\n");
    }
    for (int i = 1; i < 4; i++) {
      call(nodes[0], "CLUSTER", "MEET", "127.0.0.1", "" + nodes[i].port());
    }
    world.await("all are up", () -> call(nodes[3], "CLUSTER", "INFO").contains("cluster_state:ok"));
    String id = nodes[0].node().clusterId();
    world.await("a replica", () -> call(nodes[3], "CLUSTER", "REPLICATE", id).startsWith("+OK"));
    return nodes;
  }

  @Test
  void aReplicaIsInSyncSoonAndTakesOverWhenItsPrimaryDies() {
    TestNode[] nodes = threePrimariesAndAReplica();
    world.run(500);
    assertThat(nodes[3].isLinkUp()).isTrue();
    TestClient client = world.client(7001);
    for (int i = 0; i < 200; i++) {
      client.send("SET", "{b}" + i, "v" + i); // slot 3300
    }
    world.run(200);
    assertThat(client.text()).startsWith("+OK\r\n").doesNotContain("-MOVED");
    world.await(
        "the replica has all",
        () -> nodes[3].replication().offset() == nodes[0].replication().offset());
    String oldId = nodes[0].replication().replId();
    long offset = nodes[0].replication().offset();
    nodes[3].clearLog();
    nodes[0].kill();
    world.await("a new primary", () -> !nodes[3].replication().isReplica());
    assertThat(nodes[3].logText())
        .containsSubsequence(
            "Connection with master lost.",
            "Caching the disconnected master state.",
            "Error condition on socket for SYNC: Connection refused",
            "Start of election delayed for ",
            "Starting a failover election for epoch ",
            "Failover election won: I'm the new master.",
            "Setting secondary replication ID to " + oldId + ", valid up to offset: ",
            "configEpoch set to ");
    assertThat(nodes[3].replication().replId2()).isEqualTo(oldId);
    assertThat(nodes[3].replication().secondOffset()).isGreaterThan(offset);
    assertThat(nodes[3].data()).isEqualTo(nodes[0].data());
    world.await(
        "served again", () -> call(nodes[1], "CLUSTER", "INFO").contains("cluster_state:ok"));
    world.await(
        "the new primary writes", () -> call(nodes[3], "SET", "{b}new", "1").equals("+OK\r\n"));
    assertThat(conf(nodes[3])).contains(" myself,master - ").contains("vars currentEpoch ");
    assertThat(nodes[3].memoryFiles().names()).contains("nodes.conf", "nodes.conf.last-good");
  }

  @Test
  void aNodeIsItselfAgainAfterARestart() throws NodeStartException {
    TestNode node = world.node(7001, ClusterNodesTest::cluster);
    assertThat(call(node, "CLUSTER", "ADDSLOTSRANGE", "0", "16383")).isEqualTo("+OK\r\n");
    String id = node.node().clusterId();
    node.kill();
    TestNode again = world.node(7001, node.memoryFiles(), ClusterNodesTest::cluster);
    assertThat(again.node().clusterId()).isEqualTo(id);
    world.await("it serves", () -> call(again, "CLUSTER", "INFO").contains("cluster_state:ok"));
    world.await("it writes", () -> call(again, "SET", "a", "1").equals("+OK\r\n"));
  }

  @Test
  void aCorruptNodesConfIsRefusedWithItsLineAndTheCopyNamed() {
    TestNode node = world.node(7001, ClusterNodesTest::cluster);
    call(node, "CLUSTER", "ADDSLOTSRANGE", "0", "100");
    MemoryFiles files = node.memoryFiles();
    node.kill();
    String good = conf(node);
    files.put("nodes.conf", ("garbage\n" + good).getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> world.node(7001, files, ClusterNodesTest::cluster))
        .isInstanceOf(NodeStartException.class)
        .hasMessageContaining("nodes.conf")
        .hasMessageContaining("line 1")
        .hasMessageContaining("nodes.conf.last-good is readable");
  }

  @Test
  void theClustersPasswordIsUsedForReplicationToo() {
    TestNode[] nodes = new TestNode[2];
    for (int i = 0; i < 2; i++) {
      nodes[i] =
          world.node(
              7001 + i,
              config -> {
                cluster(config);
                config.put(NetworkOptions.REQUIREPASS, "secret");
              });
    }
    TestClient first = world.client(7001);
    first.call("AUTH", "secret");
    first.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
    first.call("CLUSTER", "MEET", "127.0.0.1", "7002");
    TestClient second = world.client(7002);
    second.call("AUTH", "secret");
    world.await(
        "a replica",
        () -> second.call("CLUSTER", "REPLICATE", nodes[0].node().clusterId()).equals("+OK\r\n"));
    world.await("in sync", () -> nodes[1].replication().isReplica() && nodes[1].isLinkUp());
    assertThat(nodes[1].logText())
        .contains("masterauth is not set: using requirepass to authenticate to masters");
  }
}
