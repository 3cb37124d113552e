package io.jacinth.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.node.world.TestClient;
import io.jacinth.node.world.TestNode;
import io.jacinth.node.world.TestWorld;
import org.junit.jupiter.api.Test;

/** DEBUG PAUSE-CRON: what is asked for is done, nothing else. */
class PausedCronTest {
  private final TestWorld world = new TestWorld();

  private TestNode start(int port, boolean cluster) {
    return world.node(
        port,
        (Config config) -> {
          config.put(GeneralOptions.ENABLE_DEBUG_COMMAND, "yes");
          config.put(ReplicationOptions.REPL_PING_REPLICA_PERIOD, 1L);
          config.put(ClusterOptions.CLUSTER_ENABLED, cluster);
          config.put(ClusterOptions.CLUSTER_NODE_TIMEOUT, 2000L);
        });
  }

  private static long number(String text, String field) {
    int from = text.indexOf(field + ":") + field.length() + 1;
    return from == field.length()
        ? 0
        : Long.parseLong(text.substring(from, text.indexOf('\r', from)));
  }

  @Test
  void aPrimaryPingsNobodyAndAReplicaAcknowledgesNothingOfItself() {
    TestNode primary = start(7001, false);
    TestNode replica = start(7002, false);
    TestClient admin = world.client(7001);
    TestClient follower = world.client(7002);
    assertThat(follower.call("REPLICAOF", "127.0.0.1", "7001")).isEqualTo("+OK\r\n");
    world.await("link up", replica::isLinkUp);
    long before = primary.replication().offset();
    world.run(3000);
    assertThat(primary.replication().offset()).isGreaterThan(before);
    assertThat(admin.call("DEBUG", "PAUSE-CRON", "1")).isEqualTo("+OK\r\n");
    assertThat(follower.call("DEBUG", "PAUSE-CRON", "1")).isEqualTo("+OK\r\n");
    world.run(50);
    long offset = primary.replication().offset();
    long heard = primary.replication().replicas().getFirst().lagSeconds(0);
    world.run(5000);
    assertThat(primary.replication().offset()).isEqualTo(offset);
    assertThat(primary.replication().replicas().getFirst().lagSeconds(0)).isEqualTo(heard);
    assertThat(admin.call("SET", "a", "b")).isEqualTo("+OK\r\n");
    world.run(50);
    assertThat(follower.call("GET", "a")).isEqualTo("$1\r\nb\r\n");
    assertThat(admin.call("DEBUG", "PAUSE-CRON", "0")).isEqualTo("+OK\r\n");
    long written = primary.replication().offset();
    world.run(2000);
    assertThat(primary.replication().offset()).isGreaterThan(written);
  }

  @Test
  void aNodeOfAClusterAnswersPingsButSendsNone() {
    TestNode one = start(7001, true);
    start(7002, true);
    TestClient first = world.client(7001);
    assertThat(first.call("CLUSTER", "MEET", "127.0.0.1", "7002")).isEqualTo("+OK\r\n");
    world.await("they met", () -> first.call("CLUSTER", "INFO").contains("known_nodes:2\r"));
    world.run(3000);
    first.call("DEBUG", "PAUSE-CRON", "1");
    world.run(200);
    String before = first.call("CLUSTER", "INFO");
    world.run(5000);
    String after = first.call("CLUSTER", "INFO");
    assertThat(number(before, "cluster_stats_messages_ping_sent")).isPositive();
    assertThat(number(after, "cluster_stats_messages_ping_sent"))
        .isEqualTo(number(before, "cluster_stats_messages_ping_sent"));
    assertThat(number(after, "cluster_stats_messages_pong_sent"))
        .isGreaterThan(number(before, "cluster_stats_messages_pong_sent"));
    assertThat(world.client(7002).call("CLUSTER", "NODES")).doesNotContain("fail");
    first.call("DEBUG", "PAUSE-CRON", "0");
    world.run(3000);
    assertThat(number(first.call("CLUSTER", "INFO"), "cluster_stats_messages_ping_sent"))
        .isGreaterThan(number(after, "cluster_stats_messages_ping_sent"));
    assertThat(one.exitStatus()).isNegative();
  }
}
