package io.jacinth.engine.types;

import io.jacinth.engine.command.Call;
import io.jacinth.store.Item;
import io.jacinth.store.Rooms;
import org.jspecify.annotations.Nullable;

/** What HSCAN, SSCAN and ZSCAN are told behind the cursor: MATCH and COUNT. */
public final class ScanOptions {
  private static final long COUNT_DEFAULT = 10;

  /** A step looks into at most this many buckets for every element it was asked for. */
  private static final int BUCKETS_PER_ELEMENT = 10;

  private final @Nullable Glob glob;
  private final long count;
  private byte[] room = new byte[256];

  private ScanOptions(@Nullable Glob glob, long count) {
    this.glob = glob;
    this.count = count;
  }

  /** The cursor in a word, as strtoul reads it; -1 for what it would not take whole. */
  public static long cursor(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    boolean negative = text.charAt(0) == '-';
    String digits = negative || text.charAt(0) == '+' ? text.substring(1) : text;
    if (digits.startsWith("+")) {
      return -1; // one sign is enough
    }
    try {
      long value = Long.parseUnsignedLong(digits);
      return (negative ? -value : value) & Long.MAX_VALUE;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** Reads the words from {@code from} on; null after an error reply. */
  public static @Nullable ScanOptions read(Call c, int from) {
    long count = COUNT_DEFAULT;
    Glob glob = null;
    for (int i = from; i < c.count(); i += 2) {
      boolean hasValue = i + 1 < c.count();
      if (hasValue && c.argv().is(i, "COUNT")) {
        if (!c.argv().readLong(i + 1)) {
          c.notAnInteger();
          return null;
        }
        count = c.argv().longValue();
        if (count < 1) {
          c.syntaxError();
          return null;
        }
      } else if (hasValue && c.argv().is(i, "MATCH")) {
        glob = new Glob(c.argv().bytes(i + 1), false);
        glob = glob.matchesAll() ? null : glob;
      } else {
        c.syntaxError();
        return null;
      }
    }
    return new ScanOptions(glob, count);
  }

  /** Whether an element passes MATCH. */
  public boolean matches(Item item) {
    if (glob == null) {
      return true;
    }
    int length = item.length();
    room = Rooms.atLeast(room, length);
    item.copyTo(room, 0);
    return glob.matches(room, length);
  }

  /** How many elements a step should find. */
  public long count() {
    return count;
  }

  /** How many buckets a step may look into. */
  public long buckets() {
    return count > Long.MAX_VALUE / BUCKETS_PER_ELEMENT
        ? Long.MAX_VALUE
        : count * BUCKETS_PER_ELEMENT;
  }
}
