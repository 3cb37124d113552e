package io.jacinth.store;

import org.jspecify.annotations.Nullable;

/**
 * Which pages of one 4 MiB span are taken, and what its units are carved into.
 *
 * <p>A bitmap has one bit per 4 KiB page. A unit (64 KiB, 16 pages, aligned) given to a size class
 * is described by four ints: class and live blocks, head of the free list and first untouched
 * block, and the links of its class's list of units with room. These live in arrays on the heap, 16
 * bytes per 64 KiB: the collector has a few kilobytes to copy, and freeing a block does not touch a
 * second cold page. Units are taken from the bottom and page runs from the top, so that odd page
 * runs do not cut the room for units into pieces.
 */
final class Span {
  private static final int UNIT_INTS = 4;
  private static final int STATE = 0;
  private static final int FREE = 1;
  private static final int NEXT = 2;
  private static final int PREVIOUS = 3;

  private static final int LANE_MASK = 0xFFFF;
  private static final int LANES_PER_WORD = Long.SIZE / Ref.PAGES_PER_UNIT;

  final Chunk chunk;
  final int index;
  final int pages;
  int freePages;
  int freeUnits;

  /** No run of free pages is longer than this; exact only after a search has failed. */
  int freeRunMax;

  private final long[] taken;
  private final int[] units;
  private short @Nullable [] runPages;

  Span(Chunk chunk, int index, int pages) {
    this.chunk = chunk;
    this.index = index;
    this.pages = pages;
    freePages = pages;
    freeUnits = pages / Ref.PAGES_PER_UNIT;
    freeRunMax = pages;
    taken = new long[pages / Long.SIZE];
    units = new int[freeUnits * UNIT_INTS];
  }

  /** Takes the lowest free unit; there must be one. */
  int takeUnit() {
    for (int word = 0; word < taken.length; word++) {
      for (int lane = 0; lane < LANES_PER_WORD; lane++) {
        long mask = (long) LANE_MASK << (lane * Ref.PAGES_PER_UNIT);
        if ((taken[word] & mask) == 0) {
          taken[word] |= mask;
          freeUnits--;
          notePages(-Ref.PAGES_PER_UNIT);
          return word * LANES_PER_WORD + lane;
        }
      }
    }
    throw new IllegalStateException("no free unit in span " + index);
  }

  void freeUnit(int unit) {
    taken[unit / LANES_PER_WORD] &= ~unitMask(unit);
    units[unit * UNIT_INTS + STATE] = 0;
    freeUnits++;
    notePages(Ref.PAGES_PER_UNIT);
  }

  /** Takes the highest free run of {@code count} pages, or returns -1. */
  int takePages(int count) {
    int from = findRun(count);
    if (from < 0) {
      freeRunMax = count - 1;
      return -1;
    }
    short[] lengths = runPages;
    if (lengths == null) {
      lengths = new short[pages];
      runPages = lengths;
    }
    lengths[from] = (short) count;
    setTaken(from, count, true);
    return from;
  }

  /** Gives a run back and returns its length. */
  int freePageRun(int from) {
    int count = runLength(from);
    short[] lengths = runPages;
    if (lengths == null || count == 0) {
      throw new IllegalStateException("no page run at page " + from + " of span " + index);
    }
    lengths[from] = 0;
    setTaken(from, count, false);
    return count;
  }

  /** Length of the run that starts at a page, 0 if none starts there. */
  int runLength(int from) {
    return runPages == null ? 0 : runPages[from];
  }

  boolean isTaken(int page) {
    return (taken[page / Long.SIZE] & 1L << page) != 0;
  }

  private int findRun(int count) {
    int length = 0;
    int page = pages - 1;
    while (page >= 0) {
      long word = taken[page / Long.SIZE];
      boolean wholeWord = page % Long.SIZE == Long.SIZE - 1;
      if (wholeWord && word == -1L) {
        length = 0;
        page -= Long.SIZE;
      } else if (wholeWord && word == 0 && length + Long.SIZE < count) {
        length += Long.SIZE;
        page -= Long.SIZE;
      } else {
        length = (word & 1L << page) == 0 ? length + 1 : 0;
        if (length == count) {
          return page;
        }
        page--;
      }
    }
    return -1;
  }

  private void setTaken(int from, int count, boolean value) {
    int end = from + count;
    int firstUnit = from / Ref.PAGES_PER_UNIT;
    int lastUnit = (end - 1) / Ref.PAGES_PER_UNIT;
    int freeBefore = countFreeUnits(firstUnit, lastUnit);
    for (int page = from; page < end; page++) {
      long bit = 1L << page;
      if (value) {
        taken[page / Long.SIZE] |= bit;
      } else {
        taken[page / Long.SIZE] &= ~bit;
      }
    }
    freeUnits += countFreeUnits(firstUnit, lastUnit) - freeBefore;
    notePages(value ? -count : count);
  }

  private int countFreeUnits(int first, int last) {
    int free = 0;
    for (int unit = first; unit <= last; unit++) {
      if ((taken[unit / LANES_PER_WORD] & unitMask(unit)) == 0) {
        free++;
      }
    }
    return free;
  }

  private static long unitMask(int unit) {
    return (long) LANE_MASK << (unit % LANES_PER_WORD * Ref.PAGES_PER_UNIT);
  }

  private void notePages(int freed) {
    freePages += freed;
    chunk.usedPages -= freed;
    if (freed > 0) {
      freeRunMax = pages;
    }
  }

  // The words of a unit in use by a size class.

  void startUnit(int unit, int sizeClass) {
    units[unit * UNIT_INTS + STATE] = sizeClass;
    units[unit * UNIT_INTS + FREE] = LANE_MASK;
    units[unit * UNIT_INTS + NEXT] = 0;
    units[unit * UNIT_INTS + PREVIOUS] = 0;
  }

  /** The size class a unit is carved into, 0 if it is not. */
  int sizeClass(int unit) {
    return units[unit * UNIT_INTS + STATE] & 0xFF;
  }

  int live(int unit) {
    return units[unit * UNIT_INTS + STATE] >>> 8;
  }

  void addLive(int unit, int delta) {
    units[unit * UNIT_INTS + STATE] += delta << 8;
  }

  /** Granule of the first free block in the unit, {@code 0xFFFF} if the list is empty. */
  int freeHead(int unit) {
    return units[unit * UNIT_INTS + FREE] & LANE_MASK;
  }

  void setFreeHead(int unit, int granule) {
    int at = unit * UNIT_INTS + FREE;
    units[at] = units[at] & ~LANE_MASK | granule;
  }

  /** How many blocks from the bottom of the unit have ever been handed out. */
  int touched(int unit) {
    return units[unit * UNIT_INTS + FREE] >>> 16;
  }

  void addTouched(int unit) {
    units[unit * UNIT_INTS + FREE] += 1 << 16;
  }

  int next(int unit) {
    return units[unit * UNIT_INTS + NEXT];
  }

  void setNext(int unit, int unitId) {
    units[unit * UNIT_INTS + NEXT] = unitId;
  }

  int previous(int unit) {
    return units[unit * UNIT_INTS + PREVIOUS];
  }

  void setPrevious(int unit, int unitId) {
    units[unit * UNIT_INTS + PREVIOUS] = unitId;
  }
}
