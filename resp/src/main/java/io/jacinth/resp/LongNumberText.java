package io.jacinth.resp;

import java.nio.charset.StandardCharsets;

/**
 * Numbers of any length, told in short: {@code strtod} reads a score of a million digits. What is
 * behind the first {@value #DIGITS_MAX} digits that count decides no more than which way a tie is
 * rounded, so one digit can stand for all of it (a tie of doubles has at most 767 digits). The
 * exponent makes up for digits that were left out.
 */
final class LongNumberText {
  private static final int DIGITS_MAX = 800;

  /** Beyond it a number is 0 or infinite, whatever its digits; no text is so long. */
  private static final long EXPONENT_MAX = 1L << 40;

  /** The same, when the digits are few; as long as {@link Double#parseDouble} takes for sure. */
  private static final long EXPONENT_SHOWN_MAX = 1_000_000;

  private LongNumberText() {}

  /** The same number in fewer characters, from a text that has the form of one. */
  static String shorten(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    StringBuilder text = new StringBuilder(DIGITS_MAX + 40);
    if (bytes[at] == '-' || bytes[at] == '+') {
      text.append((char) bytes[at++]);
    }
    boolean hex = end - at > 2 && bytes[at] == '0' && (bytes[at + 1] | 0x20) == 'x';
    if (hex) {
      text.append("0x");
      at += 2;
    }
    int digits = 0;
    long scale = 0; // digits left out before the point, less those taken behind it
    boolean behindPoint = false;
    boolean leftOut = false;
    for (; at < end && (bytes[at] | 0x20) != (hex ? 'p' : 'e'); at++) {
      if (bytes[at] == '.') {
        behindPoint = true;
      } else if (digits == 0 && bytes[at] == '0') {
        scale -= behindPoint ? 1 : 0;
      } else if (digits < DIGITS_MAX) {
        text.append((char) bytes[at]);
        digits++;
        scale -= behindPoint ? 1 : 0;
      } else {
        leftOut |= bytes[at] != '0';
        scale += behindPoint ? 0 : 1;
      }
    }
    text.append(digits == 0 ? "0" : leftOut ? "1" : "");
    scale -= leftOut ? 1 : 0;
    long exponent = at < end ? exponent(bytes, at + 1, end) : 0;
    long all = hex ? 4 * scale + exponent : scale + exponent;
    return text.append(hex ? 'p' : 'e')
        .append(Math.clamp(all, -EXPONENT_SHOWN_MAX, EXPONENT_SHOWN_MAX))
        .toString();
  }

  private static long exponent(byte[] bytes, int from, int end) {
    int at = from;
    boolean negative = bytes[at] == '-';
    if (bytes[at] == '-' || bytes[at] == '+') {
      at++;
    }
    long value = 0;
    for (; at < end; at++) {
      value = Math.min(value * 10 + (bytes[at] - '0'), EXPONENT_MAX);
    }
    return negative ? -value : value;
  }

  /** The text as it is, where it is short. */
  static String of(byte[] bytes, int offset, int length) {
    return length <= DIGITS_MAX
        ? new String(bytes, offset, length, StandardCharsets.ISO_8859_1)
        : shorten(bytes, offset, length);
  }
}
