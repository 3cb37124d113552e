package io.jacinth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/** {@code jacinth quickstart}: six nodes in one JVM, and clients that live through a failover. */
class QuickstartTest {
  @TempDir Path directory;

  @Test
  void startsServesStopsAndStartsAgain() {
    ServerProcess quickstart = quickstart(17051);
    try (quickstart) {
      quickstart.start();
      awaitReady(17051, quickstart);
      assertThat(RedisCli.run("--cluster", "check", "127.0.0.1:17051").stripTrailing())
          .endsWith("[OK] All 16384 slots covered.");
      assertThat(RedisCli.run(List.of("-c", "-p", "17053"), "set hnad 21233\nget hnad\n"))
          .contains("21233");
      assertThat(RedisCli.at(17054, "role")).startsWith("slave");
      assertThat(quickstart.terminate()).isZero();
      String id = NodesTable.parse(fileAt("17051")).rows().getFirst().id();

      quickstart.start();
      awaitReady(17051, quickstart);
      assertThat(RedisCli.at(17051, "cluster", "nodes")).contains(id);
      assertThat(quickstart.terminate()).isZero();
    }
  }

  @Test
  void usedPortIsNamedWithTheWayOut() throws Exception {
    try (ServerSocket taken = new ServerSocket(17062, 1, InetAddress.getLoopbackAddress());
        ServerProcess quickstart = quickstart(17061)) {
      assertThat(taken.isBound()).isTrue();
      quickstart.start();
      assertThat(quickstart.awaitExit(20)).isEqualTo(1);
      assertThat(quickstart.log()).contains("17062").contains("--ports");
    }
  }

  @Test
  void jedisAndLettuceKeepALoadGoingThroughAFailover() throws Exception {
    try (ServerProcess quickstart = quickstart(17071)) {
      quickstart.start();
      awaitReady(17071, quickstart);
      AtomicBoolean stop = new AtomicBoolean();
      AtomicLong jedisDone = new AtomicLong();
      AtomicLong lettuceDone = new AtomicLong();
      Thread jedis = new Thread(() -> jedisLoad(stop, jedisDone), "jedis");
      Thread lettuce = new Thread(() -> lettuceLoad(stop, lettuceDone), "lettuce");
      jedis.start();
      lettuce.start();
      Await.until(20, "load runs", () -> jedisDone.get() > 500 && lettuceDone.get() > 500);

      // One node of the JVM stops; the others go on.
      RedisCli.at(17071, "shutdown", "nosave");
      Await.until(
          20,
          () -> "the replica took over\n" + RedisCli.at(17072, "cluster", "nodes"),
          () ->
              NodesTable.at(17072).rows().stream()
                  .anyMatch(row ->
                      row.port() > 17073 && row.is("master") && row.slots().equals("0-5460")));
      long jedisBefore = jedisDone.get();
      long lettuceBefore = lettuceDone.get();
      Await.until(
          30,
          () -> "both go on: " + jedisDone + " " + lettuceDone,
          () -> jedisDone.get() > jedisBefore + 500 && lettuceDone.get() > lettuceBefore + 500);
      stop.set(true);
      jedis.join(60_000);
      lettuce.join(60_000);
      assertThat(jedis.isAlive() || lettuce.isAlive()).isFalse();
    }
  }

  /** Sets, gets, increments and deletes over keys of all slots; errors during the failover pass. */
  private static void jedisLoad(AtomicBoolean stop, AtomicLong done) {
    Set<HostAndPort> nodes = Set.of(new HostAndPort("127.0.0.1", 17072));
    try (var cluster =
        patiently(() -> redis.clients.jedis.RedisClusterClient.builder().nodes(nodes).build())) {
      for (int i = 0; !stop.get(); i++) {
        String key = "jedis:" + i % 1000;
        try {
          cluster.set(key, "value " + i);
          if (!("value " + i).equals(cluster.get(key))) {
            throw new AssertionError("read something else than was written: " + key);
          }
          cluster.incr("jedis:counter:" + i % 100);
          cluster.expire(key, 100);
          if (i % 10 == 0) {
            cluster.del(key);
          }
          done.incrementAndGet();
        } catch (JedisException e) {
          Await.pause(50);
        }
      }
    }
  }

  /** Again and again: where its classes take long to load, a library runs into its own timeout. */
  private static <T> T patiently(Supplier<T> connects) {
    AtomicReference<T> made = new AtomicReference<>();
    Await.until(
        20,
        "a connected client",
        () -> {
          made.set(connects.get());
          return true;
        });
    return made.get();
  }

  private static void lettuceLoad(AtomicBoolean stop, AtomicLong done) {
    RedisClusterClient client =
        RedisClusterClient.create(
            RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(17072)
                .withTimeout(Duration.ofSeconds(2))
                .build());
    try (client) {
      client.setOptions(
          ClusterClientOptions.builder()
              .topologyRefreshOptions(
                  ClusterTopologyRefreshOptions.builder()
                      .enablePeriodicRefresh(Duration.ofSeconds(1))
                      .build())
              .build());
      var commands = patiently(client::connect).sync();
      for (int i = 0; !stop.get(); i++) {
        String key = "lettuce:" + i % 1000;
        try {
          commands.set(key, "value " + i);
          commands.get(key);
          commands.incr("lettuce:counter:" + i % 100);
          commands.ttl(key);
          done.incrementAndGet();
        } catch (RuntimeException e) {
          Await.pause(50);
        }
      }
    }
  }

  private ServerProcess quickstart(int firstPort) {
    return ServerProcess.main(
        directory,
        List.of(
            "quickstart",
            "--dir",
            directory.toString(),
            "--ports",
            firstPort + "-" + (firstPort + 5)));
  }

  private static void awaitReady(int firstPort, ServerProcess quickstart) {
    for (int port : Stream.iterate(firstPort, p -> p + 1).limit(6).toList()) {
      Await.until(
          15,
          () -> port + " ok\n" + quickstart.log(),
          () -> RedisCli.at(port, "cluster", "info").contains("cluster_state:ok"));
    }
  }

  private String fileAt(String port) {
    try {
      return java.nio.file.Files.readString(directory.resolve(port).resolve("nodes.conf"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
