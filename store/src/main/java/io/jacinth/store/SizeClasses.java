package io.jacinth.store;

import java.util.Arrays;

/**
 * Block sizes carved out of 64 KiB units: every multiple of 16 up to 512 bytes, then about sixteen
 * steps per doubling up to 2 KiB, then one for every number of blocks that fits a unit; each is the
 * largest multiple of 16 of which that number fits. What a request leaves unused is at most 15
 * bytes up to 512, at most a sixteenth up to 4 KiB, an eighth up to 8 KiB and a quarter beyond.
 *
 * <p>Steps half as fine cost large streams and lists of short nodes 4 to 5 %; what the finer ones
 * cost is a few more units in use, and a growing block copied more often.
 */
final class SizeClasses {
  static final int FINE_BYTES_MAX = 512;
  static final int BYTES_MAX = Ref.UNIT_BYTES / 4;

  private static final int GRANULE = 1 << Ref.GRANULE_SHIFT;
  private static final int FINE_CLASSES = FINE_BYTES_MAX / GRANULE;
  private static final int FEWEST_BLOCKS = 4;

  /** Above 512 bytes a class is at least that part larger than the one before. */
  private static final int STEP = 24;

  private static final int EVERY_SIZE_UP_TO_BLOCKS = 32;
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
    int[] sizes = new int[FINE_CLASSES + Ref.UNIT_BYTES / FINE_BYTES_MAX];
    int count = 1;
    for (; count <= FINE_CLASSES; count++) {
      sizes[count] = count * GRANULE;
    }
    for (int blocks = Ref.UNIT_BYTES / FINE_BYTES_MAX - 1; blocks >= FEWEST_BLOCKS; blocks--) {
      int largest = Ref.UNIT_BYTES / blocks & -GRANULE;
      int last = sizes[count - 1];
      if (blocks <= EVERY_SIZE_UP_TO_BLOCKS || largest >= last + last / STEP) {
        sizes[count++] = largest;
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
