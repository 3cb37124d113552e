package io.jacinth.engine.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random changes beside plain arrays. */
class SlotIndexTest {
  @Test
  void choosesSlotsByTheirWeightAndFindsWhatIsDue() {
    for (int seed = 0; seed < 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int slots = seed % 4 == 0 ? 1 : 1 + random.nextInt(1000);
      SlotIndex index = new SlotIndex(slots);
      int[] keys = new int[slots];
      int[] expiring = new int[slots];
      long[] due = new long[slots];
      java.util.Arrays.fill(due, SlotIndex.NEVER);
      due[0] = 2000;
      index.noteExpiry(0, 2000);
      for (int step = 0; step < 3000; step++) {
        int slot = random.nextInt(slots);
        switch (random.nextInt(6)) {
          case 0, 1 -> {
            int more = random.nextInt(5);
            keys[slot] += more;
            index.addKeys(slot, more);
          }
          case 2 -> {
            index.addExpiring(slot, 1);
            expiring[slot]++;
            long at = random.nextLong(1000);
            due[slot] = Math.min(due[slot], at);
            index.noteExpiry(slot, at);
          }
          case 3 -> {
            index.addExpiring(slot, -expiring[slot]);
            index.addKeys(slot, -keys[slot]);
            expiring[slot] = 0;
            keys[slot] = 0;
          }
          case 4 -> {
            due[slot] = random.nextInt(3) == 0 ? SlotIndex.NEVER : random.nextLong(1000);
            index.correctDue(slot, due[slot]);
          }
          default -> check(index, keys, expiring, due, random);
        }
        if (step == 1500 && seed % 3 == 0) {
          index.clear();
          java.util.Arrays.fill(keys, 0);
          java.util.Arrays.fill(expiring, 0);
          java.util.Arrays.fill(due, SlotIndex.NEVER);
          due[0] = 2000;
          index.noteExpiry(0, 2000);
        }
      }
    }
  }

  private static void check(
      SlotIndex index, int[] keys, int[] expiring, long[] due, SplittableRandom random) {
    assertThat(index.keys()).isEqualTo(java.util.Arrays.stream(keys).sum());
    assertThat(index.expiring()).isEqualTo(java.util.Arrays.stream(expiring).sum());
    if (index.keys() > 0) {
      long place = random.nextLong(index.keys());
      assertThat(index.slotOfKey(place, slot -> keys[slot])).isEqualTo(slotOf(place, keys));
    }
    if (index.expiring() > 0) {
      long place = random.nextLong(index.expiring());
      assertThat(index.slotOfExpiring(place, slot -> expiring[slot]))
          .isEqualTo(slotOf(place, expiring));
    }
    long wallMs = random.nextLong(1000);
    int from = random.nextInt(due.length + 1);
    int next = -1;
    for (int slot = from; slot < due.length && next < 0; slot++) {
      next = due[slot] < wallMs ? slot : -1;
    }
    assertThat(index.nextDue(from, wallMs)).isEqualTo(next);
  }

  private static int slotOf(long place, int[] weights) {
    long left = place;
    int slot = 0;
    while (left >= weights[slot]) {
      left -= weights[slot++];
    }
    return slot;
  }
}
