package io.jacinth.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyHistogramTest {
  /** Microseconds a call took, what redis-server 7.0 said of it: percentile and step. */
  @ParameterizedTest
  @CsvSource({
    "3, 3007, 4",
    "5, 5023, 8",
    "10, 10047, 16",
    "28, 28031, 33",
    "41, 41215, 66",
    "52639, 52690943, 67633"
  })
  void oneCallIsShownAsRedisShowsIt(long micros, long percentile, long step) {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.record(micros * 1000);
    assertThat(histogram.atPercentile(50)).isEqualTo(percentile);
    List<Long> steps = new ArrayList<>();
    assertThat(histogram.steps((at, calls) -> steps.addAll(List.of(at, calls)))).isEqualTo(1);
    assertThat(steps).containsExactly(step, 1L);
  }

  @Test
  void percentilesAreWithinOnePerCent() {
    LatencyHistogram histogram = new LatencyHistogram();
    SplittableRandom random = new SplittableRandom(5);
    long[] values = new long[10_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) Math.exp(random.nextDouble() * 20) + 1;
      histogram.record(values[i]);
    }
    Arrays.sort(values);
    for (double percentile : new double[] {0.01, 1, 25, 50, 90, 99, 99.9, 100}) {
      int at = (int) Math.max(0, Math.round(percentile / 100 * values.length) - 1);
      assertThat((double) histogram.atPercentile(percentile))
          .isBetween(values[at] * 1.0, values[at] * 1.01 + 1);
    }
    assertThat(histogram.total()).isEqualTo(values.length);
  }

  @Test
  void nothingIsLostAtTheEnds() {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.record(0);
    histogram.record(Long.MAX_VALUE);
    assertThat(histogram.total()).isEqualTo(2);
    List<Long> last = new ArrayList<>();
    histogram.steps((at, calls) -> last.add(calls));
    assertThat(last).containsExactly(1L, 2L);
    assertThat(histogram.atPercentile(100)).isBetween(1_000_000_000L, 1_010_000_000L);
  }
}
