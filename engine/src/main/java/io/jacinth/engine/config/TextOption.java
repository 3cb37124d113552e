package io.jacinth.engine.config;

import java.util.List;

/** A byte string; empty means not set. */
public final class TextOption extends Option<String> {
  /** Says whether a text will do, and may put it into its normal form. */
  @FunctionalInterface
  interface Check {
    Parsed<String> check(String text);

    Check ANY = Parsed::of;
  }

  private final Check check;

  TextOption(String names, String defaultValue, OptionFlag... flags) {
    this(names, defaultValue, Check.ANY, flags);
  }

  TextOption(String names, String defaultValue, Check check, OptionFlag... flags) {
    super(names, defaultValue, flags);
    this.check = check;
  }

  @Override
  Parsed<String> parse(List<String> words, String current, boolean repeated) {
    return check.check(words.getFirst());
  }

  @Override
  String format(String value) {
    return value;
  }

  @Override
  List<String> rewrite(String value) {
    boolean goes = value.isEmpty() && defaultValue().isEmpty() && !is(OptionFlag.KEEPS_EMPTY);
    return goes ? List.of() : List.of(ConfigWords.quote(value));
  }
}
