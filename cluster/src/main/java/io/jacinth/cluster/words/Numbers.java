package io.jacinth.cluster.words;

import org.jspecify.annotations.Nullable;

/** Integers as Redis reads them: no plus sign, no blanks, no leading zeros. */
final class Numbers {
  private Numbers() {}

  static @Nullable Long parse(String text) {
    int digits = text.startsWith("-") ? 1 : 0;
    if (text.length() == digits || (text.charAt(digits) == '0' && text.length() > 1)) {
      return null;
    }
    for (int i = digits; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return null;
      }
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException tooLong) {
      return null;
    }
  }
}
