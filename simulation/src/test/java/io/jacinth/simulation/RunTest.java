package io.jacinth.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.simulation.ToyProgram.Plant;
import io.jacinth.simulation.fault.FaultKind;
import io.jacinth.simulation.fault.FaultMix;
import io.jacinth.simulation.world.Randoms;
import io.jacinth.simulation.world.Tuning;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run of toys holds; every plant is noticed. */
class RunTest {
  private static final int NODES = 6;

  private static RunResult run(long seed, Plant plant) {
    Tuning tuning = Tuning.draw(new Randoms(seed).of("tuning"));
    FaultMix mix = FaultMix.swarm(new Randoms(seed).of("mix"), 1000);
    Scenario scenario =
        new Scenario(
            seed,
            "",
            Scenario.Profile.CRASH,
            NODES,
            NODES,
            1000,
            false,
            8_000_000_000L,
            4,
            10_000_000L,
            tuning,
            mix);
    ToyProgram.Shared shared = new ToyProgram.Shared(NODES, plant);
    return new Run(scenario, null, (env, ip) -> new ToyProgram(shared, env, ip)).execute();
  }

  @Test
  void toysHoldUnderAllFaults() {
    Map<FaultKind, Integer> seen = new EnumMap<>(FaultKind.class);
    for (long seed = 1; seed <= 60; seed++) {
      RunResult result = run(seed, Plant.NOTHING);
      assertThat(result.failure()).as(result.describe(40)).isNull();
      assertThat(result.acked()).isPositive();
      assertThat(result.lost()).isZero();
      result.faults().forEach((kind, count) -> seen.merge(kind, count, Integer::sum));
    }
    assertThat(seen.keySet()).containsExactlyInAnyOrder(FaultKind.values());
  }

  @ParameterizedTest
  @CsvSource({
    "FORGETS_A_WRITE, 1 acknowledged writes lost",
    "INVENTS_A_VALUE, shows 4711",
    "DOES_WHAT_IT_REFUSES, which was never written",
    "LOGS_AN_ERROR, logged an error: planted at 10.0.0.",
    "THROWS, planted",
    "NEVER_CALM, planted",
    "SPEAKS_BEFORE_DURABLE, 'says currentEpoch 99, durable is 6'"
  })
  void everyPlantIsNoticed(Plant plant, String words) {
    RunResult result = run(7, plant);
    assertThat(result.failure()).isNotNull();
    assertThat(result.describe(0)).contains(words).contains("--seed 7");
  }

  @Test
  void aRunReplaysExactlyUnlessItDependsOnIdentity() {
    assertThat(run(3, Plant.NOTHING).hash()).isEqualTo(run(3, Plant.NOTHING).hash());
    assertThat(run(3, Plant.NOTHING).hash()).isNotEqualTo(run(4, Plant.NOTHING).hash());
    assertThat(run(3, Plant.DEPENDS_ON_IDENTITY).hash())
        .isNotEqualTo(run(3, Plant.DEPENDS_ON_IDENTITY).hash());
  }
}
