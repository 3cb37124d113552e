package io.jacinth.store;

import java.util.Arrays;

/**
 * Goes over the members that several sets have in common, all of them tables.
 *
 * <p>All tables of a store place their elements by the same hash. So nothing is hashed and no
 * member copied: what is in a bucket of the first set can only be in those buckets of another that
 * cover the same hashes, usually one; the tags there, which are part of the hash, say which
 * elements may be the same, and only those are compared. A bucket is worked off as a whole: its
 * elements are read one right after the other, then the elements they will be compared with, so
 * that the waits for memory overlap.
 */
public final class CommonMembers {
  /** Where another table has more buckets for a bucket's hashes, members are hashed instead. */
  private static final int MOST_BUCKETS = 4;

  private final Store store;
  private final BucketLines lines;
  private final SetView[] sets;
  private final ElementTable first;

  private long walked;
  private int at;

  /** Those of a bucket's elements that all sets looked at so far have, with their tags. */
  private int[] elements = new int[16];

  private int[] tags = new int[16];
  private int count;

  /** What they may be equal to: of element {@code i}, those from {@code starts[i]} on. */
  private int[] candidates = new int[32];

  private int[] starts = new int[17];
  private int candidateCount;

  private CommonMembers(Store store, SetView[] sets) {
    this.store = store;
    this.lines = store.elementLines;
    this.sets = sets;
    this.first = sets[0].table;
  }

  /** Whether these sets can be walked in this way. */
  public static boolean canWalk(SetView[] sets) {
    for (SetView set : sets) {
      if (!set.isTable()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Begins; the sets must not change until the end.
   *
   * @param sets tables, the smallest one first
   */
  public static CommonMembers of(SetView... sets) {
    return new CommonMembers(sets[0].store, sets);
  }

  /** Lets the first set stand on the next member they have in common; false after the last. */
  public boolean next() {
    while (at == count) {
      if (walked >= LinearBuckets.POSITION_END) {
        return false;
      }
      meetBucket();
    }
    sets[0].goTo(elements[at++]);
    return true;
  }

  private void meetBucket() {
    at = 0;
    count = 0;
    int bucket = first.bucketAt(walked);
    walked = first.intervalEnd(bucket);
    for (int line = first.line(bucket); line != Ref.NONE; line = lines.next(line)) {
      int used = lines.used(line);
      if (count + used > elements.length) {
        elements = Arrays.copyOf(elements, 2 * elements.length);
        tags = Arrays.copyOf(tags, 2 * tags.length);
        starts = new int[tags.length + 1];
      }
      for (int place = 0; place < used; place++) {
        elements[count] = lines.entryAt(line, place);
        tags[count++] = lines.tagAt(line, place);
      }
    }
    store.memory.fetch(elements, count);
    for (int i = 1; i < sets.length && count > 0; i++) {
      keepThoseIn(sets[i].table, bucket);
    }
  }

  private void keepThoseIn(ElementTable table, int bucket) {
    candidateCount = 0;
    int hashBits = first.addressBits(bucket);
    int parts = table.partsOf(bucket, hashBits);
    for (int i = 0; i < count; i++) {
      starts[i] = candidateCount;
      if (parts > MOST_BUCKETS) {
        note(table.lineOf(store.elements.hashOf(elements[i])), tags[i]);
      } else {
        for (int part = 0; part < parts; part++) {
          note(table.line(table.bucketOf(bucket | (long) part << hashBits)), tags[i]);
        }
      }
    }
    starts[count] = candidateCount;
    store.memory.fetch(candidates, candidateCount);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (isAmong(elements[i], starts[i], starts[i + 1])) {
        elements[kept] = elements[i];
        tags[kept++] = tags[i];
      }
    }
    count = kept;
  }

  /** Notes a bucket's elements of that tag. */
  private void note(int bucketLine, int tag) {
    for (int line = bucketLine; line != Ref.NONE; line = lines.next(line)) {
      if (candidateCount + BucketLines.PLACES > candidates.length) {
        candidates = Arrays.copyOf(candidates, 2 * candidates.length);
      }
      candidateCount = lines.entriesOf(line, tag, candidates, candidateCount);
    }
  }

  private boolean isAmong(int element, int from, int to) {
    for (int i = from; i < to; i++) {
      if (store.elements.sameKey(element, candidates[i])) {
        return true;
      }
    }
    return false;
  }
}
