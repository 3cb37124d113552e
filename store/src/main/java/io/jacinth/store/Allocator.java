package io.jacinth.store;

/**
 * Blocks of any size up to 1 MiB, with exact accounting.
 *
 * <p>Up to 16 KiB a block comes from a unit carved into one size class. Each unit keeps its own
 * free list, threaded through the free blocks themselves (two bytes each) behind a mark of how many
 * blocks have ever been used, so a fresh unit needs no preparation. Units with room form a list per
 * class; allocation takes the first unit's first free block, and a unit whose last block is freed
 * goes back to the page space at once. Above 16 KiB a block is a run of 4 KiB pages.
 *
 * <p>A block knows its size from the tables of its span, so callers free it without naming one.
 * {@link #usedBytes} is the sum of the sizes of live blocks, and the validator recomputes it.
 */
final class Allocator {
  static final int BLOCK_BYTES_MAX = PageSpace.RUN_PAGES_MAX * Ref.PAGE_BYTES;

  private static final int NO_FREE_BLOCK = 0xFFFF;
  private static final int UNIT_IN_SPAN_SHIFT = Ref.SPAN_SHIFT - Ref.UNIT_GRANULES_SHIFT;
  private static final int UNIT_MASK = (1 << UNIT_IN_SPAN_SHIFT) - 1;
  private static final int GRANULE_IN_UNIT_MASK = (1 << Ref.UNIT_GRANULES_SHIFT) - 1;

  final PageSpace pages;
  private final Memory memory;

  /** Per class the first unit with room, 0 if none; unit numbers start in span 1. */
  private final int[] unitsWithRoom = new int[SizeClasses.LAST + 1];

  private long usedBytes;

  Allocator(Memory memory, PageSpace pages) {
    this.memory = memory;
    this.pages = pages;
  }

  long usedBytes() {
    return usedBytes;
  }

  int unitWithRoom(int sizeClass) {
    return unitsWithRoom[sizeClass];
  }

  /** The block size a request of that many bytes gets. */
  static int roundedBytes(int bytes) {
    return bytes <= SizeClasses.BYTES_MAX
        ? SizeClasses.bytes(SizeClasses.of(bytes))
        : bytes + Ref.PAGE_BYTES - 1 & -Ref.PAGE_BYTES;
  }

  int allocate(int bytes) {
    if (bytes > SizeClasses.BYTES_MAX) {
      return allocatePages(bytes);
    }
    int sizeClass = SizeClasses.of(bytes);
    int unitId = unitsWithRoom[sizeClass];
    if (unitId == 0) {
      unitId = startUnit(sizeClass, pages.takeUnit());
    }
    return takeBlock(sizeClass, unitId);
  }

  /**
   * As {@link #allocate}, but out of the chunks that are there; {@link Ref#NONE} if none has room.
   */
  int allocateWithinChunks(int bytes) {
    if (bytes > SizeClasses.BYTES_MAX) {
      int count = (bytes + Ref.PAGE_BYTES - 1) / Ref.PAGE_BYTES;
      int ref = pages.takePagesWithinChunks(count);
      usedBytes += ref == Ref.NONE ? 0 : (long) count * Ref.PAGE_BYTES;
      return ref;
    }
    int sizeClass = SizeClasses.of(bytes);
    int unitId = unitsWithRoom[sizeClass];
    if (unitId == 0) {
      int fresh = pages.takeUnitWithinChunks();
      if (fresh == 0) {
        return Ref.NONE;
      }
      unitId = startUnit(sizeClass, fresh);
    }
    return takeBlock(sizeClass, unitId);
  }

  private int takeBlock(int sizeClass, int unitId) {
    Span span = pages.span(unitId >>> UNIT_IN_SPAN_SHIFT);
    int unit = unitId & UNIT_MASK;
    int base = unitId << Ref.UNIT_GRANULES_SHIFT;
    int blockBytes = SizeClasses.bytes(sizeClass);
    int head = span.freeHead(unit);
    int ref;
    if (head != NO_FREE_BLOCK) {
      ref = base + head;
      span.setFreeHead(unit, memory.getShort(ref, 0));
    } else {
      ref = base + span.touched(unit) * (blockBytes >>> Ref.GRANULE_SHIFT);
      span.addTouched(unit);
    }
    span.addLive(unit, 1);
    if (span.live(unit) == SizeClasses.blocksPerUnit(sizeClass)) {
      unlink(sizeClass, unitId);
    }
    usedBytes += blockBytes;
    return ref;
  }

  private int allocatePages(int bytes) {
    if (bytes > BLOCK_BYTES_MAX) {
      throw new IllegalArgumentException("block too large: " + bytes);
    }
    int count = (bytes + Ref.PAGE_BYTES - 1) / Ref.PAGE_BYTES;
    int ref = pages.takePages(count);
    usedBytes += (long) count * Ref.PAGE_BYTES;
    return ref;
  }

  int blockBytes(int ref) {
    int sizeClass =
        pages.span(Ref.span(ref)).sizeClass(ref >>> Ref.UNIT_GRANULES_SHIFT & UNIT_MASK);
    return sizeClass != 0 ? SizeClasses.bytes(sizeClass) : pages.pageRunBytes(ref);
  }

  void free(int ref) {
    Span span = pages.span(Ref.span(ref));
    int unitId = ref >>> Ref.UNIT_GRANULES_SHIFT;
    int unit = unitId & UNIT_MASK;
    int sizeClass = span.sizeClass(unit);
    if (sizeClass == 0) {
      usedBytes -= pages.freePageRun(ref);
      return;
    }
    usedBytes -= SizeClasses.bytes(sizeClass);
    int live = span.live(unit);
    int capacity = SizeClasses.blocksPerUnit(sizeClass);
    if (live == 1) {
      if (capacity > 1 && !span.chunk.setAside) {
        unlink(sizeClass, unitId);
      }
      pages.freeUnit(unitId);
      return;
    }
    memory.setShort(ref, 0, span.freeHead(unit));
    span.setFreeHead(unit, ref & GRANULE_IN_UNIT_MASK);
    span.addLive(unit, -1);
    if (live == capacity && !span.chunk.setAside) {
      link(sizeClass, unitId);
    }
  }

  private int startUnit(int sizeClass, int unitId) {
    pages.span(unitId >>> UNIT_IN_SPAN_SHIFT).startUnit(unitId & UNIT_MASK, sizeClass);
    link(sizeClass, unitId);
    return unitId;
  }

  // Chunks to be emptied.

  /** Whether a block lies in a chunk that is being emptied. */
  boolean isSetAside(int ref) {
    return pages.span(Ref.span(ref)).chunk.setAside;
  }

  /** Nothing is allocated in the chunk any more. */
  void setAside(Chunk chunk) {
    forUnitsWithRoom(chunk, this::unlink);
    pages.setAside(chunk);
  }

  /** What is left in the chunk stays there, and the chunk is used again. */
  void takeBack(Chunk chunk) {
    pages.takeBack(chunk);
    forUnitsWithRoom(chunk, this::link);
  }

  private interface UnitAction {
    void apply(int sizeClass, int unitId);
  }

  private void forUnitsWithRoom(Chunk chunk, UnitAction action) {
    for (int i = chunk.firstSpan; i < chunk.firstSpan + chunk.spans(); i++) {
      Span span = pages.span(i);
      for (int unit = 0; unit < span.pages / Ref.PAGES_PER_UNIT; unit++) {
        int sizeClass = span.sizeClass(unit);
        if (sizeClass != 0 && span.live(unit) < SizeClasses.blocksPerUnit(sizeClass)) {
          action.apply(sizeClass, i << UNIT_IN_SPAN_SHIFT | unit);
        }
      }
    }
  }

  private void link(int sizeClass, int unitId) {
    int first = unitsWithRoom[sizeClass];
    Span span = pages.span(unitId >>> UNIT_IN_SPAN_SHIFT);
    span.setNext(unitId & UNIT_MASK, first);
    span.setPrevious(unitId & UNIT_MASK, 0);
    if (first != 0) {
      pages.span(first >>> UNIT_IN_SPAN_SHIFT).setPrevious(first & UNIT_MASK, unitId);
    }
    unitsWithRoom[sizeClass] = unitId;
  }

  private void unlink(int sizeClass, int unitId) {
    Span span = pages.span(unitId >>> UNIT_IN_SPAN_SHIFT);
    int next = span.next(unitId & UNIT_MASK);
    int previous = span.previous(unitId & UNIT_MASK);
    if (previous == 0) {
      unitsWithRoom[sizeClass] = next;
    } else {
      pages.span(previous >>> UNIT_IN_SPAN_SHIFT).setNext(previous & UNIT_MASK, next);
    }
    if (next != 0) {
      pages.span(next >>> UNIT_IN_SPAN_SHIFT).setPrevious(next & UNIT_MASK, previous);
    }
  }
}
