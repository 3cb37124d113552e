package io.jacinth.engine.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** What single options ask of their values beyond their type. */
final class Checks {
  private static final int MAX_BIND_ADDRESSES = 16;

  private Checks() {}

  static Parsed<List<String>> atMost16(List<String> addresses) {
    return addresses.size() > MAX_BIND_ADDRESSES
        ? Parsed.refused("Too many bind addresses specified.")
        : Parsed.of(addresses);
  }

  static TextOption.Check fileName(String option) {
    return text ->
        text.indexOf('/') >= 0 || text.indexOf('\\') >= 0
            ? Parsed.refused(option + " can't be a path, just a filename")
            : Parsed.of(text);
  }

  /** As {@link #fileName}, and never empty. */
  static TextOption.Check existingName(String option, String kind) {
    return text -> {
      if (text.isEmpty()) {
        return Parsed.refused(option + " can't be empty");
      }
      return text.indexOf('/') >= 0 || text.indexOf('\\') >= 0
          ? Parsed.refused(option + " can't be a path, just a " + kind)
          : Parsed.of(text);
    };
  }

  static Parsed<List<String>> replicaOf(List<String> words) {
    if (words.size() == 2
        && words.get(0).equalsIgnoreCase("no")
        && words.get(1).equalsIgnoreCase("one")) {
      return Parsed.of(List.of());
    }
    if (words.size() != 2) {
      return Parsed.refused("wrong number of arguments");
    }
    long port = ConfigWords.parseLong(words.get(1)).orElse(-1);
    return port < 0 || port > 65535 ? Parsed.refused("Invalid master port") : Parsed.of(words);
  }

  static Parsed<String> saveOrNot(String flags) {
    return flags.startsWith("save nosave")
        ? Parsed.refused("shutdown options SAVE and NOSAVE can't be used simultaneously")
        : Parsed.of(flags);
  }

  static Parsed<List<String>> percentiles(List<String> words) {
    List<String> normal = new ArrayList<>();
    for (String word : words) {
      double percentile = percentile(word);
      if (Double.isNaN(percentile)) {
        return Parsed.refused("Invalid latency-tracking-info-percentiles parameters");
      }
      if (!(percentile >= 0 && percentile <= 100)) {
        return Parsed.refused(
            "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]");
      }
      normal.add(
          new BigDecimal(percentile)
              .setScale(6, RoundingMode.HALF_EVEN)
              .stripTrailingZeros()
              .toPlainString());
    }
    return Parsed.of(List.copyOf(normal));
  }

  /** Decimal or hexadecimal, as strtod reads it; NaN if it is no number. */
  private static double percentile(String word) {
    boolean hexadecimal = word.regionMatches(true, 0, "0x", 0, 2);
    int radix = hexadecimal ? 16 : 10;
    boolean plain = !word.isEmpty() && Character.digit(word.charAt(word.length() - 1), radix) >= 0;
    if (!plain && !word.endsWith(".")) {
      return Double.NaN; // Java would take a suffix as in 1d
    }
    try {
      return hexadecimal && word.indexOf('p') < 0 && word.indexOf('P') < 0
          ? Double.parseDouble(word + "p0")
          : Double.parseDouble(word);
    } catch (NumberFormatException notOne) {
      return Double.NaN;
    }
  }

  static Parsed<List<String>> oomScores(List<String> words) {
    if (words.size() != 3) {
      return Parsed.refused("wrong number of arguments");
    }
    for (String word : words) {
      long score = ConfigWords.parseLong(word).orElse(Long.MIN_VALUE);
      if (score < -2000 || score > 2000) {
        return Parsed.refused(
            "Invalid oom-score-adj-values, elements must be between -2000 and 2000.");
      }
    }
    return Parsed.of(words);
  }

  static Parsed<String> hostname(String text) {
    if (text.length() > 255) {
      return Parsed.refused("Hostnames must be less than 256 characters");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isAlphanumeric(c) && c != '-' && c != '.') {
        return Parsed.refused(
            "Hostnames may only contain alphanumeric characters, hyphens or dots");
      }
    }
    return Parsed.of(text);
  }

  static Parsed<String> nodeName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isAlphanumeric(c) && c != '-' && c != '.' && c != '_') {
        return Parsed.refused("Announced human node name contained invalid character");
      }
    }
    return Parsed.of(text);
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** Only these names may stand in braces, and something has to come out. */
  static Parsed<String> procTitle(String template) {
    List<String> known =
        List.of(
            "title", "listen-addr", "server-mode", "port", "tls-port", "unixsocket", "config-file");
    boolean fine = !template.replace("{title}", "").isBlank();
    int at = 0;
    while (fine && at < template.length()) {
      int open = template.indexOf('{', at);
      if (open < 0) {
        break;
      }
      int close = template.indexOf('}', open);
      fine = close > 0 && known.contains(template.substring(open + 1, close));
      at = close + 1;
    }
    return fine
        ? Parsed.of(template)
        : Parsed.refused("template format is invalid or contains unknown variables");
  }
}
