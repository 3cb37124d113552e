package io.jacinth.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.config.BufferLimit;
import io.jacinth.engine.config.BufferLimits;
import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.node.world.TestClient;
import io.jacinth.node.world.TestNode;
import io.jacinth.node.world.TestWorld;
import org.junit.jupiter.api.Test;

/** Messages between nodes, and subscribers that do not take theirs. */
class PubSubNodesTest {
  private final TestWorld world = new TestWorld();

  private TestClient subscriber(int port, String... words) {
    TestClient client = world.client(port);
    client.call(words);
    client.forget();
    return client;
  }

  @Test
  void aReplicaHandsItsPrimarysMessagesOn() {
    TestNode primary = world.node(7001);
    TestNode replica = world.node(7002);
    world.client(7002).call("REPLICAOF", "127.0.0.1", "7001");
    world.await("in sync", () -> replica.replication().isReplica() && replica.isLinkUp());
    TestClient there = subscriber(7002, "SUBSCRIBE", "news");
    TestClient shard = subscriber(7002, "SSUBSCRIBE", "news");
    TestClient here = world.client(7001);
    assertThat(here.call("PUBLISH", "news", "hello")).isEqualTo(":0\r\n");
    here.call("SPUBLISH", "news", "shard");
    here.call("MULTI");
    here.call("PUBLISH", "news", "in a transaction");
    here.call("EXEC");
    world.run(20);
    String first = "*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$5\r\nhello\r\n";
    String second = "*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$16\r\nin a transaction\r\n";
    assertThat(there.text()).isEqualTo(first + second);
    assertThat(shard.text()).isEqualTo("*3\r\n$8\r\nsmessage\r\n$4\r\nnews\r\n$5\r\nshard\r\n");
    assertThat(replica.replication().offset()).isEqualTo(primary.replication().offset());
    // A replica's own clients may publish too; that stays there.
    assertThat(world.client(7002).call("PUBLISH", "news", "local")).isEqualTo(":1\r\n");
  }

  @Test
  void theBusCarriesMessagesToAllNodesAndToTheShard() {
    TestNode[] nodes = new TestNode[3];
    for (int i = 0; i < 3; i++) {
      nodes[i] =
          world.node(
              7001 + i,
              config -> {
                config.put(ClusterOptions.CLUSTER_ENABLED, true);
                config.put(ClusterOptions.CLUSTER_NODE_TIMEOUT, 2000L);
              });
    }
    TestClient first = world.client(7001);
    first.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
    first.call("CLUSTER", "MEET", "127.0.0.1", "7002");
    first.call("CLUSTER", "MEET", "127.0.0.1", "7003");
    String id = nodes[0].node().clusterId();
    TestClient second = world.client(7002);
    world.await("a replica", () -> second.call("CLUSTER", "REPLICATE", id).equals("+OK\r\n"));
    world.await(
        "all know all",
        () -> world.client(7003).call("CLUSTER", "INFO").contains("cluster_known_nodes:3"));
    world.await("in sync", () -> nodes[1].isLinkUp());
    world.run(3000);

    TestClient plain2 = subscriber(7002, "SUBSCRIBE", "news");
    TestClient plain3 = subscriber(7003, "PSUBSCRIBE", "n*");
    TestClient shard2 = subscriber(7002, "SSUBSCRIBE", "news");
    first.call("PUBLISH", "news", "all");
    first.call("SPUBLISH", "news", "shard");
    world.run(50);
    assertThat(plain2.text()).isEqualTo("*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$3\r\nall\r\n");
    assertThat(plain3.text())
        .isEqualTo("*4\r\n$8\r\npmessage\r\n$2\r\nn*\r\n$4\r\nnews\r\n$3\r\nall\r\n");
    assertThat(shard2.text()).isEqualTo("*3\r\n$8\r\nsmessage\r\n$4\r\nnews\r\n$5\r\nshard\r\n");

    // From a replica the shard hears of it too, and from a stranger's slots one is sent on.
    TestClient shard1 = subscriber(7001, "SSUBSCRIBE", "news");
    assertThat(second.call("SPUBLISH", "news", "back")).isEqualTo(":1\r\n");
    world.run(50);
    assertThat(shard1.text()).isEqualTo("*3\r\n$8\r\nsmessage\r\n$4\r\nnews\r\n$4\r\nback\r\n");
    assertThat(world.client(7003).call("SPUBLISH", "news", "x")).startsWith("-MOVED");
    assertThat(first.call("CLUSTER", "INFO"))
        .contains("cluster_stats_messages_publish_sent:2\r\n")
        .contains("cluster_stats_messages_publishshard_sent:1\r\n")
        .contains("cluster_stats_messages_publishshard_received:1\r\n");
  }

  @Test
  void watchersOfAReplicaSeeItsPrimarysCommands() {
    world.node(7001);
    TestNode replica = world.node(7002);
    world.client(7002).call("REPLICAOF", "127.0.0.1", "7001");
    world.await("in sync", () -> replica.replication().isReplica() && replica.isLinkUp());
    TestClient watcher = subscriber(7002, "MONITOR");
    TestClient client = world.client(7001);
    client.call("SELECT", "3");
    client.call("SET", "k", "v", "EX", "100");
    client.call("GET", "k");
    world.run(20);
    assertThat(watcher.text())
        .containsPattern("\\+\\d+\\.\\d{6} \\[3 127.0.0.1:7001] \"SELECT\" \"3\"\r\n")
        .containsPattern(" \\[3 127.0.0.1:7001] \"SET\" \"k\" \"v\" \"PXAT\" \"\\d+\"\r\n")
        .doesNotContain("GET");
  }

  @Test
  void aSubscriberThatDoesNotReadIsCutAtTheHardLimit() {
    TestNode node =
        world.node(
            7001,
            config ->
                config.put(
                    NetworkOptions.CLIENT_OUTPUT_BUFFER_LIMIT,
                    new BufferLimits(
                        BufferLimit.NONE, BufferLimit.NONE, new BufferLimit(1 << 20, 0, 0))));
    TestClient slow = subscriber(7001, "SUBSCRIBE", "news");
    TestClient other = subscriber(7001, "SUBSCRIBE", "news");
    slow.pause(true);
    TestClient client = world.client(7001);
    String message = "x".repeat(100_000);
    for (int i = 0; i < 20; i++) {
      client.call("PUBLISH", "news", message);
    }
    world.run(10);
    assertThat(node.logText())
        .contains(" scheduled to be closed ASAP for overcoming of output buffer limits.");
    assertThat(client.call("PUBSUB", "NUMSUB", "news")).endsWith(":1\r\n");
    assertThat(slow.closed()).isNotNull();
    assertThat(other.closed()).isNull();
    assertThat(other.bytes()).hasSizeGreaterThan(2_000_000);
  }

  @Test
  void oneTransactionCannotFillASubscribersMemory() {
    world.node(
        7001,
        config ->
            config.put(
                NetworkOptions.CLIENT_OUTPUT_BUFFER_LIMIT,
                new BufferLimits(
                    BufferLimit.NONE, BufferLimit.NONE, new BufferLimit(1 << 20, 0, 0))));
    TestClient slow = subscriber(7001, "SUBSCRIBE", "news");
    slow.pause(true);
    TestClient client = world.client(7001);
    String message = "x".repeat(100_000);
    client.call("MULTI");
    for (int i = 0; i < 100; i++) {
      client.call("PUBLISH", "news", message);
    }
    assertThat(client.call("EXEC")).startsWith("*100\r\n:1\r\n");
    world.run(10);
    assertThat(client.call("PUBSUB", "NUMSUB", "news")).endsWith(":0\r\n");
    assertThat(slow.closed()).isNotNull();
  }
}
