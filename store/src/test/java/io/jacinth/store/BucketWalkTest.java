package io.jacinth.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What SCAN and the snapshot walk promise while the table splits and merges under them. */
class BucketWalkTest {
  private static final byte[] VALUE = "v".getBytes(StandardCharsets.US_ASCII);

  private final Map<Integer, Integer> keyOfEntry = new HashMap<>();
  private final Set<Integer> present = new HashSet<>();
  private Store store;
  private EntryTable table;

  private void start(SplittableRandom random) {
    store = Case.newStore(random);
    table = NoLeak.table(store);
    keyOfEntry.clear();
    present.clear();
  }

  private static byte[] key(int number) {
    return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  private long hash(int number) {
    return store.hash(key(number), 0, key(number).length);
  }

  private void put(int number) {
    byte[] key = key(number);
    int entry =
        table.putString(hash(number), key, 0, key.length, VALUE, 0, 1, EntryTable.NO_EXPIRE);
    keyOfEntry.put(entry, number);
    present.add(number);
  }

  private boolean remove(int number) {
    byte[] key = key(number);
    int entry = table.find(hash(number), key, 0, key.length);
    keyOfEntry.remove(entry);
    present.remove(number);
    return table.remove(hash(number), key, 0, key.length);
  }

  /** Grows or shrinks the table by up to a quarter. */
  private void churn(SplittableRandom random, int keys) {
    boolean grow = random.nextBoolean();
    int steps = random.nextInt(keys / 4 + 1);
    for (int i = 0; i < steps; i++) {
      int number = random.nextInt(keys);
      if (grow) {
        put(number);
      } else {
        remove(number);
      }
    }
  }

  @Test
  void scanShowsEveryKeyThatWasThereAllTheTime() {
    Case.run(
        20,
        random -> {
          start(random);
          int keys = 1 + random.nextInt(4_000);
          Set<Integer> stable = new HashSet<>();
          for (int number = 0; number < keys; number++) {
            put(number);
          }
          for (int i = 0; i < keys / 10 + 1; i++) {
            stable.add(keys + i);
            put(keys + i);
          }
          Set<Integer> seen = new HashSet<>();
          long cursor = 0;
          int steps = 0;
          do {
            cursor = table.scanStep(cursor, entry -> seen.add(keyOfEntry.get(entry)));
            assertThat(cursor).isBetween(0L, LinearBuckets.POSITION_END - 1);
            if (random.nextInt(5) == 0) {
              churn(random, keys);
            }
            assertThat(++steps).isLessThan(100_000);
          } while (cursor != 0);
          assertThat(seen).containsAll(stable);
        });
  }

  @Test
  void scanOfAnEmptyTableEndsAtOnce() {
    start(new SplittableRandom(1));
    assertThat(table.scanStep(0, entry -> {})).isZero();
    assertThat(table.scanStep(12345, entry -> {})).isZero();
    assertThat(table.walkStep(0, entry -> {})).isEqualTo(LinearBuckets.POSITION_END);
  }

  @Test
  void walkMeetsEveryEntryExactlyOnceAndPositionTellsWhich() {
    Case.run(
        20,
        random -> {
          start(random);
          int keys = 1 + random.nextInt(4_000);
          for (int number = 0; number < keys; number++) {
            if (random.nextBoolean()) {
              put(number);
            }
          }
          // The model of "visited": a key put while the walk is under way counts as visited if its
          // position has been passed, and must be met later if it has not.
          Set<Integer> met = new HashSet<>();
          Set<Integer> untouched = new HashSet<>(present);
          long at = 0;
          while (at < LinearBuckets.POSITION_END) {
            long from = at;
            List<Integer> step = new ArrayList<>();
            at = table.walkStep(at, entry -> step.add(keyOfEntry.get(entry)));
            assertThat(at).isGreaterThan(from);
            for (int number : step) {
              assertThat(LinearBuckets.position(hash(number))).isBetween(from, at - 1);
              assertThat(met.add(number)).as("key %d met twice", number).isTrue();
            }
            for (int number : random.nextInt(20) == 0 ? present : Set.<Integer>of()) {
              boolean passed = LinearBuckets.position(hash(number)) < at;
              if (passed && untouched.contains(number)) {
                assertThat(met).contains(number);
              } else if (!passed) {
                assertThat(met).doesNotContain(number);
              }
            }
            if (random.nextInt(10) == 0) {
              churn(random, keys);
              untouched.retainAll(present);
              // A key removed and put again behind the walk is new there: not the walk's business.
              met.removeIf(number -> !present.contains(number));
            }
          }
          assertThat(met).containsAll(untouched);
        });
  }

  @Test
  void positionsOfABucketAreOneIntervalThroughSplitsAndMerges() {
    Case.run(
        3,
        random -> {
          start(random);
          for (int number = 0; number < 3_000; number++) {
            put(number);
            if (number % 37 == 0) {
              checkIntervals();
            }
          }
          for (int number = 0; number < 3_000; number++) {
            remove(number);
            if (number % 37 == 0) {
              checkIntervals();
            }
          }
        });
  }

  private void checkIntervals() {
    Set<Integer> buckets = new HashSet<>();
    long at = 0;
    while (at < LinearBuckets.POSITION_END) {
      long from = at;
      List<Integer> step = new ArrayList<>();
      at = table.walkStep(at, entry -> step.add(keyOfEntry.get(entry)));
      for (int number : step) {
        buckets.add(table.bucketOf(hash(number)));
        assertThat(LinearBuckets.position(hash(number))).isBetween(from, at - 1);
      }
    }
    assertThat(buckets.size()).isLessThanOrEqualTo(table.bucketCount());
  }

  @Test
  void samplesShowEveryEntryWithLikeChance() {
    start(new SplittableRandom(9));
    SplittableRandom random = new SplittableRandom(10);
    int keys = 0;
    for (int more : new int[] {1, 2, 40, 257}) {
      for (int i = 0; i < more; i++) {
        put(keys++);
      }
      Map<Integer, Integer> hits = new HashMap<>();
      int[] sample = new int[7];
      int shown = Math.min(7, keys);
      int draws = keys * 400 / shown;
      for (int i = 0; i < draws; i++) {
        assertThat(table.sample(random, sample, 7)).isEqualTo(shown);
        Set<Integer> distinct = new HashSet<>();
        for (int place = 0; place < shown; place++) {
          assertThat(distinct.add(sample[place])).isTrue();
          hits.merge(keyOfEntry.get(sample[place]), 1, Integer::sum);
        }
      }
      assertThat(hits).hasSize(keys);
      assertThat(hits.values()).allSatisfy(count -> assertThat(count).isBetween(250, 550));
    }
    for (int number = 0; number < keys; number++) {
      assertThat(table.findByHash(hash(number)))
          .isEqualTo(table.find(hash(number), key(number), 0, key(number).length));
      remove(number);
    }
    assertThat(table.sample(random, new int[5], 5)).isZero();
  }

  @Test
  void randomEntryReachesAllWithLikeChance() {
    start(new SplittableRandom(7));
    int keys = 300;
    for (int number = 0; number < keys; number++) {
      put(number);
    }
    SplittableRandom random = new SplittableRandom(8);
    Map<Integer, Integer> hits = new HashMap<>();
    int draws = keys * 400;
    for (int i = 0; i < draws; i++) {
      hits.merge(keyOfEntry.get(table.randomEntry(random)), 1, Integer::sum);
    }
    assertThat(hits).hasSize(keys);
    assertThat(hits.values()).allSatisfy(count -> assertThat(count).isBetween(280, 530));
    for (int number = 0; number < keys; number++) {
      remove(number);
    }
    assertThat(table.randomEntry(random)).isZero();
  }

  @Test
  void randomEntryReachesAllThatAreLeftOfATableThatShrankInTheOrderOfItsWalk() {
    start(new SplittableRandom(9));
    int all = 40_000;
    int left = 300;
    for (int number = 0; number < all; number++) {
      put(number);
    }
    List<Integer> inOrder = new ArrayList<>();
    for (long at = 0; at < LinearBuckets.POSITION_END; ) {
      at = table.walkStep(at, entry -> inOrder.add(keyOfEntry.get(entry)));
    }
    for (int number : inOrder.subList(0, all - left)) {
      remove(number);
    }
    SplittableRandom random = new SplittableRandom(10);
    Map<Integer, Integer> hits = new HashMap<>();
    for (int i = 0; i < left * 200; i++) {
      hits.merge(keyOfEntry.get(table.randomEntry(random)), 1, Integer::sum);
    }
    assertThat(hits).hasSize(left);
    assertThat(hits.values()).allSatisfy(count -> assertThat(count).isBetween(50, 1000));
  }

  @Test
  void lookingAheadReadsTheEntriesThatAreLookedUpAndChangesNothing() {
    start(new SplittableRandom(3));
    LookAhead ahead = store.newLookAhead();
    ahead.add(table, hash(1)); // no bucket yet
    assertThat(ahead.fetch()).isZero();
    int right = 0;
    for (int number = 0; number < 2_000; number++) {
      put(number);
    }
    for (int number = 0; number < 2_000; number++) {
      long hash = hash(number);
      byte[] key = key(number);
      int entry = table.find(hash, key, 0, key.length);
      if (store.lines.candidate(table.lineOf(hash), BucketLines.tag(hash)) == entry) {
        right++;
      }
      if (ahead.room() == 0) {
        assertThat(ahead.fetch()).isEqualTo(LookAhead.KEYS_MAX);
        assertThat(ahead.digest()).isNotZero();
      }
      ahead.add(table, hash);
    }
    assertThat(right).isGreaterThan(1_800);
    assertThat(ahead.room()).isEqualTo(LookAhead.KEYS_MAX - 2_000 % LookAhead.KEYS_MAX);
  }

  @Test
  void tableGoesBackToNothingAndStaysWithinItsLoad() {
    start(new SplittableRandom(2));
    assertThat(store.usedBytes()).isZero();
    put(1);
    put(2);
    put(3);
    assertThat(store.usedBytes() - store.heapBytes()).isEqualTo(3 * 16 + 64);
    for (int number = 0; number < 20_000; number++) {
      put(number);
      assertThat(table.size()).isLessThanOrEqualTo(table.bucketCount() * 9);
    }
    long[] entryBytes = {0};
    for (long at = 0; at < LinearBuckets.POSITION_END; ) {
      at = table.walkStep(at, entry -> entryBytes[0] += store.entries().blockBytes(entry));
    }
    assertThat((store.usedBytes() - entryBytes[0]) / 20_000.0).isLessThan(10);
    for (int number = 0; number < 20_000; number++) {
      assertThat(remove(number)).isTrue();
    }
    assertThat(table.bucketCount()).isZero();
    assertThat(store.usedBytes()).isZero();
  }
}
