package io.jacinth.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScoreTextTest {
  private static String text(double score) {
    byte[] bytes = new byte[ScoreText.BYTES_MAX];
    return new String(bytes, 0, ScoreText.write(score, bytes, 0), StandardCharsets.US_ASCII);
  }

  private static double parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return ScoreText.parse(bytes, 0, bytes.length);
  }

  @Test
  void writesWhatRedisWrites() {
    assertThat(text(3)).isEqualTo("3");
    assertThat(text(-3)).isEqualTo("-3");
    assertThat(text(-0.0)).isEqualTo("0");
    assertThat(text(0.1)).isEqualTo("0.1");
    assertThat(text(1e17)).isEqualTo("100000000000000000");
    assertThat(text(5e18)).isEqualTo("5e+18");
    assertThat(text(12345678901234567e3)).isEqualTo("12345678901234567000");
    assertThat(text(1e-7)).isEqualTo("1e-7");
    assertThat(text(1e-6)).isEqualTo("0.000001");
    assertThat(text(1.5e-6)).isEqualTo("1.5e-6");
    assertThat(text(-1.25e300)).isEqualTo("-1.25e+300");
    assertThat(text(Double.NEGATIVE_INFINITY)).isEqualTo("-inf");
    assertThat(text(Double.POSITIVE_INFINITY)).isEqualTo("inf");
  }

  @Test
  void everyScoreComesBack() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 200_000; i++) {
      double score =
          i % 2 == 0 ? Double.longBitsToDouble(random.nextLong()) : random.nextInt() / 128.0;
      if (!Double.isNaN(score)) {
        assertThat(parse(text(score))).isEqualTo(score);
      }
    }
  }

  @Test
  void readsAnySpellingAndNothingElse() {
    assertThat(parse("0.10000000000000001")).isEqualTo(0.1);
    assertThat(parse("1e5")).isEqualTo(100_000);
    assertThat(parse("-Infinity")).isEqualTo(Double.NEGATIVE_INFINITY);
    for (String text : new String[] {"", "-", ".", "x", "1x", "nan", "1e", "e5", "0x10", "1f"}) {
      assertThat(parse(text)).as(text).isNaN();
    }
  }
}
