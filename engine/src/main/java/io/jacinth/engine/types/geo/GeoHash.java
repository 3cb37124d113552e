package io.jacinth.engine.types.geo;

/**
 * A cell of the grid that halves the world's longitudes and latitudes {@code step} times each.
 *
 * <p>The bits of the two are interleaved, latitude in the even places, the highest first: so all
 * points of a cell, seen on the finest grid of 26 steps, have scores in one range. Latitudes end at
 * 85.05 degrees, as in the square Mercator map; only the text form that other systems know, which
 * goes to the poles, uses another range.
 *
 * @param bits interleaved, {@code 2 * step} of them
 * @param step 1 to {@link #STEP_MAX}
 */
record GeoHash(long bits, int step) {
  static final int STEP_MAX = 26;

  /** The first unsigned number that is none with a sign. */
  private static final double HALF = 0x1p63;

  static final double LONGITUDE_MAX = 180;
  static final double LATITUDE_MAX = 85.05112878;

  private static final double TEXT_LATITUDE_MAX = 90;
  private static final int TEXT_LENGTH = 11;
  private static final String ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz";
  private static final long LATITUDE_BITS = 0x5555555555555555L;
  private static final long LONGITUDE_BITS = 0xaaaaaaaaaaaaaaaaL;

  static boolean isInRange(double longitude, double latitude) {
    return longitude >= -LONGITUDE_MAX
        && longitude <= LONGITUDE_MAX
        && latitude >= -LATITUDE_MAX
        && latitude <= LATITUDE_MAX;
  }

  static GeoHash of(double longitude, double latitude, int step) {
    return of(longitude, latitude, step, LATITUDE_MAX);
  }

  private static GeoHash of(double longitude, double latitude, int step, double latitudeMax) {
    double y = (latitude + latitudeMax) / (latitudeMax + latitudeMax);
    double x = (longitude + LONGITUDE_MAX) / (LONGITUDE_MAX + LONGITUDE_MAX);
    long cells = 1L << step;
    return new GeoHash(spread((long) (y * cells)) | spread((long) (x * cells)) << 1, step);
  }

  /** The cell of the finest grid that a score stands for. */
  static GeoHash ofScore(double score) {
    return new GeoHash(bitsOf(score), STEP_MAX);
  }

  /**
   * A score as an unsigned number. Those that are none, which no GEOADD makes, become what the
   * processors make of them that Redis usually runs on.
   */
  private static long bitsOf(double score) {
    double rest = score < HALF ? score : score - HALF;
    long bits = rest < HALF && rest >= -HALF ? (long) rest : Long.MIN_VALUE;
    return score < HALF ? bits : bits ^ Long.MIN_VALUE;
  }

  /** The scores of all points in the cell: from this on. */
  long scoreFrom() {
    return bits << 2 * (STEP_MAX - step);
  }

  /** The scores of all points in the cell: below this. */
  long scoreTo() {
    return bits + 1 << 2 * (STEP_MAX - step);
  }

  double south() {
    return -LATITUDE_MAX + row() * 1.0 / (1L << step) * (2 * LATITUDE_MAX);
  }

  double north() {
    return -LATITUDE_MAX + (row() + 1) * 1.0 / (1L << step) * (2 * LATITUDE_MAX);
  }

  double west() {
    return -LONGITUDE_MAX + column() * 1.0 / (1L << step) * (2 * LONGITUDE_MAX);
  }

  double east() {
    return -LONGITUDE_MAX + (column() + 1) * 1.0 / (1L << step) * (2 * LONGITUDE_MAX);
  }

  /** Longitude of the middle, which is what a stored point is taken to be at. */
  double longitude() {
    return middle(column(), step, LONGITUDE_MAX);
  }

  double latitude() {
    return middle(row(), step, LATITUDE_MAX);
  }

  /** The longitude of the point that a score stands for. */
  static double longitudeOf(double score) {
    return middle(gather(bitsOf(score) >>> 1), STEP_MAX, LONGITUDE_MAX);
  }

  static double latitudeOf(double score) {
    return middle(gather(bitsOf(score)), STEP_MAX, LATITUDE_MAX);
  }

  private static double middle(long index, int step, double max) {
    // Dividing by a power of two and multiplying by its inverse is the same to the last bit.
    double cell = 1.0 / (1L << step);
    double from = -max + index * cell * (2 * max);
    double to = -max + (index + 1) * cell * (2 * max);
    double middle = (from + to) / 2;
    return middle > max ? max : Math.max(middle, -max);
  }

  private long row() {
    return gather(bits);
  }

  private long column() {
    return gather(bits >>> 1);
  }

  /**
   * The cell so many columns to the east and rows to the north, -1 to 1; the grid has no edge. A
   * cell of the outermost meridian or parallel itself lies one behind the last of the grid; only
   * moving along that coordinate brings it back in, as in Redis.
   */
  GeoHash neighbour(int eastward, int northward) {
    long used = -1L >>> 64 - 2 * step;
    long x = bits & LONGITUDE_BITS;
    long y = bits & LATITUDE_BITS;
    // Filling the other coordinate's places with ones lets a carry run through them.
    if (eastward != 0) {
      long between = LATITUDE_BITS & used;
      x = eastward > 0 ? x + (between + 1) : (x | between) - (between + 1);
      x &= LONGITUDE_BITS & used;
    }
    if (northward != 0) {
      long between = LONGITUDE_BITS & used;
      y = northward > 0 ? y + (between + 1) : (y | between) - (between + 1);
      y &= LATITUDE_BITS & used;
    }
    return new GeoHash(x | y, step);
  }

  /**
   * The text that other systems call a geohash. Its last letter is always 0: the bits are used up.
   */
  String text() {
    long hash = of(longitude(), latitude(), STEP_MAX, TEXT_LATITUDE_MAX).bits;
    StringBuilder text = new StringBuilder(TEXT_LENGTH);
    for (int i = 1; i < TEXT_LENGTH; i++) {
      text.append(ALPHABET.charAt((int) (hash >>> 2 * STEP_MAX - 5 * i) & 31));
    }
    return text.append(ALPHABET.charAt(0)).toString();
  }

  /** Moves 32 bits apart, so that bit i comes to place 2i. */
  private static long spread(long value) {
    long x = value & 0xFFFFFFFFL;
    x = (x | x << 16) & 0x0000FFFF0000FFFFL;
    x = (x | x << 8) & 0x00FF00FF00FF00FFL;
    x = (x | x << 4) & 0x0F0F0F0F0F0F0F0FL;
    x = (x | x << 2) & 0x3333333333333333L;
    return (x | x << 1) & LATITUDE_BITS;
  }

  /** Takes the even bits together again. */
  private static long gather(long value) {
    long x = value & LATITUDE_BITS;
    x = (x | x >>> 1) & 0x3333333333333333L;
    x = (x | x >>> 2) & 0x0F0F0F0F0F0F0F0FL;
    x = (x | x >>> 4) & 0x00FF00FF00FF00FFL;
    x = (x | x >>> 8) & 0x0000FFFF0000FFFFL;
    return (x | x >>> 16) & 0xFFFFFFFFL;
  }
}
