package io.jacinth.engine.config;

/** A value read from text, or why it could not be. */
sealed interface Parsed<T> {
  record Value<T>(T value) implements Parsed<T> {}

  /**
   * @param reason in Redis's words, without a full stop
   */
  record Refused<T>(String reason) implements Parsed<T> {}

  static <T> Parsed<T> of(T value) {
    return new Value<>(value);
  }

  static <T> Parsed<T> refused(String reason) {
    return new Refused<>(reason);
  }
}
