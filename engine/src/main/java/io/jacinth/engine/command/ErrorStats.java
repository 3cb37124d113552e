package io.jacinth.engine.command;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Error replies counted by their code (the first word). Counting a known code allocates nothing.
 */
public final class ErrorStats {
  private static final int MAX_CODES = 128;

  private byte[][] codes = new byte[16][];
  private long[] counts = new long[16];
  private int size;
  private long total;
  private long ever;

  /** Counts the error whose text, without the minus, stands there. */
  public void count(byte[] text, int offset, int length) {
    total++;
    ever++;
    int codeLength = 0;
    while (codeLength < length && text[offset + codeLength] != ' ') {
      codeLength++;
    }
    for (int i = 0; i < size; i++) {
      if (Arrays.equals(codes[i], 0, codes[i].length, text, offset, offset + codeLength)) {
        counts[i]++;
        return;
      }
    }
    if (size < MAX_CODES) {
      if (size == codes.length) {
        codes = Arrays.copyOf(codes, size * 2);
        counts = Arrays.copyOf(counts, size * 2);
      }
      codes[size] = Arrays.copyOfRange(text, offset, offset + codeLength);
      counts[size++] = 1;
    }
  }

  public long total() {
    return total;
  }

  /** Like {@link #total}, but CONFIG RESETSTAT leaves it alone. */
  public long ever() {
    return ever;
  }

  /** Code to count, in order of the code. */
  public SortedMap<String, Long> byCode() {
    SortedMap<String, Long> map = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      map.put(new String(codes[i], StandardCharsets.ISO_8859_1), counts[i]);
    }
    return map;
  }

  public void reset() {
    size = 0;
    total = 0;
  }
}
