package io.jacinth.server.start;

import io.jacinth.engine.config.ConfigLoader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The files and directories a configuration names. Texts are byte strings, one char per byte. */
final class RealPlaces implements ConfigLoader.Places {
  @Override
  public @Nullable List<ConfigLoader.Source> open(String directory, String pattern) {
    Path home = path(directory);
    TreeSet<Path> files = new TreeSet<>();
    if (isPattern(pattern)) {
      Path wanted = home.resolve(utf8(pattern)).normalize();
      Path root = wanted.getRoot();
      if (root != null) {
        collect(root, wanted, 0, files);
      }
    } else {
      files.add(home.resolve(utf8(pattern)).normalize());
    }
    List<ConfigLoader.Source> sources = new ArrayList<>();
    for (Path file : files) {
      try {
        sources.add(new ConfigLoader.Source(file.toString(), Files.readAllBytes(file)));
      } catch (IOException unreadable) {
        return null;
      }
    }
    return sources;
  }

  /** Follows a pattern name by name; each of them may have wildcards. */
  private static void collect(Path at, Path pattern, int depth, TreeSet<Path> found) {
    if (depth == pattern.getNameCount()) {
      found.add(at);
      return;
    }
    String name = pattern.getName(depth).toString();
    if (!isPattern(name)) {
      Path next = at.resolve(name);
      if (Files.exists(next)) {
        collect(next, pattern, depth + 1, found);
      }
      return;
    }
    try (DirectoryStream<Path> matches = Files.newDirectoryStream(at, name.replace("{", "\\{"))) {
      for (Path match : matches) {
        if (!match.getFileName().toString().startsWith(".") || name.startsWith(".")) {
          collect(match, pattern, depth + 1, found);
        }
      }
    } catch (IOException noDirectory) {
      return;
    }
  }

  private static boolean isPattern(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
  }

  @Override
  public @Nullable String directory(String current, String path) {
    Path directory = path(current).resolve(utf8(path));
    try {
      return Files.isDirectory(directory) ? bytesOf(directory.toRealPath().toString()) : null;
    } catch (IOException gone) {
      return null;
    }
  }

  private static Path path(String bytes) {
    return Path.of(utf8(bytes)).toAbsolutePath();
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** One char per byte of its UTF-8. */
  static String bytesOf(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
