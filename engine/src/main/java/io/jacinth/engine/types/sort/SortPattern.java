package io.jacinth.engine.types.sort;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.types.Items;
import io.jacinth.engine.types.Strings;
import io.jacinth.resp.Argv;
import io.jacinth.store.Entries;
import io.jacinth.store.Item;
import io.jacinth.store.ValueTypes;

/**
 * A pattern of BY or GET: {@code #} for the element itself, a key with the element in the place of
 * the first {@code *}, or behind {@code ->} a field of the hash at such a key.
 *
 * <p>{@link #find} looks, {@link #reply} or {@link #copy} take what it found, at once.
 */
final class SortPattern {
  private static final byte[] NOTHING = new byte[0];

  private final byte[] pattern;
  private final boolean itself;
  private final int star;
  private final int arrow;
  private final Argv key = new Argv();
  private byte[] keyBytes = new byte[64];
  private byte[] found = NOTHING;
  private int from;
  private int length;
  private int entry;

  SortPattern(byte[] pattern) {
    this.pattern = pattern;
    int end = SortVector.endOfString(pattern, 0, pattern.length);
    itself = end == 1 && pattern[0] == '#';
    star = indexOf(pattern, 0, end, '*');
    arrow = star < 0 ? -1 : arrowAfter(pattern, star + 1, end);
  }

  /** Whether a pattern leads anywhere at all: without a star it is the same for every element. */
  static boolean hasStar(byte[] pattern) {
    int end = SortVector.endOfString(pattern, 0, pattern.length);
    return indexOf(pattern, 0, end, '*') >= 0;
  }

  private static int indexOf(byte[] bytes, int from, int end, char sign) {
    for (int i = from; i < end; i++) {
      if (bytes[i] == sign) {
        return i;
      }
    }
    return -1;
  }

  /** The arrow before a field's name, -1 if there is none or no name behind it. */
  private static int arrowAfter(byte[] bytes, int from, int end) {
    for (int i = from; i + 1 < end; i++) {
      if (bytes[i] == '-' && bytes[i + 1] == '>') {
        return i + 2 < end ? i : -1;
      }
    }
    return -1;
  }

  byte[] bytes() {
    return found;
  }

  int from() {
    return from;
  }

  int length() {
    return length;
  }

  /** Looks up what the pattern means for element {@code i}; false if there is nothing. */
  boolean find(Call c, SortVector elements, int i) {
    if (itself) {
      found = elements.text();
      from = elements.start(i);
      length = elements.length(i);
      return true;
    }
    if (star < 0) {
      return false;
    }
    int keyEnd = arrow < 0 ? pattern.length : arrow;
    int behind = keyEnd - star - 1;
    int keyLength = star + elements.length(i) + behind;
    if (keyBytes.length < keyLength) {
      keyBytes = new byte[keyLength * 2];
    }
    System.arraycopy(pattern, 0, keyBytes, 0, star);
    System.arraycopy(elements.text(), elements.start(i), keyBytes, star, elements.length(i));
    System.arraycopy(pattern, star + 1, keyBytes, star + elements.length(i), behind);
    key.reset(keyBytes, 0);
    key.add(0, keyLength);
    return foundIn(c, c.keys().read(c.db(), key, 0));
  }

  private boolean foundIn(Call c, int keyEntry) {
    entry = keyEntry;
    if (entry == 0) {
      return false;
    }
    int type = c.keys().entries().type(entry);
    if (arrow < 0) {
      return type == ValueTypes.STRING;
    }
    int name = arrow + 2;
    return type == ValueTypes.HASH
        && c.engine().values().hashView().open(entry).find(pattern, name, pattern.length - name);
  }

  /** Replies with what was found. */
  void reply(Call c) {
    if (itself) {
      c.reply().bulk(found, from, length);
    } else if (arrow < 0) {
      Strings.reply(c, entry);
    } else {
      Items.reply(c, c.engine().values().hashView().value());
    }
  }

  /** Copies what was found: it is in {@link #bytes} then. */
  void copy(Call c) {
    if (itself) {
      return;
    }
    if (arrow < 0) {
      Entries entries = c.keys().entries();
      take(entries.valueLength(entry));
      entries.copyValue(entry, found, 0);
    } else {
      Item value = c.engine().values().hashView().value();
      take(value.length());
      value.copyTo(found, 0);
    }
  }

  private void take(int bytes) {
    if (found.length < bytes) {
      found = new byte[Math.max(64, bytes)];
    }
    from = 0;
    length = bytes;
  }
}
