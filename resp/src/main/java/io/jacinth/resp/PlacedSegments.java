package io.jacinth.resp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ReplyBuffer} does not hold itself, in the order in which it is sent. Places count
 * from the first byte the buffer ever held, so that sending moves none of them.
 *
 * <p>There are two kinds. A large value lies between two bytes of the buffer. A run of the buffer's
 * own bytes that was moved to a {@link ReplyRoom} keeps its place and has an extent: it can be cut
 * short, or cut in two to let something in between.
 */
final class PlacedSegments {
  private static final int COPY_BYTES = 64 * 1024;

  private record Placed(
      long position, ReplyBuffer.Segment segment, long length, boolean isMovedRun) {
    boolean goesBeyond(long place) {
      return isMovedRun && position < place && position + length > place;
    }
  }

  /** A few bytes that were put before others. */
  private record Front(byte[] bytes) implements ReplyBuffer.Segment {
    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) {
      System.arraycopy(bytes, (int) position, target, offset, length);
    }

    @Override
    public void release() {}
  }

  private final ArrayDeque<Placed> placed = new ArrayDeque<>();
  private long unsentBytes;
  private long movedBytes;

  /** Bytes of the first one that have been sent. */
  private long sentOfFirst;

  boolean isEmpty() {
    return placed.isEmpty();
  }

  /** Bytes of all that have not been sent. */
  long unsentBytes() {
    return unsentBytes;
  }

  /** Bytes of all runs that were moved and are still held. */
  long movedBytes() {
    return movedBytes;
  }

  void add(long position, ReplyBuffer.Segment segment) {
    add(new Placed(position, segment, segment.length(), false));
  }

  private void add(Placed one) {
    placed.add(one);
    unsentBytes += one.length;
    movedBytes += one.isMovedRun ? one.length : 0;
  }

  /** Where the next one to be sent is; {@code otherwise} if there is none. */
  long firstPosition(long otherwise) {
    Placed first = placed.peekFirst();
    return first == null ? otherwise : first.position;
  }

  /** Takes all out to be added again, with others between them. */
  private List<Placed> takeAll() {
    List<Placed> all = new ArrayList<>(placed);
    placed.clear();
    unsentBytes = -sentOfFirst;
    movedBytes = 0;
    return all;
  }

  /** Moves those from a place on. */
  void move(long from, int by) {
    if (placed.isEmpty() || placed.peekLast().position < from) {
      return;
    }
    for (Placed one : takeAll()) {
      boolean moves = one.position >= from;
      add(moves ? new Placed(one.position + by, one.segment, one.length, one.isMovedRun) : one);
    }
  }

  /**
   * Takes the bytes from {@code start} to {@code end}, the first of which is at {@code position}.
   * False if there is no room for all of them; then nothing may be sent any more.
   */
  boolean take(ReplyRoom room, byte[] bytes, int start, int end, long position) {
    boolean kept = true;
    int at = start;
    for (Placed one : takeAll()) {
      int before = start + (int) Math.max(0, one.position - position);
      kept = kept && addRun(room, bytes, at, before, position + at - start);
      at = before;
      add(one);
    }
    return kept && addRun(room, bytes, at, end, position + at - start);
  }

  private boolean addRun(ReplyRoom room, byte[] bytes, int start, int end, long position) {
    if (start == end) {
      return true;
    }
    ReplyBuffer.@Nullable Segment segment = room.keep(bytes, start, end - start);
    if (segment != null) {
      add(new Placed(position, segment, end - start, true));
    }
    return segment != null;
  }

  /** Puts a few bytes where {@code place} is, among what was taken; false if there is no room. */
  boolean insert(ReplyRoom room, long place, byte[] bytes) {
    boolean kept = true;
    boolean inserted = false;
    Placed front = new Placed(place, new Front(bytes), bytes.length, false);
    for (Placed one : takeAll()) {
      if (one.goesBeyond(place)) {
        byte[] all = new byte[(int) one.length];
        int cut = (int) (place - one.position);
        one.segment.read(0, all, 0, all.length);
        one.segment.release();
        kept = addRun(room, all, 0, cut, one.position);
        add(front);
        inserted = true;
        kept = kept && addRun(room, all, cut, all.length, place);
        continue;
      }
      if (!inserted && one.position >= place) {
        add(front);
        inserted = true;
      }
      add(one);
    }
    if (!inserted) {
      add(front);
    }
    return kept;
  }

  /** Gives up what there is from a place on. */
  void drop(long from) {
    while (!placed.isEmpty() && placed.peekLast().position >= from) {
      Placed last = removeLast();
      last.segment.release();
    }
    if (!placed.isEmpty() && placed.peekLast().goesBeyond(from)) {
      long sent = placed.size() == 1 ? sentOfFirst : 0;
      Placed last = removeLast();
      sentOfFirst = sent > 0 ? sent : sentOfFirst;
      unsentBytes -= sent;
      add(new Placed(last.position, last.segment, from - last.position, true));
    }
  }

  private Placed removeLast() {
    Placed last = placed.removeLast();
    unsentBytes -= last.length;
    movedBytes -= last.isMovedRun ? last.length : 0;
    if (placed.isEmpty()) {
      unsentBytes += sentOfFirst;
      sentOfFirst = 0;
    }
    return last;
  }

  /** Sends a piece of the first one, at most so many bytes; returns how many. */
  int send(ReplyBuffer.Output output, long maxBytes) {
    Placed first = placed.getFirst();
    long left = first.length - sentOfFirst;
    int length = (int) Math.min(Math.min(left, maxBytes), COPY_BYTES);
    byte[] copy = new byte[length];
    first.segment.read(sentOfFirst, copy, 0, length);
    output.write(copy, 0, length);
    sentOfFirst += length;
    unsentBytes -= length;
    if (sentOfFirst == first.length) {
      sentOfFirst = 0;
      placed.removeFirst();
      movedBytes -= first.isMovedRun ? first.length : 0;
      first.segment.release();
    }
    return length;
  }
}
