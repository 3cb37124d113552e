package io.jacinth.store;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Turns a {@link Ref} into bytes. This is the one place where references are decoded.
 *
 * <p>Every segment in the array is a bounded slice of a shared native arena, so each access below
 * meets exactly one implementation class and compiles to a bounds check, a liveness check and a
 * load. Mixing in heap or automatic segments would make these calls several times slower. Numbers
 * are little-endian, so that a tag word can be searched byte by byte with shifts.
 *
 * <p>Short copies go through 8-byte moves whose last one overlaps its predecessor; the general bulk
 * copy costs more in set-up than 64 bytes cost to move. One to three bytes are the first, the
 * middle and the last: a loop over so few costs several times as much.
 */
final class Memory {
  static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  static final VarHandle ARRAY_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle ARRAY_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int SHORT_COPY_BYTES = 96;

  private @Nullable MemorySegment[] segments = new MemorySegment[2];

  /**
   * Keeps what {@link #fetch} read alive for the compiler, which would drop the reads otherwise.
   */
  private int fetched;

  void map(int span, MemorySegment segment) {
    if (span >= segments.length) {
      segments = Arrays.copyOf(segments, Math.max(span + 1, segments.length * 2));
    }
    segments[span] = segment;
  }

  void unmap(int span) {
    segments[span] = null;
  }

  /** The span of a reference; a dangling reference into a returned chunk fails here. */
  MemorySegment segment(int ref) {
    MemorySegment segment = segments[ref >>> Ref.SPAN_SHIFT];
    if (segment == null) {
      throw new IllegalStateException("reference into no chunk: " + Integer.toHexString(ref));
    }
    return segment;
  }

  int getByte(int ref, int at) {
    return segment(ref).get(BYTE, Ref.offset(ref) + at) & 0xFF;
  }

  /**
   * Reads the first byte of each of several blocks, one right after the other: so the waits for
   * memory overlap, and whoever reads the blocks afterwards finds them in the cache.
   */
  void fetch(int[] refs, int count) {
    int seen = fetched;
    for (int i = 0; i < count; i++) {
      seen += getByte(refs[i], 0);
    }
    fetched = seen;
  }

  void setByte(int ref, int at, int value) {
    segment(ref).set(BYTE, Ref.offset(ref) + at, (byte) value);
  }

  int getShort(int ref, int at) {
    return segment(ref).get(SHORT, Ref.offset(ref) + at) & 0xFFFF;
  }

  void setShort(int ref, int at, int value) {
    segment(ref).set(SHORT, Ref.offset(ref) + at, (short) value);
  }

  int getInt(int ref, int at) {
    return segment(ref).get(INT, Ref.offset(ref) + at);
  }

  void setInt(int ref, int at, int value) {
    segment(ref).set(INT, Ref.offset(ref) + at, value);
  }

  long getLong(int ref, int at) {
    return segment(ref).get(LONG, Ref.offset(ref) + at);
  }

  void setLong(int ref, int at, long value) {
    segment(ref).set(LONG, Ref.offset(ref) + at, value);
  }

  void copyIn(byte[] src, int srcOff, int ref, int at, int len) {
    MemorySegment to = segment(ref);
    long o = Ref.offset(ref) + at;
    if (len > SHORT_COPY_BYTES) {
      MemorySegment.copy(src, srcOff, to, BYTE, o, len);
    } else if (len >= Long.BYTES) {
      int last = len - Long.BYTES;
      for (int i = 0; i < last; i += Long.BYTES) {
        to.set(LONG, o + i, (long) ARRAY_LONG.get(src, srcOff + i));
      }
      to.set(LONG, o + last, (long) ARRAY_LONG.get(src, srcOff + last));
    } else if (len >= Integer.BYTES) {
      int last = len - Integer.BYTES;
      to.set(INT, o, (int) ARRAY_INT.get(src, srcOff));
      to.set(INT, o + last, (int) ARRAY_INT.get(src, srcOff + last));
    } else if (len > 0) {
      to.set(BYTE, o, src[srcOff]);
      to.set(BYTE, o + (len >>> 1), src[srcOff + (len >>> 1)]);
      to.set(BYTE, o + len - 1, src[srcOff + len - 1]);
    }
  }

  void copyOut(int ref, int at, byte[] dst, int dstOff, int len) {
    MemorySegment from = segment(ref);
    long o = Ref.offset(ref) + at;
    if (len > SHORT_COPY_BYTES) {
      MemorySegment.copy(from, BYTE, o, dst, dstOff, len);
    } else if (len >= Long.BYTES) {
      int last = len - Long.BYTES;
      for (int i = 0; i < last; i += Long.BYTES) {
        ARRAY_LONG.set(dst, dstOff + i, from.get(LONG, o + i));
      }
      ARRAY_LONG.set(dst, dstOff + last, from.get(LONG, o + last));
    } else if (len >= Integer.BYTES) {
      int last = len - Integer.BYTES;
      ARRAY_INT.set(dst, dstOff, from.get(INT, o));
      ARRAY_INT.set(dst, dstOff + last, from.get(INT, o + last));
    } else if (len > 0) {
      dst[dstOff] = from.get(BYTE, o);
      dst[dstOff + (len >>> 1)] = from.get(BYTE, o + (len >>> 1));
      dst[dstOff + len - 1] = from.get(BYTE, o + len - 1);
    }
  }

  /** Copies between blocks; overlapping ranges come out right. */
  void move(int srcRef, int srcAt, int dstRef, int dstAt, int len) {
    MemorySegment.copy(
        segment(srcRef),
        Ref.offset(srcRef) + srcAt,
        segment(dstRef),
        Ref.offset(dstRef) + dstAt,
        len);
  }

  void zero(int ref, int at, int len) {
    long o = Ref.offset(ref) + at;
    segment(ref).asSlice(o, len).fill((byte) 0);
  }

  /** Whether {@code len} bytes at absolute offset {@code o} of a span equal a range of an array. */
  static boolean equal(MemorySegment from, long o, byte[] bytes, int off, int len) {
    if (len >= Long.BYTES) {
      int last = len - Long.BYTES;
      for (int i = 0; i < last; i += Long.BYTES) {
        if (from.get(LONG, o + i) != (long) ARRAY_LONG.get(bytes, off + i)) {
          return false;
        }
      }
      return from.get(LONG, o + last) == (long) ARRAY_LONG.get(bytes, off + last);
    }
    if (len >= Integer.BYTES) {
      int last = len - Integer.BYTES;
      return from.get(INT, o) == (int) ARRAY_INT.get(bytes, off)
          && from.get(INT, o + last) == (int) ARRAY_INT.get(bytes, off + last);
    }
    return len == 0
        || from.get(BYTE, o) == bytes[off]
            && from.get(BYTE, o + (len >>> 1)) == bytes[off + (len >>> 1)]
            && from.get(BYTE, o + len - 1) == bytes[off + len - 1];
  }

  /** Whether {@code len} bytes of two blocks are equal. */
  boolean equal(int a, int atA, int b, int atB, int len) {
    MemorySegment one = segment(a);
    MemorySegment other = segment(b);
    long o = Ref.offset(a) + atA;
    long p = Ref.offset(b) + atB;
    if (len >= Long.BYTES) {
      int last = len - Long.BYTES;
      for (int i = 0; i < last; i += Long.BYTES) {
        if (one.get(LONG, o + i) != other.get(LONG, p + i)) {
          return false;
        }
      }
      return one.get(LONG, o + last) == other.get(LONG, p + last);
    }
    if (len >= Integer.BYTES) {
      int last = len - Integer.BYTES;
      return one.get(INT, o) == other.get(INT, p)
          && one.get(INT, o + last) == other.get(INT, p + last);
    }
    return len == 0
        || one.get(BYTE, o) == other.get(BYTE, p)
            && one.get(BYTE, o + (len >>> 1)) == other.get(BYTE, p + (len >>> 1))
            && one.get(BYTE, o + len - 1) == other.get(BYTE, p + len - 1);
  }

  /** The order of a block's bytes and an array's, as memcmp has it; a prefix comes first. */
  int compare(int ref, int at, int length, byte[] bytes, int off, int len) {
    MemorySegment from = segment(ref);
    long o = Ref.offset(ref) + at;
    int both = Math.min(length, len);
    int i = 0;
    for (; i + Long.BYTES <= both; i += Long.BYTES) {
      long a = from.get(LONG, o + i);
      long b = (long) ARRAY_LONG.get(bytes, off + i);
      if (a != b) {
        return Long.compareUnsigned(Long.reverseBytes(a), Long.reverseBytes(b));
      }
    }
    for (; i < both; i++) {
      int difference = (from.get(BYTE, o + i) & 0xFF) - (bytes[off + i] & 0xFF);
      if (difference != 0) {
        return difference;
      }
    }
    return length - len;
  }

  /**
   * A direct view of part of a block, to be handed to a socket; not to be written by the caller.
   */
  ByteBuffer view(int ref, int at, int len) {
    return segment(ref).asSlice(Ref.offset(ref) + at, len).asByteBuffer();
  }
}
