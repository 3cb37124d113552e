package io.jacinth.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The words of a configuration line and the numbers in them, by Redis's rules: words are separated
 * by white space; {@code "..."} knows {@code \n \r \t \b \a \xHH} and takes any other escaped byte
 * as it is; {@code '...'} knows only {@code \'}; a closing quote must be followed by a space.
 */
public final class ConfigWords {
  private ConfigWords() {}

  /** The words of a line, or null where its quotes do not balance. */
  public static @Nullable List<String> split(String line) {
    List<String> words = new ArrayList<>();
    int at = 0;
    int end = line.length();
    while (true) {
      while (at < end && isSpace(line.charAt(at))) {
        at++;
      }
      if (at == end) {
        return words;
      }
      StringBuilder word = new StringBuilder();
      at = oneWord(line, at, word);
      if (at < 0) {
        return null;
      }
      words.add(word.toString());
    }
  }

  /** Reads one word from {@code at}; returns where it ended, or -1 for a broken quote. */
  private static int oneWord(String line, int at, StringBuilder word) {
    int i = at;
    while (i < line.length()) {
      char c = line.charAt(i);
      if (endsWord(c)) {
        return c == 0 ? line.length() : i;
      }
      if (c == '"' || c == '\'') {
        i = c == '"' ? doubleQuoted(line, i + 1, word) : singleQuoted(line, i + 1, word);
        if (i < 0 || (i < line.length() && !isSpace(line.charAt(i)))) {
          return -1;
        }
        return i;
      }
      word.append(c);
      i++;
    }
    return i;
  }

  private static int doubleQuoted(String line, int from, StringBuilder word) {
    int i = from;
    while (i < line.length()) {
      char c = line.charAt(i);
      if (c == '"') {
        return i + 1;
      }
      if (c != '\\' || i + 1 >= line.length()) {
        word.append(c);
        i++;
        continue;
      }
      char escaped = line.charAt(i + 1);
      if (escaped == 'x' && i + 3 < line.length()) {
        int high = hexDigit(line.charAt(i + 2));
        int low = hexDigit(line.charAt(i + 3));
        if (high >= 0 && low >= 0) {
          word.append((char) (high << 4 | low));
          i += 4;
          continue;
        }
      }
      word.append(
          switch (escaped) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> '\u0007';
            default -> escaped;
          });
      i += 2;
    }
    return -1;
  }

  private static int singleQuoted(String line, int from, StringBuilder word) {
    int i = from;
    while (i < line.length()) {
      char c = line.charAt(i);
      if (c == '\'') {
        return i + 1;
      }
      if (c == '\\' && i + 1 < line.length() && line.charAt(i + 1) == '\'') {
        word.append('\'');
        i += 2;
      } else {
        word.append(c);
        i++;
      }
    }
    return -1;
  }

  /** The word in double quotes with everything unprintable escaped, so that split gives it back. */
  public static String quote(String word) {
    StringBuilder quoted = new StringBuilder(word.length() + 2).append('"');
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      switch (c) {
        case '\\', '"' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case '\b' -> quoted.append("\\b");
        case '\u0007' -> quoted.append("\\a");
        default -> {
          if (c >= ' ' && c < 127) {
            quoted.append(c);
          } else {
            quoted.append("\\x").append(hexChar(c >> 4)).append(hexChar(c));
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  static String quoteIfNeeded(String word) {
    if (word.isEmpty()) {
      return "\"\"";
    }
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c <= ' ' || c >= 127 || c == '"' || c == '\'' || c == '\\' || c == '#') {
        return quote(word);
      }
    }
    return word;
  }

  /** A whole number without leading zeros, spaces or plus sign. */
  static OptionalLong parseLong(String text) {
    int digits = text.startsWith("-") ? 1 : 0;
    if (text.length() == digits || text.length() > 20) {
      return OptionalLong.empty();
    }
    for (int i = digits; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return OptionalLong.empty();
      }
    }
    if (text.charAt(digits) == '0' && text.length() > 1) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException tooLong) {
      return OptionalLong.empty();
    }
  }

  /**
   * A whole number as C's strtoll reads it: white space before it, a plus sign and leading zeros
   * are fine, and nothing at all is 0; {@code otherwise} if there is more than that.
   */
  static long parseLoose(String text, long otherwise) {
    int at = 0;
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return at == 0 ? 0 : otherwise;
    }
    int digits = text.charAt(at) == '-' || text.charAt(at) == '+' ? at + 1 : at;
    if (digits == text.length()) {
      return otherwise;
    }
    for (int i = digits; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return otherwise;
      }
    }
    try {
      return Long.parseLong(text.substring(at));
    } catch (NumberFormatException tooLong) {
      return text.charAt(at) == '-' ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /** What {@link #parseMemory} says of a size that no long can hold. */
  static final long TOO_BIG = -2;

  /** A word as it ends for whoever takes it for a text of C: at its first zero byte. */
  public static String untilZero(String word) {
    int zero = word.indexOf('\0');
    return zero < 0 ? word : word.substring(0, zero);
  }

  /**
   * {@code 100}, {@code 1k}, {@code 64mb}; -1 if it is no memory size. No digits are 0, as in
   * Redis.
   */
  public static long parseMemory(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    long unit =
        switch (text.substring(digits).toLowerCase(Locale.ROOT)) {
          case "", "b" -> 1;
          case "k" -> 1000;
          case "kb" -> 1024;
          case "m" -> 1000 * 1000;
          case "mb" -> 1024 * 1024;
          case "g" -> 1000L * 1000 * 1000;
          case "gb" -> 1024L * 1024 * 1024;
          default -> 0;
        };
    if (unit == 0) {
      return -1;
    }
    if (digits == 0) {
      return 0;
    }
    try {
      return Math.multiplyExact(Long.parseLong(text.substring(0, digits)), unit);
    } catch (NumberFormatException | ArithmeticException tooMuch) {
      return TOO_BIG;
    }
  }

  static String formatMemory(long bytes) {
    if (bytes > 0 && bytes % (1024L * 1024 * 1024) == 0) {
      return bytes / (1024L * 1024 * 1024) + "gb";
    }
    if (bytes > 0 && bytes % (1024 * 1024) == 0) {
      return bytes / (1024 * 1024) + "mb";
    }
    if (bytes > 0 && bytes % 1024 == 0) {
      return bytes / 1024 + "kb";
    }
    return Long.toString(bytes);
  }

  static long parseOctal(String text) {
    if (text.isEmpty() || text.length() > 10) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '7') {
        return -1;
      }
      value = value << 3 | (c - '0');
    }
    return value;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  /** Fewer than there are between words: a form feed within a word belongs to it. */
  private static boolean endsWord(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0;
  }

  private static int hexDigit(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }

  private static char hexChar(int value) {
    return Character.forDigit(value & 15, 16);
  }
}
