package io.jacinth.engine.config;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the configuration: a directive's name, type, default, bounds and mutability.
 *
 * @param <T> the type its values have
 */
public abstract sealed class Option<T>
    permits BoolOption,
        BufferLimitsOption,
        ChoiceOption,
        EventClassesOption,
        NumberOption,
        SaveOption,
        TextOption,
        WordsOption {
  private final String name;
  private final @Nullable String alias;
  private final Set<OptionFlag> flags;
  private final T defaultValue;

  /** Place in {@link OptionTable}; given once, before the first {@link Config} exists. */
  private int index = -1;

  /**
   * @param names the name, and after a space its older alias if it has one
   */
  Option(String names, T defaultValue, OptionFlag... flags) {
    int space = names.indexOf(' ');
    this.name = space < 0 ? names : names.substring(0, space);
    this.alias = space < 0 ? null : names.substring(space + 1);
    this.defaultValue = defaultValue;
    this.flags = EnumSet.noneOf(OptionFlag.class);
    for (OptionFlag flag : flags) {
      this.flags.add(flag);
    }
  }

  public final String name() {
    return name;
  }

  /** The name it had in older releases, still accepted and reported. */
  public final @Nullable String alias() {
    return alias;
  }

  public final boolean is(OptionFlag flag) {
    return flags.contains(flag);
  }

  public final T defaultValue() {
    return defaultValue;
  }

  final int index() {
    return index;
  }

  final void placeAt(int newIndex) {
    index = newIndex;
  }

  /** Takes several words in redis.conf; CONFIG SET splits its one value at single spaces. */
  boolean takesSeveralWords() {
    return false;
  }

  /**
   * Reads the words after the directive's name.
   *
   * @param current the value so far
   * @param repeated the same source named this option before (lines of {@code save} add up)
   */
  abstract Parsed<T> parse(List<String> words, T current, boolean repeated);

  /** As CONFIG GET shows it. */
  abstract String format(T value);

  /** What follows the name in redis.conf, one element per line; none means the line goes. */
  List<String> rewrite(T value) {
    return List.of(format(value));
  }

  /** What CONFIG REWRITE adds when the file has no line of this option. */
  List<String> added(T value) {
    return value.equals(defaultValue) ? List.of() : rewrite(value);
  }

  /** The value as a number where it has one, for readers in a hurry. */
  long asNumber(T value) {
    return 0;
  }

  @Override
  public final String toString() {
    return name;
  }
}
