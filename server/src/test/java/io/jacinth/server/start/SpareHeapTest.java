package io.jacinth.server.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpareHeapTest {
  private static final long MB = 1 << 20;

  private final SpareHeap heap = new SpareHeap();

  /** How many of so many looks ask for a collection; each leaves so much. */
  private int collections(int looks, long committed, long used, long left) {
    int count = 0;
    for (int i = 0; i < looks; i++) {
      if (heap.isToCollect(committed, used)) {
        heap.collected(committed, left);
        count++;
      }
    }
    return count;
  }

  @Test
  void aSmallHeapIsLeftAlone() {
    assertThat(collections(1000, SpareHeap.SMALL_BYTES, 1, 0)).isZero();
    assertThat(collections(1000, SpareHeap.SMALL_BYTES, SpareHeap.SMALL_BYTES, 0)).isZero();
  }

  @Test
  void aLargeOneIsCollectedInStepsOnceNothingLargeComes() {
    for (int i = 0; i < 100; i++) {
      assertThat(heap.isToCollect(1000 * MB, (i % 2) * SpareHeap.QUIET_BYTES + 500 * MB)).isFalse();
    }
    assertThat(collections(SpareHeap.QUIET_LOOKS, 1000 * MB, 500 * MB, 0)).isZero();
    assertThat(collections(1, 1000 * MB, 500 * MB, 10 * MB)).isOne();
    assertThat(collections(20, 1000 * MB, 10 * MB, 10 * MB)).isEqualTo(SpareHeap.STEPS - 1);
    assertThat(collections(1000, 40 * MB, 10 * MB, 10 * MB)).isZero();
  }

  @Test
  void aStepWaitsWhileSomethingLargeComes() {
    assertThat(collections(25, 1000 * MB, 20 * MB, 10 * MB)).isEqualTo(SpareHeap.STEPS);
    SpareHeap other = new SpareHeap();
    for (int i = 0; i < 40 && !other.isToCollect(1000 * MB, 20 * MB); i++) {
      assertThat(i).isLessThan(39);
    }
    other.collected(1000 * MB, 10 * MB);
    assertThat(other.isToCollect(1000 * MB, 110 * MB)).isFalse();
  }

  @Test
  void whatLivesIsNotCollectedAgainAndAgain() {
    assertThat(collections(1000, 1000 * MB, 500 * MB, 490 * MB)).isOne();
    assertThat(collections(1000, 1500 * MB, 979 * MB, 490 * MB)).isZero();
    assertThat(collections(10, 1500 * MB, 985 * MB, 600 * MB)).isOne();
  }
}
