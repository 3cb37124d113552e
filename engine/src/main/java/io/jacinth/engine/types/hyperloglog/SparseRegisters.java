package io.jacinth.engine.types.hyperloglog;

import java.util.Arrays;

/**
 * Registers as runs of equal values.
 *
 * <pre>
 * 00nnnnnn            zero      n + 1 registers (1 to 64) are 0
 * 01nnnnnn nnnnnnnn   long zero n + 1 registers (1 to 16384) are 0
 * 1vvvvvnn            value     n + 1 registers (1 to 4) are v + 1 (1 to 32)
 * </pre>
 *
 * Raising a register finds the run that covers it. A run of one is overwritten; a longer one is
 * split into what is before, the new value, and what is behind. Afterwards up to five runs from the
 * one before on are looked at, and neighbours of equal value become one where its length allows.
 * Splits and joins are Redis's to the last detail, since the string is visible.
 */
final class SparseRegisters {
  static final int VALUE_MAX = 32;

  /** Beside the results of {@link HyperLogLog#raise}: it would have to become dense. */
  static final int TOO_LONG = 2;

  private static final int VALUE_RUN_MAX = 4;
  private static final int ZERO_RUN_MAX = 64;
  private static final int JOIN_LOOKS = 5;

  /** A split adds three bytes at most. */
  private static final int ROOM_BYTES = 3;

  private static final int NONE = -1;

  private final long bytesMax;
  private final byte[] parts = new byte[5];
  private byte[] bytes;
  private int end;

  // Registers that are raised in ascending order are looked for from two runs before the last one
  // on: a change touches nothing before its neighbour.
  private int resumeAt = HyperLogLog.HEADER_BYTES;
  private int resumeFirst;
  private int lastRegister;

  /** Works on the string in the first {@code length} bytes of an array. */
  SparseRegisters(byte[] bytes, int length, long bytesMax) {
    this.bytes = bytes;
    this.end = length;
    this.bytesMax = bytesMax;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return end;
  }

  // ---- runs

  private static boolean isValue(byte first) {
    return first < 0;
  }

  private static boolean isLongZero(byte first) {
    return (first & 0xC0) == 0x40;
  }

  private static int value(byte first) {
    return (first >> 2 & 0x1F) + 1;
  }

  private static int runBytes(byte first) {
    return isLongZero(first) ? 2 : 1;
  }

  /** How many registers the run at {@code at} covers. */
  private static int run(byte[] bytes, int at, int end) {
    byte first = bytes[at];
    if (isValue(first)) {
      return (first & 3) + 1;
    }
    if (isLongZero(first)) {
      int low = at + 1 < end ? bytes[at + 1] & 0xFF : 0;
      return ((first & 0x3F) << 8 | low) + 1;
    }
    return (first & 0x3F) + 1;
  }

  private static byte valueRun(int value, int length) {
    return (byte) (0x80 | value - 1 << 2 | length - 1);
  }

  static void putLongZero(byte[] bytes, int at, int length) {
    bytes[at] = (byte) (0x40 | length - 1 >> 8);
    bytes[at + 1] = (byte) (length - 1);
  }

  /** Writes a run of zeros and returns its end. */
  private static int putZeros(byte[] bytes, int at, int length) {
    if (length > ZERO_RUN_MAX) {
      putLongZero(bytes, at, length);
      return at + 2;
    }
    bytes[at] = (byte) (length - 1);
    return at + 1;
  }

  // ---- reading all registers

  /** Raises each of {@code registers} to what is here, where that is more; false if corrupt. */
  static boolean merge(byte[] bytes, int end, byte[] registers) {
    int register = 0;
    for (int at = HyperLogLog.HEADER_BYTES; at < end; at += runBytes(bytes[at])) {
      int run = run(bytes, at, end);
      if (run > registers.length - register) {
        return false;
      }
      if (isValue(bytes[at])) {
        int value = value(bytes[at]);
        for (int i = register; i < register + run; i++) {
          registers[i] = (byte) Math.max(registers[i], value);
        }
      }
      register += run;
    }
    return register == registers.length;
  }

  static boolean countValues(byte[] bytes, int end, int[] histogram) {
    int registers = 0;
    for (int at = HyperLogLog.HEADER_BYTES; at < end; at += runBytes(bytes[at])) {
      int run = run(bytes, at, end);
      histogram[isValue(bytes[at]) ? value(bytes[at]) : 0] += run;
      registers += run;
    }
    return registers == HyperLogLog.REGISTERS;
  }

  /** The runs as text, as PFDEBUG DECODE shows them. */
  static String show(byte[] bytes, int end) {
    StringBuilder text = new StringBuilder();
    for (int at = HyperLogLog.HEADER_BYTES; at < end; at += runBytes(bytes[at])) {
      text.append(text.isEmpty() ? "" : " ");
      int run = run(bytes, at, end);
      if (isValue(bytes[at])) {
        text.append("v:").append(value(bytes[at])).append(',').append(run);
      } else {
        text.append(isLongZero(bytes[at]) ? "Z:" : "z:").append(run);
      }
    }
    return text.toString();
  }

  // ---- raising one

  /** Raises a register to a value of {@link #VALUE_MAX} at most. */
  int raise(int register, int value) {
    if (register < lastRegister) {
      resumeAt = HyperLogLog.HEADER_BYTES;
      resumeFirst = 0;
    }
    lastRegister = register;
    int before = NONE;
    int beforeFirst = 0;
    int at = resumeAt;
    int first = resumeFirst;
    int run = 0;
    while (at < end) {
      run = run(bytes, at, end);
      if (register < first + run) {
        break;
      }
      if (before != NONE) {
        resumeAt = before;
        resumeFirst = beforeFirst;
      }
      before = at;
      beforeFirst = first;
      at += runBytes(bytes[at]);
      first += run;
    }
    if (at >= end || at + runBytes(bytes[at]) > end) {
      return HyperLogLog.CORRUPT;
    }
    boolean isValue = isValue(bytes[at]);
    if (isValue && value(bytes[at]) >= value) {
      return HyperLogLog.UNCHANGED;
    }
    if (run == 1 && !isLongZero(bytes[at])) {
      bytes[at] = valueRun(value, 1);
    } else if (!split(at, register - first, run, value)) {
      return TOO_LONG;
    }
    join(before == NONE ? HyperLogLog.HEADER_BYTES : before);
    bytes[HyperLogLog.VOID_AT] |= (byte) 0x80;
    return HyperLogLog.CHANGED;
  }

  /**
   * Splits the run at {@code at}, {@code run} registers long, so that its register {@code index}
   * gets the value; false if that would take too much room.
   */
  private boolean split(int at, int index, int run, int value) {
    int length = 0;
    int behind = run - 1 - index;
    if (isValue(bytes[at])) {
      int old = value(bytes[at]);
      if (index > 0) {
        parts[length++] = valueRun(old, index);
      }
      parts[length++] = valueRun(value, 1);
      if (behind > 0) {
        parts[length++] = valueRun(old, behind);
      }
    } else {
      length = index > 0 ? putZeros(parts, 0, index) : 0;
      parts[length++] = valueRun(value, 1);
      length = behind > 0 ? putZeros(parts, length, behind) : length;
    }
    int oldLength = runBytes(bytes[at]);
    int more = length - oldLength;
    if (more > 0 && end + more > bytesMax) {
      return false;
    }
    if (end + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, end + end / 2 + ROOM_BYTES);
    }
    System.arraycopy(bytes, at + oldLength, bytes, at + length, end - at - oldLength);
    System.arraycopy(parts, 0, bytes, at, length);
    end += more;
    return true;
  }

  /** Makes one run of neighbours with equal values, looking at a few runs from {@code from} on. */
  private void join(int from) {
    int at = from;
    for (int looks = JOIN_LOOKS; at < end && looks > 0; looks--) {
      if (!isValue(bytes[at])) {
        at += runBytes(bytes[at]);
        continue;
      }
      if (at + 1 < end && isValue(bytes[at + 1]) && value(bytes[at]) == value(bytes[at + 1])) {
        int together = (bytes[at] & 3) + (bytes[at + 1] & 3) + 2;
        if (together <= VALUE_RUN_MAX) {
          bytes[at] = valueRun(value(bytes[at]), together);
          System.arraycopy(bytes, at + 2, bytes, at + 1, end - at - 2);
          end--;
          continue;
        }
      }
      at++;
    }
  }
}
