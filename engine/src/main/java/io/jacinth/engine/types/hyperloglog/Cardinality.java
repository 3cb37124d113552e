package io.jacinth.engine.types.hyperloglog;

/**
 * How many different elements there have been, from a histogram of the registers: Otmar Ertl's
 * improved raw estimator (arXiv:1702.01284), which needs no correction tables. The order of the
 * operations is the one Redis takes, so that both round to the same number.
 */
final class Cardinality {
  private static final double ALPHA = 0.7213475204444817;

  /** Register values are below this. */
  static final int VALUES = 64;

  private Cardinality() {}

  /** How many registers have each value. */
  static int[] histogram(byte[] registers) {
    int[] histogram = new int[VALUES];
    DenseRegisters.count(registers, histogram);
    return histogram;
  }

  /**
   * @param histogram how many registers have each value, {@link #VALUES} of them
   */
  static long estimate(int[] histogram) {
    double m = HyperLogLog.REGISTERS;
    double z = m * tau((m - histogram[HyperLogLog.RANK_BITS + 1]) / m);
    for (int value = HyperLogLog.RANK_BITS; value >= 1; value--) {
      z += histogram[value];
      z *= 0.5;
    }
    z += m * sigma(histogram[0] / m);
    return Math.round(ALPHA * m * m / z);
  }

  /** What the registers at zero contribute. */
  private static double sigma(double share) {
    if (share == 1.0) {
      return Double.POSITIVE_INFINITY;
    }
    double x = share;
    double y = 1;
    double z = x;
    double before;
    do {
      x *= x;
      before = z;
      z += x * y;
      y += y;
    } while (before != z);
    return z;
  }

  /** What the registers at their highest value contribute. */
  private static double tau(double share) {
    if (share == 0.0 || share == 1.0) {
      return 0.0;
    }
    double x = share;
    double y = 1;
    double z = 1 - x;
    double before;
    do {
      x = Math.sqrt(x);
      before = z;
      y *= 0.5;
      z -= (1 - x) * (1 - x) * y;
    } while (before != z);
    return z / 3;
  }
}
