package io.jacinth.resp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a {@link ReplyBuffer}: one growing array, and what lies between or before its bytes.
 * Of a long reply the array holds the end; what is before it waits in a {@link ReplyRoom}. Marks
 * count from the first byte ever written, so they stay when bytes are sent or moved there.
 */
public abstract sealed class ReplyBytes permits ReplyBuffer {
  private static final int INITIAL_BYTES = 1024;

  /** What is written beyond goes to the room, if there is one. */
  private static final int HEAP_BYTES = 1024 * 1024;

  /** Most bytes of what is put before others. */
  private static final int FRONT_BYTES = 128;

  /** Array of a buffer that has overflowed. */
  private static final int SWALLOWING_BYTES = 64 * 1024;

  private final SpareArrays spares;
  private final @Nullable ReplyRoom room;
  byte[] bytes = new byte[INITIAL_BYTES];
  int start;
  int end;

  /** Bytes of the array that have left: the position of the first one that has not. */
  long left;

  /** Most bytes of the array that waited at once. */
  private int peak;

  /** Bytes that waited when the first reply began whose length is put before it; -1 for none. */
  private long beforeDeferred = -1;

  private long limitBytes = Integer.MAX_VALUE - 16;
  private boolean overflowed;
  final PlacedSegments segments = new PlacedSegments();
  long errors;
  int lastErrorAt;
  int lastErrorLength;

  /** The spare arrays are shared with other buffers of the same thread. */
  ReplyBytes(SpareArrays spares, @Nullable ReplyRoom room) {
    this.spares = spares;
    this.room = room;
  }

  // ---- raw access

  /** Bytes that are RESP already. */
  public void raw(byte[] source, int offset, int length) {
    reserve(length);
    System.arraycopy(source, offset, bytes, end, length);
    end += length;
  }

  /** ASCII text that is RESP already. */
  public void raw(String text) {
    ascii2(text);
  }

  public byte[] array() {
    return bytes;
  }

  /** A mark for {@link #truncate}. */
  public long mark() {
    return left + end - start;
  }

  /** Takes back everything written since the mark. */
  public void truncate(long mark) {
    end = overflowed ? start : start + (int) Math.max(0, mark - left);
    segments.drop(mark);
  }

  /** Starts what shall stand before other items: a few short ones. */
  public long beginFront() {
    reserve(FRONT_BYTES);
    return mark();
  }

  /** Puts what was written since {@code front} before everything written since {@code mark}. */
  public void endFront(long mark, long front) {
    if (overflowed) {
      return;
    }
    int length = (int) (mark() - front);
    end -= length;
    byte[] moved = Arrays.copyOfRange(bytes, end, end + length);
    if (mark < left) {
      if (room != null && !segments.insert(room, mark, moved)) {
        overflow(0);
      }
      return;
    }
    int at = start + (int) (mark - left);
    System.arraycopy(bytes, at, bytes, at + length, end - at);
    System.arraycopy(moved, 0, bytes, at, length);
    end += length;
    if (lastErrorAt >= mark - left) {
      lastErrorAt += length;
    }
    segments.move(mark, length);
  }

  // ---- errors, for statistics

  /** Error replies ever written. */
  public long errors() {
    return errors;
  }

  /** Where the text of the last error starts in {@link #array}; valid until the next write. */
  public int lastErrorOffset() {
    return start + lastErrorAt;
  }

  public int lastErrorLength() {
    return lastErrorLength;
  }

  // ---- sending

  public boolean isEmpty() {
    return start == end && segments.isEmpty();
  }

  /** Bytes waiting, with those of large values. */
  public long size() {
    return end - start + segments.unsentBytes();
  }

  /** Heap bytes held. */
  public int capacity() {
    return bytes.length;
  }

  /** Bytes held in the room. */
  public long movedBytes() {
    return segments.movedBytes();
  }

  /** Bytes waiting that are not in the array: in the room, and of values that are referenced. */
  public long elsewhereBytes() {
    return segments.unsentBytes();
  }

  /**
   * Of the bytes waiting, those that Redis would hold in the buffer every client has. It holds
   * there what comes before the first reply whose length is put before it.
   *
   * @param most size of that buffer
   */
  public long ownedBytes(int most) {
    return beforeDeferred < 0 ? most : Math.min(most, beforeDeferred);
  }

  final void noteDeferred() {
    if (beforeDeferred < 0) {
      beforeDeferred = size();
    }
  }

  /**
   * Hands out what there is in order, of large values up to {@code maxSegmentBytes}; the rest
   * stays. Returns how many bytes.
   */
  public long writeTo(ReplyBuffer.Output output, long maxSegmentBytes) {
    peak = Math.max(peak, end - start);
    long written = 0;
    long segmentsLeft = maxSegmentBytes;
    while (!isEmpty()) {
      int plain = (int) (segments.firstPosition(left + end - start) - left);
      if (plain > 0) {
        output.write(bytes, start, plain);
        start += plain;
        left += plain;
        lastErrorAt -= plain;
        written += plain;
      } else if (segmentsLeft <= 0) {
        break;
      } else {
        int length = segments.send(output, segmentsLeft);
        segmentsLeft -= length;
        written += length;
      }
    }
    if (start == end && segments.isEmpty()) {
      start = 0;
      end = 0;
      beforeDeferred = -1;
    }
    return written;
  }

  /** Drops everything and releases what is referenced. */
  public void clear() {
    truncate(0);
    left += end - start;
    start = 0;
    end = 0;
    beforeDeferred = -1;
  }

  /** Most bytes of the array that waited at once since the last {@link #resetPeak}. */
  public int peak() {
    return Math.max(peak, end - start);
  }

  public void resetPeak() {
    peak = end - start;
  }

  /**
   * Takes a shorter array if less than half of this one was ever needed since the last {@link
   * #resetPeak}. Only while empty.
   *
   * @return whether it did
   */
  public boolean shrinkToPeak() {
    if (!isEmpty() || bytes.length / 2 < INITIAL_BYTES || peak >= bytes.length / 2) {
      return false;
    }
    bytes = new byte[Math.max(INITIAL_BYTES, peak + 1)];
    start = 0;
    end = 0;
    return true;
  }

  /** Most bytes of the array. What is written beyond makes the buffer overflow. */
  public void limit(long maxBytes) {
    limitBytes = Math.min(maxBytes, Integer.MAX_VALUE - 16);
  }

  /** More was written than may be held; what is in here is of no use, the peer must be given up. */
  public boolean overflowed() {
    return overflowed;
  }

  /** Gives memory back after a large reply. Only while empty. */
  public void shrink(int keepBytes) {
    if (isEmpty() && bytes.length > keepBytes) {
      spares.give(bytes);
      bytes = new byte[INITIAL_BYTES];
      start = 0;
      end = 0;
    }
  }

  // ---- writing

  final void reserve(int length) {
    if (bytes.length - end < length) {
      grow(length);
    }
  }

  private void grow(int length) {
    if (end - start >= HEAP_BYTES && room != null && !overflowed) {
      moveAll(room);
    }
    int used = end - start;
    long needed = (long) used + length;
    if (needed > limitBytes || overflowed) {
      overflow(length);
      return;
    }
    byte[] target = bytes;
    if (needed > bytes.length || start < used) {
      int wanted = (int) Math.max(needed, Math.min(2L * bytes.length, limitBytes));
      target = spares.take(wanted, limitBytes);
    }
    System.arraycopy(bytes, start, target, 0, used);
    bytes = target;
    start = 0;
    end = used;
  }

  private void moveAll(ReplyRoom to) {
    if (!segments.take(to, bytes, start, end, left)) {
      overflow(0);
      return;
    }
    left += end - start;
    start = 0;
    end = 0;
    lastErrorAt = 0;
    lastErrorLength = 0;
  }

  /** Makes room by throwing away what there is. */
  private void overflow(int length) {
    overflowed = true;
    segments.drop(0);
    if (bytes.length < length || bytes.length > SWALLOWING_BYTES) {
      bytes = new byte[Math.max(length, SWALLOWING_BYTES)];
    }
    start = 0;
    end = 0;
    lastErrorAt = 0;
    lastErrorLength = 0;
  }

  final void header(char kind, long count) {
    bytes[end++] = (byte) kind;
    end += Numbers.writeLong(count, bytes, end);
    crlf();
  }

  final void crlf() {
    bytes[end++] = '\r';
    bytes[end++] = '\n';
  }

  final void ascii(String text) {
    for (int i = 0, length = text.length(); i < length; i++) {
      bytes[end++] = (byte) text.charAt(i);
    }
  }

  final void ascii2(String text) {
    reserve(text.length());
    ascii(text);
  }
}
