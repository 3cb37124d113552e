package io.jacinth.engine.types;

import io.jacinth.resp.Numbers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of INCRBYFLOAT. Redis computes in C's {@code long double}, which has a significand
 * of 64 bits where Redis usually runs; {@code 3.0 + 0.1} must give {@code 3.1} here as there. So
 * values are exact decimals rounded to 64 significant bits after every step, and printed as {@code
 * %.17Lf} would print them, without trailing zeros.
 */
public final class LongDouble {
  private static final int SIGNIFICANT_BITS = 64;
  private static final int MAX_EXPONENT_DIGITS = 5;
  private static final int MAX_TEXT_BYTES = 5 * 1024 - 1;
  private static final int FRACTION_DIGITS = 17;
  private static final BigDecimal TOO_LARGE = new BigDecimal(BigInteger.TWO.pow(16384));
  private static final BigDecimal TOO_SMALL =
      BigDecimal.ONE.divide(new BigDecimal(BigInteger.TWO.pow(16446)));

  /** The text was a number, but an infinite one. */
  public static final BigDecimal INFINITE = TOO_LARGE;

  private LongDouble() {}

  /** The value of a text, {@link #INFINITE}, or null when it is no number Redis would take. */
  public static @Nullable BigDecimal parse(byte[] bytes, int offset, int length) {
    if (length > MAX_TEXT_BYTES || !Numbers.isDoubleText(bytes, offset, length)) {
      return null;
    }
    String text = new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    String lower = text.toLowerCase(java.util.Locale.ROOT);
    if (lower.contains("inf")) {
      return INFINITE;
    }
    boolean hex = lower.contains("x");
    int exponentAt = lower.indexOf(hex ? 'p' : 'e');
    if (exponentAt >= 0 && lower.length() - exponentAt > MAX_EXPONENT_DIGITS + 2) {
      return null;
    }
    BigDecimal value = round(hex ? hexadecimal(lower) : new BigDecimal(lower));
    boolean overflow = isInfinite(value);
    boolean underflow = value.signum() != 0 && value.abs().compareTo(TOO_SMALL) < 0;
    return overflow || underflow ? null : value;
  }

  /** {@code [sign]0xH[.H][pD]}: hex digits times a power of two. */
  private static BigDecimal hexadecimal(String text) {
    int power = text.indexOf('p');
    String digits = text.substring(text.indexOf('x') + 1, power < 0 ? text.length() : power);
    int point = digits.indexOf('.');
    int behind = point < 0 ? 0 : digits.length() - point - 1;
    int exponent = power < 0 ? 0 : Integer.parseInt(text.substring(power + 1));
    BigInteger significand = new BigInteger(digits.replace(".", ""), 16);
    BigDecimal value = scale(new BigDecimal(significand), exponent - 4 * behind);
    return text.startsWith("-") ? value.negate() : value;
  }

  /** The sum, {@link #INFINITE} when it is too large. */
  public static BigDecimal add(BigDecimal a, BigDecimal b) {
    if (isInfinite(a) || isInfinite(b)) {
      return INFINITE;
    }
    BigDecimal sum = round(a.add(b));
    return isInfinite(sum) ? INFINITE : sum;
  }

  /** The product, {@link #INFINITE} when it is too large. */
  public static BigDecimal multiply(BigDecimal a, BigDecimal b) {
    if (isInfinite(a) || isInfinite(b)) {
      return INFINITE;
    }
    BigDecimal product = round(a.multiply(b));
    return isInfinite(product) ? INFINITE : product;
  }

  public static boolean isInfinite(BigDecimal value) {
    return value.abs().compareTo(TOO_LARGE) >= 0;
  }

  public static String format(BigDecimal value) {
    BigDecimal shown = value.setScale(FRACTION_DIGITS, RoundingMode.HALF_EVEN).stripTrailingZeros();
    return shown.signum() == 0 ? "0" : shown.toPlainString();
  }

  /** To 64 significant bits, ties to even. */
  private static BigDecimal round(BigDecimal value) {
    if (value.signum() == 0) {
      return BigDecimal.ZERO;
    }
    BigInteger whole = value.abs().toBigInteger();
    int shift;
    if (whole.signum() > 0) {
      shift = SIGNIFICANT_BITS - whole.bitLength();
    } else {
      // Below one: find the leading bit by the reciprocal's length.
      int inverse =
          BigDecimal.ONE.divide(value.abs(), 0, RoundingMode.DOWN).toBigInteger().bitLength();
      shift = SIGNIFICANT_BITS + inverse - 1;
      BigInteger scaled = scale(value.abs(), shift).toBigInteger();
      shift += SIGNIFICANT_BITS - scaled.bitLength();
    }
    BigInteger significand =
        scale(value, shift).setScale(0, RoundingMode.HALF_EVEN).toBigIntegerExact();
    return scale(new BigDecimal(significand), -shift).stripTrailingZeros();
  }

  /** {@code value * 2^power}, exactly. */
  private static BigDecimal scale(BigDecimal value, int power) {
    BigDecimal factor = new BigDecimal(BigInteger.TWO.pow(Math.abs(power)));
    return power >= 0 ? value.multiply(factor) : value.divide(factor);
  }
}
