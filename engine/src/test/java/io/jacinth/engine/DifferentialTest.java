package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jacinth.engine.config.ConfigCommands;
import io.jacinth.engine.session.ClientSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs the same lines on the engine and on a real redis-server (7.0, from PATH) and compares bytes,
 * in both protocols. What 7.2 answers otherwise is in {@code differential/differences.txt} with its
 * reason; a difference listed there that does not show is an error too.
 */
class DifferentialTest {
  /** So often a file is played when the machine was too slow for its clocks. */
  private static final int PLAYED_MAX = 5;

  @TempDir static Path directory;
  private static RealRedis redis;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    assumeTrue(RealRedis.isInstalled(), "no redis-server on PATH");
    redis = RealRedis.start(directory);
  }

  @AfterAll
  static void stop() {
    if (redis != null) {
      redis.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "strings, 2",
    "strings, 3",
    "bitmaps, 2",
    "bitmaps, 3",
    "hyperloglog, 2",
    "hyperloglog, 3",
    "sort, 2",
    "sort, 3",
    "geo, 2",
    "geo, 3",
    "counters, 2",
    "counters, 3",
    "hashes, 2",
    "hashes, 3",
    "zsets, 2",
    "zsets, 3",
    "streams, 2",
    "streams, 3",
    "groups, 2",
    "groups, 3",
    "sets, 2",
    "sets, 3",
    "lists, 2",
    "lists, 3",
    "zset-ranges, 2",
    "zset-ranges, 3",
    "keys, 2",
    "keys, 3",
    "connection, 2",
    "connection, 3",
    "rows, 2",
    "rows, 3"
  })
  void sameBytes(String file, int protocol) throws IOException, InterruptedException {
    Outcome outcome = play(file, protocol);
    for (int i = 1; i < PLAYED_MAX && !outcome.wrong.isEmpty() && outcome.isSlow(); i++) {
      outcome = play(file, protocol);
    }
    assertThat(outcome.idle).as("listed differences whose line is not in the file").isEmpty();
    assertThat(String.join("\n", outcome.wrong)).isEmpty();
  }

  private static Outcome play(String file, int protocol) throws IOException, InterruptedException {
    Map<String, String> differences = differences(file);
    List<String> wrong = new ArrayList<>();
    long slowestNs = 0;
    try (EngineFixture fixture = EngineFixture.standalone(ConfigCommands.family());
        RealRedis.Peer peer = redis.connect()) {
      fixture.wallMs = System.currentTimeMillis();
      fixture.tick(0);
      ClientSession session = fixture.open();
      peer.call("FLUSHALL");
      peer.call("HELLO " + protocol);
      fixture.run(session, "HELLO " + protocol);
      long sinceNs = System.nanoTime();
      for (String line : lines(file + ".txt")) {
        if (line.equals("~ early in a second")) {
          beEarlyInSecond(fixture);
          sinceNs = System.nanoTime();
          continue;
        }
        String theirs = peer.call(line);
        String ours = fixture.run(session, line);
        long nowNs = System.nanoTime();
        slowestNs = Math.max(slowestNs, nowNs - sinceNs);
        sinceNs = nowNs;
        fixture.tick(2);
        String reason = differences.remove(line);
        if (ours.equals(theirs) && reason != null) {
          wrong.add(line + "\n  is listed as different but is not");
        } else if (!ours.equals(theirs) && reason == null) {
          wrong.add(line + "\n  redis   " + escape(theirs) + "\n  jacinth " + escape(ours));
        }
      }
    }
    return new Outcome(wrong, differences, slowestNs);
  }

  /**
   * What came of a file once.
   *
   * @param idle listed differences whose line did not come
   * @param slowestNs the longest time from one line to the next
   */
  private record Outcome(List<String> wrong, Map<String, String> idle, long slowestNs) {
    /**
     * The seconds a key has left are rounded: when a busy machine needs half of one for a few
     * lines, time has passed for redis-server that has not passed for ours.
     */
    boolean isSlow() {
      return slowestNs > TimeUnit.MILLISECONDS.toNanos(50);
    }
  }

  /**
   * Waits until a second began 150 to 500 ms ago (redis-server looks at its clock of ages every 100
   * ms, and before it answers once more if that is overdue), and sets ours by the same clock.
   */
  private static void beEarlyInSecond(EngineFixture fixture)
      throws IOException, InterruptedException {
    do {
      TimeUnit.MILLISECONDS.sleep(20);
      redis.settle();
    } while (System.currentTimeMillis() % 1000 < 150 || System.currentTimeMillis() % 1000 > 500);
    fixture.tick(Math.max(0, System.currentTimeMillis() - fixture.wallMs));
  }

  private static String escape(String text) {
    return text.replace("\r\n", "\\r\\n");
  }

  private static Map<String, String> differences(String file) throws IOException {
    Map<String, String> found = new HashMap<>();
    for (String line : lines("differences.txt")) {
      String[] parts = line.split(" \\| ", 3);
      if (parts[0].equals(file)) {
        found.put(parts[1], parts[2]);
      }
    }
    return found;
  }

  private static List<String> lines(String name) throws IOException {
    List<String> lines = new ArrayList<>();
    try (InputStream in = DifferentialTest.class.getResourceAsStream("/differential/" + name);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.startsWith("#") && !line.isEmpty()) {
          lines.add(line);
        }
      }
    }
    return lines;
  }
}
