package io.jacinth.engine.command;

import org.jspecify.annotations.Nullable;

/**
 * One command, or one subcommand. Everything there is to know of it but its statistics.
 *
 * @param name lower-case; {@code container|sub} for subcommands
 * @param arity words with the name itself; negative for "at least"
 * @param flags bits of {@link Flags}
 * @param handler null for a container that only has subcommands
 */
public record CommandRow(
    String name,
    Group group,
    int arity,
    int flags,
    Keys keys,
    int aclCategories,
    @Nullable Handler handler,
    Doc doc) {
  public boolean is(int flag) {
    return (flags & flag) != 0;
  }

  /** The part after the bar, or the whole name. */
  public String shortName() {
    return name.substring(name.indexOf('|') + 1);
  }

  /** The part before the bar, or null. */
  public @Nullable String container() {
    int bar = name.indexOf('|');
    return bar < 0 ? null : name.substring(0, bar);
  }

  public boolean arityFits(int count) {
    return arity >= 0 ? count == arity : count >= -arity;
  }
}
