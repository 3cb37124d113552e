package io.jacinth.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.time.LocalTime;
import java.time.temporal.ChronoField;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A primary is killed under write load, as in the third tutorial. */
class FailoverTest {
  @TempDir Path directory;

  @Test
  void killedPrimaryIsReplacedAndComesBackAsReplica() throws Exception {
    try (SixServers six = new SixServers(directory, 17031)) {
      assertThat(six.create().stripTrailing()).endsWith("[OK] All 16384 slots covered.");
      int replica = NodesTable.awaitReplicaOf(17031);
      Await.until(
          10,
          "replica in sync",
          () -> RedisCli.at(replica, "info", "replication").contains("master_link_status:up"));
      // A primary killed before would leave its shard down. (Redis waits 5 s before a diskless
      // sync.)
      assertThat(syncMs(six.at(replica).log()))
          .isLessThan(ServerProcess.SUBJECT_IS_REDIS ? 10_000 : 2000);
      six.awaitOk();

      long written = writeForAWhile(17031);
      six.at(17031).killHard();

      // hnad lives in slot 2114, a slot of the first node.
      Await.until(
          20,
          () -> "the replica takes over\n" + six.at(replica).log(),
          () -> RedisCli.at(replica, "set", "hnad", "after").equals("OK"));
      String log = six.at(replica).log();
      assertThat(log).contains("Connection with master lost.");
      assertThat(log).contains("Caching the disconnected master state.");
      assertThat(log).contains("Error condition on socket for SYNC: Connection refused");
      assertThat(log).contains("Start of election delayed for ");
      assertThat(log).contains("Starting a failover election for epoch 7.");
      assertThat(log).contains("Failover election won: I'm the new master.");
      assertThat(log).contains("configEpoch set to 7 after successful failover");
      assertThat(log).containsPattern("Setting secondary replication ID to [0-9a-f]{40}, valid up");
      assertThat(log).contains("Cluster state changed: ok");
      assertThat(RedisCli.at(replica, "get", "counter{hnad}")).isEqualTo(Long.toString(written));

      six.at(17031).start();
      Await.until(
          20,
          () -> "the old primary is a replica\n" + six.at(17031).log(),
          () -> {
            String info = RedisCli.at(17031, "info", "replication");
            return info.contains("role:slave")
                && info.contains("master_port:" + replica)
                && info.contains("master_link_status:up");
          });
      six.awaitOk();
    }
  }

  /** How long it took from becoming a replica to being in sync, by the times of its log. */
  private static long syncMs(String log) {
    return stamp(log, "MASTER <-> REPLICA sync: Finished with success")
        .minusNanos(stamp(log, "Before turning into a replica").toNanoOfDay())
        .get(ChronoField.MILLI_OF_DAY);
  }

  private static LocalTime stamp(String log, String text) {
    String line = log.lines().filter(l -> l.contains(text)).findFirst().orElseThrow();
    // 8406:S 14 Jun 2026 10:39:45.174 * text
    return LocalTime.parse(line.split(" ")[4]);
  }

  /** A supervisor may be faster than the node timeout; Redis loses everything then. */
  @Test
  void primaryRestartedAtOnceWithoutDataLosesNothing() throws Exception {
    assumeThat(ServerProcess.SUBJECT_IS_REDIS).isFalse();
    try (SixServers six = new SixServers(directory, 17131)) {
      assertThat(six.create().stripTrailing()).endsWith("[OK] All 16384 slots covered.");
      int replica = NodesTable.awaitReplicaOf(17131);
      Await.until(
          10,
          "replica in sync",
          () -> RedisCli.at(replica, "info", "replication").contains("master_link_status:up"));
      six.awaitOk();

      long written = writeForAWhile(17131);
      six.at(17131).killHard();
      six.at(17131).start();

      Await.until(
          20,
          () -> "the replica takes over\n" + six.at(17131).log() + six.at(replica).log(),
          () -> RedisCli.at(replica, "get", "counter{hnad}").equals(Long.toString(written)));
      Await.until(
          20,
          () -> "the old primary has a copy\n" + six.at(17131).log(),
          () -> RedisCli.at(17131, "info", "replication").contains("master_link_status:up"));
      six.awaitOk();
    }
  }

  /** Acknowledged increments; the primary must not lose one of them when it is killed. */
  private long writeForAWhile(int port) throws InterruptedException {
    AtomicLong acknowledged = new AtomicLong();
    AtomicBoolean stop = new AtomicBoolean();
    Thread writer =
        new Thread(() -> {
          try (Jedis jedis = Clients.jedis(port)) {
            while (!stop.get()) {
              acknowledged.set(jedis.incr("counter{hnad}"));
            }
          } catch (JedisException e) {
            // The kill comes after the writer has stopped; anything else shows in the count.
            acknowledged.set(-1);
          }
        });
    writer.start();
    Await.until(20, "1000 writes", () -> acknowledged.get() >= 1000);
    stop.set(true);
    writer.join(5000);
    // A primary sends to its replicas before it answers; one turn later they have it.
    Await.pause(50);
    return acknowledged.get();
  }
}
