package io.jacinth.engine.command;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rows of one topic, in the order they are written down. */
public final class CommandFamily {
  private final Group group;
  private final List<CommandRow> rows = new ArrayList<>();

  private CommandFamily(Group group) {
    this.group = group;
  }

  public static CommandFamily family(Group group) {
    return new CommandFamily(group);
  }

  /** How many words: exactly {@code words}, or at least {@code -words}, the name included. */
  public static int arity(int words) {
    return words;
  }

  /** A command, or with {@code CONTAINER|SUB} a subcommand. */
  public CommandFamily row(
      String name, int arity, int flags, Keys keys, @Nullable Handler handler, Doc doc) {
    String lower = name.toLowerCase(Locale.ROOT);
    int categories = group.categories() | Acl.implied(flags, handler == null);
    int all = keys.isMovable() ? flags | Flags.MOVABLE_KEYS : flags;
    rows.add(new CommandRow(lower, group, arity, all, keys, categories, handler, doc));
    return this;
  }

  /** A container of subcommands; it does nothing itself and belongs to no group's category. */
  public CommandFamily container(String name, int arity, Doc doc) {
    rows.add(
        new CommandRow(
            name.toLowerCase(Locale.ROOT), group, arity, 0, Keys.none(), Acl.SLOW, null, doc));
    return this;
  }

  /** The row above should not be used any more since a release, but its replacement. */
  public CommandFamily deprecated(String release, String replacement) {
    CommandRow row = rows.getLast();
    return documented(row.group(), row.doc().asDeprecated(release, replacement));
  }

  /** The row above is for servers and tests, not for people. */
  public CommandFamily internal() {
    CommandRow row = rows.getLast();
    return documented(row.group(), row.doc().asInternal());
  }

  /** The row above is documented with another group than its family's; its ACL stays. */
  public CommandFamily documentedWith(Group other) {
    return documented(other, rows.getLast().doc());
  }

  private CommandFamily documented(Group where, Doc doc) {
    CommandRow row = rows.removeLast();
    rows.add(
        new CommandRow(
            row.name(),
            where,
            row.arity(),
            row.flags(),
            row.keys(),
            row.aclCategories(),
            row.handler(),
            doc));
    return this;
  }

  /** More ACL categories for the row above. */
  public CommandFamily also(int categories) {
    CommandRow row = rows.removeLast();
    rows.add(
        new CommandRow(
            row.name(),
            row.group(),
            row.arity(),
            row.flags(),
            row.keys(),
            row.aclCategories() | categories,
            row.handler(),
            row.doc()));
    return this;
  }

  /** Exactly these ACL categories beside those implied by flags, for the row above. */
  public CommandFamily categories(int categories) {
    CommandRow row = rows.removeLast();
    rows.add(
        new CommandRow(
            row.name(),
            row.group(),
            row.arity(),
            row.flags(),
            row.keys(),
            categories | Acl.implied(row.flags(), row.handler() == null),
            row.handler(),
            row.doc()));
    return this;
  }

  public Group group() {
    return group;
  }

  public List<CommandRow> rows() {
    return Collections.unmodifiableList(rows);
  }
}
