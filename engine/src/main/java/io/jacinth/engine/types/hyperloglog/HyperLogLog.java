package io.jacinth.engine.types.hyperloglog;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A HyperLogLog as the string it is stored as: a header of 16 bytes and the registers.
 *
 * <pre>
 *  0  "HYLL"
 *  4  encoding: 0 dense, 1 sparse
 *  5  3 bytes unused
 *  8  cardinality as last computed, 8 bytes little-endian; void if the highest bit is set
 * 16  registers: dense, 6 bits each, lowest bits first; or sparse, see {@link SparseRegisters}
 * </pre>
 *
 * A new one is sparse. It becomes dense, and stays so, when a register would exceed 32 or the
 * string the configured size.
 */
final class HyperLogLog {
  static final int INDEX_BITS = 14;
  static final int RANK_BITS = 64 - INDEX_BITS;
  static final int REGISTERS = 1 << INDEX_BITS;
  static final int HEADER_BYTES = 16;
  static final int DENSE_BYTES = HEADER_BYTES + (REGISTERS * 6 + 7) / 8;

  /** A sparse string has at most one opcode of two bytes per register. */
  static final int SPARSE_BYTES_MAX = HEADER_BYTES + 2 * REGISTERS;

  static final int ENCODING_AT = 4;
  static final int DENSE = 0;
  static final int SPARSE = 1;

  static final int CARDINALITY_AT = 8;

  /** The byte whose highest bit says that the cardinality is void. */
  static final int VOID_AT = 15;

  static final int CHANGED = 1;
  static final int UNCHANGED = 0;
  static final int CORRUPT = -1;

  private final long sparseBytesMax;
  private byte[] bytes;
  private int length;

  /** Made when first needed, and in step with the two fields above. */
  private @Nullable SparseRegisters sparse;

  /** Takes the array over. */
  HyperLogLog(byte[] bytes, long sparseBytesMax) {
    this.bytes = bytes;
    this.length = bytes.length;
    this.sparseBytesMax = sparseBytesMax;
  }

  /** A new one: sparse, all registers zero. */
  static HyperLogLog empty(long sparseBytesMax) {
    byte[] bytes = new byte[HEADER_BYTES + 2];
    bytes[0] = 'H';
    bytes[1] = 'Y';
    bytes[2] = 'L';
    bytes[3] = 'L';
    bytes[ENCODING_AT] = SPARSE;
    SparseRegisters.putLongZero(bytes, HEADER_BYTES, REGISTERS);
    return new HyperLogLog(bytes, sparseBytesMax);
  }

  /** Whether a string of that length with that header can be one. */
  static boolean isHeader(byte[] header, int stringBytes) {
    return stringBytes >= HEADER_BYTES
        && header[0] == 'H'
        && header[1] == 'Y'
        && header[2] == 'L'
        && header[3] == 'L'
        && (header[ENCODING_AT] == SPARSE
            || header[ENCODING_AT] == DENSE && stringBytes == DENSE_BYTES);
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  boolean isDense() {
    return bytes[ENCODING_AT] == DENSE;
  }

  // ---- the cardinality in the header

  /** The cardinality noted in a header, or -1 if it is void. */
  static long notedCardinality(byte[] header) {
    if (header[VOID_AT] < 0) {
      return -1;
    }
    long value = 0;
    for (int i = 7; i >= 0; i--) {
      value = value << 8 | header[CARDINALITY_AT + i] & 0xFF;
    }
    return value;
  }

  static void noteCardinality(byte[] header, int at, long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      header[at + i] = (byte) (value >>> (8 * i));
    }
  }

  void voidCardinality() {
    bytes[VOID_AT] |= (byte) 0x80;
  }

  // ---- registers

  /** Raises a register to {@code value}: {@link #CHANGED}, {@link #UNCHANGED}, {@link #CORRUPT}. */
  int raise(int register, int value) {
    if (isDense()) {
      return raiseDense(bytes, HEADER_BYTES, register, value) ? CHANGED : UNCHANGED;
    }
    if (value <= SparseRegisters.VALUE_MAX) {
      if (sparse == null) {
        sparse = new SparseRegisters(bytes, length, sparseBytesMax);
      }
      int result = sparse.raise(register, value);
      bytes = sparse.bytes();
      length = sparse.length();
      if (result != SparseRegisters.TOO_LONG) {
        return result;
      }
    }
    if (!toDense()) {
      return CORRUPT;
    }
    raiseDense(bytes, HEADER_BYTES, register, value);
    return CHANGED;
  }

  /** Turns a sparse one into a dense one; false, and unchanged, if it is corrupt. */
  boolean toDense() {
    if (isDense()) {
      return true;
    }
    byte[] registers = new byte[REGISTERS];
    if (!SparseRegisters.merge(bytes, length, registers)) {
      return false;
    }
    becomeDense(registers);
    return true;
  }

  /** Makes it dense with exactly these registers. */
  void becomeDense(byte[] registers) {
    byte[] dense = Arrays.copyOf(Arrays.copyOf(bytes, HEADER_BYTES), DENSE_BYTES);
    dense[ENCODING_AT] = DENSE;
    DenseRegisters.pack(registers, dense);
    bytes = dense;
    length = DENSE_BYTES;
    sparse = null;
  }

  /** Raises each of {@code registers} to what is here, where that is more; false if corrupt. */
  boolean mergeInto(byte[] registers) {
    if (!isDense()) {
      return SparseRegisters.merge(bytes, length, registers);
    }
    DenseRegisters.merge(bytes, registers);
    return true;
  }

  /** Adds to {@code histogram} how many registers have each value; false if corrupt. */
  boolean countValues(int[] histogram) {
    if (!isDense()) {
      return SparseRegisters.countValues(bytes, length, histogram);
    }
    DenseRegisters.countDense(bytes, histogram);
    return true;
  }

  /** Byte of the dense string in which a register begins; it ends there or in the next one. */
  static int denseByte(int register) {
    return HEADER_BYTES + register * 6 / 8;
  }

  /** A dense register; {@code bytes} begins {@code denseStart - 16} bytes into the string. */
  static int dense(byte[] bytes, int denseStart, int register) {
    int at = denseStart + register * 6 / 8;
    int shift = register * 6 & 7;
    int high = at + 1 < bytes.length ? bytes[at + 1] & 0xFF : 0;
    return (bytes[at] & 0xFF | high << 8) >> shift & 63;
  }

  private static boolean raiseDense(byte[] bytes, int denseStart, int register, int value) {
    if (dense(bytes, denseStart, register) >= value) {
      return false;
    }
    setDense(bytes, denseStart + register * 6 / 8, register, value);
    return true;
  }

  /** Writes a dense register that begins in byte {@code at} of the array. */
  static void setDense(byte[] bytes, int at, int register, int value) {
    int shift = register * 6 & 7;
    int mask = 63 << shift;
    int bits = value << shift;
    bytes[at] = (byte) (bytes[at] & ~mask | bits);
    if (shift > 2) {
      bytes[at + 1] = (byte) (bytes[at + 1] & ~(mask >> 8) | bits >> 8);
    }
  }
}
