package io.jacinth.architecture;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the sources are, seen from a test that runs in its module's directory. */
final class Repository {
  static final Path ROOT = find();

  private Repository() {}

  private static Path find() {
    Path dir = Path.of("").toAbsolutePath();
    while (!Files.exists(dir.resolve("benchmarks/pom.xml"))) {
      Path parent = dir.getParent();
      if (parent == null) {
        throw new IllegalStateException(
            "not inside the repository: " + Path.of("").toAbsolutePath());
      }
      dir = parent;
    }
    return dir;
  }
}
