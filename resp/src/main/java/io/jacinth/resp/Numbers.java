package io.jacinth.resp;

/**
 * Numbers as Redis reads and writes them. Redis's rules are narrower than Java's for integers (one
 * spelling per value, so that an integer-encoded string prints as it was written) and wider for
 * doubles (C's {@code strtod}: hex floats, {@code inf}, {@code infinity}).
 */
public final class Numbers {
  private static final long OVERFLOW_LIMIT = Long.MAX_VALUE / 10;
  private static final int SIMPLE_DIGITS = 15;
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  /** 10 to the power of the index; 0 has a digit, too. */
  private static final long[] POWERS_OF_TEN = new long[19];

  static {
    long power = 10;
    for (int i = 1; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = power;
      power *= 10;
    }
  }

  /** Whole numbers up to here are written with all their digits. */
  private static final double WHOLE_MAX = Long.MAX_VALUE / 2.0;

  private Numbers() {}

  /** Whether the bytes are the one spelling of a signed 64-bit integer. */
  public static boolean isLong(byte[] bytes, int offset, int length) {
    if (length == 0 || length > 20) {
      return false;
    }
    int at = offset;
    int end = offset + length;
    boolean negative = bytes[at] == '-';
    if (negative) {
      at++;
    }
    if (at == end) {
      return false;
    }
    if (bytes[at] == '0') {
      return length == 1;
    }
    long value = 0;
    for (; at < end; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      if (value > OVERFLOW_LIMIT || (value == OVERFLOW_LIMIT && digit > (negative ? 8 : 7))) {
        return false;
      }
      value = value * 10 + digit;
    }
    return true;
  }

  /** The value of bytes for which {@link #isLong} holds. */
  public static long longOf(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    boolean negative = bytes[at] == '-';
    if (negative) {
      at++;
    }
    long value = 0;
    for (; at < end; at++) {
      value = value * 10 - (bytes[at] - '0');
    }
    return negative ? value : -value;
  }

  /** Decimal digits a long takes, with its sign. */
  public static int longLength(long value) {
    if (value == Long.MIN_VALUE) {
      return 20;
    }
    long rest = value < 0 ? -value : value;
    // The logarithm of 2 is 1233 / 4096: b bits make so many digits, or one more.
    int digits = (Long.SIZE - Long.numberOfLeadingZeros(rest | 1)) * 1233 >>> 12;
    return (value < 0 ? 1 : 0) + digits + (rest >= POWERS_OF_TEN[digits] ? 1 : 0);
  }

  /** Writes a long in decimal; returns how many bytes. The target must have 20 bytes of room. */
  public static int writeLong(long value, byte[] target, int offset) {
    if (value >= 0 && value < 10) {
      target[offset] = (byte) ('0' + value);
      return 1;
    }
    int length = longLength(value);
    int at = offset + length;
    long rest = value < 0 ? value : -value;
    while (rest <= -100) {
      long next = rest / 100;
      int pair = (int) (next * 100 - rest);
      target[--at] = (byte) ('0' + pair % 10);
      target[--at] = (byte) ('0' + pair / 10);
      rest = next;
    }
    int pair = (int) -rest;
    target[--at] = (byte) ('0' + pair % 10);
    if (pair >= 10) {
      target[--at] = (byte) ('0' + pair / 10);
    }
    if (value < 0) {
      target[offset] = '-';
    }
    return length;
  }

  /** The double that {@code strtod} finds in the whole range, NaN when Redis would refuse it. */
  public static double doubleOf(byte[] bytes, int offset, int length) {
    double simple = simpleDecimal(bytes, offset, length);
    if (!Double.isNaN(simple)) {
      return simple;
    }
    if (length == 0 || !isDoubleText(bytes, offset, length)) {
      return Double.NaN;
    }
    double value = anyDoubleOf(bytes, offset, length);
    return isOutOfRange(value, bytes, offset, length) ? Double.NaN : value;
  }

  /**
   * The value of bytes for which {@link #isDoubleText} holds, as {@code strtod} has it: infinite or
   * zero where the text says more than a double can hold.
   */
  public static double anyDoubleOf(byte[] bytes, int offset, int length) {
    String text = LongNumberText.of(bytes, offset, length);
    int sign = text.charAt(0) == '-' ? -1 : 1;
    String body = text.charAt(0) == '-' || text.charAt(0) == '+' ? text.substring(1) : text;
    if (body.charAt(0) == 'i' || body.charAt(0) == 'I') {
      return sign * Double.POSITIVE_INFINITY;
    }
    boolean hex = body.length() > 1 && (body.charAt(1) == 'x' || body.charAt(1) == 'X');
    String javaText = hex && body.indexOf('p') < 0 && body.indexOf('P') < 0 ? body + "p0" : body;
    return sign * Double.parseDouble(javaText);
  }

  /** Whether the text was rounded to infinity or to zero. */
  private static boolean isOutOfRange(double value, byte[] bytes, int offset, int length) {
    if (value != 0 && !Double.isInfinite(value)) {
      return false;
    }
    String text = LongNumberText.of(bytes, offset, length);
    String body = text.charAt(0) == '-' || text.charAt(0) == '+' ? text.substring(1) : text;
    if (value != 0) {
      return body.charAt(0) != 'i' && body.charAt(0) != 'I';
    }
    boolean hex = body.length() > 1 && (body.charAt(1) == 'x' || body.charAt(1) == 'X');
    return hasNonZeroDigit(body, hex);
  }

  /**
   * The value of a plain decimal of up to 15 digits, NaN for all other texts. Both the digits and
   * the power of ten are exact doubles then, and so their quotient is rounded only once.
   */
  private static double simpleDecimal(byte[] bytes, int offset, int length) {
    if (length > SIMPLE_DIGITS + 2) {
      return Double.NaN;
    }
    int at = offset;
    int end = offset + length;
    boolean negative = at < end && bytes[at] == '-';
    if (negative) {
      at++;
    }
    long digits = 0;
    int count = 0;
    int pointAt = -1;
    for (; at < end; at++) {
      int c = bytes[at];
      if (c == '.' && pointAt < 0) {
        pointAt = at;
      } else if (c >= '0' && c <= '9' && count < SIMPLE_DIGITS) {
        digits = digits * 10 + (c - '0');
        count++;
      } else {
        return Double.NaN;
      }
    }
    if (count == 0) {
      return Double.NaN;
    }
    double value = pointAt < 0 ? (double) digits : digits / POWERS[end - 1 - pointAt];
    return negative ? -value : value;
  }

  /** Whether the range has the form of a number that {@code strtod} would take as a whole. */
  public static boolean isDoubleText(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    if (at < end && (bytes[at] == '-' || bytes[at] == '+')) {
      at++;
    }
    if (at == end) {
      return false;
    }
    if (isWord(bytes, at, end, "inf") || isWord(bytes, at, end, "infinity")) {
      return true;
    }
    boolean hex = end - at > 2 && bytes[at] == '0' && (bytes[at + 1] | 0x20) == 'x';
    if (hex) {
      at += 2;
    }
    int digits = 0;
    for (; at < end && isDigit(bytes[at], hex); at++) {
      digits++;
    }
    if (at < end && bytes[at] == '.') {
      for (at++; at < end && isDigit(bytes[at], hex); at++) {
        digits++;
      }
    }
    if (digits == 0) {
      return false;
    }
    if (at < end && (bytes[at] | 0x20) == (hex ? 'p' : 'e')) {
      at++;
      if (at < end && (bytes[at] == '-' || bytes[at] == '+')) {
        at++;
      }
      int first = at;
      while (at < end && isDigit(bytes[at], false)) {
        at++;
      }
      if (at == first) {
        return false;
      }
    }
    return at == end;
  }

  private static boolean hasNonZeroDigit(String body, boolean hex) {
    for (int i = hex ? 2 : 0; i < body.length(); i++) {
      char c = body.charAt(i);
      if (c == (hex ? 'p' : 'e') || c == (hex ? 'P' : 'E')) {
        return false;
      }
      if (c != '0' && c != '.') {
        return true;
      }
    }
    return false;
  }

  private static boolean isWord(byte[] bytes, int at, int end, String word) {
    if (end - at != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if ((bytes[at + i] | 0x20) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(byte b, boolean hex) {
    return (b >= '0' && b <= '9') || (hex && (b | 0x20) >= 'a' && (b | 0x20) <= 'f');
  }

  /** Whether a double is written as a whole number, with all its digits. */
  static boolean isWhole(double value) {
    return value >= -WHOLE_MAX
        && value <= WHOLE_MAX
        && value == (long) value
        && (value != 0 || 1 / value > 0);
  }

  /**
   * A double as replies have it: whole numbers with all their digits, others as short as can be.
   */
  public static String formatDouble(double value) {
    if (isWhole(value)) {
      return Long.toString((long) value);
    }
    return value == 0 ? "-0" : shortestDouble(value);
  }

  /**
   * A double in the shortest spelling that reads back as the same value: plain while it stays
   * short, with an exponent otherwise ({@code 3}, {@code 0.1}, {@code 1e+30}).
   */
  public static String shortestDouble(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    String sign = value < 0 || 1 / value < 0 ? "-" : "";
    if (value == 0) {
      return sign + "0";
    }
    String text = Double.toString(Math.abs(value)); // 0.0012, 12.5, 1.25E-7
    int mark = text.indexOf('E');
    int end = mark < 0 ? text.length() : mark;
    int dot = text.indexOf('.');
    int scale = dot + 1 - end + (mark < 0 ? 0 : Integer.parseInt(text.substring(mark + 1)));
    String all = text.substring(0, dot) + text.substring(dot + 1, end);
    int first = 0;
    while (all.charAt(first) == '0') {
      first++;
    }
    int last = all.length();
    while (all.charAt(last - 1) == '0') {
      last--;
      scale++;
    }
    String digits = all.substring(first, last);
    int exponent = Math.abs(scale + digits.length() - 1);
    int zerosMax = value < 0 ? 6 : 7;
    if (scale >= 0 && exponent < digits.length() + zerosMax) {
      return sign + digits + "0".repeat(scale);
    }
    if (scale < 0 && (scale > -7 || exponent < 4)) {
      int point = digits.length() + scale;
      return point <= 0
          ? sign + "0." + "0".repeat(-point) + digits
          : sign + digits.substring(0, point) + "." + digits.substring(point);
    }
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    int power = scale + digits.length() - 1;
    return sign + mantissa + "e" + (power < 0 ? "-" : "+") + Math.abs(power);
  }
}
