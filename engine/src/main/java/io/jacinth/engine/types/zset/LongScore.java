package io.jacinth.engine.types.zset;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Scores with 17 digits, as C's {@code %.17g} prints them: what ZSCAN of a large sorted set says,
 * where all other commands print as few digits as possible.
 */
final class LongScore {
  private static final int DIGITS = 17;
  private static final MathContext ROUNDING = new MathContext(DIGITS, RoundingMode.HALF_EVEN);
  private static final double WHOLE_MAX = 1e15;

  private LongScore() {}

  static String text(double score) {
    if (Double.isInfinite(score)) {
      return score > 0 ? "inf" : "-inf";
    }
    if (score == 0) {
      return 1 / score < 0 ? "-0" : "0";
    }
    if (Math.abs(score) < WHOLE_MAX && score == (long) score) {
      return Long.toString((long) score);
    }
    BigDecimal rounded = new BigDecimal(score).round(ROUNDING).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < DIGITS) {
      return rounded.toPlainString();
    }
    String digits = rounded.unscaledValue().abs().toString();
    StringBuilder text = new StringBuilder(score < 0 ? "-" : "").append(digits.charAt(0));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    text.append(exponent < 0 ? "e-" : "e+");
    int power = Math.abs(exponent);
    return text.append(power < 10 ? "0" : "").append(power).toString();
  }
}
