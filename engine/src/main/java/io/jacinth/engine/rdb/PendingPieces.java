package io.jacinth.engine.rdb;

import io.jacinth.store.Entries;
import io.jacinth.store.Item;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * What an image gets later, because a long element is handed out bit by bit: the pages of the
 * element, held until then, and whatever was written behind it.
 */
final class PendingPieces {
  private final Entries entries;
  private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
  private byte[] tail = new byte[1024];
  private int tailBytes;

  /** Bytes of a page, or of an array where the page is 0. */
  private static final class Piece {
    final int page;
    final byte[] bytes;
    final int length;
    int done;

    Piece(int page, byte[] bytes, int length) {
      this.page = page;
      this.bytes = bytes;
      this.length = length;
    }
  }

  PendingPieces(Entries entries) {
    this.entries = entries;
  }

  boolean isEmpty() {
    return pieces.isEmpty() && tailBytes == 0;
  }

  /** The pages of an element. */
  void add(Item item) {
    closeTail();
    for (int i = 0; i < item.pageCount(); i++) {
      entries.retainPage(item.page(i));
      pieces.addLast(new Piece(item.page(i), tail, item.pageLength(i)));
    }
  }

  void add(int oneByte) {
    room(1)[tailBytes++] = (byte) oneByte;
  }

  void add(byte[] bytes, int offset, int length) {
    System.arraycopy(bytes, offset, room(length), tailBytes, length);
    tailBytes += length;
  }

  private byte[] room(int more) {
    if (tail.length - tailBytes < more) {
      tail = Arrays.copyOf(tail, Math.max(tail.length * 2, tailBytes + more));
    }
    return tail;
  }

  private void closeTail() {
    if (tailBytes > 0) {
      pieces.addLast(new Piece(0, tail, tailBytes));
      tail = new byte[1024];
      tailBytes = 0;
    }
  }

  /** Takes the next bytes out; how many, 0 when there are none. */
  int take(byte[] target, int most) {
    if (pieces.isEmpty()) {
      closeTail();
    }
    Piece first = pieces.peekFirst();
    if (first == null) {
      return 0;
    }
    int count = Math.min(most, first.length - first.done);
    if (first.page == 0) {
      System.arraycopy(first.bytes, first.done, target, 0, count);
    } else {
      ByteBuffer view = entries.pageView(first.page, first.done, count);
      view.get(target, 0, count);
    }
    first.done += count;
    if (first.done == first.length) {
      pieces.removeFirst();
      release(first);
    }
    return count;
  }

  private void release(Piece piece) {
    if (piece.page != 0) {
      entries.releasePage(piece.page);
    }
  }

  /** Nobody wants them any more. */
  void clear() {
    pieces.forEach(this::release);
    pieces.clear();
    tailBytes = 0;
  }
}
