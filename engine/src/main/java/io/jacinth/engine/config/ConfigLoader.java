package io.jacinth.engine.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of redis.conf into a {@link Config}, and finds everything that is wrong with it
 * before giving up.
 *
 * <p>More lenient than Redis in one way: a {@code #} word after a complete value starts a comment.
 * Tutorials write that, and redis-server stops on it; here the log mentions it once a file.
 */
public final class ConfigLoader {
  /** The world of files around a configuration. */
  public interface Places {
    /**
     * The files an {@code include} line names.
     *
     * @param directory value of {@code dir} at that line
     * @param pattern as written, may hold {@code *}, {@code ?} and {@code [...]}
     * @return the files it matches in order of their names; null if one cannot be read
     */
    @Nullable List<Source> open(String directory, String pattern);

    /**
     * The directory of a {@code dir} line.
     *
     * @param current value of {@code dir} so far
     * @return its full path, null if there is none
     */
    @Nullable String directory(String current, String path);
  }

  /** Which commands there are, for {@code rename-command}. */
  public interface Commands {
    /** Null if the name {@code from} can become {@code to}, which it has from then on. */
    @Nullable String rename(String from, String to);
  }

  /** A named text; bytes of it as they are. */
  public record Source(String name, byte[] content) {}

  public static final String RENAME_COMMAND = "rename-command";

  /** Directives that are not options. */
  static final List<String> NOT_OPTIONS = List.of("include", "user", RENAME_COMMAND, "loadmodule");

  /** Options of former times that Redis takes and ignores. */
  private static final List<String> IGNORED =
      List.of("list-max-ziplist-entries", "list-max-ziplist-value", "lua-replicate-commands");

  private static final int MAX_INCLUDE_DEPTH = 16;

  private final Config config;
  private final Places places;
  private final Commands commands;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private final Set<String> seen = new TreeSet<>();
  private int depth;

  public ConfigLoader(Config config, Places places, Commands commands) {
    this.config = config;
    this.places = places;
    this.commands = commands;
  }

  /** What could not be used, in order; empty when the configuration is good. */
  public List<ConfigProblem> problems() {
    return problems;
  }

  /** Sentences for the log: comments after values. */
  public List<String> remarks() {
    return remarks;
  }

  /** Reads one text after those read before; later lines win. */
  public void read(Source source) {
    String text = new String(source.content(), StandardCharsets.ISO_8859_1);
    int start = text.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
    int lineNumber = 0;
    int commentsAfterValues = 0;
    int firstComment = 0;
    while (start <= text.length()) {
      int end = text.indexOf('\n', start);
      if (end < 0) {
        end = text.length();
      }
      lineNumber++;
      String line = trim(text, start, end);
      start = end + 1;
      if (line.isEmpty() || line.charAt(0) == '#') {
        continue;
      }
      if (readLine(source.name(), lineNumber, line)) {
        commentsAfterValues++;
        firstComment = firstComment == 0 ? lineNumber : firstComment;
      }
    }
    if (commentsAfterValues > 0) {
      remarks.add(
          source.name()
              + " line "
              + firstComment
              + (commentsAfterValues > 1 ? " and " + (commentsAfterValues - 1) + " more" : "")
              + ": the text from '#' on is taken as a comment (redis-server would refuse the"
              + " line)");
    }
  }

  /** Checks that need the whole configuration; call after the last {@link #read}. */
  public void finish() {
    if (config.isOn(ClusterOptions.CLUSTER_ENABLED)
        && !config.words(ReplicationOptions.REPLICAOF).isEmpty()) {
      problems.add(
          new ConfigProblem(
              "the configuration", 0, "", "replicaof directive not allowed in cluster mode", null));
    }
  }

  /** What was set to something else than its default, or given at all, and does nothing yet. */
  public List<String> withoutEffect() {
    List<String> names = new ArrayList<>();
    for (Option<?> option : OptionTable.all()) {
      if (option.is(OptionFlag.NO_EFFECT_YET)
          && config.isSetExplicitly(option)
          && !config.get(option).equals(option.defaultValue())) {
        names.add(option.name());
      }
    }
    for (List<String> directive : config.otherDirectives()) {
      if (!directive.getFirst().equals(RENAME_COMMAND) && !names.contains(directive.getFirst())) {
        names.add(directive.getFirst());
      }
    }
    return names;
  }

  /** Returns whether a comment after the value was cut off. */
  private boolean readLine(String source, int lineNumber, String line) {
    Line read = Line.read(line);
    List<String> words = read.words();
    boolean cut = !read.comment().isEmpty();
    if (words == null) {
      problems.add(
          new ConfigProblem(
              source, lineNumber, shown(line), "Unbalanced quotes in configuration line", null));
      return false;
    }
    if (words.isEmpty()) {
      return false;
    }
    String name = words.getFirst().toLowerCase(Locale.ROOT);
    List<String> arguments = words.subList(1, words.size());
    String reason = apply(name, arguments);
    if (reason != null) {
      boolean unknown = reason.equals(BAD_DIRECTIVE) && OptionTable.find(name) == null;
      problems.add(
          new ConfigProblem(
              source,
              lineNumber,
              shown(line),
              reason,
              unknown && !NOT_OPTIONS.contains(name) ? OptionTable.nearest(name) : null));
    }
    return cut;
  }

  private static final String BAD_DIRECTIVE = "Bad directive or wrong number of arguments";

  private @Nullable String apply(String name, List<String> arguments) {
    Option<?> option = OptionTable.find(name);
    if (option != null) {
      // An option that takes several words judges by itself whether none will do.
      if (arguments.size() != 1 && !option.takesSeveralWords()) {
        return "wrong number of arguments";
      }
      List<String> words =
          option.takesSeveralWords() && arguments.size() == 1
              ? Config.splitAtSingleSpaces(arguments.getFirst())
              : arguments;
      if (option == GeneralOptions.DIR) {
        return changeDirectory(words.getFirst());
      }
      return config.putWords(option, words, !seen.add(option.name()));
    }
    if (IGNORED.contains(name) && arguments.size() == 1) {
      return null;
    }
    return switch (name) {
      case "include" -> arguments.size() == 1 ? include(arguments.getFirst()) : BAD_DIRECTIVE;
      case RENAME_COMMAND -> {
        String reason =
            arguments.size() == 2
                ? commands.rename(arguments.get(0), arguments.get(1))
                : BAD_DIRECTIVE;
        yield reason == null ? keep(name, arguments) : reason;
      }
      case "user", "loadmodule" -> arguments.isEmpty() ? BAD_DIRECTIVE : keep(name, arguments);
      case "sentinel" -> "sentinel directive while not in sentinel mode";
      default -> BAD_DIRECTIVE;
    };
  }

  private @Nullable String keep(String name, List<String> arguments) {
    List<String> words = new ArrayList<>();
    words.add(name);
    words.addAll(arguments);
    config.otherDirectives().add(words);
    return null;
  }

  /** As a process would: what comes after it counts from there. */
  private @Nullable String changeDirectory(String path) {
    String directory = places.directory(config.text(GeneralOptions.DIR), path);
    return directory == null
        ? "Can't chdir to '" + path + "': No such file or directory"
        : config.putWords(GeneralOptions.DIR, List.of(directory), false);
  }

  private @Nullable String include(String pattern) {
    if (depth == MAX_INCLUDE_DEPTH) {
      return "include goes deeper than " + MAX_INCLUDE_DEPTH + " files (a circle?)";
    }
    List<Source> sources = places.open(config.text(GeneralOptions.DIR), pattern);
    if (sources == null) {
      return "can't open config file '" + pattern + "'";
    }
    depth++;
    for (Source source : sources) {
      read(source);
    }
    depth--;
    return null;
  }

  /**
   * The words of a line, and the comment behind them.
   *
   * @param words null where quotes do not balance
   * @param comment from its {@code #} on; empty if there is none
   */
  record Line(@Nullable List<String> words, String comment) {
    static Line read(String line) {
      List<String> words = ConfigWords.split(line);
      if (words == null || hasCommentWord(words, line)) {
        int hash = commentStart(line);
        List<String> shorter = hash < 0 ? null : ConfigWords.split(line.substring(0, hash));
        if (shorter != null && shorter.size() > 1) {
          return new Line(shorter, line.substring(hash));
        }
      }
      return new Line(words, "");
    }
  }

  /** A directive that is no option and has lines of its own. */
  static boolean isDirective(String name) {
    return NOT_OPTIONS.contains(name.toLowerCase(Locale.ROOT));
  }

  /** A word from the third on starts with {@code #}; ACL rules may (a password's hash). */
  private static boolean hasCommentWord(List<String> words, String line) {
    if (words.isEmpty() || words.getFirst().equalsIgnoreCase("user")) {
      return false;
    }
    for (int i = 2; i < words.size(); i++) {
      if (words.get(i).startsWith("#")) {
        return commentStart(line) >= 0;
      }
    }
    return false;
  }

  /** The first unquoted {@code #} with a space before it, after the first value; -1 if none. */
  private static int commentStart(String line) {
    char quote = 0;
    int word = 0;
    boolean inWord = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        if (c == '\\') {
          i++;
        } else if (c == quote) {
          quote = 0;
        }
        continue;
      }
      if (c == ' ' || c == '\t') {
        inWord = false;
        continue;
      }
      if (!inWord) {
        if (c == '#' && word >= 2) {
          return i;
        }
        inWord = true;
        word++;
      }
      if (c == '"' || c == '\'') {
        quote = c;
      }
    }
    return -1;
  }

  /** The line for people: a password is not repeated. */
  static String shown(String line) {
    int end = 0;
    while (end < line.length() && line.charAt(end) > ' ') {
      end++;
    }
    String name = line.substring(0, end).toLowerCase(Locale.ROOT);
    Option<?> option = OptionTable.find(name);
    String nearest = option == null ? OptionTable.nearest(name) : null;
    Option<?> meant = nearest == null ? option : OptionTable.find(nearest);
    if (name.equals("user") || (meant != null && meant.is(OptionFlag.SENSITIVE))) {
      return line.substring(0, end) + " (hidden)";
    }
    return new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  static String trim(String text, int start, int end) {
    int from = start;
    int to = end;
    while (from < to && isTrimmed(text.charAt(from))) {
      from++;
    }
    while (to > from && isTrimmed(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isTrimmed(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }
}
