package io.jacinth.server.start;

/**
 * Decides when the Java heap is collected so that what it does not need goes back to the system.
 *
 * <p>All data lives off the heap, so a heap of 16 MB serves millions of small requests. Words of
 * 100 MB make it grow to gigabytes; and as only large requests fill it, the collection that would
 * make it small again may not come for hours. So somebody looks once a second: when the heap is
 * large, most of it may be spare, and nothing large has come for some seconds, it is collected.
 *
 * <p>A pause costs what lives, and what is given back: the system needs 0.1 to 0.15 ms for each MB.
 * The serial collector gives nothing back at the first full collection and then, if another one
 * follows, 10 %, 40 % and all of what is spare. That suits: a collection that huge words force in
 * the middle of a load is short, and ours follow each other a second apart, each with a part.
 *
 * <p>What lives cannot be known before. So after a collection that left much, the next one waits
 * until as much again has been allocated.
 */
final class SpareHeap {
  /** A heap up to this size is left alone. */
  static final long SMALL_BYTES = 96L << 20;

  /** Between two looks small requests and cron allocate less than this; a large word more. */
  static final long QUIET_BYTES = 24L << 20;

  static final int QUIET_LOOKS = 5;
  static final long PERIOD_MS = 1000;

  static final int STEPS = 4;

  private static final int LOOKS_BETWEEN = 30;

  private long usedBefore;
  private int quietLooks;
  private int looksSince = LOOKS_BETWEEN;
  private long leftBytes;
  private int stepsLeft;

  /** Looks for as long as the process runs, on a thread of its own. */
  static void watch() {
    Thread.ofPlatform().name("heap").daemon(true).start(SpareHeap::looks);
  }

  private static void looks() {
    SpareHeap heap = new SpareHeap();
    Runtime runtime = Runtime.getRuntime();
    while (true) {
      try {
        Thread.sleep(PERIOD_MS);
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
        return;
      }
      long committed = runtime.totalMemory();
      if (heap.isToCollect(committed, committed - runtime.freeMemory())) {
        System.gc();
        long left = runtime.totalMemory();
        heap.collected(left, left - runtime.freeMemory());
      }
    }
  }

  /** One look a second. */
  boolean isToCollect(long committedBytes, long usedBytes) {
    looksSince++;
    quietLooks = Math.abs(usedBytes - usedBefore) < QUIET_BYTES ? quietLooks + 1 : 0;
    usedBefore = usedBytes;
    return committedBytes > SMALL_BYTES
        && quietLooks >= QUIET_LOOKS
        && (stepsLeft > 0 || looksSince >= LOOKS_BETWEEN && isSpare(committedBytes, usedBytes));
  }

  private boolean isSpare(long committedBytes, long usedBytes) {
    return usedBytes < committedBytes / 4
        || usedBytes - leftBytes > Math.max(leftBytes, committedBytes / 16);
  }

  /** A collection has left so much. */
  void collected(long committedBytes, long usedBytes) {
    int steps = stepsLeft > 0 ? stepsLeft : STEPS;
    stepsLeft = usedBytes < committedBytes / 4 ? steps - 1 : 0;
    leftBytes = usedBytes;
    usedBefore = usedBytes;
    looksSince = 0;
  }
}
