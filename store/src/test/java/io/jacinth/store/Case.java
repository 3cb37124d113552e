package io.jacinth.store;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A seeded test case: prints its seed when it fails, and replays with {@code -Dstore.seed=...}. */
final class Case {
  private Case() {}

  @FunctionalInterface
  interface Body {
    void run(SplittableRandom random);
  }

  /** Runs a body under fixed seeds and one new one, or only under the seed asked for. */
  static void run(int fixedSeeds, Body body) {
    for (long seed : seeds(fixedSeeds)) {
      try {
        body.run(new SplittableRandom(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("failed; replay with -Dstore.seed=" + seed, e);
      }
    }
  }

  private static List<Long> seeds(int fixed) {
    Long asked = Long.getLong("store.seed");
    if (asked != null) {
      return List.of(asked);
    }
    List<Long> seeds = new ArrayList<>();
    for (long seed = 1; seed <= fixed; seed++) {
      seeds.add(seed);
    }
    seeds.add(System.nanoTime());
    return seeds;
  }

  static Store newStore(SplittableRandom random) {
    return NoLeak.open(
        StoreSettings.withHashKey(random.nextLong(), random.nextLong()), Runnable::run);
  }

  static byte[] bytes(SplittableRandom random, int len) {
    byte[] bytes = new byte[len];
    random.nextBytes(bytes);
    return bytes;
  }
}
