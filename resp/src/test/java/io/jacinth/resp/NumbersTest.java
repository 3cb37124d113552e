package io.jacinth.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NumbersTest {
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  private static List<Long> numbers() {
    List<Long> numbers = new ArrayList<>(List.of(0L, Long.MIN_VALUE, Long.MAX_VALUE));
    for (long power = 1; power > 0 && power <= 1_000_000_000_000_000_000L; power *= 10) {
      numbers.addAll(List.of(power, power - 1, power + 1, -power, 1 - power, -1 - power));
    }
    for (int bit = 0; bit < Long.SIZE; bit++) {
      numbers.addAll(List.of(1L << bit, (1L << bit) - 1, -(1L << bit)));
    }
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 10_000; i++) {
      numbers.add(random.nextLong() >> random.nextInt(64));
    }
    return numbers;
  }

  @Test
  void whatIsWrittenIsWhatJavaWrites() {
    byte[] target = new byte[24];
    for (long number : numbers()) {
      String expected = Long.toString(number);
      int length = Numbers.writeLong(number, target, 2);
      assertThat(new String(target, 2, length, StandardCharsets.US_ASCII)).isEqualTo(expected);
      assertThat(Numbers.longLength(number)).isEqualTo(expected.length());
      assertThat(Numbers.isLong(target, 2, length)).isTrue();
      assertThat(Numbers.longOf(target, 2, length)).isEqualTo(number);
    }
  }

  @Test
  void readsTextsOfAnyLength() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "-" : "");
      text.append("0".repeat(random.nextInt(3) * random.nextInt(500)));
      int digits = 700 + random.nextInt(900);
      int point = random.nextInt(digits);
      // Half of them lie exactly between two doubles, but for a digit far behind.
      String half = new BigDecimal(Math.nextUp(1.0)).add(BigDecimal.ONE).divide(TWO).toString();
      for (int k = 0; k < digits; k++) {
        text.append(k == point ? "." : "");
        text.append(i % 2 == 0 ? (char) ('0' + random.nextInt(10)) : k == 1200 ? '1' : '0');
      }
      if (i % 2 == 1) {
        text = new StringBuilder(half).append("0".repeat(800)).append(i % 4 == 1 ? "1" : "0");
        text.append("0".repeat(random.nextInt(20)));
      }
      text.append(random.nextBoolean() ? "e" + (random.nextInt(600) - 1100) : "");
      byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
      assertThat(Numbers.anyDoubleOf(bytes, 0, bytes.length))
          .as("%s", text)
          .isEqualTo(Double.parseDouble(text.toString()));
    }
    String[] hex = {"0x1" + "0".repeat(1000) + "p-4000", "0x0." + "0".repeat(900) + "8p3600"};
    assertThat(read(hex[0])).isEqualTo(1);
    assertThat(read(hex[1])).isEqualTo(0.5);
    assertThat(read("1" + "0".repeat(400))).isNaN();
    assertThat(read("0." + "0".repeat(400) + "1")).isNaN();
    assertThat(read("1" + "0".repeat(900) + "e-900")).isEqualTo(1);
    assertThat(read("0".repeat(2000))).isEqualTo(0);
    assertThat(read("1e-" + "9".repeat(2000))).isNaN();
  }

  private static double read(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return Numbers.doubleOf(bytes, 0, bytes.length);
  }

  /** Digits and their place from another source than the spelling. */
  @Test
  void shortestDoublesReadBackAndHaveNoDigitTooMany() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 100_000; i++) {
      double value =
          i % 2 == 0
              ? Double.longBitsToDouble(random.nextLong())
              : (random.nextInt(2_000_000) - 1_000_000) / 1000.0 * (i % 3 == 0 ? 1e5 : 1);
      if (Double.isNaN(value) || Double.isInfinite(value) || value == 0) {
        continue;
      }
      String text = Numbers.shortestDouble(value);
      assertThat(Double.parseDouble(text)).as(text).isEqualTo(value);
      String digits =
          new BigDecimal(Double.toString(Math.abs(value)))
              .stripTrailingZeros()
              .unscaledValue()
              .toString();
      String shown = text.replaceFirst("e.*", "").replaceAll("[-.]", "").replaceFirst("^0+", "");
      assertThat(shown).as(text).startsWith(digits);
      assertThat(shown.substring(digits.length())).as(text).matches("0*");
    }
  }
}
