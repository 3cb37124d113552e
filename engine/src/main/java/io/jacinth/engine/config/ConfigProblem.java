package io.jacinth.engine.config;

import org.jspecify.annotations.Nullable;

/**
 * A line that cannot be used.
 *
 * @param source a file's path, {@code standard input} or {@code command line}
 * @param lineNumber from 1; 0 when the trouble is with the source as a whole
 * @param line as it was written, a password in it replaced
 * @param reason a phrase in Redis's words
 * @param nearest the directive that may have been meant
 */
public record ConfigProblem(
    String source, int lineNumber, String line, String reason, @Nullable String nearest) {
  /** Several lines of text: where, what, why. */
  public String describe() {
    StringBuilder text = new StringBuilder(source);
    if (lineNumber > 0) {
      text.append(", line ").append(lineNumber);
    }
    text.append('\n');
    if (!line.isEmpty()) {
      text.append(">>> '").append(line).append("'\n");
    }
    return text.append(sentence()).toString();
  }

  /** Why, and what may have been meant. */
  public String sentence() {
    return nearest == null ? reason : reason + ". Did you mean '" + nearest + "'?";
  }
}
