package io.jacinth.store;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Receives a string of known length piece by piece, straight into the blocks it will stay in: one
 * block up to 1 MiB, else pages of 256 KiB that are allocated as the bytes arrive, so that a client
 * that announces 512 MB and sends nothing costs nothing.
 *
 * <p>Ends by {@link EntryTable#putRope} or {@link #abandon}, exactly once.
 */
public final class RopeBuilder {
  private final Memory memory;
  private final Allocator allocator;
  private final SharedBlocks shared;
  private final Values values;
  private final List<RopeBuilder> open;
  private final int length;
  private final boolean isRope;
  private int ref;
  private int filled;
  private int pages;

  RopeBuilder(Store store, int length) {
    memory = store.memory;
    allocator = store.allocator;
    shared = store.shared;
    values = store.values;
    open = store.openRopes();
    this.length = length;
    isRope = Values.placeFor(length) == EntryLayout.PLACE_ROPE;
    ref = isRope ? values.allocateRope(length) : values.allocate(length);
    open.add(this);
  }

  /** How many pages it has; what has been received can be retained, {@link Entries#retainPage}. */
  public int pageCount() {
    return isRope ? pages : 1;
  }

  public int page(int index) {
    return isRope ? values.page(ref, index) : ref;
  }

  /** How many bytes of the value are in a page. */
  public int pageLength(int index) {
    return isRope ? Values.pageLength(length, index) : length;
  }

  /** The length announced. */
  public int length() {
    return length;
  }

  /** How many bytes are still to come. */
  public int remaining() {
    return length - filled;
  }

  /** Takes the next bytes. */
  public void append(byte[] src, int off, int len) {
    checkRoom(len);
    for (int done = 0; done < len; ) {
      int part = Math.min(len - done, roomInBlock());
      memory.copyIn(src, off + done, block(), inBlock(), part);
      filled += part;
      done += part;
    }
  }

  /** Copies what has come to {@code target}. */
  public void copyTo(byte[] target, int at) {
    checkOpen();
    for (int done = 0, page = 0; done < filled; page++) {
      int part = Math.min(filled - done, pageLength(page));
      memory.copyOut(page(page), 0, target, at + done, part);
      done += part;
    }
  }

  /** Takes all remaining bytes of a buffer. */
  public void append(ByteBuffer src) {
    checkRoom(src.remaining());
    while (src.hasRemaining()) {
      ByteBuffer window = window();
      int part = Math.min(window.remaining(), src.remaining());
      window.put(0, src, src.position(), part);
      src.position(src.position() + part);
      filled += part;
    }
  }

  /**
   * A direct buffer over the room where the next bytes belong, for reading from a socket; it ends
   * at the end of a page or of the value. Tell by {@link #advance} how much was written.
   */
  public ByteBuffer window() {
    checkOpen();
    if (filled == length) {
      throw new IllegalStateException("rope is complete");
    }
    return memory.view(block(), inBlock(), roomInBlock());
  }

  /** Notes that so many bytes have been written into the last {@link #window}. */
  public void advance(int len) {
    if (len < 0 || len > roomInBlock()) {
      throw new IndexOutOfBoundsException("advance by " + len);
    }
    filled += len;
  }

  /** Frees what has been received. */
  public void abandon() {
    checkOpen();
    int abandoned = close();
    if (isRope) {
      for (int i = 0; i < pages; i++) {
        shared.release(values.page(abandoned, i));
      }
      allocator.free(abandoned);
    } else {
      shared.release(abandoned);
    }
  }

  /** Hands over the finished value. */
  int take() {
    checkOpen();
    if (filled != length) {
      throw new IllegalStateException("rope lacks " + remaining() + " bytes");
    }
    return close();
  }

  private int close() {
    int closed = ref;
    ref = Ref.NONE;
    open.removeIf(rope -> rope == this);
    return closed;
  }

  /** All blocks held, for the validator. */
  int[] blocks() {
    int[] blocks = new int[pages + 1];
    for (int i = 0; i < pages; i++) {
      blocks[i] = values.page(ref, i);
    }
    blocks[pages] = ref;
    return blocks;
  }

  private void checkOpen() {
    if (ref == Ref.NONE) {
      throw new IllegalStateException("rope was used already");
    }
  }

  private void checkRoom(int len) {
    checkOpen();
    if (len > remaining()) {
      throw new IndexOutOfBoundsException(len + " bytes for a rope that lacks " + remaining());
    }
  }

  /** The block the next byte belongs to, allocated now if it is the first one there. */
  private int block() {
    if (!isRope) {
      return ref;
    }
    int index = filled / Values.PAGE_BYTES;
    if (index == pages) {
      values.setPage(ref, index, allocator.allocate(Values.pageLength(length, index)));
      pages++;
    }
    return values.page(ref, index);
  }

  private int inBlock() {
    return isRope ? filled % Values.PAGE_BYTES : filled;
  }

  private int roomInBlock() {
    return isRope ? Math.min(Values.PAGE_BYTES - inBlock(), remaining()) : remaining();
  }
}
