package io.jacinth.engine.types.bitmap;

import io.jacinth.engine.command.Call;
import io.jacinth.store.BitScan;
import io.jacinth.store.Entries;
import io.jacinth.store.ValueTypes;

/** Reading the bits of a string value. */
final class Bits {
  private Bits() {}

  static boolean isString(Call c, int entry) {
    return c.keys().entries().type(entry) == ValueTypes.STRING;
  }

  /** Byte {@code index} of a value, 0 behind its end. */
  static int byteAt(Call c, int entry, long index) {
    Entries entries = c.keys().entries();
    if (index >= entries.valueLength(entry)) {
      return 0;
    }
    byte[] one = new byte[1];
    entries.copyValue(entry, (int) index, one, 0, 1);
    return one[0] & 0xFF;
  }

  /** How many bits of a range within the value are set. */
  static long count(Call c, int entry, BitRange range) {
    int firstByte = (int) (range.first() >> 3);
    int lastByte = (int) (range.last() >> 3);
    long count = c.keys().store().bitScan().countBits(entry, firstByte, lastByte + 1);
    int before = byteAt(c, entry, firstByte) & ~(0xFF >> (range.first() & 7));
    int behind = byteAt(c, entry, lastByte) & ~(-0x80 >> (range.last() & 7)) & 0xFF;
    return count - Integer.bitCount(before) - Integer.bitCount(behind);
  }

  /** The first bit of a range within the value that is {@code bit}, or -1. */
  static long find(Call c, int entry, BitRange range, int bit) {
    byte usual = (byte) (bit == 1 ? 0 : -1);
    int firstByte = (int) (range.first() >> 3);
    int lastByte = (int) (range.last() >> 3);
    // The bits before the range are made what is not looked for.
    int different = (byteAt(c, entry, firstByte) ^ usual) & 0xFF >> (range.first() & 7);
    int at = firstByte;
    if (different == 0) {
      BitScan scan = c.keys().store().bitScan();
      at = scan.firstOther(entry, firstByte + 1, Math.max(firstByte, lastByte) + 1, usual);
      if (at > lastByte) {
        return -1;
      }
      different = (byteAt(c, entry, at) ^ usual) & 0xFF;
    }
    long found = at * 8L + Integer.numberOfLeadingZeros(different) - 24;
    return found <= range.last() ? found : -1;
  }
}
