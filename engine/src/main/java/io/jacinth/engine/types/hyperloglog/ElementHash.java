package io.jacinth.engine.types.hyperloglog;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What an element does to the registers: its hash chooses one by its low 14 bits and offers it the
 * position of the first 1 among the other 50. The hash is MurmurHash2 for 64 bits with Redis's
 * seed; another one would make our strings worthless to Redis.
 */
final class ElementHash {
  private static final long SEED = 0xadc83b19L;
  private static final long MULTIPLIER = 0xc6a4a7935bd1e995L;
  private static final int SHIFT = 47;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private ElementHash() {}

  static long hash(byte[] bytes, int offset, int length) {
    long hash = SEED ^ length * MULTIPLIER;
    int at = offset;
    for (int end = offset + (length & ~7); at < end; at += Long.BYTES) {
      long block = (long) LONGS.get(bytes, at) * MULTIPLIER;
      block ^= block >>> SHIFT;
      hash = (hash ^ block * MULTIPLIER) * MULTIPLIER;
    }
    int rest = length & 7;
    if (rest != 0) {
      for (int i = 0; i < rest; i++) {
        hash ^= (bytes[at + i] & 0xFFL) << (8 * i);
      }
      hash *= MULTIPLIER;
    }
    hash ^= hash >>> SHIFT;
    hash *= MULTIPLIER;
    return hash ^ hash >>> SHIFT;
  }

  /** The register a hash belongs to. */
  static int register(long hash) {
    return (int) hash & (HyperLogLog.REGISTERS - 1);
  }

  /** What the hash offers its register: 1 to 51. */
  static int rank(long hash) {
    long rest = hash >>> HyperLogLog.INDEX_BITS | 1L << HyperLogLog.RANK_BITS;
    return Long.numberOfTrailingZeros(rest) + 1;
  }
}
