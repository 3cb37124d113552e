package io.jacinth.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Empties chunks that hold little, so that they go back to the system: active defragmentation.
 *
 * <p>After many deletions blocks lie thinly all over the store, and hardly any chunk becomes empty
 * by itself. But only tables hold references to entries, and only entries to their values, so
 * everything can be moved by whoever walks the tables.
 *
 * <p><b>Plan.</b> Chunks are looked at from the emptiest on. One is <em>set aside</em> as long as
 * what all chunks set aside hold finds room in what the others have free, size class by size class,
 * so an evacuation never asks the system for memory. From then on nothing is allocated in a chunk
 * set aside.
 *
 * <p><b>Walk.</b> The owner takes all tables through {@link #step}. Every block met in a chunk set
 * aside (line, entry, value, page, part of an index) is copied elsewhere and its one reference
 * changed; all others cost a comparison. A chunk that has lost its last block goes at once. Blocks
 * that somebody else holds on to (pages lent to replies or to a snapshot, strings being received)
 * stay, and their chunk with them.
 *
 * <p><b>End.</b> Chunks that could not be emptied are used again.
 *
 * <p>Unlike a search for a better place for every single block, the plan knows before the first
 * move which chunks will be given back, moves as little as possible for them, and knows when there
 * is nothing to be gained. Positions of entries do not change, so a snapshot may walk beside it.
 */
public final class Evacuation {
  /** A fuller chunk is not worth its moves. */
  private static final double FULL = 0.8;

  /** Page runs must be contiguous: only so much of the free pages counts as room for them. */
  private static final double RUN_ROOM = 0.75;

  private static final int EXPIRY_SEGMENTS_PER_STEP = 16;

  /** Of 256 KiB each. */
  private static final int ROPE_PAGES_PER_STEP = 4;

  /** Moves the blocks a bucket refers to, and what they refer to in their turn. */
  interface Mover {
    /** The block itself; its reference afterwards. */
    int move(int block);

    /** What it refers to; false when not all of it is done. */
    boolean moveRest(int block);
  }

  private final Store store;
  private final PageSpace pages;
  private final EntryMover entryMover = new EntryMover();
  private final Mover elementMover = new ElementMover();

  /** The large structure that is being moved, over several steps, and how far it has come. */
  private int largeRoot;

  private long largePosition;
  private boolean largeMet;

  /** Large structures of the bucket at hand that are done. */
  private final Set<Integer> largeDone = new HashSet<>();

  private final List<Chunk> setAside = new ArrayList<>();
  private @Nullable EntryTable table;
  private int expirySegment;
  private int ropePagesLeft;
  private long movedBlocks;
  private long keptBlocks;
  private long movedEntries;
  private long keptEntries;
  private boolean entryMoved;

  Evacuation(Store store, PageSpace pages) {
    this.store = store;
    this.pages = pages;
  }

  /** What a chunk holds, and what it could still take. */
  private static final class Census {
    final Chunk chunk;
    final int[] live = new int[SizeClasses.LAST + 1];
    final int[] room = new int[SizeClasses.LAST + 1];
    int runPages;
    int freeUnits;
    int freePages;
    long liveBytes;

    Census(Chunk chunk, PageSpace pages) {
      this.chunk = chunk;
      for (int i = chunk.firstSpan; i < chunk.firstSpan + chunk.spans(); i++) {
        add(pages.span(i));
      }
    }

    private void add(Span span) {
      freeUnits += span.freeUnits;
      freePages += span.freePages;
      int unitPages = 0;
      for (int unit = 0; unit < span.pages / Ref.PAGES_PER_UNIT; unit++) {
        int sizeClass = span.sizeClass(unit);
        if (sizeClass != 0) {
          unitPages += Ref.PAGES_PER_UNIT;
          live[sizeClass] += span.live(unit);
          room[sizeClass] += SizeClasses.blocksPerUnit(sizeClass) - span.live(unit);
          liveBytes += (long) span.live(unit) * SizeClasses.bytes(sizeClass);
        }
      }
      int runs = span.pages - span.freePages - unitPages;
      runPages += runs;
      liveBytes += (long) runs * Ref.PAGE_BYTES;
    }

    double fill() {
      return (double) liveBytes / chunk.bytes;
    }
  }

  /**
   * Chooses the chunks to be emptied.
   *
   * @return how many; 0 if nothing can be gained
   */
  public int plan() {
    end();
    List<Census> all = new ArrayList<>();
    for (int i = 1; i < pages.spanEnd(); i++) {
      Span span = pages.spanOrNull(i);
      if (span != null && span.chunk.firstSpan == i) {
        all.add(new Census(span.chunk, pages));
      }
    }
    // The emptiest first; of equals the one with the highest number, as new blocks go to low ones.
    all.sort((a, b) ->
        a.fill() != b.fill()
            ? Double.compare(a.fill(), b.fill())
            : Integer.compare(b.chunk.firstSpan, a.chunk.firstSpan));
    Fit fit = new Fit(all);
    for (Census census : all) {
      if (census.fill() > FULL || !fit.takes(census)) {
        break;
      }
      setAside.add(census.chunk);
    }
    setAside.forEach(store.allocator::setAside);
    return setAside.size();
  }

  /** Whether what is taken out of some chunks fits into the others. */
  private static final class Fit {
    private final long[] need = new long[SizeClasses.LAST + 1];
    private final long[] room = new long[SizeClasses.LAST + 1];
    private long runPages;
    private long freeUnits;
    private long freePages;

    Fit(List<Census> all) {
      for (Census census : all) {
        give(census, 1);
      }
    }

    private void give(Census census, long sign) {
      for (int i = 1; i <= SizeClasses.LAST; i++) {
        room[i] += sign * census.room[i];
      }
      freeUnits += sign * census.freeUnits;
      freePages += sign * census.freePages;
    }

    private void demand(Census census, long sign) {
      for (int i = 1; i <= SizeClasses.LAST; i++) {
        need[i] += sign * census.live[i];
      }
      runPages += sign * census.runPages;
    }

    boolean takes(Census census) {
      give(census, -1);
      demand(census, 1);
      if (fits()) {
        return true;
      }
      give(census, 1);
      demand(census, -1);
      return false;
    }

    private boolean fits() {
      long units = 0;
      for (int i = 1; i <= SizeClasses.LAST; i++) {
        long missing = Math.max(0, need[i] - room[i]);
        int perUnit = SizeClasses.blocksPerUnit(i);
        units += (missing + perUnit - 1) / perUnit;
      }
      long left = freePages - units * Ref.PAGES_PER_UNIT;
      return units <= freeUnits && runPages <= left * RUN_ROOM;
    }
  }

  /** Chunks are set aside and not all of them are empty yet. */
  public boolean isUnderWay() {
    setAside.removeIf(chunk -> !chunk.setAside);
    return !setAside.isEmpty();
  }

  /** Gives up what could not be emptied. */
  public void end() {
    setAside.removeIf(chunk -> !chunk.setAside);
    setAside.forEach(store.allocator::takeBack);
    setAside.clear();
    table = null;
    largeRoot = Ref.NONE;
    largeDone.clear();
  }

  Mover entryMover(@Nullable ExpireTable expires) {
    entryMover.expires = expires;
    return entryMover;
  }

  /** For tables of elements to which nothing else refers. */
  Mover elementMover() {
    return elementMover;
  }

  private final class EntryMover implements Mover {
    private @Nullable ExpireTable expires;

    @Override
    public int move(int block) {
      return relocateEntry(block, expires);
    }

    @Override
    public boolean moveRest(int block) {
      return relocateValue(block);
    }
  }

  private final class ElementMover implements Mover {
    @Override
    public int move(int block) {
      return relocate(block);
    }

    @Override
    public boolean moveRest(int block) {
      return store.elements.relocateApart(block, Evacuation.this);
    }
  }

  /**
   * Moves what one bucket of a table holds. Between two calls the table may change.
   *
   * @param from 0 to start with the table, else what the previous step returned
   * @return the position of the next step, {@link EntryTable#POSITION_END} after the last one
   */
  public long step(EntryTable next, long from) {
    if (from == 0 && next != table) {
      table = next;
      expirySegment = 0;
    }
    ExpireTable expires = next.expiresOrNull();
    if (expires != null && expirySegment < expires.segmentCount()) {
      expires.relocate(expirySegment, EXPIRY_SEGMENTS_PER_STEP, this);
      expirySegment += EXPIRY_SEGMENTS_PER_STEP;
      if (from == 0 && expirySegment < expires.segmentCount()) {
        return from;
      }
    }
    ropePagesLeft = ROPE_PAGES_PER_STEP;
    largeMet = false;
    long reached = next.relocateStep(from, this);
    if (!largeMet) {
      largeRoot = Ref.NONE;
    }
    if (reached != from) {
      largeDone.clear();
    }
    if (reached == EntryTable.POSITION_END) {
      table = null;
    }
    return reached;
  }

  /** The block's reference, a new one if it had to be moved and could be. */
  int relocate(int ref) {
    if (!store.allocator.isSetAside(ref) || store.shared.isShared(ref)) {
      keptBlocks++;
      return ref;
    }
    int bytes = store.allocator.blockBytes(ref);
    int target = store.allocator.allocateWithinChunks(bytes);
    if (target == Ref.NONE) {
      keptBlocks++;
      return ref;
    }
    store.memory.move(ref, 0, target, 0, bytes);
    store.allocator.free(ref);
    movedBlocks++;
    entryMoved = true;
    return target;
  }

  /** The entry's block itself. */
  private int relocateEntry(int entry, @Nullable ExpireTable expires) {
    entryMoved = false;
    int target = relocate(entry);
    if (target != entry && expires != null && store.entries.hasExpiry(target)) {
      expires.moved(target);
    }
    return target;
  }

  /** What an entry refers to: a long key, a value that stands alone; false when not all is done. */
  private boolean relocateValue(int entry) {
    long word = store.entries.header(entry);
    boolean done = true;
    if (EntryLayout.hasLongKey(word)) {
      int at = EntryLayout.keyAt(word);
      int length = store.memory.getInt(entry, at + EntryLayout.LONG_KEY_LENGTH_AT);
      done =
          relocateBytes(Values.placeFor(length), entry, at + EntryLayout.LONG_KEY_REF_AT, length);
    }
    if (EntryLayout.place(word) == EntryLayout.PLACE_ROOT) {
      done &= relocateLarge(entry, EntryLayout.valueAt(word));
    } else if (EntryLayout.place(word) != EntryLayout.PLACE_INLINE) {
      int length = store.memory.getInt(entry, EntryLayout.VALUE_LENGTH_AT);
      done &= relocateBytes(EntryLayout.place(word), entry, EntryLayout.valueAt(word), length);
    }
    if (entryMoved) {
      movedEntries++;
    } else {
      keptEntries++;
    }
    return done;
  }

  /** A part of a large structure: one is under way at a time, the others of a bucket wait. */
  private boolean relocateLarge(int entry, int refAt) {
    int root = store.memory.getInt(entry, refAt);
    if (largeDone.contains(root)) {
      return true;
    }
    if (largeRoot == Ref.NONE) {
      largeRoot = root;
      largePosition = 0;
    }
    if (root != largeRoot) {
      return false;
    }
    largeMet = true;
    int target = relocate(root);
    if (target != root) {
      store.memory.setInt(entry, refAt, target);
      store.large.frozen().moved(root, target);
      largeRoot = target;
    }
    int encoding = store.entries.encoding(entry);
    largePosition = store.large.of(encoding).relocate(target, largePosition, this);
    if (largePosition < LinearBuckets.POSITION_END) {
      return false;
    }
    largeDone.add(target);
    largeRoot = Ref.NONE;
    return true;
  }

  boolean relocateBytes(int place, int owner, int refAt, int length) {
    int ref = relocate(store.memory.getInt(owner, refAt));
    store.memory.setInt(owner, refAt, ref);
    if (place == EntryLayout.PLACE_ROPE) {
      for (int i = 0; i < Values.pageCount(length); i++) {
        int page = store.values.page(ref, i);
        if (store.allocator.isSetAside(page)) {
          if (ropePagesLeft == 0) {
            return false;
          }
          int target = relocate(page);
          ropePagesLeft -= target == page ? 0 : 1;
          store.values.setPage(ref, i, target);
        }
      }
    }
    return true;
  }

  /** Blocks moved so far. */
  public long movedBlocks() {
    return movedBlocks;
  }

  /** Blocks looked at and left where they were. */
  public long keptBlocks() {
    return keptBlocks;
  }

  /** Entries of which at least one block was moved. */
  public long movedEntries() {
    return movedEntries;
  }

  /** Entries left as they were. */
  public long keptEntries() {
    return keptEntries;
  }

  /** CONFIG RESETSTAT. */
  public void resetStatistics() {
    movedBlocks = 0;
    keptBlocks = 0;
    movedEntries = 0;
    keptEntries = 0;
  }
}
