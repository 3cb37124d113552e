package io.jacinth.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replication alone: links that break all the time. */
class StreamRunTest {
  private static long run(long seed) {
    StreamRun run = new StreamRun(seed, null);
    try {
      long hash = run.execute();
      assertThat(run.acked()).isPositive();
      return hash;
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage() + "\n" + run.tail(), e);
    }
  }

  @Test
  void replicasAgreeAfterHealing() {
    for (long seed = 100; seed < 130; seed++) {
      run(seed);
    }
  }

  /** 5: a replica whose primary could not be reached span on a deadline in the past. */
  @ParameterizedTest
  @ValueSource(longs = {5})
  void seedsThatFoundSomething(long seed) {
    run(seed);
  }

  @Test
  void aSeedReplaysExactly() {
    for (long seed = 1; seed <= 3; seed++) {
      assertThat(run(seed)).isEqualTo(run(seed));
    }
  }
}
