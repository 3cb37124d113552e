package io.jacinth.store;

import java.util.Arrays;

/**
 * The LZF format: compressed strings in RDB, and inner nodes of lists ({@code
 * list-compress-depth}). Bytes are the same in both, so a node goes into an image as it is.
 *
 * <p>A control byte below 32 starts a run of that many plus one literal bytes. Any other one is a
 * back reference: its upper three bits are the length minus two (7: one more byte is added), its
 * lower five bits and the next byte are the distance minus one. The decoder checks every step
 * against both ends, because payloads come from strangers.
 *
 * <p>The compressor finds repetitions through a table of the places where each hash of three bytes
 * was seen last. The table is not emptied between two strings: places are counted on from one
 * string to the next, so those of earlier strings lie below the start of this one. A string of 30
 * bytes would otherwise pay for a table of 64 KiB.
 */
public final class Lzf {
  private static final int HASH_BITS = 14;
  private static final int MAX_LITERALS = 32;
  private static final int MAX_DISTANCE = 1 << 13;
  private static final int MAX_MATCH = 2 + 7 + 255;
  private static final int MIN_MATCH = 3;

  /** Most bytes one byte of input can become. */
  public static final int MAX_EXPANSION = MAX_MATCH / 3;

  /** Where bytes with a hash were seen last, counted over all strings; 0 for never. */
  private final int[] lastSeen = new int[1 << HASH_BITS];

  /** The count of this string's first byte. */
  private int base;

  /** A compressor; it can be used again and again. */
  public Lzf() {
    this(1);
  }

  Lzf(int base) {
    this.base = base;
  }

  /**
   * Compresses.
   *
   * @param limit most bytes to write to {@code out}, from its start
   * @return bytes written, or 0 if they would be more than {@code limit}
   */
  public int compress(byte[] in, int offset, int length, byte[] out, int limit) {
    if (base > Integer.MAX_VALUE - length) {
      Arrays.fill(lastSeen, 0);
      base = 1;
    }
    int shift = offset - base; // from a count to an index
    int end = offset + length;
    int from = offset;
    int literals = offset; // start of the bytes not written yet
    int to = 0;
    while (from + MIN_MATCH <= end) {
      int hash = hash(in, from);
      int candidate = lastSeen[hash] + shift;
      lastSeen[hash] = from - shift;
      if (candidate < offset
          || from - candidate > MAX_DISTANCE
          || in[candidate] != in[from]
          || in[candidate + 1] != in[from + 1]
          || in[candidate + 2] != in[from + 2]) {
        from++;
        continue;
      }
      to = putLiterals(in, literals, from, out, to, limit);
      int match = matchLength(in, candidate, from, Math.min(end, from + MAX_MATCH));
      if (to < 0 || to + (match - 2 < 7 ? 2 : 3) > limit) {
        to = -1;
        break;
      }
      to = putReference(out, to, from - candidate - 1, match - 2);
      int next = from + match;
      for (int i = from + 1; i < next && i + MIN_MATCH <= end; i++) {
        lastSeen[hash(in, i)] = i - shift;
      }
      from = next;
      literals = next;
    }
    base += length;
    return to < 0 ? 0 : Math.max(0, putLiterals(in, literals, end, out, to, limit));
  }

  private static int hash(byte[] in, int at) {
    int three = (in[at] & 0xff) << 16 | (in[at + 1] & 0xff) << 8 | in[at + 2] & 0xff;
    return (three * 0x9E3779B1) >>> (32 - HASH_BITS);
  }

  private static int matchLength(byte[] in, int candidate, int from, int end) {
    int length = MIN_MATCH;
    while (from + length < end && in[candidate + length] == in[from + length]) {
      length++;
    }
    return length;
  }

  /** Returns the new end of the output, or -1 when there is no room. */
  private static int putLiterals(byte[] in, int start, int end, byte[] out, int at, int limit) {
    int from = start;
    int to = at;
    while (from < end) {
      int run = Math.min(MAX_LITERALS, end - from);
      if (to + 1 + run > limit) {
        return -1;
      }
      out[to++] = (byte) (run - 1);
      System.arraycopy(in, from, out, to, run);
      to += run;
      from += run;
    }
    return to;
  }

  private static int putReference(byte[] out, int at, int distance, int lengthCode) {
    int to = at;
    if (lengthCode < 7) {
      out[to++] = (byte) (lengthCode << 5 | distance >>> 8);
    } else {
      out[to++] = (byte) (7 << 5 | distance >>> 8);
      out[to++] = (byte) (lengthCode - 7);
    }
    out[to++] = (byte) distance;
    return to;
  }

  /**
   * Decompresses.
   *
   * @return whether the input is sound and makes exactly {@code outLength} bytes
   */
  public static boolean decompress(
      byte[] in, int inOffset, int inLength, byte[] out, int outOffset, int outLength) {
    int from = inOffset;
    int end = inOffset + inLength;
    int to = outOffset;
    int outEnd = outOffset + outLength;
    while (from < end) {
      int control = in[from++] & 0xff;
      if (control < MAX_LITERALS) {
        int run = control + 1;
        if (end - from < run || outEnd - to < run) {
          return false;
        }
        System.arraycopy(in, from, out, to, run);
        from += run;
        to += run;
        continue;
      }
      int length = control >>> 5;
      if (length == 7) {
        if (from == end) {
          return false;
        }
        length += in[from++] & 0xff;
      }
      length += 2;
      if (from == end) {
        return false;
      }
      int source = to - ((control & 0x1f) << 8) - (in[from++] & 0xff) - 1;
      if (source < outOffset || outEnd - to < length) {
        return false;
      }
      if (to - source >= length) {
        System.arraycopy(out, source, out, to, length);
        to += length;
        continue;
      }
      for (int i = 0; i < length; i++) { // overlaps on purpose: one byte at a time
        out[to++] = out[source++];
      }
    }
    return to == outEnd;
  }
}
