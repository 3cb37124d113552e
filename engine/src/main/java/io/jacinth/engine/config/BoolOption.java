package io.jacinth.engine.config;

import java.util.List;

/** {@code yes} or {@code no}. */
public final class BoolOption extends Option<Boolean> {
  BoolOption(String names, boolean defaultValue, OptionFlag... flags) {
    super(names, defaultValue, flags);
  }

  @Override
  Parsed<Boolean> parse(List<String> words, Boolean current, boolean repeated) {
    String word = ConfigWords.untilZero(words.getFirst());
    if (word.equalsIgnoreCase("yes")) {
      return Parsed.of(true);
    }
    if (word.equalsIgnoreCase("no")) {
      return Parsed.of(false);
    }
    return Parsed.refused("argument must be 'yes' or 'no'");
  }

  @Override
  String format(Boolean value) {
    return value ? "yes" : "no";
  }

  @Override
  long asNumber(Boolean value) {
    return value ? 1 : 0;
  }
}
