package io.jacinth.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TurnHistogramTest {
  @Test
  void readsBackWithinASixteenth() {
    SplittableRandom random = new SplittableRandom(7);
    TurnHistogram histogram = new TurnHistogram();
    long[] values = new long[100_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextLong(1L << random.nextInt(1, 40));
      histogram.record(values[i]);
    }
    Arrays.sort(values);
    assertThat(histogram.total()).isEqualTo(values.length);
    assertThat(histogram.maxNanos()).isEqualTo(values[values.length - 1]);
    for (double share : new double[] {0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1}) {
      long exact = values[(int) Math.ceil(share * values.length) - 1];
      assertThat(histogram.nanosAt(share)).isBetween(exact, exact + exact / 16 + 1);
    }
  }

  @Test
  void smallestAndLargestValuesHaveAPlace() {
    TurnHistogram histogram = new TurnHistogram();
    histogram.record(0);
    histogram.record(15);
    histogram.record(16);
    histogram.record(Long.MAX_VALUE);
    assertThat(histogram.nanosAt(0.25)).isZero();
    assertThat(histogram.nanosAt(1)).isEqualTo(Long.MAX_VALUE);
    histogram.reset();
    assertThat(histogram.total()).isZero();
    assertThat(histogram.nanosAt(0.5)).isZero();
  }

  @Test
  void tellsHowManyTurnsThereWereLately() {
    TurnHistogram histogram = new TurnHistogram();
    histogram.record(50_000_000);
    histogram.sample(7_000_000);
    assertThat(histogram.facts().perSecond()).isZero();
    for (int sample = 1; sample <= 16; sample++) {
      for (int turn = 0; turn < 3; turn++) {
        histogram.record(20_000);
      }
      histogram.sample(7_000_000 + sample * 100);
    }
    assertThat(histogram.facts().perSecond()).isEqualTo(30);
    assertThat(histogram.facts().recentMicros()).isEqualTo(20);
    assertThat(histogram.facts().totalMicros()).isEqualTo(50_000 + 48 * 20);
  }
}
