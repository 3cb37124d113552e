package io.jacinth.store;

import static io.jacinth.store.StoreValidator.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The allocator's part of validation: compares the blocks that the structures hold with the blocks
 * the allocator holds to be live, and its counters with a recount.
 */
final class AllocatorCheck {
  private static final int UNIT_IN_SPAN_SHIFT = Ref.SPAN_SHIFT - Ref.UNIT_GRANULES_SHIFT;
  private static final int UNIT_MASK = (1 << UNIT_IN_SPAN_SHIFT) - 1;
  private static final int NO_FREE_BLOCK = 0xFFFF;

  private final Store store;
  private final Allocator allocator;
  private final Set<Integer> met = new HashSet<>();
  private final Map<Integer, Integer> moreOwners = new HashMap<>();
  private final Map<Integer, Integer> metInUnit = new HashMap<>();
  private final Map<Integer, Integer> metPagesInSpan = new HashMap<>();
  private long metBytes;

  AllocatorCheck(Store store) {
    this.store = store;
    allocator = store.allocator;
  }

  /** Notes a block that a structure owns; several may own one that is shared. */
  void meet(int ref) {
    check(ref != Ref.NONE, "structure holds no reference where it should");
    if (met.add(ref)) {
      note(ref);
      return;
    }
    int owners = 1 + moreOwners.merge(ref, 1, Integer::sum);
    check(owners <= 1 + store.shared.extras(ref), "block # has # owners", ref, owners);
  }

  boolean hasMet(int ref) {
    return met.contains(ref);
  }

  /** Notes a block that a borrower holds; its owner may have let go of it. */
  void meetRetained(int ref) {
    if (met.add(ref)) {
      note(ref);
    }
  }

  private void note(int ref) {
    int bytes = allocator.blockBytes(ref);
    check(bytes > 0, "block # has no size", ref);
    metBytes += bytes;
    int unitId = ref >>> Ref.UNIT_GRANULES_SHIFT;
    int sizeClass = allocator.pages.span(Ref.span(ref)).sizeClass(unitId & UNIT_MASK);
    if (sizeClass != 0) {
      int inUnit = (ref & (1 << Ref.UNIT_GRANULES_SHIFT) - 1) << Ref.GRANULE_SHIFT;
      check(inUnit % bytes == 0, "block # is not at a block's start", ref);
      metInUnit.merge(unitId, 1, Integer::sum);
    } else {
      metPagesInSpan.merge(Ref.span(ref), bytes / Ref.PAGE_BYTES, Integer::sum);
    }
  }

  void compare() {
    check(
        metBytes == allocator.usedBytes(),
        "structures hold # bytes, the allocator counts #",
        metBytes,
        allocator.usedBytes());
    Set<Integer> unitsWithRoom = walkUnitLists();
    long freePages = 0;
    long chunkBytes = 0;
    Map<Chunk, Integer> usedPages = new HashMap<>();
    for (int i = 1; i < allocator.pages.spanEnd(); i++) {
      Span span = allocator.pages.spanOrNull(i);
      if (span != null) {
        checkSpan(span, unitsWithRoom);
        freePages += span.chunk.setAside ? 0 : span.freePages;
        usedPages.merge(span.chunk, span.pages - span.freePages, Integer::sum);
        chunkBytes += span.chunk.firstSpan == i ? span.chunk.bytes : 0;
      }
    }
    check(unitsWithRoom.isEmpty(), "lists name units that are not in use");
    usedPages.forEach((chunk, pages) -> {
      check(pages > 0, "empty chunk kept");
      check(pages == chunk.usedPages, "chunk counts #, spans #", chunk.usedPages, pages);
    });
    check(freePages == allocator.pages.freePages(), "free pages #", freePages);
    check(
        chunkBytes <= store.reservedBytes(), "reserved # of #", store.reservedBytes(), chunkBytes);
  }

  private Set<Integer> walkUnitLists() {
    Set<Integer> units = new HashSet<>();
    for (int sizeClass = 1; sizeClass <= SizeClasses.LAST; sizeClass++) {
      int previous = 0;
      int unitId = allocator.unitWithRoom(sizeClass);
      while (unitId != 0) {
        Span span = allocator.pages.span(unitId >>> UNIT_IN_SPAN_SHIFT);
        int unit = unitId & UNIT_MASK;
        check(units.add(unitId), "unit # is listed twice", unitId);
        check(span.sizeClass(unit) == sizeClass, "unit # in the list of #", unitId, sizeClass);
        check(span.previous(unit) == previous, "unit # has a wrong back link", unitId);
        previous = unitId;
        unitId = span.next(unit);
      }
    }
    return units;
  }

  private void checkSpan(Span span, Set<Integer> unitsWithRoom) {
    int freePages = 0;
    int runPages = 0;
    for (int page = 0; page < span.pages; page++) {
      freePages += span.isTaken(page) ? 0 : 1;
      runPages += span.runLength(page);
    }
    check(freePages == span.freePages, "span #: free pages #", span.index, freePages);
    check(
        runPages == metPagesInSpan.getOrDefault(span.index, 0),
        "span #: page runs of # pages",
        span.index,
        runPages);
    int freeUnits = 0;
    int unitPages = 0;
    for (int unit = 0; unit < span.pages / Ref.PAGES_PER_UNIT; unit++) {
      int taken = takenPages(span, unit);
      freeUnits += taken == 0 ? 1 : 0;
      if (span.sizeClass(unit) != 0) {
        check(taken == Ref.PAGES_PER_UNIT, "unit # of span # has free pages", unit, span.index);
        unitPages += taken;
        checkUnit(span, unit, unitsWithRoom);
      }
    }
    check(freeUnits == span.freeUnits, "span #: free units #", span.index, freeUnits);
    check(unitPages + runPages + freePages == span.pages, "span #: lost pages", span.index);
  }

  private static int takenPages(Span span, int unit) {
    int taken = 0;
    for (int page = 0; page < Ref.PAGES_PER_UNIT; page++) {
      taken += span.isTaken(unit * Ref.PAGES_PER_UNIT + page) ? 1 : 0;
    }
    return taken;
  }

  private void checkUnit(Span span, int unit, Set<Integer> unitsWithRoom) {
    int unitId = span.index << UNIT_IN_SPAN_SHIFT | unit;
    int sizeClass = span.sizeClass(unit);
    int live = span.live(unit);
    check(live > 0, "unit # is empty", unitId);
    check(live == metInUnit.getOrDefault(unitId, 0), "unit #: # live blocks", unitId, live);
    boolean full = live == SizeClasses.blocksPerUnit(sizeClass);
    boolean listed = unitsWithRoom.remove(unitId);
    check(
        listed == (!full && !span.chunk.setAside), "unit #, # live, listed wrongly", unitId, live);
    int base = unitId << Ref.UNIT_GRANULES_SHIFT;
    int free = 0;
    for (int head = span.freeHead(unit); head != NO_FREE_BLOCK; free++) {
      check(!met.contains(base + head), "block # is in use and free", base + head);
      check(free <= span.touched(unit), "unit #: free list runs in a circle", unitId);
      head = store.memory.getShort(base + head, 0);
    }
    check(live + free == span.touched(unit), "unit #: # live, # free", unitId, live, free);
  }
}
