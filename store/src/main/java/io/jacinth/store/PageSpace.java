package io.jacinth.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands out units and page runs from the chunks, and gives a chunk back when its last page is free.
 *
 * <p>Units are taken from the lowest span that has one, so live data gathers in old chunks and new
 * ones get a chance to empty. So are page runs while there are few spans. A store of many gigabytes
 * has thousands, most of them full, and would look at all of them for every large value; there the
 * search starts at the span that had the last run of like length, and goes once around.
 */
final class PageSpace {
  /** The longest run: a whole chunk of the smallest size. */
  static final int RUN_PAGES_MAX = Chunks.CHUNK_BYTES_MIN / Ref.PAGE_BYTES;

  /** 1 GiB: up to here every search for a page run starts at the bottom. */
  private static final int FEW_SPANS = 256;

  private final Memory memory;
  private final Chunks chunks;
  private @Nullable Span[] spans = new Span[2];
  private int spanEnd = 1;
  private final List<Chunk> readRooms = new ArrayList<>();

  /** Spans below this one have no free unit. */
  private int unitHint = 1;

  /** The span that had the last run of up to 2, 4, 8 pages and so on. */
  private final int[] lastFit = new int[Integer.SIZE - Integer.numberOfLeadingZeros(RUN_PAGES_MAX)];

  private long freePages;
  private long sparePages = Chunks.CHUNK_BYTES_MIN / Ref.PAGE_BYTES / 2;

  PageSpace(Memory memory, Chunks chunks) {
    this.memory = memory;
    this.chunks = chunks;
  }

  Span span(int index) {
    Span span = spans[index];
    if (span == null) {
      throw new IllegalStateException("no span " + index);
    }
    return span;
  }

  /** One past the highest span number in use. */
  int spanEnd() {
    return spanEnd;
  }

  @Nullable Span spanOrNull(int index) {
    return spans[index];
  }

  /** Takes a unit and returns its number, counted over all spans. */
  int takeUnit() {
    Span found = spanWithFreeUnit();
    return takeUnit(found == null ? addChunk() : found);
  }

  /** As {@link #takeUnit}, without a new chunk: 0 if none has a free unit. */
  int takeUnitWithinChunks() {
    Span found = spanWithFreeUnit();
    return found == null ? 0 : takeUnit(found);
  }

  private @Nullable Span spanWithFreeUnit() {
    for (int i = unitHint; i < spanEnd; i++) {
      Span span = spans[i];
      if (span != null && span.freeUnits > 0 && !span.chunk.setAside) {
        return span;
      }
    }
    return null;
  }

  private int takeUnit(Span found) {
    unitHint = found.index;
    int unit = found.takeUnit();
    noteTaken(Ref.PAGES_PER_UNIT);
    return found.index << (Ref.SPAN_SHIFT - Ref.UNIT_GRANULES_SHIFT) | unit;
  }

  void freeUnit(int unitId) {
    Span span = span(unitId >>> (Ref.SPAN_SHIFT - Ref.UNIT_GRANULES_SHIFT));
    span.freeUnit(unitId & (Ref.SPAN_MASK >>> Ref.UNIT_GRANULES_SHIFT));
    noteFreed(span, Ref.PAGES_PER_UNIT);
  }

  long freePages() {
    return freePages;
  }

  /** Takes that many contiguous pages. */
  int takePages(int count) {
    int band = Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
    int ref = takePagesWithinChunks(count, band);
    if (ref == Ref.NONE) {
      Span span = addChunk();
      ref = taken(span, span.takePages(count), count);
    }
    lastFit[band] = Ref.span(ref);
    return ref;
  }

  /** As {@link #takePages}, without a new chunk: 0 if there is no room. */
  int takePagesWithinChunks(int count) {
    return takePagesWithinChunks(count, Integer.SIZE - Integer.numberOfLeadingZeros(count - 1));
  }

  private int takePagesWithinChunks(int count, int band) {
    int start = spanEnd <= FEW_SPANS ? 1 : Math.clamp(lastFit[band], 1, spanEnd - 1);
    int ref = takePages(count, start, spanEnd);
    return ref != Ref.NONE ? ref : takePages(count, 1, start);
  }

  private int takePages(int count, int from, int end) {
    for (int i = from; i < end; i++) {
      Span span = spans[i];
      if (span != null
          && span.freePages >= count
          && span.freeRunMax >= count
          && !span.chunk.setAside) {
        int page = span.takePages(count);
        if (page >= 0) {
          return taken(span, page, count);
        }
      }
    }
    return Ref.NONE;
  }

  private int taken(Span span, int page, int count) {
    noteTaken(count);
    return span.index << Ref.SPAN_SHIFT | page << Ref.PAGE_GRANULES_SHIFT;
  }

  int pageRunBytes(int ref) {
    int page = (ref & Ref.SPAN_MASK) >>> Ref.PAGE_GRANULES_SHIFT;
    return span(Ref.span(ref)).runLength(page) * Ref.PAGE_BYTES;
  }

  /** Gives a page run back and returns its size in bytes. */
  int freePageRun(int ref) {
    Span span = span(Ref.span(ref));
    int count = span.freePageRun((ref & Ref.SPAN_MASK) >>> Ref.PAGE_GRANULES_SHIFT);
    noteFreed(span, count);
    return count * Ref.PAGE_BYTES;
  }

  private void noteTaken(int pages) {
    freePages -= pages;
    if (freePages < sparePages) {
      chunks.prepareSpare();
    }
  }

  private void noteFreed(Span span, int pages) {
    if (!span.chunk.setAside) {
      freePages += pages;
      unitHint = Math.min(unitHint, span.index);
    }
    if (span.chunk.usedPages == 0) {
      removeChunk(span.chunk);
    }
  }

  private Span addChunk() {
    Chunk chunk = chunks.take();
    int count = chunk.spans();
    int first = freeSpanNumbers(count);
    chunk.firstSpan = first;
    spanEnd = Math.max(spanEnd, first + count);
    if (spanEnd > spans.length) {
      spans = Arrays.copyOf(spans, Math.max(spanEnd, spans.length * 2));
    }
    int spanBytes = chunk.bytes / count;
    for (int i = 0; i < count; i++) {
      Span span = new Span(chunk, first + i, spanBytes / Ref.PAGE_BYTES);
      spans[first + i] = span;
      memory.map(first + i, chunk.segment.asSlice((long) i * spanBytes, spanBytes));
    }
    freePages += chunk.pages();
    sparePages = chunk.pages() / 2;
    unitHint = Math.min(unitHint, first);
    return span(first);
  }

  /** Room for another window to read in: its reference. It is no part of what is counted. */
  int addReadRoom() {
    int index = readRooms.size();
    if (index == ReadRoom.COUNT_MAX) {
      throw new IllegalStateException("too many windows read compressed nodes");
    }
    Chunk chunk = Chunk.allocate(ReadRoom.BYTES);
    readRooms.add(chunk);
    memory.map(ReadRoom.span(index), chunk.segment);
    return ReadRoom.ref(index);
  }

  private int freeSpanNumbers(int count) {
    int free = 0;
    for (int i = 1; i < Ref.SPANS_MAX - ReadRoom.COUNT_MAX; i++) {
      free = i >= spans.length || spans[i] == null ? free + 1 : 0;
      if (free == count) {
        return i - count + 1;
      }
    }
    throw new StoreFullException("references reach no further chunk");
  }

  private void removeChunk(Chunk chunk) {
    for (int i = 0; i < chunk.spans(); i++) {
      spans[chunk.firstSpan + i] = null;
      memory.unmap(chunk.firstSpan + i);
    }
    while (spanEnd > 1 && spans[spanEnd - 1] == null) {
      spanEnd--;
    }
    if (!chunk.setAside) {
      freePages -= chunk.pages();
    }
    chunks.giveBack(chunk);
  }

  /** From now on nothing new goes into the chunk. */
  void setAside(Chunk chunk) {
    chunk.setAside = true;
    freePages -= chunk.pages() - chunk.usedPages;
  }

  /** The chunk is one like any other again. */
  void takeBack(Chunk chunk) {
    chunk.setAside = false;
    freePages += chunk.pages() - chunk.usedPages;
    unitHint = Math.min(unitHint, chunk.firstSpan);
  }

  /** Gives all chunks back to the system. */
  void close() {
    List<Chunk> inUse = new ArrayList<>();
    for (int i = 1; i < spanEnd; i++) {
      Span span = spans[i];
      if (span != null) {
        memory.unmap(i);
        spans[i] = null;
        if (span.chunk.firstSpan == i) {
          inUse.add(span.chunk);
        }
      }
    }
    spanEnd = 1;
    for (int i = 0; i < readRooms.size(); i++) {
      memory.unmap(ReadRoom.span(i));
    }
    inUse.addAll(readRooms);
    readRooms.clear();
    chunks.close(inUse);
  }
}
