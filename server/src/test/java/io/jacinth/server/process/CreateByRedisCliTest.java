package io.jacinth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Six processes joined as the tutorials do it. */
class CreateByRedisCliTest {
  @TempDir Path directory;

  @Test
  void createCheckInfoCallAndRedirect() throws IOException {
    try (SixServers six = new SixServers(directory, 17001)) {
      String created = six.create();
      assertThat(created).contains(">>> Performing hash slots allocation on 6 nodes...");
      assertThat(created).contains("[OK] All nodes agree about slots configuration.");
      assertThat(created.stripTrailing()).endsWith("[OK] All 16384 slots covered.");
      six.awaitOk();

      String check = RedisCli.run("--cluster", "check", "127.0.0.1:17002");
      assertThat(check).contains("   slots:[0-5460] (5461 slots) master");
      assertThat(check).contains("   1 additional replica(s)");
      assertThat(check.stripTrailing()).endsWith("[OK] All 16384 slots covered.");
      assertThat(RedisCli.run("--cluster", "info", "127.0.0.1:17003"))
          .contains("[OK] 0 keys in 3 masters.");
      String pings = RedisCli.run("--cluster", "call", "127.0.0.1:17001", "ping");
      assertThat(pings.lines().filter(line -> line.endsWith(": PONG"))).hasSize(6);

      assertThat(RedisCli.at(17002, "set", "hnad", "21233")).contains("MOVED 2114 127.0.0.1:17001");
      String redirected = RedisCli.run(List.of("-c", "-p", "17002"), "set hnad 21233\nget hnad\n");
      assertThat(redirected).contains("OK").contains("21233");
      int replica = NodesTable.awaitReplicaOf(17001);
      Await.until(
          5,
          "the replica has the key",
          () ->
              RedisCli.run(List.of("-p", Integer.toString(replica)), "readonly\nget hnad\n")
                  .contains("21233"));
      assertThat(RedisCli.at(replica, "info", "replication"))
          .contains("role:slave")
          .contains("master_host:127.0.0.1")
          .contains("master_port:17001")
          .contains("master_link_status:up")
          .contains("master_sync_in_progress:0")
          .contains("slave_read_only:1");
      assertThat(RedisCli.at(replica, "set", "hnad", "1")).contains("MOVED 2114 127.0.0.1:17001");
    }
  }

  @Test
  void byHandWithMeetAddslotsReplicate() throws IOException {
    try (SixServers six = new SixServers(directory, 17011)) {
      for (int port : six.ports().subList(1, 6)) {
        assertThat(RedisCli.at(17011, "cluster", "meet", "127.0.0.1", "" + port)).isEqualTo("OK");
      }
      int[][] ranges = {{0, 5460}, {5461, 10922}, {10923, 16383}};
      for (int i = 0; i < 3; i++) {
        String[] words =
            Stream.concat(
                    Stream.of("cluster", "addslots"),
                    IntStream.rangeClosed(ranges[i][0], ranges[i][1]).mapToObj(Integer::toString))
                .toArray(String[]::new);
        assertThat(RedisCli.at(17011 + i, words)).isEqualTo("OK");
      }
      Await.until(
          20,
          "all six know all six and their slots",
          () -> six.ports().stream().allMatch(CreateByRedisCliTest::knowsSixAndAllSlots));
      for (int i = 0; i < 3; i++) {
        String primaryId = NodesTable.at(17011).byPort(17011 + i).id();
        assertThat(RedisCli.at(17014 + i, "cluster", "replicate", primaryId)).isEqualTo("OK");
      }
      six.awaitOk();
      assertThat(RedisCli.at(17012, "cluster", "info"))
          .contains("cluster_slots_assigned:16384")
          .contains("cluster_slots_ok:16384")
          .contains("cluster_size:3")
          .contains("cluster_stats_messages_ping_sent:");
      Await.until(
          10,
          "three replicas in sync",
          () ->
              IntStream.range(17014, 17017)
                  .allMatch(p ->
                      RedisCli.at(p, "info", "replication").contains("master_link_status:up")));
    }
  }

  /** Who is still in a handshake counts as known, but not yet by the id a replica may name. */
  private static boolean knowsSixAndAllSlots(int port) {
    List<NodesTable.Row> rows = NodesTable.at(port).rows();
    return rows.size() == 6
        && rows.stream().noneMatch(row -> row.is("handshake"))
        && rows.stream()
            .map(NodesTable.Row::slots)
            .toList()
            .containsAll(List.of("0-5460", "5461-10922", "10923-16383"));
  }

  @Test
  void withPasswords() throws IOException {
    try (SixServers six =
        new SixServers(directory, 17021, "requirepass 111111", "masterauth 111111")) {
      assertThat(RedisCli.at(17021, "ping")).contains("NOAUTH Authentication required.");
      String created = six.create("-a", "111111", "--no-auth-warning");
      assertThat(created.stripTrailing()).endsWith("[OK] All 16384 slots covered.");
      String[] password = {"-a", "111111", "--no-auth-warning"};
      six.awaitOk(password);
      int replica = NodesTable.awaitReplicaOf(17021, password);
      Await.until(
          10,
          "replica in sync",
          () ->
              RedisCli.run(
                      "-p",
                      "" + replica,
                      "-a",
                      "111111",
                      "--no-auth-warning",
                      "info",
                      "replication")
                  .contains("master_link_status:up"));
      assertThat(six.at(replica).log()).doesNotContain("111111");
    }
  }
}
