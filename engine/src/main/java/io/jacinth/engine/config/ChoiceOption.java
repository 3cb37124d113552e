package io.jacinth.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One word of a fixed list, or several of it where they are flags. The value is the words as the
 * list spells them, joined by spaces.
 */
public final class ChoiceOption extends Option<String> {
  private final List<String> choices;
  private final boolean several;

  private ChoiceOption(
      String names, List<String> choices, boolean several, String byDefault, OptionFlag... flags) {
    super(names, byDefault, flags);
    this.choices = choices;
    this.several = several;
  }

  /** One of {@code choices}, a list separated by spaces. */
  static ChoiceOption oneOf(
      String names, String choices, String defaultValue, OptionFlag... flags) {
    return new ChoiceOption(names, List.of(choices.split(" ")), false, defaultValue, flags);
  }

  /** Any number of {@code choices}, a list separated by spaces whose first means none. */
  static ChoiceOption anyOf(
      String names, String choices, String defaultValue, OptionFlag... flags) {
    return new ChoiceOption(names, List.of(choices.split(" ")), true, defaultValue, flags);
  }

  /** All words it knows, in their order. */
  public List<String> choices() {
    return choices;
  }

  @Override
  boolean takesSeveralWords() {
    return several;
  }

  @Override
  Parsed<String> parse(List<String> words, String current, boolean repeated) {
    List<String> chosen = new ArrayList<>();
    for (String word : words) {
      String lower = word.toLowerCase(Locale.ROOT);
      if (!choices.contains(lower)) {
        return Parsed.refused(
            "argument(s) must be one of the following: " + String.join(", ", choices));
      }
      if (!chosen.contains(lower)) {
        chosen.add(lower);
      }
    }
    if (several && chosen.size() > 1) {
      chosen.remove(choices.getFirst());
      chosen.sort((a, b) -> Integer.compare(choices.indexOf(a), choices.indexOf(b)));
    }
    return Parsed.of(String.join(" ", chosen));
  }

  @Override
  String format(String value) {
    return value;
  }

  @Override
  List<String> rewrite(String value) {
    return List.of(value);
  }

  /** The place of the word in the list, so that readers can compare numbers. */
  @Override
  long asNumber(String value) {
    return choices.indexOf(value);
  }
}
