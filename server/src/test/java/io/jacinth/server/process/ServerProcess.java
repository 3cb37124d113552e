package io.jacinth.server.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One server process on loopback; its output goes to {@code stdout.log} in its directory. */
public final class ServerProcess implements AutoCloseable {
  /** The tests run against redis-server, to check what they claim. */
  static final boolean SUBJECT_IS_REDIS =
      "redis".equals(System.getProperty("jacinth.test.subject"));

  private final List<String> command;
  private final Path directory;
  private final Path output;
  private Process process;

  private ServerProcess(List<String> command, Path directory) {
    this.command = command;
    this.directory = directory;
    this.output = directory.resolve("stdout.log");
  }

  /** {@code jacinth server args...}, from the classes under test. */
  public static ServerProcess jacinth(Path directory, String... args) {
    return SUBJECT_IS_REDIS
        ? redis(directory, args)
        : main(directory, with(List.of("server"), args)).start();
  }

  /** {@code jacinth words...}, not started yet. */
  public static ServerProcess main(Path directory, List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-Xms16m",
            "-XX:MaxNewSize=64m",
            "-XX:MaxDirectMemorySize=512m",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "io.jacinth.server.Main"));
    command.addAll(words);
    return new ServerProcess(command, directory);
  }

  /** {@code redis-server args...}. */
  public static ServerProcess redis(Path directory, String... args) {
    return new ServerProcess(with(List.of("redis-server"), args), directory).start();
  }

  private static List<String> with(List<String> first, String... rest) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(rest));
    return all;
  }

  /** Starts it, or starts it again; the output is appended. */
  public ServerProcess start() {
    try {
      Files.createDirectories(directory);
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
      // As the launcher does.
      builder.environment().put("MALLOC_ARENA_MAX", "2");
      builder.environment().put("MALLOC_MMAP_THRESHOLD_", "524288");
      process = builder.start();
      process.getOutputStream().close();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public String log() {
    try {
      return Files.exists(output) ? Files.readString(output, StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void awaitLog(String text, int timeoutSeconds) {
    Await.until(timeoutSeconds, () -> "\"" + text + "\" in\n" + log(), () -> log().contains(text));
  }

  /** kill -9. */
  public void killHard() {
    process.destroyForcibly();
    awaitExit(10);
  }

  /** SIGTERM; the exit code. */
  public int terminate() {
    process.destroy();
    return awaitExit(20);
  }

  public int awaitExit(int timeoutSeconds) {
    try {
      if (!process.waitFor(Await.patience(timeoutSeconds), TimeUnit.SECONDS)) {
        throw new AssertionError("still running: " + command + "\n" + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      killHard();
    }
  }
}
