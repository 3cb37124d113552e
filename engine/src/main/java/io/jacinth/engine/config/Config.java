package io.jacinth.engine.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The values of all options of one node.
 *
 * <p>Read and changed on the engine loop only. Who keeps a copy of a value elsewhere (the bus loop,
 * the listening sockets) registers a hook and is told of changes made by CONFIG SET.
 */
public final class Config {
  /** Carries a changed value to where it takes effect. */
  @FunctionalInterface
  public interface ApplyHook {
    /**
     * Called after all values of a CONFIG SET are in place, and again after they were put back.
     *
     * @return null, or why it cannot be done (in Redis's words); then everything is put back
     */
    @Nullable String apply();
  }

  /**
   * A value that could not be set.
   *
   * @param name the directive as it was written
   * @param reason in Redis's words
   * @param wasInPlace it was good in itself, but could not take effect
   */
  public record Refusal(String name, String reason, boolean wasInPlace) {
    Refusal(String name, String reason) {
      this(name, reason, false);
    }
  }

  /** One name and value of a CONFIG SET. */
  public record Assignment(String name, String value) {}

  private final Object[] values;

  /** {@link Option#asNumber} of each value: numbers, switches (0, 1), places of choices. */
  private final long[] numbers;

  private final boolean[] setExplicitly;
  private final List<@Nullable List<ApplyHook>> hooks = new ArrayList<>();
  private @Nullable String file;

  /** Users, renamed commands and modules of the files, in their order, not options. */
  private final List<List<String>> otherDirectives = new ArrayList<>();

  /** All options at their defaults. */
  public Config() {
    int size = OptionTable.size();
    values = new Object[size];
    numbers = new long[size];
    setExplicitly = new boolean[size];
    for (Option<?> option : OptionTable.all()) {
      hooks.add(null);
      reset(option);
    }
  }

  private <T> void reset(Option<T> option) {
    put(option, option.defaultValue());
  }

  // Reading

  public boolean isOn(BoolOption option) {
    return numbers[option.index()] != 0;
  }

  public long number(NumberOption option) {
    return numbers[option.index()];
  }

  /** For options whose bounds fit an int. */
  public int intNumber(NumberOption option) {
    return Math.toIntExact(numbers[option.index()]);
  }

  /** The chosen word. */
  public String choice(ChoiceOption option) {
    return get(option);
  }

  /** The place of the chosen word among the option's choices. */
  public int place(ChoiceOption option) {
    return (int) numbers[option.index()];
  }

  /** The byte string, one char per byte; empty if not set. */
  public String text(TextOption option) {
    return get(option);
  }

  /** The bytes of a text option. */
  public byte[] bytes(TextOption option) {
    return get(option).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A text option that names a file or a person's words: its bytes read as UTF-8. */
  public String utf8(TextOption option) {
    return new String(bytes(option), StandardCharsets.UTF_8);
  }

  public List<String> words(WordsOption option) {
    return get(option);
  }

  public List<SavePoint> savePoints() {
    return get(PersistenceOptions.SAVE);
  }

  public BufferLimits outputBufferLimits() {
    return get(NetworkOptions.CLIENT_OUTPUT_BUFFER_LIMIT);
  }

  @SuppressWarnings("unchecked")
  public <T> T get(Option<T> option) {
    return (T) values[option.index()];
  }

  /** Redis's text of a value, as CONFIG GET shows it. */
  public <T> String format(Option<T> option) {
    return option.format(get(option));
  }

  /** A file, the command line or CONFIG SET named it. */
  public boolean isSetExplicitly(Option<?> option) {
    return setExplicitly[option.index()];
  }

  /** Path of the configuration file, null when there is none. */
  public @Nullable String file() {
    return file;
  }

  public void setFile(@Nullable String path) {
    file = path;
  }

  /** {@code user}, {@code rename-command} and {@code loadmodule} lines as words. */
  public List<List<String>> otherDirectives() {
    return otherDirectives;
  }

  // Writing

  /** Puts a value without asking anybody; for start-up and for tests. */
  public <T> void put(Option<T> option, T value) {
    values[option.index()] = value;
    numbers[option.index()] = option.asNumber(value);
  }

  /** Puts a value from words, as a line of redis.conf does. */
  <T> @Nullable String putWords(Option<T> option, List<String> words, boolean repeated) {
    switch (option.parse(words, get(option), repeated)) {
      case Parsed.Value<T>(T value) -> {
        put(option, value);
        setExplicitly[option.index()] = true;
        return null;
      }
      case Parsed.Refused<T>(String reason) -> {
        return reason;
      }
    }
  }

  /** Registers a hook for changes of one of {@code options}. */
  public void onChange(ApplyHook hook, Option<?>... options) {
    for (Option<?> option : options) {
      List<ApplyHook> list = hooks.get(option.index());
      if (list == null) {
        list = new ArrayList<>();
        hooks.set(option.index(), list);
      }
      list.add(hook);
    }
  }

  /**
   * CONFIG SET: all of {@code assignments} or none.
   *
   * @param mayChangeProtected the client may change options marked PROTECTED
   * @return null when done; else what was in the way, and nothing has changed
   */
  public @Nullable Refusal set(List<Assignment> assignments, boolean mayChangeProtected) {
    List<Option<?>> options = new ArrayList<>();
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (Assignment assignment : assignments) {
      Option<?> option = OptionTable.find(assignment.name());
      if (option == null) {
        return new Refusal(assignment.name(), "");
      }
      if (option.is(OptionFlag.IMMUTABLE)) {
        return new Refusal(assignment.name(), "can't set immutable config");
      }
      if (option.is(OptionFlag.PROTECTED) && !mayChangeProtected) {
        return new Refusal(assignment.name(), "can't set protected config");
      }
      // An option and its older alias may stand together: the last one wins.
      if (!names.add(assignment.name())) {
        return new Refusal(assignment.name(), "duplicate parameter");
      }
      options.add(option);
    }
    Object[] oldValues = values.clone();
    long[] oldNumbers = numbers.clone();
    boolean[] oldExplicit = setExplicitly.clone();
    Refusal refusal = putAll(assignments, options);
    if (refusal == null) {
      refusal = runHooks(assignments, options, oldValues);
      if (refusal == null) {
        return null;
      }
      restore(oldValues, oldNumbers, oldExplicit);
      // The hooks that had already run carry the old values back.
      for (ApplyHook hook : hooksOf(options)) {
        hook.apply();
      }
      return refusal;
    }
    restore(oldValues, oldNumbers, oldExplicit);
    return refusal;
  }

  private @Nullable Refusal putAll(List<Assignment> assignments, List<Option<?>> options) {
    for (int i = 0; i < options.size(); i++) {
      Option<?> option = options.get(i);
      String value = assignments.get(i).value();
      List<String> words = option.takesSeveralWords() ? splitAtSingleSpaces(value) : List.of(value);
      String reason = putWords(option, words, false);
      if (reason != null) {
        return new Refusal(assignments.get(i).name(), reason);
      }
    }
    return null;
  }

  private @Nullable Refusal runHooks(
      List<Assignment> assignments, List<Option<?>> options, Object[] oldValues) {
    List<ApplyHook> done = new ArrayList<>();
    for (int i = 0; i < options.size(); i++) {
      Option<?> option = options.get(i);
      if (oldValues[option.index()].equals(values[option.index()])) {
        continue;
      }
      for (ApplyHook hook : hooksOf(List.of(option))) {
        if (done.contains(hook)) {
          continue;
        }
        done.add(hook);
        String reason = hook.apply();
        if (reason != null) {
          return new Refusal(assignments.get(i).name(), reason, true);
        }
      }
    }
    return null;
  }

  private List<ApplyHook> hooksOf(List<Option<?>> options) {
    List<ApplyHook> all = new ArrayList<>();
    for (Option<?> option : options) {
      List<ApplyHook> list = hooks.get(option.index());
      if (list != null) {
        for (ApplyHook hook : list) {
          if (!all.contains(hook)) {
            all.add(hook);
          }
        }
      }
    }
    return all;
  }

  private void restore(Object[] oldValues, long[] oldNumbers, boolean[] oldExplicit) {
    System.arraycopy(oldValues, 0, values, 0, values.length);
    System.arraycopy(oldNumbers, 0, numbers, 0, numbers.length);
    System.arraycopy(oldExplicit, 0, setExplicitly, 0, setExplicitly.length);
  }

  /** Two spaces in a row make an empty word between them; an empty text has no words. */
  static List<String> splitAtSingleSpaces(String text) {
    if (text.isEmpty()) {
      return List.of("");
    }
    List<String> words = new ArrayList<>();
    int from = 0;
    while (true) {
      int space = text.indexOf(' ', from);
      if (space < 0) {
        words.add(text.substring(from));
        return words;
      }
      words.add(text.substring(from, space));
      from = space + 1;
    }
  }
}
