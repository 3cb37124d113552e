package io.jacinth.server.start;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.ConfigLoader;
import io.jacinth.engine.config.ConfigProblem;
import io.jacinth.engine.config.ConfigWords;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.node.CommandNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * redis-server's command line: {@code [config file | -] [--directive value ...]}. Options are lines
 * behind those of the file, so they win.
 */
final class ServerWords {
  private final List<String> words;

  ServerWords(List<String> words) {
    this.words = words;
  }

  /** All that the words and files say. */
  record Loaded(Config config, List<String> remarks, List<String> withoutEffect) {}

  /**
   * Reads everything.
   *
   * @throws StartException with every line that is wrong
   */
  Loaded load(InputStream standardInput) throws StartException {
    Config config = new Config();
    config.put(GeneralOptions.DIR, RealPlaces.bytesOf(Path.of("").toAbsolutePath().toString()));
    ConfigLoader loader = new ConfigLoader(config, new RealPlaces(), new CommandNames());
    List<String> rest = new ArrayList<>(words);
    if (!rest.isEmpty() && !rest.getFirst().startsWith("-")) {
      Path file = Path.of(rest.removeFirst()).toAbsolutePath().normalize();
      loader.read(new ConfigLoader.Source(file.toString(), content(file)));
      config.setFile(file.toString());
    }
    if (takesStandardInput(rest)) {
      loader.read(new ConfigLoader.Source("standard input", readAll(standardInput)));
    }
    String options = optionLines(rest);
    if (!options.isEmpty()) {
      loader.read(
          new ConfigLoader.Source("command line", options.getBytes(StandardCharsets.ISO_8859_1)));
    }
    loader.finish();
    if (!loader.problems().isEmpty()) {
      StringBuilder text = new StringBuilder("\n*** FATAL CONFIG FILE ERROR ***\n");
      for (ConfigProblem problem : loader.problems()) {
        text.append(problem.describe()).append('\n');
      }
      throw new StartException(text.toString().stripTrailing());
    }
    return new Loaded(config, loader.remarks(), loader.withoutEffect());
  }

  /** A lone dash, first or last. Takes it out. */
  private static boolean takesStandardInput(List<String> rest) {
    boolean first = !rest.isEmpty() && rest.getFirst().equals("-");
    if (first) {
      rest.removeFirst();
    }
    boolean last = !rest.isEmpty() && rest.getLast().equals("-");
    if (last) {
      rest.removeLast();
    }
    return first || last;
  }

  /** Whether the configuration comes from standard input, at least in part. */
  static boolean wantStandardInput(List<String> words) {
    boolean hasFile = !words.isEmpty() && !words.getFirst().startsWith("-");
    return takesStandardInput(new ArrayList<>(words.subList(hasFile ? 1 : 0, words.size())));
  }

  /**
   * The words after the file as configuration lines: a word with two dashes begins one, the others
   * are values of it. Several finer points are Redis's, and scripts rely on them:
   *
   * <ul>
   *   <li>A word that holds name and value ({@code "--port 7000"}) is a line as it is.
   *   <li>The word after a bare name is its value even if it starts with dashes.
   *   <li>{@code --save} alone, at the end or before another option, means {@code save ""}.
   * </ul>
   */
  private static String optionLines(List<String> options) {
    StringBuilder lines = new StringBuilder();
    boolean nameMayFollow = true;
    for (int i = 0; i < options.size(); i++) {
      String option = options.get(i);
      boolean isLast = i == options.size() - 1;
      if (nameMayFollow && option.startsWith("--")) {
        lines
            .append(lines.isEmpty() ? "" : "\n")
            .append(RealPlaces.bytesOf(option.substring(2)))
            .append(' ');
        List<String> words = ConfigWords.split(option);
        nameMayFollow = words == null || words.size() != 1;
        if (!nameMayFollow
            && option.strip().equalsIgnoreCase("--save")
            && (isLast || options.get(i + 1).startsWith("--"))) {
          lines.append("\"\"");
          nameMayFollow = true;
        }
      } else {
        lines.append(ConfigWords.quote(RealPlaces.bytesOf(option))).append(' ');
        nameMayFollow = true;
      }
    }
    return lines.toString();
  }

  private static byte[] content(Path file) throws StartException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new StartException(
          "Fatal error, can't open config file '" + file + "': " + reason(file));
    }
  }

  private static String reason(Path file) {
    return Files.exists(file) ? "it cannot be read" : "No such file or directory";
  }

  private static byte[] readAll(InputStream input) throws StartException {
    try {
      return input.readAllBytes();
    } catch (IOException e) {
      throw new StartException("Can't read the configuration from standard input: " + e);
    }
  }
}
