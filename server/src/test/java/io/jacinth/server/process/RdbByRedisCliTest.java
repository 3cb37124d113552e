package io.jacinth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/**
 * Debian's {@code redis-cli --rdb}, {@code --functions-rdb} and {@code --replica} get their image
 * and their stream from us; the files are loaded into a redis-server and have the same digest.
 */
class RdbByRedisCliTest {
  private static final int PORT = 17521;
  private static final int REDIS_PORT = 17522;

  @TempDir Path directory;

  private static String[] args(int port, String... more) {
    List<String> args =
        new ArrayList<>(List.of("--bind", "127.0.0.1", "--save", "", "--port", "" + port));
    args.addAll(List.of("--enable-debug-command", "yes"));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  @Test
  void imagesStandAlone() throws IOException {
    try (ServerProcess ours = ServerProcess.jacinth(directory.resolve("ours"), args(PORT))) {
      awaitPong(PORT);
      try (Jedis client = Clients.jedis(PORT)) {
        new RandomWrites(5).send(client, 30_000);
        client.select(3);
        client.set("in another database", "1");
      }
      images();
      assertThat(ours.log())
          .contains("as RDB transfer is complete")
          .doesNotContain("Exception", "Error");
    }
  }

  @Test
  void imagesOfACluster() throws IOException {
    String[] args = args(PORT, "--cluster-enabled", "yes");
    try (ServerProcess ours = ServerProcess.jacinth(directory.resolve("ours"), args)) {
      awaitPong(PORT);
      assertThat(RedisCli.at(PORT, "cluster", "addslotsrange", "0", "16383")).isEqualTo("OK");
      Await.until(20, "a cluster", () -> RedisCli.at(PORT, "set", "a", "1").equals("OK"));
      try (Jedis client = Clients.jedis(PORT)) {
        for (int i = 0; i < 300; i++) {
          client.set("string" + i, "value " + i);
          client.hset("hash" + i, "field", "" + i);
          client.rpush("list" + i % 7, "element " + i);
          client.sadd("set" + i % 5, "" + i);
          client.zadd("zset" + i % 3, i, "member " + i);
          client.xadd("stream" + i % 2, StreamEntryID.NEW_ENTRY, Map.of("field", "" + i));
        }
      }
      images();
      assertThat(ours.log()).doesNotContain("Exception", "Error");
    }
  }

  private void images() throws IOException {
    Path whole = Files.createDirectories(directory.resolve("whole"));
    assertThat(RedisCli.run("-p", "" + PORT, "--rdb", whole.resolve("dump.rdb").toString()))
        .contains("Transfer finished with success");
    assertThat(digestOf(whole)).isEqualTo(RedisCli.at(PORT, "debug", "digest")).doesNotMatch("0+");

    Path none = Files.createDirectories(directory.resolve("none"));
    assertThat(
            RedisCli.run("-p", "" + PORT, "--functions-rdb", none.resolve("dump.rdb").toString()))
        .contains("Transfer finished with success");
    assertThat(digestOf(none)).matches("0{40}");
  }

  /** What redis-server says of the {@code dump.rdb} in a directory. */
  private static String digestOf(Path home) {
    try (ServerProcess redis = ServerProcess.redis(home, args(REDIS_PORT))) {
      awaitPong(REDIS_PORT);
      Await.until(
          20,
          () -> "the image loaded: " + redis.log(),
          () -> RedisCli.at(REDIS_PORT, "debug", "digest").length() == 40);
      assertThat(redis.log()).contains("Done loading RDB");
      return RedisCli.at(REDIS_PORT, "debug", "digest");
    }
  }

  @Test
  void stream() throws IOException, InterruptedException {
    try (ServerProcess ours = ServerProcess.jacinth(directory.resolve("ours"), args(PORT))) {
      awaitPong(PORT);
      RedisCli.at(PORT, "set", "before", "1");
      Path output = directory.resolve("stream.txt");
      ProcessBuilder builder =
          new ProcessBuilder("redis-cli", "-p", "" + PORT, "--replica")
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().put("TERM", "dumb");
      Process replica = builder.start();
      try {
        Await.until(
            20, () -> "SYNC done: " + text(output), () -> text(output).contains("SYNC done"));
        RedisCli.at(PORT, "set", "after", "the stream");
        RedisCli.at(PORT, "-n", "3", "lpush", "list", "1", "2");
        Await.until(
            20,
            () -> "the commands: " + text(output),
            () ->
                text(output).contains("\"set\",\"after\",\"the stream\"")
                    && text(output).contains("\"lpush\",\"list\",\"1\",\"2\""));
        assertThat(text(output)).contains("\"SELECT\",\"3\"").doesNotContain("before");
        assertThat(RedisCli.at(PORT, "info", "replication")).contains("connected_slaves:1");
      } finally {
        replica.destroy();
        assertThat(replica.waitFor(10, TimeUnit.SECONDS)).isTrue();
      }
      Await.until(
          20,
          "no replica",
          () -> RedisCli.at(PORT, "info", "replication").contains("connected_slaves:0"));
      assertThat(ours.log()).doesNotContain("Exception", "Error");
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void awaitPong(int port) {
    Await.until(20, "an answer", () -> RedisCli.at(port, "ping").equals("PONG"));
  }
}
