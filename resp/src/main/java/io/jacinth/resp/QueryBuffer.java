package io.jacinth.resp;

import java.util.Arrays;

/**
 * What a peer sent and nobody has parsed yet: one array with a readable range. Writers ask for room
 * with {@link #ensureWritable}, which may move the readable bytes; so an {@link Argv} over this
 * buffer dies when more is read.
 */
public final class QueryBuffer {
  /** Small: thousands of clients that say little must not cost much. */
  private static final int SMALLEST_BYTES = 1024;

  private byte[] bytes = new byte[0];
  private int start;
  private int end;
  private int peak;

  /** Unparsed bytes. */
  public int readable() {
    return end - start;
  }

  public int capacity() {
    return bytes.length;
  }

  /** Makes room for {@code length} more bytes at {@link #writeIndex} of {@link #array}. */
  public void ensureWritable(int length) {
    ensureWritable(length, 0);
  }

  /**
   * The same, and grows no further than to {@code wanted} readable bytes if that is enough: the end
   * of a long word is known.
   */
  public void ensureWritable(int length, long wanted) {
    if (bytes.length - end >= length) {
      return;
    }
    int used = end - start;
    long needed = (long) used + length;
    if (needed > Integer.MAX_VALUE - 16) {
      throw new IllegalStateException("query buffer beyond 2 GiB");
    }
    if (needed <= bytes.length) {
      System.arraycopy(bytes, start, bytes, 0, used);
    } else {
      long doubled = Math.max(SMALLEST_BYTES, Math.min(2L * bytes.length, Integer.MAX_VALUE - 16));
      long grown = wanted >= needed ? Math.min(doubled, wanted) : doubled;
      byte[] bigger = new byte[(int) Math.max(needed, grown)];
      System.arraycopy(bytes, start, bigger, 0, used);
      bytes = bigger;
    }
    start = 0;
    end = used;
  }

  public byte[] array() {
    return bytes;
  }

  public int writeIndex() {
    return end;
  }

  /** {@code length} bytes were put at {@link #writeIndex}. */
  public void written(int length) {
    end += length;
    peak = Math.max(peak, end - start);
  }

  /** Copies bytes in. */
  public void append(byte[] source, int offset, int length) {
    ensureWritable(length);
    System.arraycopy(source, offset, bytes, end, length);
    written(length);
  }

  /** Most bytes that were readable at once since the last time this was asked. */
  public int takePeak() {
    int most = peak;
    peak = end - start;
    return most;
  }

  /** Where the readable bytes start. */
  public int readIndex() {
    return start;
  }

  /**
   * Drops the first {@code length} readable bytes. The bytes stay in place until the next write.
   */
  public void consume(int length) {
    start += length;
    if (start == end) {
      start = 0;
      end = 0;
    }
  }

  /** Takes readable bytes out of the middle: the bytes after them move down. */
  void cut(int from, int length) {
    System.arraycopy(bytes, from + length, bytes, from, end - from - length);
    end -= length;
  }

  /** Drops everything. */
  public void clear() {
    start = 0;
    end = 0;
  }

  /** Gives the array back while idle, if it has grown beyond {@code keepBytes}. */
  public void shrink(int keepBytes) {
    if (bytes.length <= keepBytes) {
      return;
    }
    bytes = Arrays.copyOfRange(bytes, start, Math.max(end, start));
    end -= start;
    start = 0;
  }
}
