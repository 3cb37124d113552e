package io.jacinth.engine.types.hyperloglog;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Registers eight at a time: packed, as a dense string has them (six bits each, 48 in a row), and
 * spread, a byte each in a {@code long} or an array. All registers of two keys are joined and
 * counted in the time a loop over single registers would take to unpack them.
 */
final class DenseRegisters {
  private static final int AT_ONCE = Long.BYTES;
  private static final int PACKED_BYTES = 6;
  private static final int GROUPS = HyperLogLog.REGISTERS / AT_ONCE;

  private static final long HIGHEST_BITS = 0x8080808080808080L;

  /** Counters that are raised by neighbours are apart, so that none waits for the other. */
  private static final int HISTOGRAMS = 4;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private DenseRegisters() {}

  /** Raises each of {@code registers} to what a dense string has, where that is more. */
  static void merge(byte[] dense, byte[] registers) {
    for (int group = 0; group < GROUPS; group++) {
      long here = (long) LONGS.get(registers, group * AT_ONCE);
      LONGS.set(registers, group * AT_ONCE, greater(here, spread(packed(dense, group))));
    }
  }

  /** Writes all registers into a dense string. */
  static void pack(byte[] registers, byte[] dense) {
    for (int group = 0; group < GROUPS; group++) {
      long packed = packed((long) LONGS.get(registers, group * AT_ONCE));
      int at = HyperLogLog.HEADER_BYTES + group * PACKED_BYTES;
      for (int i = 0; i < PACKED_BYTES; i++) {
        dense[at + i] = (byte) (packed >>> 8 * i);
      }
    }
  }

  /** Adds to {@code histogram} how many registers of a dense string have each value. */
  static void countDense(byte[] dense, int[] histogram) {
    int[] counts = new int[HISTOGRAMS * Cardinality.VALUES];
    for (int group = 0; group < GROUPS; group++) {
      count(spread(packed(dense, group)), counts);
    }
    addUp(counts, histogram);
  }

  /** Adds to {@code histogram} how many registers have each value. */
  static void count(byte[] registers, int[] histogram) {
    int[] counts = new int[HISTOGRAMS * Cardinality.VALUES];
    for (int group = 0; group < GROUPS; group++) {
      long eight = (long) LONGS.get(registers, group * AT_ONCE);
      if (eight == 0) {
        counts[0] += AT_ONCE;
      } else {
        count(eight, counts);
      }
    }
    addUp(counts, histogram);
  }

  private static void count(long eight, int[] counts) {
    counts[(int) eight & 63]++;
    counts[64 | (int) (eight >>> 8) & 63]++;
    counts[128 | (int) (eight >>> 16) & 63]++;
    counts[192 | (int) (eight >>> 24) & 63]++;
    counts[(int) (eight >>> 32) & 63]++;
    counts[64 | (int) (eight >>> 40) & 63]++;
    counts[128 | (int) (eight >>> 48) & 63]++;
    counts[192 | (int) (eight >>> 56) & 63]++;
  }

  private static void addUp(int[] counts, int[] histogram) {
    for (int i = 0; i < counts.length; i++) {
      histogram[i & 63] += counts[i];
    }
  }

  /** The greater of each two bytes, all below 128. */
  private static long greater(long a, long b) {
    long notLess = ((a | HIGHEST_BITS) - b & HIGHEST_BITS) >>> 7;
    long mask = (notLess << 8) - notLess;
    return a & mask | b & ~mask;
  }

  private static long packed(byte[] dense, int group) {
    int at = HyperLogLog.HEADER_BYTES + group * PACKED_BYTES;
    // The last ones end with the array: they are read from two bytes before.
    return group < GROUPS - 1
        ? (long) LONGS.get(dense, at)
        : (long) LONGS.get(dense, at - 2) >>> 16;
  }

  private static long spread(long packed) {
    long x = packed & 0xFFFFFFL | (packed & 0xFFFFFF000000L) << 8;
    x = x & 0x00000FFF00000FFFL | (x & 0x00FFF00000FFF000L) << 4;
    return x & 0x003F003F003F003FL | (x & 0x0FC00FC00FC00FC0L) << 2;
  }

  private static long packed(long eight) {
    long x = eight & 0x003F003F003F003FL | (eight & 0x3F003F003F003F00L) >>> 2;
    x = x & 0x00000FFF00000FFFL | (x & 0x0FFF00000FFF0000L) >>> 4;
    return x & 0xFFFFFFL | (x & 0xFFFFFF00000000L) >>> 8;
  }
}
