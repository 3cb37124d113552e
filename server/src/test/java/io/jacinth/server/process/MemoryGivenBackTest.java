package io.jacinth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.params.XAddParams;

/** What is deleted goes back to the system, and does not only become free inside the process. */
@EnabledOnOs(OS.LINUX)
class MemoryGivenBackTest {
  private static final int PORT = 17091;
  private static final int KEYS = 1_000_000;

  @TempDir Path directory;

  @Test
  void afterFlushallOfAMillionKeysTheProcessIsSmallAgain() throws IOException {
    try (ServerProcess server =
        ServerProcess.jacinth(directory, "--port", "" + PORT, "--bind", "127.0.0.1")) {
      Await.until(20, "an answer", () -> RedisCli.at(PORT, "ping").equals("PONG"));
      try (Jedis client = Clients.jedis(PORT)) {
        // Once there and back, so that what the process needs for such a load is there.
        fill(client);
        empty(client);
        long idle = residentKb(server);
        fill(client);
        long full = residentKb(server);
        empty(client);
        long after = residentKb(server);
        assertThat(full - idle).isGreaterThan(60_000);
        assertThat(after - idle).as("idle %d, full %d", idle, full).isLessThan((full - idle) / 4);
      }
    }
  }

  @Test
  void theHeapThatGrewForHugeWordsIsSmallAgain() throws IOException {
    try (ServerProcess server =
        ServerProcess.jacinth(directory, "--port", "" + PORT, "--bind", "127.0.0.1")) {
      Await.until(20, "an answer", () -> RedisCli.at(PORT, "ping").equals("PONG"));
      long idle = residentKb(server);
      try (Jedis client = Clients.jedis(PORT)) {
        String word = "x".repeat(20_000_000);
        for (int i = 0; i < 8; i++) {
          client.hset("hash" + i, "field", word);
          client.xadd("stream" + i, XAddParams.xAddParams(), Map.of("field", word));
          client.lpush("list" + i, word);
        }
        empty(client);
      }
      Await.until(60, "the heap is given back", () -> residentKb(server) - idle < 130_000);
    }
  }

  private static void fill(Jedis client) {
    for (int i = 0; i < KEYS; ) {
      Pipeline pipeline = client.pipelined();
      for (int end = i + 10_000; i < end; i++) {
        pipeline.set("key:" + i, String.format(Locale.ROOT, "value-of-32-bytes-%014d", i));
      }
      pipeline.sync();
    }
    assertThat(client.dbSize()).isEqualTo(KEYS);
  }

  private static void empty(Jedis client) {
    client.flushAll();
    Await.until(
        20, "all is given back", () -> client.info("memory").contains("allocator_resident:0\r\n"));
  }

  private static long residentKb(ServerProcess server) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + server.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new AssertionError("no VmRSS");
  }
}
