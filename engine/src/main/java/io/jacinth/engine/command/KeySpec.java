package io.jacinth.engine.command;

import io.jacinth.resp.Argv;

/**
 * One group of keys in a command's words, in the terms of COMMAND INFO: where to begin, and how to
 * find the keys from there.
 *
 * @param flags bits of {@link Keys}
 * @param begin how the beginning is found
 * @param index INDEX: the first key's word; KEYWORD: the word to start looking from, below 0
 *     counted from the end and looking backwards
 * @param keyword KEYWORD: the word before the first one
 * @param find how keys are found from the beginning
 * @param last RANGE: the last key counted from the first; below 0 counted from the last word, -1
 *     being that itself
 * @param step distance between keys
 * @param limit RANGE with {@code last} below 0: only the first 1/limit of the words from the first
 *     key on; 0 or 1 for all
 * @param notes for COMMAND INFO, or empty
 */
public record KeySpec(
    int flags,
    Begin begin,
    int index,
    String keyword,
    Find find,
    int last,
    int step,
    int limit,
    String notes) {
  public enum Begin {
    INDEX,
    KEYWORD,
    UNKNOWN
  }

  public enum Find {
    RANGE,
    COUNTED,
    UNKNOWN
  }

  public static KeySpec range(int first, int last, int step, int flags) {
    return new KeySpec(flags, Begin.INDEX, first, "", Find.RANGE, last, step, 0, "");
  }

  /** A count of keys at {@code index}, and the keys behind it. */
  public static KeySpec counted(int index, int flags) {
    return new KeySpec(flags, Begin.INDEX, index, "", Find.COUNTED, 0, 1, 0, "");
  }

  /** Keys behind a word that is looked for from word {@code startFrom} on. */
  public static KeySpec keyword(String word, int startFrom, int last, int limit, int flags) {
    return new KeySpec(flags, Begin.KEYWORD, startFrom, word, Find.RANGE, last, 1, limit, "");
  }

  /** Keys that cannot be described. */
  public static KeySpec unknown(int flags) {
    return new KeySpec(flags, Begin.UNKNOWN, 0, "", Find.UNKNOWN, 0, 0, 0, "");
  }

  KeySpec note(String text) {
    return new KeySpec(flags, begin, index, keyword, find, last, step, limit, text);
  }

  /** A range of keys that begins at a fixed word and goes on to a fixed one or the end. */
  boolean isPlainRange() {
    return begin == Begin.INDEX && find == Find.RANGE && limit == 0;
  }

  /** Adds the keys; false when the words do not fit. */
  boolean find(Argv argv, KeyPositions into) {
    int count = argv.count();
    int first =
        switch (begin) {
          case INDEX -> index;
          case KEYWORD -> behindKeyword(argv);
          case UNKNOWN -> 0;
        };
    if (first == 0) {
      return false;
    }
    int end;
    if (find == Find.COUNTED) {
      if (first >= count || !argv.readLong(first)) {
        return false;
      }
      long keys = argv.longValue();
      if (keys < 0 || keys > count) {
        return false;
      }
      end = first + (int) keys;
      first++;
    } else if (last >= 0) {
      end = first + last;
    } else {
      end = limit <= 1 ? count + last : first + (count - first) / limit + last;
    }
    if (first >= count || end >= count || end < first) {
      return false;
    }
    for (int i = first; i <= end; i += step) {
      into.add(i, flags);
    }
    return (flags & Keys.INCOMPLETE) == 0;
  }

  private int behindKeyword(Argv argv) {
    int direction = index >= 0 ? 1 : -1;
    for (int i = index >= 0 ? index : argv.count() + index;
        i > 0 && i < argv.count();
        i += direction) {
      if (argv.is(i, keyword)) {
        return i + 1;
      }
    }
    return 0;
  }
}
