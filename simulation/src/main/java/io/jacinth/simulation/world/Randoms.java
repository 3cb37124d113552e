package io.jacinth.simulation.world;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One seed, a separate stream per concern: drawing one more number for the disk leaves the network
 * as it was, so a failing run keeps its shape while it is being narrowed down.
 */
public final class Randoms {
  private final long seed;

  public Randoms(long seed) {
    this.seed = seed;
  }

  public long seed() {
    return seed;
  }

  /** The stream of a concern, always the same for a seed and a name. */
  public RandomGenerator of(String concern) {
    long mixed = seed * 0x9E3779B97F4A7C15L;
    for (int i = 0; i < concern.length(); i++) {
      mixed = mix(mixed ^ concern.charAt(i));
    }
    return new SplittableRandom(mixed);
  }

  static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
