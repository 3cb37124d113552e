package io.jacinth.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One word of a fixed list, or several of it where they are flags. The value is the words as the
 * list spells them, joined by spaces.
 */
public final class ChoiceOption extends Option<String> {
  private final List<String> choices;

  /** Judges several words together; null where there is one only. */
  private final TextOption.@Nullable Check check;

  /** A choice that means the same as an earlier one, and that one; both empty if there is none. */
  private String synonym = "";

  private String means = "";

  private ChoiceOption(
      String names,
      List<String> choices,
      TextOption.@Nullable Check check,
      String byDefault,
      OptionFlag... flags) {
    super(names, byDefault, flags);
    this.choices = choices;
    this.check = check;
  }

  /** One of {@code choices}, a list separated by spaces. */
  static ChoiceOption oneOf(
      String names, String choices, String defaultValue, OptionFlag... flags) {
    return new ChoiceOption(names, List.of(choices.split(" ")), null, defaultValue, flags);
  }

  /**
   * As {@link #oneOf} with a choice that means the same as another, under whose name it is kept.
   */
  static ChoiceOption oneOfWithSynonym(
      String names, String choices, String defaultValue, String synonym, String means) {
    ChoiceOption option = oneOf(names, choices, defaultValue);
    option.synonym = synonym;
    option.means = means;
    return option;
  }

  /** Any number of {@code choices}, a list separated by spaces whose first means none. */
  static ChoiceOption anyOf(
      String names,
      String choices,
      String defaultValue,
      TextOption.Check check,
      OptionFlag... flags) {
    return new ChoiceOption(names, List.of(choices.split(" ")), check, defaultValue, flags);
  }

  /** All words it knows, in their order. */
  public List<String> choices() {
    return choices;
  }

  @Override
  boolean takesSeveralWords() {
    return check != null;
  }

  @Override
  Parsed<String> parse(List<String> words, String current, boolean repeated) {
    List<String> chosen = new ArrayList<>();
    if (words.isEmpty()) {
      return refused();
    }
    for (String word : words) {
      String lower = ConfigWords.untilZero(word).toLowerCase(Locale.ROOT);
      if (!choices.contains(lower)) {
        return refused();
      }
      if (!chosen.contains(lower)) {
        chosen.add(lower);
      }
    }
    if (check == null) {
      String word = chosen.getFirst();
      return Parsed.of(word.equals(synonym) ? means : word);
    }
    if (chosen.size() > 1) {
      chosen.remove(choices.getFirst());
      chosen.sort((a, b) -> Integer.compare(choices.indexOf(a), choices.indexOf(b)));
    }
    return check.check(String.join(" ", chosen));
  }

  private Parsed<String> refused() {
    return Parsed.refused(
        "argument(s) must be one of the following: " + String.join(", ", choices));
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
