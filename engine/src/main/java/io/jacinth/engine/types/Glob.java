package io.jacinth.engine.types;

/**
 * Redis's glob patterns over bytes: {@code *}, {@code ?}, {@code [a-z]}, {@code [^x]}, {@code \x}.
 * A star that has failed to match makes all stars before it fail too, so the time is bounded by
 * pattern times text, not exponential.
 */
public final class Glob {
  private final byte[] pattern;
  private final boolean ignoreCase;

  public Glob(byte[] pattern, boolean ignoreCase) {
    this.pattern = pattern;
    this.ignoreCase = ignoreCase;
  }

  /** Whether the pattern is a lone star. */
  public boolean matchesAll() {
    return pattern.length == 1 && pattern[0] == '*';
  }

  public boolean matches(byte[] text, int length) {
    if (length == 0) {
      // Not even stars match nothing; Redis never looks at the pattern then.
      return pattern.length == 0;
    }
    int p = 0;
    int t = 0;
    int starP = -1;
    int starT = 0;
    while (true) {
      if (p < pattern.length && pattern[p] == '*') {
        starP = ++p;
        starT = t;
        continue;
      }
      if (t == length) {
        return p == pattern.length;
      }
      int next = p < pattern.length ? matchOne(p, text[t]) : -1;
      if (next >= 0) {
        p = next;
        t++;
      } else if (starP >= 0 && starT < length) {
        p = starP;
        t = ++starT;
      } else {
        return false;
      }
    }
  }

  /** Index behind the pattern element at {@code p} if it matches the byte, else -1. */
  private int matchOne(int p, byte b) {
    switch (pattern[p]) {
      case '?':
        return p + 1;
      case '[':
        return matchClass(p + 1, b);
      case '\\':
        if (p + 1 < pattern.length) {
          return same(pattern[p + 1], b) ? p + 2 : -1;
        }
        return same(pattern[p], b) ? p + 1 : -1;
      default:
        return same(pattern[p], b) ? p + 1 : -1;
    }
  }

  private int matchClass(int from, byte b) {
    int p = from;
    boolean not = p < pattern.length && pattern[p] == '^';
    if (not) {
      p++;
    }
    boolean found = false;
    while (true) {
      if (p + 1 < pattern.length && pattern[p] == '\\') {
        p++;
        found |= same(pattern[p], b);
      } else if (p >= pattern.length) {
        // A class that is never closed ends with the pattern.
        p--;
        break;
      } else if (pattern[p] == ']') {
        break;
      } else if (p + 2 < pattern.length && pattern[p + 1] == '-') {
        found |= inRange(pattern[p], pattern[p + 2], b);
        p += 2;
      } else {
        found |= same(pattern[p], b);
      }
      p++;
    }
    return found != not ? p + 1 : -1;
  }

  private boolean inRange(byte first, byte last, byte b) {
    int low = fold(first);
    int high = fold(last);
    int value = fold(b);
    return value >= Math.min(low, high) && value <= Math.max(low, high);
  }

  private boolean same(byte a, byte b) {
    return fold(a) == fold(b);
  }

  private int fold(byte b) {
    return ignoreCase && b >= 'A' && b <= 'Z' ? b + 32 : b & 0xff;
  }
}
