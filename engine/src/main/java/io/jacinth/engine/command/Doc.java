package io.jacinth.engine.command;

import java.util.List;

/**
 * What COMMAND DOCS says of a command.
 *
 * @param since release it came with
 * @param complexity in O notation
 * @param syntax its arguments: lower-case words are values, upper-case words are tokens, with
 *     {@code [optional]}, {@code <one | of>} and {@code ...} for repetition
 * @param summary one sentence
 * @param tips for clients and proxies
 */
public record Doc(
    String since, String complexity, String syntax, String summary, List<String> tips) {
  public static Doc doc(
      String since, String complexity, String syntax, String summary, String... tips) {
    return new Doc(since, complexity, syntax, summary, List.of(tips));
  }
}
