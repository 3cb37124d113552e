package io.jacinth.engine.config;

import java.util.List;
import java.util.OptionalLong;

/** A whole number: plain, a memory size, a memory size or a percentage, or octal. */
public final class NumberOption extends Option<Long> {
  /** How it is written. */
  enum Form {
    INTEGER,
    /** With units: {@code 1k} is 1000, {@code 1kb} 1024. */
    MEMORY,
    /** Memory, or {@code 10%}, which is kept as -10. */
    MEMORY_OR_PERCENT,
    OCTAL
  }

  private final Form form;
  private final long min;
  private final long max;

  /** Values above are taken and lowered to it, without an error. */
  private final long lowerTo;

  /** Values below are taken and raised to it, without an error. */
  private final long raiseTo;

  NumberOption(
      String names,
      Form form,
      long min,
      long max,
      long lowerTo,
      long defaultValue,
      OptionFlag... flags) {
    this(names, form, new Range(min, max, Long.MIN_VALUE, lowerTo), defaultValue, flags);
  }

  /** Bounds: outside of {@code min} and {@code max} is an error, the others are tacit. */
  record Range(long min, long max, long raiseTo, long lowerTo) {}

  NumberOption(String names, Form form, Range range, long defaultValue, OptionFlag... flags) {
    super(names, defaultValue, flags);
    this.form = form;
    this.min = range.min;
    this.max = range.max;
    this.raiseTo = range.raiseTo;
    this.lowerTo = range.lowerTo;
  }

  static NumberOption integer(
      String names, long min, long max, long defaultValue, OptionFlag... flags) {
    return new NumberOption(names, Form.INTEGER, min, max, Long.MAX_VALUE, defaultValue, flags);
  }

  static NumberOption memory(
      String names, long min, long max, long defaultValue, OptionFlag... flags) {
    return new NumberOption(names, Form.MEMORY, min, max, Long.MAX_VALUE, defaultValue, flags);
  }

  @Override
  Parsed<Long> parse(List<String> words, Long current, boolean repeated) {
    String given = words.getFirst();
    String word = form == Form.INTEGER ? given : ConfigWords.untilZero(given);
    if (form == Form.MEMORY_OR_PERCENT && word.endsWith("%")) {
      long percent = ConfigWords.parseLong(word.substring(0, word.length() - 1)).orElse(-1);
      if (percent < 0) {
        return Parsed.refused(notANumber());
      }
      return percent > -min
          ? Parsed.refused("percentage argument must be less or equal to " + -min)
          : Parsed.of(-percent);
    }
    long value;
    if (form == Form.INTEGER) {
      OptionalLong number = ConfigWords.parseLong(word);
      if (number.isEmpty()) {
        return Parsed.refused(notANumber());
      }
      value = number.getAsLong();
    } else {
      value = form == Form.OCTAL ? ConfigWords.parseOctal(word) : ConfigWords.parseMemory(word);
      if (value == ConfigWords.TOO_BIG) {
        return Parsed.refused(outOfBounds());
      }
      if (value < 0) {
        return Parsed.refused(notANumber());
      }
    }
    return value < min || value > max
        ? Parsed.refused(outOfBounds())
        : Parsed.of(Math.clamp(value, raiseTo, lowerTo));
  }

  private String outOfBounds() {
    return "argument must be between " + inForm(min) + " and " + inForm(max) + " inclusive";
  }

  private String notANumber() {
    return switch (form) {
      case MEMORY -> "argument must be a memory value";
      case MEMORY_OR_PERCENT -> "argument must be a memory or percent value";
      case OCTAL -> "argument couldn't be parsed as an octal number";
      case INTEGER -> "argument couldn't be parsed into an integer";
    };
  }

  private String inForm(long value) {
    return form == Form.OCTAL ? Long.toOctalString(value) : Long.toString(value);
  }

  @Override
  String format(Long value) {
    if (form == Form.MEMORY_OR_PERCENT && value < 0) {
      return -value + "%";
    }
    return inForm(value);
  }

  @Override
  List<String> rewrite(Long value) {
    boolean memory = form == Form.MEMORY || (form == Form.MEMORY_OR_PERCENT && value >= 0);
    return List.of(memory ? ConfigWords.formatMemory(value) : format(value));
  }

  @Override
  long asNumber(Long value) {
    return value;
  }
}
