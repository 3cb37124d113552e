package io.jacinth.server.start;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code daemonize yes}. A JVM cannot fork, so it starts itself a second time, detached and in a
 * session of its own, and returns when that process serves or has said why it cannot: unlike with a
 * fork, the caller's exit status tells whether there is a server.
 */
final class Daemon {
  /** Names the file in which the detached process tells how its start went. */
  private static final String CHILD = "JACINTH_DAEMON_REPORT";

  private static final String READY = "ready";
  private static final int START_TIMEOUT_S = 60;

  private Daemon() {}

  /** This process is the detached one. */
  static boolean isChild() {
    return System.getenv(CHILD) != null;
  }

  /** Starts the detached process and waits until it serves. */
  static void launch() throws StartException {
    try {
      Path report = Files.createTempFile("jacinth", ".start");
      try {
        Process child = start(report);
        String outcome = await(child, report);
        if (!outcome.equals(READY)) {
          throw new StartException(outcome.isEmpty() ? "The server ended at its start." : outcome);
        }
      } finally {
        Files.deleteIfExists(report);
      }
    } catch (IOException e) {
      throw new StartException("Can't start in the background: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("Interrupted.");
    }
  }

  private static Process start(Path report) throws IOException {
    List<String> command = new ArrayList<>();
    Path setsid = Path.of("/usr/bin/setsid");
    if (Files.isExecutable(setsid)) {
      command.add(setsid.toString());
    }
    command.addAll(ownCommandLine());
    File nowhere = new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(nowhere)
            .redirectOutput(nowhere)
            .redirectError(nowhere);
    builder.environment().put(CHILD, report.toString());
    return builder.start();
  }

  /** From /proc where there is one: the JDK gives up on command lines over 4 KiB. */
  private static List<String> ownCommandLine() throws IOException {
    ProcessHandle.Info self = ProcessHandle.current().info();
    List<String> words = new ArrayList<>();
    words.add(self.command().orElseThrow(() -> new IOException("the command is unknown")));
    Path proc = Path.of("/proc/self/cmdline");
    if (Files.isReadable(proc)) {
      String[] all = Files.readString(proc).split("\0", -1);
      words.addAll(List.of(all).subList(1, all.length - 1));
    } else {
      words.addAll(
          List.of(
              self.arguments().orElseThrow(() -> new IOException("the arguments are unknown"))));
    }
    return words;
  }

  private static String await(Process child, Path report) throws IOException, InterruptedException {
    for (long i = 0; i < TimeUnit.SECONDS.toMillis(START_TIMEOUT_S) / 10; i++) {
      boolean ended = child.waitFor(10, TimeUnit.MILLISECONDS);
      String text = Files.readString(report).strip();
      if (ended || !text.isEmpty()) {
        return text;
      }
    }
    throw new IOException("no word from process " + child.pid());
  }

  /**
   * Tells the process that waits, if one does.
   *
   * @param failure null when the server runs
   */
  static void report(@Nullable String failure) {
    String file = System.getenv(CHILD);
    if (file == null) {
      return;
    }
    try {
      Path report = Path.of(file);
      Path written = report.resolveSibling(report.getFileName() + ".new");
      Files.write(written, (failure == null ? READY : failure).getBytes(StandardCharsets.UTF_8));
      // Whole or not at all: the reader looks every few milliseconds.
      Files.move(written, report, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException nobodyWaits) {
      return;
    }
  }
}
