package io.jacinth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Messages over the bus between ours and a redis-server 7.0.15, both ways: to everybody, and within
 * a shard whose primary is ours and whose replicas are one of each.
 */
class MixedPubSubTest {
  private static final int OURS = 17801;
  private static final int OUR_REPLICA = 17802;
  private static final int REDIS = 17803;

  @TempDir Path directory;

  private ServerProcess jacinth(int port) {
    return ServerProcess.jacinth(
        directory.resolve("" + port),
        "--port",
        "" + port,
        "--cluster-enabled",
        "yes",
        "--cluster-node-timeout",
        "5000");
  }

  @Test
  void messagesGoBothWays() {
    try (ServerProcess ours = jacinth(OURS);
        ServerProcess replica = jacinth(OUR_REPLICA);
        ServerProcess redis =
            ServerProcess.redis(
                directory.resolve("redis"),
                "--port",
                "" + REDIS,
                "--cluster-enabled",
                "yes",
                "--cluster-node-timeout",
                "5000",
                "--repl-diskless-sync-delay",
                "0",
                "--save",
                "")) {
      ours.awaitLog("Ready to accept connections", 30);
      replica.awaitLog("Ready to accept connections", 30);
      redis.awaitLog("Ready to accept connections", 10);
      formCluster();

      try (RawClient atOurs = new RawClient(OURS);
          RawClient atReplica = new RawClient(OUR_REPLICA);
          RawClient atRedis = new RawClient(REDIS)) {
        for (RawClient client : new RawClient[] {atOurs, atReplica, atRedis}) {
          client.send("SUBSCRIBE", "news");
          client.await("$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n");
          client.send("PSUBSCRIBE", "n?ws");
          client.await("$4\r\nn?ws\r\n:2\r\n");
          client.send("SSUBSCRIBE", "shard");
          client.await("$10\r\nssubscribe\r\n$5\r\nshard\r\n:1\r\n");
        }
        for (int from : new int[] {OURS, OUR_REPLICA, REDIS}) {
          assertThat(RedisCli.at(from, "publish", "news", "from-" + from)).isEqualTo("2");
          assertThat(RedisCli.at(from, "spublish", "shard", "shard-" + from)).isEqualTo("1");
          for (RawClient client : new RawClient[] {atOurs, atReplica, atRedis}) {
            client.await("$7\r\nmessage\r\n$4\r\nnews\r\n$10\r\nfrom-" + from + "\r\n");
            client.await("$8\r\npmessage\r\n$4\r\nn?ws\r\n$4\r\nnews\r\n$10\r\nfrom-" + from);
            client.await("$8\r\nsmessage\r\n$5\r\nshard\r\n$11\r\nshard-" + from + "\r\n");
          }
        }
        assertThat(RedisCli.at(REDIS, "cluster", "info"))
            .contains("cluster_stats_messages_publish_received:2")
            .contains("cluster_stats_messages_publishshard_received:2");
        assertThat(RedisCli.at(OURS, "cluster", "info"))
            .contains("cluster_stats_messages_publish_received:2")
            .contains("cluster_stats_messages_publish_sent:2");

        // The slot goes: each node ends the subscriptions of its own clients.
        RedisCli.at(OURS, "cluster", "delslotsrange", "0", "16383");
        atOurs.await("$12\r\nsunsubscribe\r\n$5\r\nshard\r\n:0\r\n");
      }
    }
  }

  private static void formCluster() {
    assertThat(RedisCli.at(OURS, "cluster", "addslotsrange", "0", "16383")).isEqualTo("OK");
    for (int port : new int[] {OUR_REPLICA, REDIS}) {
      assertThat(RedisCli.at(OURS, "cluster", "meet", "127.0.0.1", "" + port)).isEqualTo("OK");
    }
    String id = RedisCli.at(OURS, "cluster", "myid");
    for (int port : new int[] {OUR_REPLICA, REDIS}) {
      Await.until(
          20,
          () -> port + " follows",
          () -> RedisCli.at(port, "cluster", "replicate", id).equals("OK"));
      Await.until(
          20,
          () -> port + " is in sync",
          () -> RedisCli.at(port, "info", "replication").contains("master_link_status:up"));
    }
    for (int port : new int[] {OURS, OUR_REPLICA, REDIS}) {
      Await.until(
          30,
          () -> port + " knows all\n" + RedisCli.at(port, "cluster", "nodes"),
          () -> {
            NodesTable table = NodesTable.at(port);
            return table.rows().size() == 3
                && table.rows().stream().filter(row -> row.is("slave")).count() == 2
                && table.rows().stream().allMatch(row -> row.link().equals("connected"))
                && RedisCli.at(port, "cluster", "info").contains("cluster_state:ok");
          });
    }
  }
}
