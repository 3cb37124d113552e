package io.jacinth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A redis-server 7.0.15 in a cluster of ours: it joins by MEET, gossips for a while, follows one of
 * our primaries, and one of ours follows it.
 *
 * <p>The gossip time is {@code -Djacinth.soak.seconds}, 60 by default.
 */
class MixedClusterTest {
  private static final int SOAK_SECONDS = Integer.getInteger("jacinth.soak.seconds", 60);
  private static final int FOREIGN_PORT = 17047;

  @TempDir Path directory;

  @Test
  void realRedisJoinsGossipsAndReplicatesBothWays() throws IOException {
    try (SixServers six = new SixServers(directory, 17041);
        ServerProcess redis =
            ServerProcess.redis(
                directory.resolve("redis"),
                "--port",
                "" + FOREIGN_PORT,
                "--cluster-enabled",
                "yes",
                "--cluster-node-timeout",
                "5000",
                "--repl-diskless-sync-delay",
                "0",
                "--save",
                "")) {
      redis.awaitLog("Ready to accept connections", 10);
      assertThat(six.create().stripTrailing()).endsWith("[OK] All 16384 slots covered.");
      six.awaitOk();
      assertThat(RedisCli.at(FOREIGN_PORT, "cluster", "meet", "127.0.0.1", "17042"))
          .isEqualTo("OK");
      Await.until(20, "everybody knows seven nodes", () -> everybodyKnowsSeven(six));

      // The foreign node as a replica of ours.
      RedisCli.run(List.of("-c", "-p", "17041"), "set hnad before\n");
      String id = NodesTable.at(17041).byPort(17041).id();
      assertThat(RedisCli.at(FOREIGN_PORT, "cluster", "replicate", id)).isEqualTo("OK");
      awaitLinkUp(FOREIGN_PORT);
      RedisCli.run(List.of("-c", "-p", "17041"), "set hnad after\nset gone{hnad} x px 50\n");
      Await.until(
          5,
          "the write arrived",
          () ->
              RedisCli.run(List.of("-p", "" + FOREIGN_PORT), "readonly\nget hnad\n")
                  .contains("after"));

      for (int second = 0; second < SOAK_SECONDS; second++) {
        Await.pause(1000);
        assertThat(redis.isAlive()).isTrue();
      }
      assertThat(everybodyKnowsSeven(six)).isTrue();
      // A link whose pong is late on a busy machine is being dialled anew for a moment.
      Await.until(5, "all links of the foreign node", () -> allConnected(FOREIGN_PORT));
      Await.until(5, "all links of ours", () -> allConnected(17042));
      assertThat(RedisCli.at(FOREIGN_PORT, "cluster", "info")).contains("cluster_state:ok");

      failOverToTheForeignNodeAndBack(six, redis);
      assertThat(warningsAboutUs(redis.log())).isEmpty();
    }
  }

  /** By manual failovers; our old primary follows the foreign one meanwhile. */
  private static void failOverToTheForeignNodeAndBack(SixServers six, ServerProcess redis) {
    assertThat(RedisCli.at(FOREIGN_PORT, "cluster", "failover")).isEqualTo("OK");
    Await.until(
        15,
        () -> "the foreign node is primary\n" + redis.log() + six.at(17041).log(),
        () ->
            NodesTable.at(17042).byPort(FOREIGN_PORT).is("master")
                && NodesTable.at(17042).byPort(FOREIGN_PORT).slots().equals("0-5460"));
    awaitLinkUp(17041);
    RedisCli.run(List.of("-c", "-p", "17043"), "set hnad foreign\n");
    Await.until(
        5,
        "ours follows the foreign primary",
        () -> RedisCli.run(List.of("-p", "17041"), "readonly\nget hnad\n").contains("foreign"));

    // And back, once the primaries may vote about this shard again (2 x node-timeout).
    Await.pause(10_500);
    assertThat(RedisCli.at(17041, "cluster", "failover")).isEqualTo("OK");
    Await.until(
        15,
        () -> "ours is primary again\n" + redis.log() + six.at(17041).log(),
        () -> NodesTable.at(17042).byPort(17041).slots().equals("0-5460"));
    awaitLinkUp(FOREIGN_PORT);
  }

  private static boolean everybodyKnowsSeven(SixServers six) {
    return six.ports().stream()
            .allMatch(p -> RedisCli.at(p, "cluster", "info").contains("cluster_known_nodes:7"))
        && RedisCli.at(FOREIGN_PORT, "cluster", "info").contains("cluster_known_nodes:7")
        && NodesTable.at(FOREIGN_PORT).rows().stream().noneMatch(r -> r.is("handshake"));
  }

  private static boolean allConnected(int port) {
    return NodesTable.at(port).rows().stream().allMatch(r -> r.link().equals("connected"));
  }

  private static void awaitLinkUp(int port) {
    Await.until(
        15,
        () -> port + " in sync\n" + RedisCli.at(port, "info", "replication"),
        () -> {
          String info = RedisCli.at(port, "info", "replication");
          return info.contains("role:slave") && info.contains("master_link_status:up");
        });
  }

  /** Warning lines, less those redis-server writes about its host or its own role changes. */
  private static List<String> warningsAboutUs(String log) {
    List<String> expected =
        List.of(
            "oO0OoO0OoO0Oo",
            "Redis version=",
            "Configuration loaded",
            "overcommit",
            "backlog setting",
            "Transparent Huge",
            "Server initialized",
            "No cluster configuration found",
            "IP address for this node updated",
            "Cluster state changed",
            "Manual failover",
            "replication offset for paused master",
            "Currently unable to failover: Waiting for votes",
            "Master replication ID changed",
            "All master replication stream processed",
            "Start of election delayed",
            "Starting a failover election",
            "Failover election won",
            "configEpoch set to",
            "Setting secondary replication ID",
            "Failover auth granted",
            "Configuration change detected",
            "Connection with master lost",
            "Connection with replica",
            "Received SIGTERM",
            "User requested shutdown");
    return log.lines()
        .filter(line -> line.matches("\\d+:[A-Z] .* # .*"))
        .filter(line -> expected.stream().noneMatch(line::contains))
        .map(line -> line.toLowerCase(Locale.ROOT))
        .toList();
  }
}
