package io.jacinth.store;

import java.nio.charset.StandardCharsets;

/**
 * Scores as the texts that stand in packed sorted sets: a whole number as its digits, anything else
 * as the fewest digits that read back as the same value.
 */
public final class ScoreText {
  /** No text is longer. */
  public static final int BYTES_MAX = 32;

  /** Whole numbers up to here are written as such. */
  private static final double WHOLE_MAX = Long.MAX_VALUE / 2.0;

  /** A number of up to 15 digits and a power of ten up to 22 are exact, and so is one operation. */
  private static final int EXACT_DIGITS = 15;

  private static final double[] EXACT_POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private ScoreText() {}

  /** Whether the score is a whole number that is written with its digits only. */
  public static boolean isWhole(double score) {
    return score >= -WHOLE_MAX && score <= WHOLE_MAX && score == (long) score;
  }

  /** Writes a score; returns how many bytes. The target must have {@link #BYTES_MAX} of room. */
  public static int write(double score, byte[] target, int offset) {
    if (isWhole(score)) {
      return Decimal.write((long) score, target, offset);
    }
    int at = offset;
    double rest = score;
    if (score < 0) {
      target[at++] = '-';
      rest = -score;
    }
    if (Double.isInfinite(rest)) {
      target[at++] = 'i';
      target[at++] = 'n';
      target[at++] = 'f';
      return at - offset;
    }
    return at - offset + writeDigits(Double.toString(rest), score < 0, target, at);
  }

  /** Brings Java's shortest text into the form that belongs here. */
  private static int writeDigits(String text, boolean negative, byte[] target, int start) {
    byte[] digits = new byte[text.length()];
    int count = 0;
    int power = 0;
    boolean fraction = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        fraction = true;
      } else if (c == 'E') {
        power += Integer.parseInt(text, i + 1, text.length(), 10);
        break;
      } else {
        power -= fraction ? 1 : 0;
        if (count > 0 || c != '0') {
          digits[count++] = (byte) c;
        }
      }
    }
    while (count > 1 && digits[count - 1] == '0') {
      count--;
      power++;
    }
    int exponent = power + count - 1;
    int zerosMax = negative ? 6 : 7;
    int at = start;
    if (power >= 0 && Math.abs(exponent) < count + zerosMax) {
      at = copy(digits, 0, count, target, at);
      at = zeros(power, target, at);
    } else if (power < 0 && (power > -7 || Math.abs(exponent) < 4)) {
      int point = count + power;
      if (point <= 0) {
        target[at++] = '0';
        target[at++] = '.';
        at = zeros(-point, target, at);
        at = copy(digits, 0, count, target, at);
      } else {
        at = copy(digits, 0, point, target, at);
        target[at++] = '.';
        at = copy(digits, point, count - point, target, at);
      }
    } else {
      target[at++] = digits[0];
      if (count > 1) {
        target[at++] = '.';
        at = copy(digits, 1, count - 1, target, at);
      }
      target[at++] = 'e';
      target[at++] = (byte) (exponent < 0 ? '-' : '+');
      at += Decimal.write(Math.abs(exponent), target, at);
    }
    return at - start;
  }

  private static int copy(byte[] digits, int from, int count, byte[] target, int at) {
    System.arraycopy(digits, from, target, at, count);
    return at + count;
  }

  private static int zeros(int count, byte[] target, int at) {
    for (int i = 0; i < count; i++) {
      target[at + i] = '0';
    }
    return at + count;
  }

  /** The score a text stands for, NaN for what is no number. */
  public static double parse(byte[] text, int offset, int length) {
    long digits = 0;
    int count = 0;
    int power = 0;
    boolean fraction = false;
    int at = offset;
    int end = offset + length;
    boolean negative = at < end && text[at] == '-';
    for (at += negative ? 1 : 0; at < end && count <= EXACT_DIGITS; at++) {
      int c = text[at];
      if (c >= '0' && c <= '9') {
        digits = digits * 10 + (c - '0');
        count++;
        power += fraction ? 1 : 0;
      } else if (c == '.' && !fraction) {
        fraction = true;
      } else {
        break;
      }
    }
    if (at == end && count > 0 && count <= EXACT_DIGITS) {
      double value = digits / EXACT_POWERS[power];
      return negative ? -value : value;
    }
    return parseSlowly(new String(text, offset, length, StandardCharsets.ISO_8859_1));
  }

  private static double parseSlowly(String text) {
    String body = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    if (body.equalsIgnoreCase("inf") || body.equalsIgnoreCase("infinity")) {
      return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (!body.matches("[0-9]*\\.?[0-9]*([eE][-+]?[0-9]+)?") || !body.matches("\\.?[0-9].*")) {
      return Double.NaN;
    }
    return Double.parseDouble(text);
  }
}
