package io.jacinth.engine.types.debug;

import io.jacinth.engine.info.Fixed;

/** How full the buckets of a hash table are, as a text in Redis's form. */
final class TableShape {
  /** Buckets that hold more count as holding so many. */
  private static final int LENGTHS = 50;

  private final long[] bucketsByLength = new long[LENGTHS];
  private long elements;
  private long buckets;
  private int longest;

  void bucket(int length) {
    buckets++;
    elements += length;
    longest = Math.max(longest, length);
    bucketsByLength[Math.min(length, LENGTHS - 1)]++;
  }

  String show(boolean full) {
    String head = "Hash table 0 stats (main hash table):\n";
    if (elements == 0) {
      return head + "No stats available for empty dictionaries\n";
    }
    StringBuilder out = new StringBuilder(head);
    out.append(" table size: ").append(buckets).append('\n');
    out.append(" number of elements: ").append(elements).append('\n');
    if (full) {
      long used = buckets - bucketsByLength[0];
      String average = Fixed.text((double) elements / used, 2);
      out.append(" different slots: ").append(used).append('\n');
      out.append(" max chain length: ").append(longest).append('\n');
      out.append(" avg chain length (counted): ").append(average).append('\n');
      out.append(" avg chain length (computed): ").append(average).append('\n');
      out.append(" Chain length distribution:\n");
      for (int i = 0; i < LENGTHS; i++) {
        if (bucketsByLength[i] > 0) {
          String percent = Fixed.text(100.0 * bucketsByLength[i] / buckets, 2);
          out.append("   ").append(i == LENGTHS - 1 ? ">= " : "").append(i).append(": ");
          out.append(bucketsByLength[i]).append(" (").append(percent).append("%)\n");
        }
      }
    }
    return out.toString();
  }
}
