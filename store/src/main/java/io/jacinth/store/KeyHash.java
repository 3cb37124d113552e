package io.jacinth.store;

import java.lang.foreign.MemorySegment;

/**
 * The 64-bit hash of keys: SipHash with one compression and three finalisation rounds, keyed with
 * two secret words per store.
 *
 * <p>Clients choose keys, so the hash must be one whose collisions cannot be computed without the
 * secret; the multiply-and-fold family is faster by a few nanoseconds but has inputs that collide
 * under every seed once its constants are known. {@code docs/store.md} has the figures.
 */
public final class KeyHash {
  private static final long INIT0 = 0x736f6d6570736575L;
  private static final long INIT1 = 0x646f72616e646f6dL;
  private static final long INIT2 = 0x6c7967656e657261L;
  private static final long INIT3 = 0x7465646279746573L;

  private final long start0;
  private final long start1;
  private final long start2;
  private final long start3;

  KeyHash(long key0, long key1) {
    start0 = key0 ^ INIT0;
    start1 = key1 ^ INIT1;
    start2 = key0 ^ INIT2;
    start3 = key1 ^ INIT3;
  }

  /** Hashes {@code len} bytes of an array. */
  public long hash(byte[] key, int off, int len) {
    long v0 = start0;
    long v1 = start1;
    long v2 = start2;
    long v3 = start3;
    int words = len >>> 3;
    int at = off;
    for (int i = 0; i <= words; i++) {
      long m;
      if (i < words) {
        m = (long) Memory.ARRAY_LONG.get(key, at);
        at += Long.BYTES;
      } else {
        m = tail(key, at, len);
      }
      v3 ^= m;
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v1;
      v0 += v3;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 = Long.rotateLeft(v2, 32);
      v0 ^= m;
    }
    return finish(v0, v1, v2, v3);
  }

  /** The same over off-heap bytes; gives the same value for the same bytes. */
  long hash(MemorySegment from, long o, int len) {
    long v0 = start0;
    long v1 = start1;
    long v2 = start2;
    long v3 = start3;
    int words = len >>> 3;
    long at = o;
    for (int i = 0; i <= words; i++) {
      long m;
      if (i < words) {
        m = from.get(Memory.LONG, at);
        at += Long.BYTES;
      } else {
        m = tail(from, at, len);
      }
      v3 ^= m;
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v1;
      v0 += v3;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 = Long.rotateLeft(v2, 32);
      v0 ^= m;
    }
    return finish(v0, v1, v2, v3);
  }

  private static long finish(long a, long b, long c, long d) {
    long v0 = a;
    long v1 = b;
    long v2 = c ^ 0xFF;
    long v3 = d;
    for (int i = 0; i < 3; i++) {
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v1;
      v0 += v3;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 = Long.rotateLeft(v2, 32);
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  /**
   * The last word: up to seven bytes left, and the length modulo 256 in the highest byte. They are
   * read at once, with bytes before them that are shifted out or in two parts that overlap.
   */
  private static long tail(byte[] key, int at, int len) {
    long word = (long) len << 56;
    int rest = len & 7;
    if (rest == 0) {
      return word;
    }
    if (len > rest) {
      return word | (long) Memory.ARRAY_LONG.get(key, at + rest - 8) >>> 64 - 8 * rest;
    }
    if (rest >= Integer.BYTES) {
      long low = (int) Memory.ARRAY_INT.get(key, at) & 0xFFFFFFFFL;
      long high = (int) Memory.ARRAY_INT.get(key, at + rest - 4) & 0xFFFFFFFFL;
      return word | low | high << 8 * rest - 32;
    }
    return word | key[at] & 0xFFL | upTo3(key[at + (rest >>> 1)], key[at + rest - 1], rest);
  }

  private static long tail(MemorySegment from, long at, int len) {
    long word = (long) len << 56;
    int rest = len & 7;
    if (rest == 0) {
      return word;
    }
    if (len > rest) {
      return word | from.get(Memory.LONG, at + rest - 8) >>> 64 - 8 * rest;
    }
    if (rest >= Integer.BYTES) {
      long low = from.get(Memory.INT, at) & 0xFFFFFFFFL;
      long high = from.get(Memory.INT, at + rest - 4) & 0xFFFFFFFFL;
      return word | low | high << 8 * rest - 32;
    }
    byte middle = from.get(Memory.BYTE, at + (rest >>> 1));
    byte last = from.get(Memory.BYTE, at + rest - 1);
    return word | from.get(Memory.BYTE, at) & 0xFFL | upTo3(middle, last, rest);
  }

  private static long upTo3(byte middle, byte last, int rest) {
    return (middle & 0xFFL) << 8 * (rest >>> 1) | (last & 0xFFL) << 8 * (rest - 1);
  }
}
