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
 * @param deprecatedSince release from which on it should not be used, or empty
 * @param replacedBy what to use instead of a deprecated command, or empty
 * @param internal for servers and tests, not for people
 */
public record Doc(
    String since,
    String complexity,
    String syntax,
    String summary,
    List<String> tips,
    String deprecatedSince,
    String replacedBy,
    boolean internal) {
  public static Doc doc(
      String since, String complexity, String syntax, String summary, String... tips) {
    return new Doc(since, complexity, syntax, summary, List.of(tips), "", "", false);
  }

  Doc asDeprecated(String release, String replacement) {
    return new Doc(since, complexity, syntax, summary, tips, release, replacement, internal);
  }

  Doc asInternal() {
    return new Doc(since, complexity, syntax, summary, tips, deprecatedSince, replacedBy, true);
  }
}
