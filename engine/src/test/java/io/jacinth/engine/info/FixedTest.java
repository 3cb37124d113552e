package io.jacinth.engine.info;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FixedTest {
  @Test
  void showsAllDecimals() {
    assertThat(Fixed.text(0.0, 2)).isEqualTo("0.00");
    assertThat(Fixed.text(1.005, 2)).isEqualTo("1.00");
    assertThat(Fixed.text(-0.001, 2)).isEqualTo("0.00");
    assertThat(Fixed.text(-12.345, 1)).isEqualTo("-12.3");
    assertThat(Fixed.text(99.999, 2)).isEqualTo("100.00");
    assertThat(Fixed.text(1_234_567L, 6)).isEqualTo("1.234567");
    assertThat(Fixed.text(67L, 6)).isEqualTo("0.000067");
  }

  @Test
  void roundsTheExactValue() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(9));
      value = i % 4 == 0 ? (random.nextInt(100_000) - 50_000) / 1000.0 : value;
      value = i % 4 == 1 ? (random.nextInt(100_000) - 50_000) / 64.0 : value;
      int decimals = 1 + random.nextInt(3);
      String expected =
          new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
      if (Double.parseDouble(expected) != 0) {
        assertThat(Fixed.text(value, decimals)).as("%s", value).isEqualTo(expected);
      }
    }
  }
}
