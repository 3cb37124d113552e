package io.jacinth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/**
 * Values of all types go from our primary to a redis-server 7.0.15 and the other way round, by full
 * synchronisation while they are written to, and by the stream; in the end all servers have the
 * same DEBUG DIGEST.
 */
class TypesReplicationTest {
  @TempDir Path directory;

  private static final String[] COMMON = {
    "--bind",
    "127.0.0.1",
    "--save",
    "",
    "--enable-debug-command",
    "yes",
    "--repl-diskless-sync-delay",
    "0"
  };

  private static String[] args(int port, int primaryPort) {
    List<String> args = new ArrayList<>(Arrays.asList(COMMON));
    args.addAll(List.of("--port", "" + port));
    if (primaryPort > 0) {
      args.addAll(List.of("--replicaof", "127.0.0.1 " + primaryPort));
    }
    return args.toArray(String[]::new);
  }

  @Test
  void fromOursToRedis() {
    try (ServerProcess ours = ServerProcess.jacinth(directory.resolve("ours"), args(17501, 0))) {
      awaitPong(17501);
      try (Jedis client = Clients.jedis(17501)) {
        RandomWrites writes = new RandomWrites(1);
        writes.send(client, 100_000);
        try (ServerProcess redis =
            ServerProcess.redis(directory.resolve("redis"), args(17502, 17501))) {
          writes.send(client, 30_000);
          awaitSame(redis, 17501, 17502);
          writes.send(client, 5_000);
          awaitSame(redis, 17501, 17502);
        }
      }
      assertThat(ours.log()).doesNotContain("Exception", "Error");
    }
  }

  @Test
  void fromRedisToOursAndOn() {
    try (ServerProcess redis = ServerProcess.redis(directory.resolve("redis"), args(17503, 0))) {
      awaitPong(17503);
      try (Jedis client = Clients.jedis(17503)) {
        RandomWrites writes = new RandomWrites(2);
        writes.send(client, 100_000);
        try (ServerProcess ours =
                ServerProcess.jacinth(directory.resolve("ours"), args(17504, 17503));
            ServerProcess last =
                ServerProcess.redis(directory.resolve("last"), args(17505, 17504))) {
          writes.send(client, 30_000);
          awaitSame(ours, 17503, 17504);
          writes.send(client, 5_000);
          awaitSame(ours, 17503, 17504);
          awaitSame(last, 17503, 17505);
        }
      }
      assertThat(redis.isAlive()).isTrue();
    }
  }

  private static void awaitPong(int port) {
    Await.until(20, "an answer", () -> RedisCli.at(port, "ping").equals("PONG"));
  }

  private static void awaitSame(ServerProcess replica, int primaryPort, int replicaPort) {
    Await.until(
        60,
        () ->
            "the same digest; link: "
                + RedisCli.at(replicaPort, "info", "replication")
                + replica.log(),
        () -> digest(primaryPort).equals(digest(replicaPort)));
    assertThat(digest(replicaPort)).hasSize(40).doesNotMatch("0+");
  }

  private static String digest(int port) {
    return RedisCli.at(port, "debug", "digest");
  }
}
