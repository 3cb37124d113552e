package io.jacinth.engine.types.bitmap;

import io.jacinth.resp.Argv;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** What BITOP does with its sources. */
enum BitOperation {
  AND,
  OR,
  XOR,
  NOT;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The operation that a word names, or null. */
  static @Nullable BitOperation of(Argv argv, int i) {
    if (argv.is(i, "and")) {
      return AND;
    }
    if (argv.is(i, "or")) {
      return OR;
    }
    if (argv.is(i, "xor")) {
      return XOR;
    }
    return argv.is(i, "not") ? NOT : null;
  }

  /** Combines the first {@code length} bytes of two arrays into the first one. */
  void combine(byte[] into, byte[] other, int length) {
    int i = 0;
    switch (this) {
      case AND -> {
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
          LONGS.set(into, i, (long) LONGS.get(into, i) & (long) LONGS.get(other, i));
        }
        for (; i < length; i++) {
          into[i] &= other[i];
        }
      }
      case OR -> {
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
          LONGS.set(into, i, (long) LONGS.get(into, i) | (long) LONGS.get(other, i));
        }
        for (; i < length; i++) {
          into[i] |= other[i];
        }
      }
      case XOR -> {
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
          LONGS.set(into, i, (long) LONGS.get(into, i) ^ (long) LONGS.get(other, i));
        }
        for (; i < length; i++) {
          into[i] ^= other[i];
        }
      }
      case NOT -> throw new IllegalStateException("NOT has one source");
    }
  }

  /** Turns every bit over. */
  static void negate(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ~bytes[i];
    }
  }
}
