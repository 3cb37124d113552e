package io.jacinth.store;

import java.util.Arrays;

/**
 * Block sizes carved out of 64 KiB units: every multiple of 16 up to 512 bytes, then about eight
 * steps per doubling up to 16 KiB, each the largest multiple of 16 of which a whole number fits a
 * unit. At most an eighth of a block above 512 bytes is waste, below that at most 15 bytes.
 */
final class SizeClasses {
  static final int FINE_BYTES_MAX = 512;
  static final int BYTES_MAX = Ref.UNIT_BYTES / 4;

  private static final int GRANULE = 1 << Ref.GRANULE_SHIFT;
  private static final int FINE_CLASSES = FINE_BYTES_MAX / GRANULE;
  private static final int STEPS_PER_DOUBLING = 8;
  private static final int[] BYTES = sizes();
  private static final byte[] BY_GRANULES = byGranules();

  /** Class numbers run from 1 to this. */
  static final int LAST = BYTES.length - 1;

  private SizeClasses() {}

  /** The smallest class whose blocks hold that many bytes; {@code bytes} is 1 to BYTES_MAX. */
  static int of(int bytes) {
    return BY_GRANULES[(bytes + GRANULE - 1) >>> Ref.GRANULE_SHIFT];
  }

  static int bytes(int sizeClass) {
    return BYTES[sizeClass];
  }

  static int blocksPerUnit(int sizeClass) {
    return Ref.UNIT_BYTES / BYTES[sizeClass];
  }

  private static int[] sizes() {
    int[] sizes = new int[FINE_CLASSES + 1 + 5 * STEPS_PER_DOUBLING];
    int count = 1;
    for (; count <= FINE_CLASSES; count++) {
      sizes[count] = count * GRANULE;
    }
    for (int base = FINE_BYTES_MAX; base < BYTES_MAX; base *= 2) {
      for (int step = 1; step <= STEPS_PER_DOUBLING; step++) {
        int wanted = base + base / STEPS_PER_DOUBLING * step;
        int fitting = Ref.UNIT_BYTES / (Ref.UNIT_BYTES / wanted) & -GRANULE;
        if (fitting > sizes[count - 1]) {
          sizes[count++] = fitting;
        }
      }
    }
    return Arrays.copyOf(sizes, count);
  }

  private static byte[] byGranules() {
    byte[] classes = new byte[BYTES_MAX / GRANULE + 1];
    int sizeClass = 1;
    for (int granules = 1; granules < classes.length; granules++) {
      if (BYTES[sizeClass] < granules * GRANULE) {
        sizeClass++;
      }
      classes[granules] = (byte) sizeClass;
    }
    return classes;
  }
}
