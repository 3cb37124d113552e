package io.jacinth.store;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks every structure of a store against every other, for tests and simulation.
 *
 * <p>It walks all tables, notes each block it meets (lines, entries, values, pages, expiry
 * segments) and then lets {@link AllocatorCheck} compare that list with what the allocator believes
 * to be live: a block met twice, lost, or freed while in use shows up there. Takes time and memory
 * in proportion to the store; throws {@link IllegalStateException} naming the first thing wrong.
 */
public final class StoreValidator {
  private final Store store;
  private final AllocatorCheck blocks;
  private long heapBytes;

  private StoreValidator(Store store) {
    this.store = store;
    blocks = new AllocatorCheck(store);
  }

  /** Checks a store all of whose entries are in tables and none of whose pages is retained. */
  public static void validate(Store store, Iterable<EntryTable> tables) {
    validate(store, tables, new int[0], new int[0]);
  }

  /**
   * Checks a store.
   *
   * @param tables all tables in use; those in the free queue are known to the store
   * @param detached entries that are in no table and not freed
   * @param retained pages retained; naming one more than once does no harm
   */
  public static void validate(
      Store store, Iterable<EntryTable> tables, int[] detached, int[] retained) {
    StoreValidator validator = new StoreValidator(store);
    for (EntryTable table : tables) {
      validator.checkTable(table, true);
    }
    for (EntryTable table : store.freeQueue().pendingTables()) {
      validator.checkTable(table, false);
    }
    for (int entry : detached) {
      validator.checkEntry(entry);
    }
    for (int entry : store.freeQueue().pendingDetached()) {
      validator.checkEntry(entry);
    }
    for (long root : store.freeQueue().pendingRoots()) {
      validator.checkLarge((int) (root >>> Integer.SIZE), (int) root);
    }
    for (Draft draft : store.drafts()) {
      if (draft.entry() != Ref.NONE) {
        validator.checkEntry(draft.entry());
      }
    }
    for (FrozenValue frozen : store.large.frozen().all()) {
      frozen.check(validator);
      if (frozen.adopted) {
        validator.checkLarge(frozen.encoding, frozen.root);
      }
    }
    for (RopeBuilder rope : store.openRopes()) {
      for (int ref : rope.blocks()) {
        validator.blocks.meet(ref);
      }
    }
    for (int page : retained) {
      validator.blocks.meetRetained(page);
    }
    for (int page : store.shared.toArray()) {
      check(validator.blocks.hasMet(page), "page # is shared by nobody", page);
    }
    validator.blocks.compare();
    check(
        validator.heapBytes == store.heapBytes(),
        "heap bytes of tables: counted #, noted #",
        validator.heapBytes,
        store.heapBytes());
  }

  /** Notes a block as used by the structure that is being checked. */
  void meet(int ref) {
    blocks.meet(ref);
  }

  private void checkLarge(int encoding, int root) {
    blocks.meet(root);
    store.large.of(encoding).check(root, this);
  }

  /** Throws unless the condition holds; each # of the message becomes the next number. */
  static void check(boolean condition, String message, long... numbers) {
    if (!condition) {
      String text = message;
      for (long number : numbers) {
        text = text.replaceFirst("#", Long.toString(number));
      }
      throw new IllegalStateException(text);
    }
  }

  private void checkTable(EntryTable table, boolean inUse) {
    heapBytes += table.heapBytes();
    checkBuckets(table, this::checkEntry);
    check((table.size() == 0) == (table.bucketCount() == 0) || !inUse, "empty table with buckets");
    check(
        table.size() <= (long) table.bucketCount() * LinearBuckets.SPLIT_LOAD || !inUse,
        "# entries in # buckets",
        table.size(),
        table.bucketCount());
    ExpireTable expires = table.expiresOrNull();
    if (expires != null) {
      heapBytes += expires.heapBytes();
      for (int ref : expires.segmentRefs()) {
        blocks.meet(ref);
      }
    }
    if (inUse) {
      checkExpires(table, expires);
    }
  }

  /** Checks lines, tags and places of a table, and hands every block to the visitor. */
  void checkBuckets(LinearBuckets table, EntryVisitor each) {
    for (int i = 0; i < table.segmentCount(); i++) {
      blocks.meet(table.segment(i));
    }
    int entries = 0;
    for (int bucket = 0; bucket < table.bucketCount(); bucket++) {
      entries += checkBucket(table, bucket, each);
    }
    check(entries == table.size(), "table of # entries holds #", table.size(), entries);
  }

  private int checkBucket(LinearBuckets table, int bucket, EntryVisitor each) {
    int count = 0;
    Set<Long> hashes = new HashSet<>();
    int line = table.line(bucket);
    while (line != Ref.NONE) {
      int next = table.lines.next(line);
      int used = table.lines.used(line);
      check(next == Ref.NONE || used == BucketLines.PLACES, "gap in bucket #", bucket);
      check(used > 0 || line == table.line(bucket), "empty overflow line in bucket #", bucket);
      for (int place = 0; place < BucketLines.PLACES; place++) {
        int tag = table.lines.tagAt(line, place);
        check(tag != 0 == place < used, "tag after a gap in bucket #", bucket);
        if (tag != 0) {
          int entry = table.lines.entryAt(line, place);
          each.visit(entry);
          long hash = table.lines.keyed.hashOf(entry);
          check(BucketLines.tag(hash) == tag, "wrong tag in bucket #", bucket);
          check(table.bucketOf(hash) == bucket, "entry in wrong bucket #", bucket);
          check(hashes.add(hash), "key twice in bucket #", bucket);
          count++;
        }
      }
      if (next != Ref.NONE) {
        blocks.meet(next);
      }
      line = next;
    }
    return count;
  }

  private void checkExpires(EntryTable table, @Nullable ExpireTable heap) {
    int[] withExpiry = {0};
    for (long at = 0; at < LinearBuckets.POSITION_END; ) {
      at =
          table.walkStep(
              at,
              entry -> {
                if (store.entries.hasExpiry(entry)) {
                  withExpiry[0]++;
                  checkExpiry(entry, heap);
                }
              });
    }
    int size = heap == null ? 0 : heap.size();
    check(withExpiry[0] == size, "# keys expire, # are in the heap", withExpiry[0], size);
    check(heap == null || size > 0, "empty expiry heap kept");
    for (int i = 1; heap != null && i < size; i++) {
      int parent = (i - 1) / ExpireTable.CHILDREN;
      check(heap.timeAt(parent) <= heap.timeAt(i), "expiry heap out of order at #", i);
    }
  }

  private void checkExpiry(int entry, @Nullable ExpireTable heap) {
    check(heap != null, "no expiry heap for an entry with expiry");
    if (heap != null) {
      int index = store.memory.getInt(entry, EntryLayout.HEAP_INDEX_AT);
      check(index >= 0 && index < heap.size(), "expiry index # out of range", index);
      check(heap.refAt(index) == entry, "expiry heap names another entry at #", index);
      check(
          heap.timeAt(index) == store.entries.expireAtWallMs(entry),
          "expiry heap has another time at #",
          index);
    }
  }

  private void checkEntry(int entry) {
    blocks.meet(entry);
    long word = store.entries.header(entry);
    int blockBytes = store.allocator.blockBytes(entry);
    int valueAt = EntryLayout.valueAt(word);
    int area = store.writer.valueArea(entry, word);
    check(valueAt + area <= blockBytes, "entry of # bytes in a block of #", area, blockBytes);
    if (EntryLayout.hasLongKey(word)) {
      int at = EntryLayout.keyAt(word);
      int len = store.memory.getInt(entry, at + EntryLayout.LONG_KEY_LENGTH_AT);
      checkValue(
          Values.placeFor(len), store.memory.getInt(entry, at + EntryLayout.LONG_KEY_REF_AT), len);
    }
    boolean integer = store.entries.encoding(entry) == ValueTypes.ENCODING_INT;
    check(!integer || area == EntryLayout.INTEGER_BYTES, "integer of # bytes", area);
    int place = EntryLayout.place(word);
    if (place == EntryLayout.PLACE_ROOT) {
      checkLarge(store.entries.encoding(entry), store.entries.root(entry));
    } else if (place == EntryLayout.PLACE_INLINE) {
      checkPacked(entry);
    } else {
      int len = store.memory.getInt(entry, EntryLayout.VALUE_LENGTH_AT);
      check(place == Values.placeFor(len), "value of # bytes in the wrong place", len);
      checkPacked(entry);
      checkValue(place, store.memory.getInt(entry, valueAt), len);
    }
  }

  private void checkPacked(int entry) {
    int encoding = store.entries.encoding(entry);
    int len = store.entries.packedLength(entry);
    if (encoding == ValueTypes.ENCODING_LISTPACK || encoding == ValueTypes.ENCODING_INTSET) {
      byte[] bytes = new byte[len];
      store.entries.copyPacked(entry, bytes, 0);
      boolean valid =
          encoding == ValueTypes.ENCODING_LISTPACK
              ? ListpackBytes.isValid(bytes, 0, len)
              : Intset.isValid(bytes, 0, len);
      check(valid, "bad packed value of # bytes", len);
    }
  }

  void checkValue(int place, int ref, int len) {
    blocks.meet(ref);
    int blockBytes = store.allocator.blockBytes(ref);
    if (place == EntryLayout.PLACE_BLOCK) {
      check(len <= blockBytes, "value of # bytes in a block of #", len, blockBytes);
      return;
    }
    int pages = Values.pageCount(len);
    check(pages * Integer.BYTES <= blockBytes, "rope of # pages in # bytes", pages, blockBytes);
    for (int i = 0; i < pages; i++) {
      int page = store.values.page(ref, i);
      blocks.meet(page);
      int pageBytes = store.allocator.blockBytes(page);
      int wanted = Values.pageLength(len, i);
      check(pageBytes >= wanted && pageBytes <= Values.PAGE_BYTES, "rope page of #", pageBytes);
    }
  }
}
