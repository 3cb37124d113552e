package io.jacinth.store;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Operations on one bucket: a line of 64 bytes and, when it overflows, further lines linked to it.
 *
 * <p>A line is 12 tag bytes, 12 references of four bytes and the reference of the next line. A tag
 * is the upper byte of the key's hash, with 0 kept for "empty"; a lookup compares all tags of a
 * line in two word operations and touches an entry only where a tag agrees, so one in 21 lookups of
 * a full line meets a wrong entry. Entries are packed: only the last line of a chain has empty
 * places, and they are its last ones.
 *
 * <p>One object per store and kind of block: it holds no bucket, only the place found last and
 * scratch space.
 */
final class BucketLines {
  static final int LINE_BYTES = 64;
  static final int LINE_GRANULES = LINE_BYTES >> Ref.GRANULE_SHIFT;
  static final int PLACES = 12;
  static final int REFS_AT = 12;
  static final int NEXT_AT = 60;

  private static final long ONES = 0x0101010101010101L;
  private static final long LOW7 = 0x7F7F7F7F7F7F7F7FL;
  private static final int ONES_INT = 0x01010101;
  private static final int LOW7_INT = 0x7F7F7F7F;

  private final Memory memory;
  private final Allocator allocator;
  private long overflowBytes;
  final Keyed keyed;

  /** Where the last successful {@link #find} or {@link #locate} found its entry. */
  private int foundLine;

  private int foundPlace;

  private int[] scratchRefs = new int[64];
  private byte[] scratchTags = new byte[64];
  private int scratchSize;

  BucketLines(Memory memory, Allocator allocator, Keyed keyed) {
    this.memory = memory;
    this.allocator = allocator;
    this.keyed = keyed;
  }

  static int tag(long hash) {
    int top = (int) (hash >>> 56);
    return top == 0 ? 1 : top;
  }

  /** The entry with that key in the bucket starting at {@code line}, or 0. */
  int find(int line, long hash, byte[] key, int off, int len) {
    int tag = tag(hash);
    for (int at = line; at != Ref.NONE; ) {
      MemorySegment segment = memory.segment(at);
      long base = Ref.offset(at);
      for (long hits = early(segment, base, tag); hits != 0; hits &= hits - 1) {
        int place = place(hits);
        int entry = entryAt(segment, base, place);
        if (keyed.keyEquals(entry, key, off, len)) {
          foundLine = at;
          foundPlace = place;
          return entry;
        }
      }
      for (int late = late(segment, base, tag); late != 0; late &= late - 1) {
        int place = latePlace(late);
        int entry = entryAt(segment, base, place);
        if (keyed.keyEquals(entry, key, off, len)) {
          foundLine = at;
          foundPlace = place;
          return entry;
        }
      }
      at = segment.get(Memory.INT, base + NEXT_AT);
    }
    return Ref.NONE;
  }

  /** The first entry in the bucket whose key has that hash, or 0. */
  int findByHash(int line, long hash) {
    int tag = tag(hash);
    for (int at = line; at != Ref.NONE; at = next(at)) {
      for (int place = 0; place < PLACES; place++) {
        if (tagAt(at, place) == tag && keyed.hashOf(entryAt(at, place)) == hash) {
          return entryAt(at, place);
        }
      }
    }
    return Ref.NONE;
  }

  /** The first entry of a bucket's first line whose tag agrees, 0 if there is none. */
  int candidate(int line, int tag) {
    MemorySegment segment = memory.segment(line);
    long base = Ref.offset(line);
    long hits = early(segment, base, tag);
    if (hits != 0) {
      return entryAt(segment, base, place(hits));
    }
    int late = late(segment, base, tag);
    return late == 0 ? Ref.NONE : entryAt(segment, base, latePlace(late));
  }

  /**
   * Adds all entries of one line whose tag agrees, up to {@link #PLACES}, to an array.
   *
   * @return how many are in the array then
   */
  int entriesOf(int line, int tag, int[] into, int count) {
    MemorySegment segment = memory.segment(line);
    long base = Ref.offset(line);
    int end = count;
    for (long hits = early(segment, base, tag); hits != 0; hits &= hits - 1) {
      into[end++] = entryAt(segment, base, place(hits));
    }
    for (int late = late(segment, base, tag); late != 0; late &= late - 1) {
      into[end++] = entryAt(segment, base, latePlace(late));
    }
    return end;
  }

  /** Finds an entry by its reference, so that it can be replaced or removed. */
  boolean locate(int line, int entry) {
    for (int at = line; at != Ref.NONE; at = next(at)) {
      for (int place = 0; place < PLACES; place++) {
        if (entryAt(at, place) == entry && tagAt(at, place) != 0) {
          foundLine = at;
          foundPlace = place;
          return true;
        }
      }
    }
    return false;
  }

  /** Puts another reference where the entry found last stands. */
  void replaceFound(int entry) {
    setEntryAt(foundLine, foundPlace, entry);
  }

  /** Takes the entry found last out of its bucket, filling the gap with the bucket's last entry. */
  void removeFound(int line) {
    int before = Ref.NONE;
    int last = line;
    for (int next = next(last); next != Ref.NONE; next = next(last)) {
      before = last;
      last = next;
    }
    int place = used(last) - 1;
    setTagAt(foundLine, foundPlace, tagAt(last, place));
    setEntryAt(foundLine, foundPlace, entryAt(last, place));
    setTagAt(last, place, 0);
    if (place == 0 && before != Ref.NONE) {
      allocator.free(last);
      overflowBytes -= LINE_BYTES;
      memory.setInt(before, NEXT_AT, Ref.NONE);
    }
  }

  void add(int line, int tag, int entry) {
    int last = line;
    for (int next = next(last); next != Ref.NONE; next = next(last)) {
      last = next;
    }
    int place = used(last);
    if (place == PLACES) {
      last = appendLine(last);
      place = 0;
    }
    setTagAt(last, place, tag);
    setEntryAt(last, place, entry);
  }

  private int appendLine(int last) {
    int added = allocator.allocate(LINE_BYTES);
    overflowBytes += LINE_BYTES;
    clear(added);
    memory.setInt(last, NEXT_AT, added);
    return added;
  }

  /** Makes a line empty. */
  void clear(int line) {
    memory.setLong(line, 0, 0);
    memory.setInt(line, 8, 0);
    memory.setInt(line, NEXT_AT, Ref.NONE);
  }

  /** Reads a whole bucket into the scratch arrays. */
  private void collect(int line) {
    scratchSize = 0;
    for (int at = line; at != Ref.NONE; at = next(at)) {
      int used = used(at);
      if (scratchSize + used > scratchRefs.length) {
        scratchRefs = Arrays.copyOf(scratchRefs, scratchRefs.length * 2);
        scratchTags = Arrays.copyOf(scratchTags, scratchTags.length * 2);
      }
      for (int place = 0; place < used; place++) {
        scratchRefs[scratchSize] = entryAt(at, place);
        scratchTags[scratchSize++] = (byte) tagAt(at, place);
      }
    }
  }

  /** Moves the entries whose hash has {@code bit} from one bucket to another, empty one. */
  void split(int from, int to, long bit) {
    collect(from);
    int kept = 0;
    for (int i = 0; i < scratchSize; i++) {
      if ((keyed.hashOf(scratchRefs[i]) & bit) != 0) {
        add(to, scratchTags[i] & 0xFF, scratchRefs[i]);
      } else {
        scratchRefs[kept] = scratchRefs[i];
        scratchTags[kept++] = scratchTags[i];
      }
    }
    if (kept != scratchSize) {
      rewrite(from, kept);
    }
  }

  /** Moves all entries of one bucket to the end of another; the first is left empty. */
  void merge(int from, int to) {
    collect(from);
    for (int i = 0; i < scratchSize; i++) {
      add(to, scratchTags[i] & 0xFF, scratchRefs[i]);
    }
    freeOverflow(from);
  }

  private void rewrite(int line, int count) {
    int last = line;
    int done = 0;
    int at = line;
    while (true) {
      for (int place = 0; place < PLACES; place++) {
        boolean here = done < count;
        setTagAt(at, place, here ? scratchTags[done] : 0);
        if (here) {
          setEntryAt(at, place, scratchRefs[done++]);
        }
      }
      last = at;
      if (done == count) {
        break;
      }
      at = next(at);
    }
    freeOverflow(last);
  }

  /** Bytes of all lines that are not the first of their bucket, of all tables that use this. */
  long overflowBytes() {
    return overflowBytes;
  }

  /** Bytes of the lines after the given one. */
  int overflowBytes(int line) {
    int bytes = 0;
    for (int at = next(line); at != Ref.NONE; at = next(at)) {
      bytes += LINE_BYTES;
    }
    return bytes;
  }

  /** Frees the lines after the given one. */
  void freeOverflow(int line) {
    int next = next(line);
    memory.setInt(line, NEXT_AT, Ref.NONE);
    while (next != Ref.NONE) {
      int following = next(next);
      allocator.free(next);
      overflowBytes -= LINE_BYTES;
      next = following;
    }
  }

  /**
   * Moves the lines after the first, and the entries, out of chunks that are being emptied.
   *
   * @return false when an entry has more to be moved
   */
  boolean relocate(int line, Evacuation evacuation, Evacuation.Mover mover) {
    boolean done = true;
    for (int at = line; at != Ref.NONE; at = next(at)) {
      int next = next(at);
      if (next != Ref.NONE) {
        memory.setInt(at, NEXT_AT, evacuation.relocate(next));
      }
      int used = used(at);
      for (int place = 0; place < used; place++) {
        int entry = entryAt(at, place);
        int target = mover.move(entry);
        if (target != entry) {
          setEntryAt(at, place, target);
        }
        done &= mover.moveRest(target);
      }
    }
    return done;
  }

  void visit(int line, EntryVisitor visitor) {
    for (int at = line; at != Ref.NONE; at = next(at)) {
      int used = used(at);
      for (int place = 0; place < used; place++) {
        visitor.visit(entryAt(at, place));
      }
    }
  }

  /** The entry at a position counted through the bucket's lines, or 0 past its end. */
  int entryAtIndex(int line, int index) {
    int at = line;
    int rest = index;
    while (rest >= PLACES && at != Ref.NONE) {
      at = next(at);
      rest -= PLACES;
    }
    return at != Ref.NONE && tagAt(at, rest) != 0 ? entryAt(at, rest) : Ref.NONE;
  }

  /** How many entries there are in a bucket's lines. */
  int count(int line) {
    int count = 0;
    for (int at = line; at != Ref.NONE; at = next(at)) {
      count += used(at);
    }
    return count;
  }

  int next(int line) {
    return memory.getInt(line, NEXT_AT);
  }

  /** How many of a line's places are taken. */
  int used(int line) {
    long empty = zeroBytes(memory.getLong(line, 0));
    if (empty != 0) {
      return place(empty);
    }
    int emptyLate = zeroBytes(memory.getInt(line, 8));
    return emptyLate == 0 ? PLACES : latePlace(emptyLate);
  }

  int entryAt(int line, int place) {
    return memory.getInt(line, REFS_AT + place * 4);
  }

  private void setEntryAt(int line, int place, int entry) {
    memory.setInt(line, REFS_AT + place * 4, entry);
  }

  int tagAt(int line, int place) {
    return memory.getByte(line, place);
  }

  private void setTagAt(int line, int place, int tag) {
    memory.setByte(line, place, tag);
  }

  // Which of a line's tags agree, the first eight and the others: the high bit of a byte for each.

  private static long early(MemorySegment line, long base, int tag) {
    return zeroBytes(line.get(Memory.LONG, base) ^ ONES * tag);
  }

  private static int late(MemorySegment line, long base, int tag) {
    return zeroBytes(line.get(Memory.INT, base + Long.BYTES) ^ ONES_INT * tag);
  }

  private static int place(long hits) {
    return Long.numberOfTrailingZeros(hits) >>> 3;
  }

  private static int latePlace(int hits) {
    return Long.BYTES + (Integer.numberOfTrailingZeros(hits) >>> 3);
  }

  private static int entryAt(MemorySegment line, long base, int place) {
    return line.get(Memory.INT, base + REFS_AT + place * 4L);
  }

  /** The high bit of every byte that is zero, and no other; exact, unlike the shorter formula. */
  private static long zeroBytes(long word) {
    return ~(((word & LOW7) + LOW7) | word | LOW7);
  }

  private static int zeroBytes(int word) {
    return ~(((word & LOW7_INT) + LOW7_INT) | word | LOW7_INT);
  }
}
