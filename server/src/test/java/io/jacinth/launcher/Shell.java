package io.jacinth.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One finished process: what it printed, and how it ended. */
record Shell(int exitCode, String out, String err) {
  /** Only for what hangs: a first start trains its cache, for minutes where cores are shared. */
  private static final int LIMIT_SECONDS = 600;

  /** The root of the repository, seen from a test that runs in its module's directory. */
  static Path root() {
    return Path.of("").toAbsolutePath().getParent();
  }

  /** Runs the command in the directory with exactly this environment. */
  static Shell run(Path dir, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("launcher", ".out");
    Path err = Files.createTempFile("launcher", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(dir.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().clear();
      builder.environment().putAll(new HashMap<>(environment));
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("still running after " + LIMIT_SECONDS + " s: " + List.of(command));
      }
      return new Shell(
          process.exitValue(),
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  static Shell bash(Map<String, String> environment, String... lines)
      throws IOException, InterruptedException {
    String script = String.join("\n", Arrays.asList(lines));
    return run(root(), environment, "/bin/bash", "-c", script);
  }
}
