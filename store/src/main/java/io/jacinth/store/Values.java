package io.jacinth.store;

import org.jspecify.annotations.Nullable;

/**
 * String bytes outside an entry: up to 1 MiB in one block, beyond that in a rope.
 *
 * <p>A rope is a block of page references; page {@code i} holds bytes {@code i * 256 KiB} and
 * following. All pages but the last are full size; the last may be shorter and is replaced by a
 * full one when the value grows. No more than 1 MiB in a row is ever needed, so a string of 512 MB
 * needs no contiguous room and no long zero-fill.
 *
 * <p>A value is described by its place ({@code PLACE_BLOCK} or {@code PLACE_ROPE}), a reference and
 * a length; the first two change where noted. Blocks and pages may be shared with replies in flight
 * ({@link SharedBlocks}): writing replaces a shared block by a copy.
 */
final class Values {
  static final int BLOCK_BYTES_MAX = Allocator.BLOCK_BYTES_MAX;
  static final int PAGE_BYTES = 256 * 1024;

  private final Memory memory;
  private final Allocator allocator;
  private final SharedBlocks shared;

  Values(Memory memory, Allocator allocator, SharedBlocks shared) {
    this.memory = memory;
    this.allocator = allocator;
    this.shared = shared;
  }

  static int placeFor(int len) {
    return len <= BLOCK_BYTES_MAX ? EntryLayout.PLACE_BLOCK : EntryLayout.PLACE_ROPE;
  }

  static int pageCount(int len) {
    return len / PAGE_BYTES + (len % PAGE_BYTES == 0 ? 0 : 1);
  }

  static int pageLength(int len, int index) {
    return Math.min(PAGE_BYTES, len - index * PAGE_BYTES);
  }

  int page(int rope, int index) {
    return memory.getInt(rope, index * Integer.BYTES);
  }

  void setPage(int rope, int index, int page) {
    memory.setInt(rope, index * Integer.BYTES, page);
  }

  /** Allocates room for {@code len} bytes, unwritten, in the place {@link #placeFor} names. */
  int allocate(int len) {
    if (len <= BLOCK_BYTES_MAX) {
      return allocator.allocate(Math.max(1, len));
    }
    int rope = allocateRope(len);
    for (int i = 0; i < pageCount(len); i++) {
      setPage(rope, i, allocator.allocate(pageLength(len, i)));
    }
    return rope;
  }

  /** A rope's list of pages, long enough for that many bytes, with the pages still to be set. */
  int allocateRope(int len) {
    return allocator.allocate(pageCount(len) * Integer.BYTES);
  }

  void read(int place, int ref, int from, byte[] dst, int dstOff, int len) {
    if (place == EntryLayout.PLACE_BLOCK) {
      memory.copyOut(ref, from, dst, dstOff, len);
      return;
    }
    for (int done = 0; done < len; ) {
      int inPage = (from + done) % PAGE_BYTES;
      int part = Math.min(len - done, PAGE_BYTES - inPage);
      memory.copyOut(page(ref, (from + done) / PAGE_BYTES), inPage, dst, dstOff + done, part);
      done += part;
    }
  }

  boolean equal(int place, int ref, byte[] bytes, int off, int len) {
    if (place == EntryLayout.PLACE_BLOCK) {
      return Memory.equal(memory.segment(ref), Ref.offset(ref), bytes, off, len);
    }
    for (int done = 0; done < len; done += PAGE_BYTES) {
      int page = page(ref, done / PAGE_BYTES);
      int part = Math.min(len - done, PAGE_BYTES);
      if (!Memory.equal(memory.segment(page), Ref.offset(page), bytes, off + done, part)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Writes into allocated room. A null source means zeros.
   *
   * @return the value's reference, which differs if a shared block had to be copied
   */
  int write(int place, int ref, int at, byte @Nullable [] src, int srcOff, int len) {
    if (place == EntryLayout.PLACE_BLOCK) {
      int own = own(ref);
      writePart(own, at, src, srcOff, len);
      return own;
    }
    for (int done = 0; done < len; ) {
      int index = (at + done) / PAGE_BYTES;
      int inPage = (at + done) % PAGE_BYTES;
      int part = Math.min(len - done, PAGE_BYTES - inPage);
      int own = own(page(ref, index));
      setPage(ref, index, own);
      writePart(own, inPage, src, srcOff + done, part);
      done += part;
    }
    return ref;
  }

  private void writePart(int ref, int at, byte @Nullable [] src, int srcOff, int len) {
    if (src == null) {
      memory.zero(ref, at, len);
    } else {
      memory.copyIn(src, srcOff, ref, at, len);
    }
  }

  /** The block itself, or a copy of it if somebody else still reads it. */
  private int own(int ref) {
    return shared.isShared(ref) ? replace(ref, allocator.blockBytes(ref)) : ref;
  }

  /** A block of at least that size with the old one's content; lets go of the old one. */
  private int replace(int ref, int bytes) {
    int copy = allocator.allocate(bytes);
    memory.move(ref, 0, copy, 0, Math.min(bytes, allocator.blockBytes(ref)));
    shared.release(ref);
    return copy;
  }

  /** Whether a value of length {@code len} can grow to {@code newLen} where it is. */
  boolean fits(int place, int ref, int len, int newLen) {
    if (place == EntryLayout.PLACE_BLOCK) {
      return newLen <= allocator.blockBytes(ref);
    }
    int pages = pageCount(len);
    return newLen <= (pages - 1L) * PAGE_BYTES + allocator.blockBytes(page(ref, pages - 1));
  }

  /**
   * Makes room for a longer value, with slack so that appending little by little costs few copies.
   * The place of the result is that of {@link #placeFor} {@code newLen}; a block may become a rope.
   *
   * @return the value's reference
   */
  int grow(int place, int ref, int len, int newLen) {
    if (fits(place, ref, len, newLen)) {
      return ref;
    }
    if (newLen <= BLOCK_BYTES_MAX) {
      return replace(ref, Math.min(BLOCK_BYTES_MAX, 2 * newLen));
    }
    if (place == EntryLayout.PLACE_ROPE) {
      return growRope(ref, len, newLen);
    }
    int rope = allocator.allocate(2 * pageCount(newLen) * Integer.BYTES);
    for (int i = 0; i < pageCount(newLen); i++) {
      int page = allocator.allocate(PAGE_BYTES);
      int copied = Math.clamp((long) len - (long) i * PAGE_BYTES, 0, PAGE_BYTES);
      if (copied > 0) {
        memory.move(ref, i * PAGE_BYTES, page, 0, copied);
      }
      setPage(rope, i, page);
    }
    shared.release(ref);
    return rope;
  }

  private int growRope(int ref, int len, int newLen) {
    int pages = pageCount(len);
    int newPages = pageCount(newLen);
    int rope = ref;
    if (newPages * Integer.BYTES > allocator.blockBytes(rope)) {
      rope = allocator.allocate(2 * newPages * Integer.BYTES);
      memory.move(ref, 0, rope, 0, pages * Integer.BYTES);
      allocator.free(ref);
    }
    int last = page(rope, pages - 1);
    if (allocator.blockBytes(last) < PAGE_BYTES) {
      setPage(rope, pages - 1, replace(last, PAGE_BYTES));
    }
    for (int i = pages; i < newPages; i++) {
      setPage(rope, i, allocator.allocate(PAGE_BYTES));
    }
    return rope;
  }

  long blockBytes(int place, int ref, int len) {
    long bytes = allocator.blockBytes(ref);
    if (place == EntryLayout.PLACE_ROPE) {
      for (int i = 0; i < pageCount(len); i++) {
        bytes += allocator.blockBytes(page(ref, i));
      }
    }
    return bytes;
  }

  void free(int place, int ref, int len) {
    if (place == EntryLayout.PLACE_BLOCK) {
      shared.release(ref);
      return;
    }
    for (int i = 0; i < pageCount(len); i++) {
      shared.release(page(ref, i));
    }
    allocator.free(ref);
  }
}
