package io.jacinth.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.simulation.fault.FaultKind;
import io.jacinth.simulation.fault.FaultMix;
import io.jacinth.simulation.host.NodeProgram;
import io.jacinth.simulation.world.Tuning;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulation's share of every build; {@code tools/simulate} runs as many seeds as wanted. */
class SimulationTest {
  private static final int SEEDS = 300;

  /** Takes 60 to 90 s on two cores of their own. Far beyond that something hangs. */
  private static final long BUDGET_SECONDS = 900;

  private static final double CHAOS_SECONDS = 12;

  private static Scenario scenario(long seed) {
    return Scenario.draw(seed, 6, 12, CHAOS_SECONDS);
  }

  private static RunResult run(Scenario scenario) {
    return new Run(scenario, null, NodeProgram.factory(scenario.timeoutMs())).execute();
  }

  private static void mustHold(RunResult result) {
    if (result.failure() != null) {
      throw new AssertionError(result.describe(60), result.failure());
    }
  }

  @Test
  void threeHundredSeeds() throws InterruptedException {
    AtomicLong next = new AtomicLong(1);
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(BUDGET_SECONDS);
    List<RunResult> results = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < 2; i++) {
        pool.execute(() -> {
          long seed = next.getAndIncrement();
          while (seed <= SEEDS && System.nanoTime() < deadlineNs) {
            results.add(run(scenario(seed)));
            seed = next.getAndIncrement();
          }
        });
      }
    }
    summary(results);
    List<String> failures = new ArrayList<>();
    for (RunResult result : results) {
      if (result.failure() != null) {
        failures.add(result.describe(failures.isEmpty() ? 60 : 0));
      }
    }
    assertThat(failures).isEmpty();
    assertThat(results).as("runs within %d s", BUDGET_SECONDS).hasSize(SEEDS);
  }

  private static void summary(List<RunResult> results) {
    Map<FaultKind, Integer> faults = new EnumMap<>(FaultKind.class);
    long acked = 0;
    long lost = 0;
    for (RunResult result : results) {
      acked += result.acked();
      lost += result.lost();
      result.faults().forEach((kind, count) -> faults.merge(kind, count, Integer::sum));
    }
    System.out.println(
        "simulation: " + results.size() + " runs, " + acked + " writes, " + lost + " lost (swarm)");
    System.out.println("simulation: faults seen: " + faults);
    assertThat(faults.keySet()).as("kinds of faults that fired").hasSizeGreaterThan(12);
  }

  /** Seeds that once found something; what they draw is fixed by the options given here. */
  @ParameterizedTest
  @ValueSource(longs = {141, 1008, 1061, 1218, 1238, 1325, 1335, 1336, 1353, 1419, 5237})
  void seedsThatFoundSomething(long seed) {
    mustHold(run(Scenario.draw(seed, 6, 12, 15)));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        319, 396, 797, 803, 915, 1322, 1435, 2312, 2463, 2649, 2978, 3449, 9132, 481, 1989, 2451,
        5321, 6513, 11395
      })
  void longerSeedsThatFoundSomething(long seed) {
    mustHold(run(Scenario.draw(seed, 6, 12, 20)));
  }

  @Test
  void aHundredNodes() {
    Scenario drawn = Scenario.draw(100, 100, 100, 10);
    Scenario big =
        new Scenario(
            100,
            drawn.options(),
            Scenario.Profile.SWARM,
            100,
            50,
            2000,
            false,
            10_000_000_000L,
            3,
            20_000_000L,
            Tuning.CALM,
            FaultMix.oneAtATime(2000, FaultKind.MASS_POWER_CUT));
    mustHold(run(big));
  }

  @Test
  void aSeedReplaysExactly() {
    for (long seed = 1; seed <= 20; seed++) {
      RunResult first = run(Scenario.draw(seed, 6, 8, 4));
      RunResult second = run(Scenario.draw(seed, 6, 8, 4));
      assertThat(second.hash()).as(first.repro()).isEqualTo(first.hash());
      assertThat(second.events()).isEqualTo(first.events());
    }
  }

  @Test
  void aSeedReplaysInAnotherJvm() throws IOException, InterruptedException {
    List<String> here = new ArrayList<>();
    for (long seed = 1; seed <= 3; seed++) {
      here.add("hash %d %016x".formatted(seed, run(Scenario.draw(seed, 6, 6, 2)).hash()));
    }
    assertThat(elsewhere(3, "-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=2")).isEqualTo(here);
    assertThat(elsewhere(1, "-Xint", "-Duser.language=tr", "-Duser.timezone=Asia/Kathmandu"))
        .isEqualTo(here.subList(0, 1));
  }

  private static List<String> elsewhere(int seeds, String... flags)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(SimulateMain.class.getName());
    command.addAll(List.of("--seeds", Integer.toString(seeds), "--nodes", "6-6"));
    command.addAll(List.of("--seconds", "2", "--threads", "1", "--hashes"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> hashes = new ArrayList<>();
    StringBuilder all = new StringBuilder();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        all.append(line).append('\n');
        if (line.startsWith("hash ")) {
          hashes.add(line);
        }
      }
    }
    assertThat(process.waitFor()).as(all.toString()).isZero();
    return hashes;
  }
}
