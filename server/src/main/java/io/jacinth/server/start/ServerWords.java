package io.jacinth.server.start;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.ConfigLoader;
import io.jacinth.engine.config.ConfigProblem;
import io.jacinth.engine.config.ConfigWords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

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
    ConfigLoader loader = new ConfigLoader(config, ServerWords::include);
    int at = 0;
    if (!words.isEmpty() && !words.get(0).startsWith("--") && !words.get(0).equals("-")) {
      Path file = Path.of(words.get(0)).toAbsolutePath().normalize();
      loader.read(new ConfigLoader.Source(file.toString(), content(file)));
      config.setFile(file.toString());
      at = 1;
    }
    if (words.contains("-")) {
      loader.read(new ConfigLoader.Source("standard input", readAll(standardInput)));
    }
    String options = optionLines(words.subList(at, words.size()));
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

  /** {@code --name value value} as configuration lines. */
  private static String optionLines(List<String> options) {
    StringBuilder lines = new StringBuilder();
    for (String option : options) {
      if (option.equals("-")) {
        continue;
      }
      if (option.startsWith("--")) {
        lines.append(lines.isEmpty() ? "" : "\n").append(option, 2, option.length());
      } else {
        byte[] utf8 = option.getBytes(StandardCharsets.UTF_8);
        lines.append(' ');
        lines.append(ConfigWords.quote(new String(utf8, StandardCharsets.ISO_8859_1)));
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

  private static List<ConfigLoader.Source> include(String pattern) {
    Path path = Path.of(pattern).toAbsolutePath();
    List<ConfigLoader.Source> sources = new ArrayList<>();
    Path parent = path.getParent();
    Path name = path.getFileName();
    if (parent == null || name == null) {
      return sources;
    }
    TreeSet<Path> files = new TreeSet<>();
    if (pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0) {
      files.add(path);
    } else {
      try (DirectoryStream<Path> matches = Files.newDirectoryStream(parent, name.toString())) {
        matches.forEach(files::add);
      } catch (IOException e) {
        return sources;
      }
    }
    for (Path file : files) {
      try {
        sources.add(new ConfigLoader.Source(file.toString(), Files.readAllBytes(file)));
      } catch (IOException e) {
        return List.of();
      }
    }
    return sources;
  }
}
