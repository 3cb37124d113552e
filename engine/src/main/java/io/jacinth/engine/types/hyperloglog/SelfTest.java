package io.jacinth.engine.types.hyperloglog;

import java.util.Random;

/**
 * PFSELFTEST: dense registers keep what is written into them, sparse and dense count the same, and
 * the estimate is as near as the theory promises. Smaller than Redis's own, which keeps the server
 * for a second.
 */
final class SelfTest {
  private static final int CYCLES = 20;
  private static final int ELEMENTS = 100_000;
  private static final int VALUE_MAX = 63;

  private SelfTest() {}

  /** What is wrong, or nothing. */
  static String run() {
    String failure = registers();
    return failure.isEmpty() ? estimates() : failure;
  }

  private static HyperLogLog dense() {
    HyperLogLog made = HyperLogLog.empty(Long.MAX_VALUE);
    made.toDense();
    return made;
  }

  private static String registers() {
    Random random = new Random(1);
    int[] expected = new int[HyperLogLog.REGISTERS];
    byte[] bytes = dense().bytes();
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      for (int i = 0; i < expected.length; i++) {
        expected[i] = random.nextInt(VALUE_MAX + 1);
        HyperLogLog.setDense(bytes, HyperLogLog.denseByte(i), i, expected[i]);
      }
      for (int i = 0; i < expected.length; i++) {
        int found = HyperLogLog.dense(bytes, HyperLogLog.HEADER_BYTES, i);
        if (found != expected[i]) {
          return "Register " + i + " should be " + expected[i] + " but is " + found;
        }
      }
    }
    return "";
  }

  private static String estimates() {
    HyperLogLog dense = dense();
    HyperLogLog sparse = HyperLogLog.empty(Long.MAX_VALUE);
    double error = 1.04 / Math.sqrt(HyperLogLog.REGISTERS);
    int checkpoint = 1;
    byte[] element = new byte[Long.BYTES];
    for (int i = 1; i <= ELEMENTS; i++) {
      HyperLogLog.noteCardinality(element, 0, i * 0x9E3779B97F4A7C15L);
      long hash = ElementHash.hash(element, 0, element.length);
      dense.raise(ElementHash.register(hash), ElementHash.rank(hash));
      if (i < HyperLogLog.REGISTERS) {
        sparse.raise(ElementHash.register(hash), ElementHash.rank(hash));
      }
      if (i != checkpoint) {
        continue;
      }
      checkpoint *= 10;
      long estimate = estimate(dense);
      if (i < HyperLogLog.REGISTERS && estimate(sparse) != estimate) {
        return "dense/sparse disagree";
      }
      // Small numbers are all but exact; four standard errors are hardly ever passed.
      if (Math.abs(estimate - i) > Math.max(1, Math.ceil(4 * error * i))) {
        return "Too big error. card:" + i + " found:" + estimate;
      }
    }
    return "";
  }

  private static long estimate(HyperLogLog of) {
    int[] histogram = new int[Cardinality.VALUES];
    of.countValues(histogram);
    return Cardinality.estimate(histogram);
  }
}
