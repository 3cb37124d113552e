package io.jacinth.engine.info;

/**
 * Numbers with a fixed count of decimals, rounded as C does it: by the exact value of the double,
 * ties to even.
 *
 * <p>A formatter of the JDK rounds ties up, is ten times slower, and takes milliseconds of loading
 * at its first use, which would hold up every client while somebody asks for INFO.
 */
public final class Fixed {
  private static final long[] POWERS = {1, 10, 100, 1000, 10_000, 100_000, 1_000_000};

  private Fixed() {}

  /**
   * @param value below 2^63 / 10^decimals in size
   * @param decimals 1 to 6
   */
  public static String text(double value, int decimals) {
    long scaled = round(Math.abs(value), (double) POWERS[decimals]);
    String whole = text(scaled, decimals);
    return value < 0 && scaled != 0 ? "-" + whole : whole;
  }

  /** The product may be a tie although the exact one is not; what it lacks tells. */
  private static long round(double value, double factor) {
    double product = value * factor;
    double lacking = Math.fma(value, factor, -product);
    double floor = Math.floor(product);
    if (product - floor == 0.5 && lacking != 0) {
      return (long) floor + (lacking > 0 ? 1 : 0);
    }
    return (long) Math.rint(product);
  }

  /** {@code scaled} divided by 10^decimals. */
  static String text(long scaled, int decimals) {
    String fraction = Long.toString(scaled % POWERS[decimals]);
    return scaled / POWERS[decimals] + "." + "0".repeat(decimals - fraction.length()) + fraction;
  }
}
