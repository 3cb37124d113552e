package io.jacinth.server.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.jacinth.server.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every family of calls on redis-server and on ours, and then whether every row of our command
 * table was tried. See docs/differential.md.
 *
 * <p>{@code -Djacinth.differential.calls}, {@code .family} and {@code .seed} say how many calls a
 * family makes, which one, and where its random numbers begin.
 */
class SideBySideTest {
  private static final int CALLS = Integer.getInteger("jacinth.differential.calls", 10_000);
  private static final String ONLY = System.getProperty("jacinth.differential.family", "");
  private static final long SEED = Long.getLong("jacinth.differential.seed", 1);

  /** So many differences are shown before a family gives up. */
  private static final int SHOWN_MAX = 12;

  private static final int FAILED_EPISODES_MAX = 50;

  private static final Path EXEMPT = Path.of("src/test/resources/differential/exempt.txt");
  private static int nextPort = Integer.getInteger("jacinth.differential.port", 17600);

  @TempDir static Path directory;
  private static final List<AutoCloseable> OPEN = new ArrayList<>();
  private static final List<SideBySide> PAIRS = new ArrayList<>();
  private static @Nullable SideBySide alone;
  private static @Nullable SideBySide inCluster;

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable open : OPEN.reversed()) {
      open.close();
    }
  }

  @TestFactory
  List<DynamicTest> families() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Family family : Family.all()) {
      if (ONLY.isEmpty() || family.name().equals(ONLY)) {
        tests.add(DynamicTest.dynamicTest(family.name(), () -> run(family)));
      }
    }
    if (ONLY.isEmpty()) {
      tests.add(DynamicTest.dynamicTest("every row is exercised", this::everyRowIsExercised));
    }
    if (ONLY.isEmpty() || ONLY.equals("descriptions")) {
      tests.add(
          DynamicTest.dynamicTest(
              "descriptions", () -> assertThat(alone().descriptions().wrong()).isEmpty()));
    }
    assertThat(tests).as("family " + ONLY).isNotEmpty();
    return tests;
  }

  private void run(Family family) {
    if (family.hasOwnServers()) {
      run(family, start());
    } else {
      run(family, family.isCluster() ? inCluster() : alone());
    }
  }

  private void run(Family family, SideBySide pair) {
    family.keepOnly(pair.ourRows());
    if (family.rows().isEmpty()) {
      return;
    }
    List<Difference> found = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    int wanted = (int) ((long) CALLS * family.percent() / 100);
    long before = pair.exercise().calls();
    int failed = 0;
    long startNs = System.nanoTime();
    for (long seed = SEED; pair.exercise().calls() - before < wanted; seed++) {
      int most = (int) (wanted - (pair.exercise().calls() - before));
      Difference difference = pair.run(family, family.episode(seed, most), 2 + (int) (seed & 1));
      if (difference != null && found.stream().noneMatch(difference::isLike)) {
        found.add(difference);
        shown.add(pair.shrink(family, difference).show(seed));
      }
      failed += difference == null ? 0 : 1;
      if (found.size() >= SHOWN_MAX || failed >= FAILED_EPISODES_MAX) {
        break;
      }
    }
    long calls = pair.exercise().calls() - before;
    System.out.printf(
        "%s: %d calls in %d ms, %d differences%n",
        family.name(), calls, (System.nanoTime() - startNs) / 1_000_000, found.size());
    if (!shown.isEmpty()) {
      fail(family.name() + ": " + shown.size() + " differences\n\n" + String.join("\n\n", shown));
    }
    if (CALLS >= 10_000) {
      assertThat(pair.exercise().idle(family)).as("useless lines of " + family.name()).isEmpty();
    }
  }

  private void everyRowIsExercised() throws IOException {
    Set<String> exempt = new TreeSet<>();
    for (String line : Files.readAllLines(EXEMPT)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split(" \\| ", 2);
        assertThat(parts).as("row | reason, in: " + line).hasSize(2);
        exempt.add(parts[0].strip());
      }
    }
    Set<String> rows = alone().ourRows();
    Set<String> missing = new TreeSet<>(rows);
    PAIRS.forEach(pair -> missing.retainAll(pair.exercise().missing(rows)));
    Set<String> needless = new TreeSet<>(exempt);
    needless.removeAll(missing);
    missing.removeAll(exempt);
    assertThat(missing)
        .as(
            "rows without a call: add templates to a family in"
                + " server/src/test/resources/differential/*.calls (docs/differential.md), or a"
                + " reason to exempt.txt")
        .isEmpty();
    assertThat(needless).as("rows of exempt.txt that are exercised or no longer there").isEmpty();
  }

  private static SideBySide alone() {
    SideBySide there = alone;
    if (there == null) {
      there = start();
      alone = there;
    }
    return there;
  }

  private static SideBySide inCluster() {
    SideBySide there = inCluster;
    if (there == null) {
      there = start("--cluster-enabled", "yes");
      inCluster = there;
      there.ownAllSlots();
    }
    return there;
  }

  /** Another pair: redis-server at the next port, ours at the one after it. */
  private static SideBySide start(String... more) {
    int port = nextPort;
    nextPort += 2;
    ServerProcess redis = ServerProcess.redis(directory.resolve("redis" + port), words(port, more));
    OPEN.add(redis);
    ServerProcess jacinth =
        ServerProcess.main(
            directory.resolve("jacinth" + port), with("server", words(port + 1, more)));
    OPEN.add(jacinth);
    jacinth.start();
    redis.awaitLog("eady to accept connections", 20);
    jacinth.awaitLog("eady to accept connections", 60);
    SideBySide pair = new SideBySide(port, port + 1);
    OPEN.add(pair);
    PAIRS.add(pair);
    return pair;
  }

  private static String[] words(int port, String... more) {
    List<String> words =
        new ArrayList<>(List.of("--port", "" + port, "--bind", "127.0.0.1", "--save", ""));
    words.addAll(List.of("--enable-debug-command", "yes"));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  private static List<String> with(String first, String... rest) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(rest));
    return all;
  }
}
