package io.jacinth.engine.command;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.ConfigLoader;
import io.jacinth.resp.Argv;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All commands of one engine by name. Looking one up allocates nothing.
 *
 * <p>With {@code rename-command} clients know a command by another name than its row has, or by
 * none. Everything that shows a name (COMMAND, statistics, errors about the number of words) goes
 * on with that of the row, as in Redis.
 */
public final class CommandTable {
  private final TreeMap<String, Command> byName = new TreeMap<>();
  private final List<Command> everything = new ArrayList<>();
  private @Nullable Command[] slots = new Command[16];

  /** What clients call the command in the same place of {@link #slots}. */
  private @Nullable String[] names = new String[16];

  private int visible;

  public CommandTable(Collection<CommandFamily> families) {
    for (CommandFamily family : families) {
      for (CommandRow row : family.rows()) {
        if (row.container() == null) {
          add(row);
        }
      }
    }
    for (CommandFamily family : families) {
      for (CommandRow row : family.rows()) {
        String container = row.container();
        if (container != null) {
          Command parent = byName.get(container);
          if (parent == null) {
            throw new IllegalArgumentException("no row for the container of " + row.name());
          }
          Command sub = new Command(row, everything.size());
          parent.add(sub);
          everything.add(sub);
        }
      }
    }
    index();
  }

  /** A table of these families, under the names that {@code config} gives them. */
  public static CommandTable of(Collection<CommandFamily> families, Config config) {
    CommandTable table = new CommandTable(families);
    for (List<String> words : config.otherDirectives()) {
      if (words.getFirst().equals(ConfigLoader.RENAME_COMMAND)) {
        String reason = table.rename(words.get(1), words.get(2));
        if (reason != null) {
          throw new IllegalArgumentException(String.join(" ", words) + ": " + reason);
        }
      }
    }
    return table;
  }

  private void add(CommandRow row) {
    Command command = new Command(row, everything.size());
    if (byName.put(row.name(), command) != null) {
      throw new IllegalArgumentException("two rows are named " + row.name());
    }
    everything.add(command);
    if (!row.is(Flags.HIDDEN)) {
      visible++;
    }
  }

  private void index() {
    int capacity = Integer.highestOneBit(Math.max(8, byName.size())) * 4;
    slots = new Command[capacity];
    names = new String[capacity];
    byName.forEach((name, command) -> {
      int i = hash(name) & (capacity - 1);
      while (slots[i] != null) {
        i = (i + 1) & (capacity - 1);
      }
      slots[i] = command;
      names[i] = name;
    });
  }

  /**
   * What a {@code rename-command} line asks for. Only before the first command runs.
   *
   * @param to empty: the command shall not be there any more
   * @return why that cannot be, in Redis's words; null if it is done
   */
  public @Nullable String rename(String from, String to) {
    Command command = byName.remove(lower(from));
    if (command == null) {
      return "No such command in rename-command";
    }
    if (to.isEmpty()) {
      if (!command.is(Flags.HIDDEN)) {
        visible--;
      }
    } else if (byName.putIfAbsent(lower(to), command) != null) {
      byName.put(lower(from), command);
      return "Target command name already exists";
    }
    index();
    return null;
  }

  /** The command that word {@code i} names (never a subcommand), or null. */
  public @Nullable Command find(Argv argv, int i) {
    byte[] bytes = argv.array();
    int from = argv.offset(i);
    int hash = 0;
    for (int k = from, end = from + argv.length(i); k < end; k++) {
      hash = hash * 31 + (bytes[k] >= 'A' && bytes[k] <= 'Z' ? bytes[k] + 32 : bytes[k]);
    }
    int mask = slots.length - 1;
    for (int k = mix(hash) & mask; ; k = (k + 1) & mask) {
      String name = names[k];
      if (name == null || argv.is(i, name)) {
        return slots[k];
      }
    }
  }

  /** The command or subcommand that a whole request names, or null. */
  public @Nullable Command find(Argv argv) {
    Command command = find(argv, 0);
    if (command != null && !command.subcommands().isEmpty() && argv.count() > 1) {
      return command.subcommand(argv, 1);
    }
    return command;
  }

  /** The row of what {@link #find(Argv)} finds. */
  public @Nullable CommandRow rowOf(Argv argv) {
    Command command = find(argv);
    return command == null ? null : command.row();
  }

  /** By lower-case name as clients know it; {@code container|sub} for subcommands. */
  public @Nullable Command find(String name) {
    int bar = name.indexOf('|');
    Command command = byName.get(bar < 0 ? name : name.substring(0, bar));
    if (bar < 0 || command == null) {
      return command;
    }
    String shortName = name.substring(bar + 1);
    for (Command sub : command.subcommands()) {
      if (sub.row().shortName().equals(shortName)) {
        return sub;
      }
    }
    return null;
  }

  /** Top-level commands in order of name. */
  public Collection<Command> commands() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /** Commands and subcommands. */
  public List<Command> everything() {
    return Collections.unmodifiableList(everything);
  }

  /** How many commands COMMAND COUNT counts. */
  public int visibleCount() {
    return visible;
  }

  private static int hash(String name) {
    int hash = 0;
    for (int i = 0; i < name.length(); i++) {
      hash = hash * 31 + (byte) name.charAt(i);
    }
    return mix(hash);
  }

  /** Letters beyond ASCII stay as they are; to Redis they are bytes. */
  private static String lower(String name) {
    StringBuilder lower = new StringBuilder(name);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        lower.setCharAt(i, (char) (c + 32));
      }
    }
    return lower.toString();
  }

  private static int mix(int hash) {
    return hash ^ (hash >>> 15);
  }
}
