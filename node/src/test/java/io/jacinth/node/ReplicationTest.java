package io.jacinth.node;

import static io.jacinth.node.world.TestClient.resp;
import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.node.world.TestClient;
import io.jacinth.node.world.TestNode;
import io.jacinth.node.world.TestWorld;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Nodes that replicate, in one thread and virtual time. */
class ReplicationTest {
  private final TestWorld world = new TestWorld();

  private static void fill(TestWorld world, TestClient client, int from, int to) {
    for (int i = from; i < to; i++) {
      client.send("SET", "key:" + i, "value:" + i);
      if (i % 200 == 0) {
        world.run(1);
      }
    }
    world.run(2);
  }

  private void awaitEqual(TestNode primary, TestNode replica) {
    world.await(
        "in step",
        () ->
            replica.isLinkUp()
                && replica.replication().isReplica()
                && replica.replication().offset() == primary.replication().offset());
    assertThat(replica.data()).isEqualTo(primary.data());
  }

  private TestNode replicaOf(TestNode primary, int port) {
    TestNode replica = world.node(port);
    follow(replica, primary);
    return replica;
  }

  private void follow(TestNode replica, TestNode primary) {
    String reply = world.client(replica.port()).call("REPLICAOF", "127.0.0.1", "" + primary.port());
    assertThat(reply).isEqualTo("+OK\r\n");
    world.await("link up", () -> replica.replication().isReplica() && replica.isLinkUp());
  }

  @Test
  void aReplicaGetsTheDataAndTheStream() {
    TestNode primary = world.node(7001);
    TestClient client = world.client(7001);
    fill(world, client, 0, 500);
    TestNode replica = replicaOf(primary, 7002);
    assertThat(replica.data()).hasSize(500).isEqualTo(primary.data());
    fill(world, client, 500, 600);
    client.call("SET", "gone", "soon", "PX", "100000");
    client.call("DEL", "key:7");
    client.call("SELECT", "2");
    client.call("INCR", "counter");
    client.call("INCR", "counter");
    awaitEqual(primary, replica);
    assertThat(replica.data()).containsEntry("2/counter", "2@-1").hasSize(601);
    assertThat(world.client(7002).call("SET", "a", "b")).startsWith("-READONLY");
    assertThat(world.client(7002).call("GET", "key:1")).isEqualTo("$7\r\nvalue:1\r\n");
    // Four have connected to the replica, and there is its link; the primary does not count it.
    assertThat(world.client(7002).call("INFO", "clients")).contains("connected_clients:5\r");
    assertThat(client.call("INFO", "clients")).contains("connected_clients:1\r");
    world.run(1100);
    assertThat(primary.info())
        .startsWith(
            "role:master\r\nconnected_slaves:1\r\nslave0:ip=127.0.0.1,port=7002,state=online,")
        .contains("master_replid:" + replica.replication().replId())
        .contains("repl_backlog_active:1\r\nrepl_backlog_size:1048576\r\n");
    assertThat(replica.info())
        .startsWith(
            "role:slave\r\nmaster_host:127.0.0.1\r\nmaster_port:7001\r\nmaster_link_status:up\r\n")
        .contains("slave_repl_offset:" + primary.replication().offset() + "\r\n");
    assertThat(replica.logText())
        .contains(
            "Connecting to MASTER 127.0.0.1:7001\nMASTER <-> REPLICA sync started\n",
            "Full resync from master: " + primary.replication().replId(),
            "MASTER <-> REPLICA sync: Flushing old data\n",
            "MASTER <-> REPLICA sync: Loading DB in memory\n",
            "MASTER <-> REPLICA sync: Finished with success");
  }

  @Test
  void replicasAreInSyncWithinTwoSecondsOfFollowing() {
    TestNode primary = world.node(7001);
    fill(world, world.client(7001), 0, 100);
    TestNode replica = world.node(7002);
    world.client(7002).call("REPLICAOF", "127.0.0.1", "7001");
    world.run(500);
    assertThat(replica.isLinkUp()).isTrue();
    assertThat(primary.replication().goodReplicas(10, 0)).isEqualTo(1);
  }

  @Test
  void pingsComeAsOftenAsIsConfiguredNow() {
    TestNode primary = world.node(7001);
    TestClient client = world.client(7001);
    fill(world, client, 0, 10);
    TestNode replica = replicaOf(primary, 7002);
    client.call("CONFIG", "SET", "repl-ping-replica-period", "1");
    long before = primary.replication().offset();
    world.run(2500);
    assertThat(primary.replication().offset()).isGreaterThan(before);
    client.call("CONFIG", "SET", "repl-ping-replica-period", "3600");
    long still = primary.replication().offset();
    world.run(5000);
    assertThat(primary.replication().offset()).isEqualTo(still);
    awaitEqual(primary, replica);
  }

  @Test
  void writesDuringAFullSynchronizationArriveExactlyOnce() {
    for (int seed = 1; seed <= 5; seed++) {
      TestWorld here = new TestWorld();
      Random random = new Random(seed);
      TestNode primary = here.node(7001);
      TestClient client = here.client(7001);
      fill(here, client, 0, 20_000);
      TestNode replica = here.node(7002);
      here.client(7002).send("REPLICAOF", "127.0.0.1", "7001");
      int rounds = 0;
      while (!(replica.replication().isReplica() && replica.isLinkUp())) {
        for (int i = 0; i < 40; i++) {
          String key = "key:" + random.nextInt(25_000);
          switch (random.nextInt(4)) {
            case 0 -> client.send("DEL", key);
            case 1 -> client.send("SET", key, "new:" + random.nextInt());
            case 2 -> client.send("INCR", "counter:" + random.nextInt(50));
            default -> client.send("PEXPIRE", key, "" + (50_000_000 + random.nextInt(1000)));
          }
        }
        here.run(1);
        assertThat(rounds++).isLessThan(20_000);
      }
      here.await("in step", () -> replica.replication().offset() == primary.replication().offset());
      assertThat(replica.data()).as("seed %d", seed).isEqualTo(primary.data());
    }
  }

  @Test
  void aBrokenLinkIsContinuedFromTheBacklog() {
    TestNode primary = world.node(7001);
    TestClient client = world.client(7001);
    fill(world, client, 0, 100);
    TestNode replica = replicaOf(primary, 7002);
    for (int i = 1; i <= 5; i++) {
      world.cut(7001);
      world.run(1);
      client = world.client(7001);
      fill(world, client, 100 * i, 100 * i + 100);
      awaitEqual(primary, replica);
    }
    assertThat(replica.logText().split("Successful partial resynchronization", -1)).hasSize(6);
    assertThat(replica.logText().split("Full resync from master", -1)).hasSize(2);
    assertThat(replica.logText())
        .contains("Connection with master lost.\nCaching the disconnected master state.\n");
  }

  @Test
  void aLinkThatWasAwayTooLongStartsOver() {
    TestNode primary =
        world.node(7001, config -> config.put(ReplicationOptions.REPL_BACKLOG_SIZE, 16_384L));
    TestClient client = world.client(7001);
    fill(world, client, 0, 100);
    TestNode replica = replicaOf(primary, 7002);
    world.stopListening(7001);
    world.cut(7001);
    world.run(1);
    world.listen(7001, primary.node()::accept);
    client = world.client(7001);
    fill(world, client, 0, 3000);
    awaitEqual(primary, replica);
    assertThat(replica.logText().split("Full resync from master", -1)).hasSize(3);
  }

  @Test
  void aPromotedReplicaContinuesTheHistoryForItsSiblings() {
    TestNode first = world.node(7001);
    fill(world, world.client(7001), 0, 200);
    TestNode second = replicaOf(first, 7002);
    TestNode third = replicaOf(first, 7003);
    fill(world, world.client(7001), 200, 300);
    awaitEqual(first, second);
    awaitEqual(first, third);
    String oldId = first.replication().replId();
    long oldOffset = second.replication().offset();
    first.kill();
    assertThat(world.client(7002).call("REPLICAOF", "NO", "ONE")).isEqualTo("+OK\r\n");
    assertThat(second.logText())
        .contains(
            "Setting secondary replication ID to "
                + oldId
                + ", valid up to offset: "
                + (oldOffset + 1)
                + ". New replication ID is "
                + second.replication().replId());
    third.clearLog();
    follow(third, second);
    fill(world, world.client(7002), 300, 400);
    awaitEqual(second, third);
    assertThat(third.logText())
        .contains(
            "Successful partial resynchronization with master.",
            "Master replication ID changed to " + second.replication().replId())
        .doesNotContain("Full resync");
    assertThat(third.replication().replId2()).isEqualTo(oldId);
    assertThat(third.data()).hasSize(400);
  }

  @Test
  void aFormerPrimaryContinuesOrStartsOverAsItsDataDemands() {
    TestNode first = world.node(7001);
    fill(world, world.client(7001), 0, 50);
    TestNode second = replicaOf(first, 7002);
    awaitEqual(first, second);
    world.client(7002).call("REPLICAOF", "NO", "ONE");
    world.client(7002).call("SET", "new", "world");
    follow(first, second);
    awaitEqual(second, first);
    assertThat(first.logText()).contains("Successful partial resynchronization with master.");

    world.client(7001).call("REPLICAOF", "NO", "ONE");
    world.client(7001).call("SET", "diverged", "yes");
    world.client(7002).call("SET", "other", "way");
    first.clearLog();
    follow(first, second);
    awaitEqual(second, first);
    assertThat(first.logText()).contains("Full resync from master");
    assertThat(first.data()).doesNotContainKey("0/diverged").containsKey("0/other");
  }

  @Test
  void aReplicaOfAReplicaGetsTheSameBytes() {
    TestNode first = world.node(7001);
    TestClient client = world.client(7001);
    fill(world, client, 0, 50);
    TestNode second = replicaOf(first, 7002);
    client.call("SELECT", "5");
    TestNode third = replicaOf(second, 7003);
    fill(world, client, 50, 100);
    awaitEqual(first, second);
    awaitEqual(first, third);
    assertThat(third.replication().replId()).isEqualTo(first.replication().replId());
    assertThat(third.data()).containsKey("5/key:99");
    world.cut(7001);
    fill(world, world.client(7001), 100, 150);
    awaitEqual(first, third);
    assertThat(third.logText().split("Full resync from master", -1)).hasSize(2);
  }

  @Test
  void aReplicaWithoutEndMarkIsSentTheLengthFirst() {
    world.node(7001);
    TestClient client = world.client(7001);
    fill(world, client, 0, 1000);
    TestClient replica = world.client(7001);
    replica.call("REPLCONF", "listening-port", "9999");
    replica.forget();
    replica.send("PSYNC", "?", "-1");
    world.run(50);
    client.call("SET", "after", "snapshot");
    world.run(5);
    String text = replica.text();
    int start = text.indexOf("+FULLRESYNC");
    int header = text.indexOf('$', start);
    int end = text.indexOf("\r\n", header);
    int length = Integer.parseInt(text.substring(header + 1, end));
    int imageAt = end + 2;
    assertThat(text.substring(imageAt, imageAt + 9)).isEqualTo("REDIS0010");
    String rest = text.substring(imageAt + length);
    assertThat(rest).isEqualTo(resp("SELECT", "0") + resp("SET", "after", "snapshot"));
  }

  /** The oldest way to ask, which redis-cli --replica and --rdb use: no line before the length. */
  @Test
  void syncIsAnsweredByTheSnapshotAtOnce() {
    world.node(7001);
    TestClient client = world.client(7001);
    client.call("SET", "a", "1");
    for (String only : new String[] {"0", "1"}) {
      TestClient replica = world.client(7001);
      assertThat(replica.call("REPLCONF", "rdb-only", only)).isEqualTo("+OK\r\n");
      replica.forget();
      replica.send("SYNC");
      world.run(50);
      client.call("SET", "after", "snapshot");
      world.run(70_000); // such a replica acknowledges nothing, and is not cut for it
      client.call("SET", "later", "still");
      world.run(5);
      String text = replica.text().substring(replica.text().indexOf('$'));
      assertThat(replica.text().replace("\n", "")).startsWith("$");
      int end = text.indexOf("\r\n");
      int length = Integer.parseInt(text.substring(1, end));
      assertThat(text.substring(end + 2)).startsWith("REDIS0010");
      String stream = text.substring(end + 2 + length);
      if (only.equals("1")) {
        assertThat(replica.closed()).isNotNull();
        assertThat(stream).isEmpty();
      } else {
        assertThat(replica.closed()).isNull();
        assertThat(stream).contains(resp("SET", "after", "snapshot"));
        assertThat(stream).endsWith(resp("SET", "later", "still"));
      }
    }
  }

  @Test
  void waitIsAnsweredByAcknowledgements() {
    TestNode primary = world.node(7001);
    replicaOf(primary, 7002);
    TestClient client = world.client(7001);
    client.call("SET", "a", "1");
    assertThat(client.call("WAIT", "1", "5000")).isEqualTo(":1\r\n");
    client.call("SET", "a", "2");
    assertThat(client.call("WAIT", "2", "50")).isEqualTo(":1\r\n");
    assertThat(client.call("ROLE")).startsWith("*3\r\n$6\r\nmaster\r\n:").contains("$4\r\n7002");
  }

  @Test
  void whoWaitsForReplicasIsReleasedWhenTheRoleChanges() {
    world.node(7001);
    TestNode second = world.node(7002);
    TestClient client = world.client(7002);
    client.call("SET", "a", "1");
    client.forget();
    client.send("WAIT", "1", "0");
    world.run(10);
    assertThat(client.text()).isEmpty();
    world.client(7002).call("REPLICAOF", "127.0.0.1", "7001");
    world.run(10);
    assertThat(client.text()).startsWith("-UNBLOCKED force unblock from blocking operation");
    assertThat(client.closed()).isNotNull();
    assertThat(second.replication().isReplica()).isTrue();
  }

  @Test
  void aLinkKilledAtTheReplicaIsContinued() {
    TestNode primary = world.node(7001);
    TestNode replica = replicaOf(primary, 7002);
    TestClient admin = world.client(7001);
    admin.call("SET", "a", "1");
    awaitEqual(primary, replica);
    assertThat(world.client(7002).call("CLIENT", "KILL", "127.0.0.1:7001")).isEqualTo("+OK\r\n");
    world.await(
        "link up again", () -> admin.call("INFO", "stats").contains("sync_partial_ok:1\r\n"));
    admin.call("SET", "a", "2");
    awaitEqual(primary, replica);
  }

  @Test
  void synchronizationsAreCounted() {
    TestNode primary = world.node(7001);
    replicaOf(primary, 7002);
    TestClient admin = world.client(7001);
    admin.call("CLIENT", "KILL", "TYPE", "replica");
    world.await(
        "link up again", () -> admin.call("INFO", "stats").contains("sync_partial_ok:1\r\n"));
    TestClient stranger = world.client(7001);
    stranger.send("PSYNC", "0123456789012345678901234567890123456789", "1");
    world.run(20);
    world.client(7001).send("SYNC");
    world.run(20);
    assertThat(admin.call("INFO", "stats"))
        .contains("sync_full:3\r\nsync_partial_ok:1\r\nsync_partial_err:2\r\n");
  }

  @Test
  void shutdownWaitsForReplicas() {
    TestNode primary = world.node(7001, config -> config.put(GeneralOptions.SHUTDOWN_TIMEOUT, 10L));
    TestNode replica = replicaOf(primary, 7002);
    TestClient client = world.client(7001);
    for (int i = 0; i < 500; i++) {
      client.send("SET", "key:" + i, "v");
    }
    primary.node().requestShutdown(0);
    world.await("the end", () -> primary.exitStatus() == 0);
    world.run(20);
    assertThat(primary.logText())
        .contains("1 of 1 replicas are in sync when shutting down.", "bye bye...");
    assertThat(replica.data()).isEqualTo(primary.data());
  }
}
