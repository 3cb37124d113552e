package io.jacinth.engine.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All options in the order CONFIG GET reports them, and by name. */
public final class OptionTable {
  private static final List<Option<?>> ALL = new ArrayList<>();
  private static final Map<String, Option<?>> BY_NAME = new HashMap<>();

  static {
    for (List<Option<?>> rows :
        List.of(
            NetworkOptions.ROWS,
            GeneralOptions.ROWS,
            MemoryOptions.ROWS,
            PersistenceOptions.ROWS,
            ReplicationOptions.ROWS,
            ClusterOptions.ROWS,
            TlsOptions.ROWS)) {
      for (Option<?> option : rows) {
        option.placeAt(ALL.size());
        ALL.add(option);
        register(option.name(), option);
        String alias = option.alias();
        if (alias != null) {
          register(alias, option);
        }
      }
    }
  }

  private OptionTable() {}

  private static void register(String name, Option<?> option) {
    if (BY_NAME.put(name, option) != null) {
      throw new IllegalStateException("two options called " + name);
    }
  }

  /** Every row. */
  public static List<Option<?>> all() {
    return List.copyOf(ALL);
  }

  static int size() {
    return ALL.size();
  }

  /** The option of that name or alias, in any case of letters. */
  public static @Nullable Option<?> find(String name) {
    return BY_NAME.get(name.toLowerCase(Locale.ROOT));
  }

  /**
   * The known directive that looks most like {@code word}, if any looks like it at all. What is
   * written with an equals sign or a colon, as in other programs' files, counts up to there.
   */
  static @Nullable String nearest(String word) {
    int end = 0;
    while (end < word.length() && word.charAt(end) != '=' && word.charAt(end) != ':') {
      end++;
    }
    String name = word.substring(0, end);
    List<String> names = new ArrayList<>(ConfigLoader.NOT_OPTIONS);
    for (Option<?> option : ALL) {
      names.add(option.name());
      String alias = option.alias();
      if (alias != null) {
        names.add(alias);
      }
    }
    return NearestWord.of(name, names);
  }
}
