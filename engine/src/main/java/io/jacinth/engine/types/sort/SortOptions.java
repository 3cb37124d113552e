package io.jacinth.engine.types.sort;

import io.jacinth.engine.command.Call;
import io.jacinth.resp.Argv;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words behind SORT's key. */
final class SortOptions {
  private static final int NO_WORD = -1;

  private final List<SortPattern> gets = new ArrayList<>();
  private @Nullable SortPattern by;
  private boolean constantBy;
  private boolean descending;
  private boolean alpha;
  private long offset;
  private long limit = -1;
  private int storeWord = NO_WORD;

  private SortOptions() {}

  /** The options, or null when the error has been written. */
  static @Nullable SortOptions parse(Call c, boolean mayStore) {
    SortOptions options = new SortOptions();
    Argv argv = c.argv();
    for (int i = 2; i < argv.count(); ) {
      int words = options.word(c, i, argv.count() - i - 1, mayStore);
      if (words == 0) {
        return null;
      }
      i += words;
    }
    return options;
  }

  /** Takes one option; how many words it has, 0 after an error reply. */
  private int word(Call c, int i, int rest, boolean mayStore) {
    Argv argv = c.argv();
    if (argv.is(i, "asc")) {
      descending = false;
      return 1;
    }
    if (argv.is(i, "desc")) {
      descending = true;
      return 1;
    }
    if (argv.is(i, "alpha")) {
      alpha = true;
      return 1;
    }
    if (argv.is(i, "limit") && rest >= 2) {
      return limit(c, i);
    }
    if (mayStore && argv.is(i, "store") && rest >= 1) {
      storeWord = i + 1;
      return 2;
    }
    if (argv.is(i, "by") && rest >= 1) {
      return by(c, i);
    }
    if (argv.is(i, "get") && rest >= 1) {
      return get(c, i);
    }
    c.syntaxError();
    return 0;
  }

  private int limit(Call c, int i) {
    if (!c.argv().readLong(i + 1)) {
      c.notAnInteger();
      return 0;
    }
    offset = c.argv().longValue();
    if (!c.argv().readLong(i + 2)) {
      c.notAnInteger();
      return 0;
    }
    limit = c.argv().longValue();
    return 3;
  }

  private int by(Call c, int i) {
    byte[] pattern = c.argv().bytes(i + 1);
    if (!SortPattern.hasStar(pattern)) {
      constantBy = true;
    } else if (c.engine().isCluster()) {
      c.error("ERR BY option of SORT denied in Cluster mode.");
      return 0;
    }
    by = new SortPattern(pattern);
    return 2;
  }

  private int get(Call c, int i) {
    if (c.engine().isCluster()) {
      c.error("ERR GET option of SORT denied in Cluster mode.");
      return 0;
    }
    gets.add(new SortPattern(c.argv().bytes(i + 1)));
    return 2;
  }

  /** What elements are sorted by instead of themselves, or null. */
  @Nullable SortPattern by() {
    return by;
  }

  /** What is returned of each element instead of itself, if anything. */
  List<SortPattern> gets() {
    return gets;
  }

  boolean isDescending() {
    return descending;
  }

  boolean isAlpha() {
    return alpha;
  }

  /** BY a pattern that is the same for all elements: they are not sorted. */
  boolean isUnsorted() {
    return constantBy;
  }

  boolean stores() {
    return storeWord != NO_WORD;
  }

  /** The word that names the key where the result goes. */
  int storeWord() {
    return storeWord;
  }

  /** An unsorted set that is stored: sorted after all, as text, so that replicas get the same. */
  void sortAsText() {
    constantBy = false;
    alpha = true;
    by = null;
  }

  /** The first element of the result. */
  int first(int size) {
    return (int) Math.min(Math.max(offset, 0), size);
  }

  /** How many elements the result has. */
  int count(int size) {
    int first = first(size);
    long wanted = limit < 0 ? size : limit;
    return (int) Math.min(size - first, Math.min(wanted, size));
  }
}
