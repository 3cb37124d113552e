package io.jacinth.resp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The large values of a {@link ReplyBuffer}, each between two of its bytes. Places count from the
 * first byte the buffer ever held, so that sending moves none of them.
 */
final class PlacedSegments {
  private static final int COPY_BYTES = 64 * 1024;

  private record Placed(long position, ReplyBuffer.Segment segment) {}

  private final ArrayDeque<Placed> placed = new ArrayDeque<>();
  private long unsentBytes;

  /** Bytes of the first one that have been sent. */
  private long sentOfFirst;

  boolean isEmpty() {
    return placed.isEmpty();
  }

  /** Bytes of all that have not been sent. */
  long unsentBytes() {
    return unsentBytes;
  }

  void add(long position, ReplyBuffer.Segment segment) {
    placed.add(new Placed(position, segment));
    unsentBytes += segment.length();
  }

  /** Where the next one to be sent is; {@code otherwise} if there is none. */
  long firstPosition(long otherwise) {
    Placed first = placed.peekFirst();
    return first == null ? otherwise : first.position;
  }

  /** Moves those from a place on. */
  void move(long from, int by) {
    if (placed.isEmpty() || placed.peekLast().position < from) {
      return;
    }
    List<Placed> all = new ArrayList<>(placed);
    placed.clear();
    for (Placed one : all) {
      placed.add(one.position < from ? one : new Placed(one.position + by, one.segment));
    }
  }

  /** Gives up those from a place on. */
  void drop(long from) {
    while (!placed.isEmpty() && placed.peekLast().position >= from) {
      Placed last = placed.removeLast();
      unsentBytes -= last.segment.length();
      if (placed.isEmpty()) {
        unsentBytes += sentOfFirst;
        sentOfFirst = 0;
      }
      last.segment.release();
    }
  }

  /** Sends a piece of the first one, at most so many bytes; returns how many. */
  int send(ReplyBuffer.Output output, long maxBytes) {
    ReplyBuffer.Segment segment = placed.getFirst().segment;
    long left = segment.length() - sentOfFirst;
    int length = (int) Math.min(Math.min(left, maxBytes), COPY_BYTES);
    byte[] copy = new byte[length];
    segment.read(sentOfFirst, copy, 0, length);
    output.write(copy, 0, length);
    sentOfFirst += length;
    unsentBytes -= length;
    if (sentOfFirst == segment.length()) {
      sentOfFirst = 0;
      placed.removeFirst();
      segment.release();
    }
    return length;
  }
}
