package io.jacinth.engine.config;

import java.util.List;

/** A list of words on one line. */
public final class WordsOption extends Option<List<String>> {
  /** Says whether the words will do, and may put them into their normal form. */
  @FunctionalInterface
  interface Check {
    Parsed<List<String>> check(List<String> words);
  }

  private final Check check;

  WordsOption(String names, List<String> defaultValue, Check check, OptionFlag... flags) {
    super(names, defaultValue, flags);
    this.check = check;
  }

  @Override
  boolean takesSeveralWords() {
    return true;
  }

  @Override
  Parsed<List<String>> parse(List<String> words, List<String> current, boolean repeated) {
    boolean none = words.size() == 1 && words.getFirst().isEmpty();
    return check.check(none ? List.of() : List.copyOf(words));
  }

  @Override
  String format(List<String> value) {
    return String.join(" ", value);
  }

  @Override
  List<String> added(List<String> value) {
    return is(OptionFlag.ALWAYS_WRITTEN) ? rewrite(value) : super.added(value);
  }

  @Override
  List<String> rewrite(List<String> value) {
    if (is(OptionFlag.DEFAULT_GOES) && value.equals(defaultValue())) {
      return List.of();
    }
    if (value.isEmpty()) {
      return defaultValue().isEmpty() ? List.of() : List.of("\"\"");
    }
    StringBuilder line = new StringBuilder();
    for (String word : value) {
      line.append(line.isEmpty() ? "" : " ").append(ConfigWords.quoteIfNeeded(word));
    }
    return List.of(line.toString());
  }
}
