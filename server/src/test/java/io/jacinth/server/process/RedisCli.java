package io.jacinth.server.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's redis-cli, run once. */
final class RedisCli {
  private RedisCli() {}

  /** Runs {@code redis-cli args...} and gives its output, standard error included. */
  static String run(String... args) {
    return run(List.of(args), "");
  }

  /** The same with something on its standard input. */
  static String run(List<String> args, String input) {
    List<String> command = new ArrayList<>();
    command.add("redis-cli");
    command.addAll(args);
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("TERM", "dumb"); // it colours its output even into a pipe
      Process process = builder.start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("redis-cli does not end: " + args + "\n" + output);
      }
      return output;
    } catch (IOException e) {
      throw new AssertionError(
          "redis-cli cannot be run; Debian package redis-tools: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Runs a command on a local port; the reply without its last newline. */
  static String at(int port, String... words) {
    List<String> args = new ArrayList<>(List.of("-p", Integer.toString(port)));
    args.addAll(List.of(words));
    return run(args, "").stripTrailing();
  }
}
