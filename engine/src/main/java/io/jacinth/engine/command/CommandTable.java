package io.jacinth.engine.command;

import io.jacinth.resp.Argv;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All commands of one engine by name. Looking one up allocates nothing. */
public final class CommandTable {
  private final TreeMap<String, Command> byName = new TreeMap<>();
  private final List<Command> everything = new ArrayList<>();
  private @Nullable Command[] slots = new Command[16];
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
    for (Command command : byName.values()) {
      int i = hash(command.name()) & (capacity - 1);
      while (slots[i] != null) {
        i = (i + 1) & (capacity - 1);
      }
      slots[i] = command;
    }
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
      Command command = slots[k];
      if (command == null || argv.is(i, command.name())) {
        return command;
      }
    }
  }

  /** By lower-case name; {@code container|sub} for subcommands. */
  public @Nullable Command find(String name) {
    int bar = name.indexOf('|');
    Command command = byName.get(bar < 0 ? name : name.substring(0, bar));
    if (bar < 0 || command == null) {
      return command;
    }
    for (Command sub : command.subcommands()) {
      if (sub.name().equals(name)) {
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
      hash = hash * 31 + name.charAt(i);
    }
    return mix(hash);
  }

  private static int mix(int hash) {
    return hash ^ (hash >>> 15);
  }
}
