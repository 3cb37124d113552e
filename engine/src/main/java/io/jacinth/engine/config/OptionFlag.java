package io.jacinth.engine.config;

/** What is special about an option. */
public enum OptionFlag {
  /** Only at start. */
  IMMUTABLE,
  /** By CONFIG SET only as {@code enable-protected-configs} allows. */
  PROTECTED,
  /** A password: never logged, never shown in an error. */
  SENSITIVE,
  /** CONFIG GET shows it only when its exact name is asked for. */
  HIDDEN,
  /** A text whose line stays in the file when it is empty; that of others goes. */
  KEEPS_EMPTY,
  /** CONFIG REWRITE adds a line for it even if it has its default. */
  ALWAYS_WRITTEN,
  /** CONFIG REWRITE takes its line away while it has its default. */
  DEFAULT_GOES,
  /** Known and stored, but nothing reads it yet; the start-up log says so. */
  NO_EFFECT_YET
}
