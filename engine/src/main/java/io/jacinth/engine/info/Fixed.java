package io.jacinth.engine.info;

/**
 * Numbers with a fixed count of decimals, rounded half up.
 *
 * <p>A formatter of the JDK does the same, ten times slower and with milliseconds of loading at its
 * first use, which would hold up every client while somebody asks for INFO.
 */
final class Fixed {
  private static final long[] POWERS = {1, 10, 100, 1000, 10_000, 100_000, 1_000_000};

  private Fixed() {}

  /**
   * @param value below 2^63 / 10^decimals in size
   * @param decimals 1 to 6
   */
  static String text(double value, int decimals) {
    long scaled = Math.round(Math.abs(value) * POWERS[decimals]);
    String whole = text(scaled, decimals);
    return value < 0 && scaled != 0 ? "-" + whole : whole;
  }

  /** {@code scaled} divided by 10^decimals. */
  static String text(long scaled, int decimals) {
    String fraction = Long.toString(scaled % POWERS[decimals]);
    return scaled / POWERS[decimals] + "." + "0".repeat(decimals - fraction.length()) + fraction;
  }
}
