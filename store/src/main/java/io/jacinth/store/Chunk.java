package io.jacinth.store;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** One shared arena with its single segment, and how many of its pages are taken. */
final class Chunk {
  /** Keeps table lines of 64 bytes on cache lines. */
  private static final long ALIGNMENT_BYTES = 64;

  final Arena arena;
  final MemorySegment segment;
  final int bytes;
  int firstSpan;
  int usedPages;

  /** Being emptied: nothing new goes into it. */
  boolean setAside;

  private Chunk(Arena arena, MemorySegment segment, int bytes) {
    this.arena = arena;
    this.segment = segment;
    this.bytes = bytes;
  }

  /** Allocates and zero-fills; takes about half a millisecond per MiB. */
  static Chunk allocate(int bytes) {
    Arena arena = Arena.ofShared();
    try {
      return new Chunk(arena, arena.allocate(bytes, ALIGNMENT_BYTES), bytes);
    } catch (OutOfMemoryError e) {
      arena.close();
      throw e;
    }
  }

  int pages() {
    return bytes / Ref.PAGE_BYTES;
  }

  int spans() {
    return Math.max(1, bytes / Ref.SPAN_BYTES);
  }
}
