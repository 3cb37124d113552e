package io.jacinth.server.start;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.server.disk.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code pidfile}: written when the server runs, removed at its orderly end. */
final class PidFile {
  private static final String OF_A_DAEMON = "/var/run/redis.pid";

  private final @Nullable Path file;
  private final System.Logger log;

  PidFile(Config config, System.Logger log) {
    String name = config.utf8(GeneralOptions.PIDFILE);
    if (name.isEmpty() && Daemon.isChild()) {
      name = OF_A_DAEMON;
    }
    this.file = name.isEmpty() ? null : Path.of(config.utf8(GeneralOptions.DIR)).resolve(name);
    this.log = log;
  }

  void write() {
    if (file == null) {
      return;
    }
    try {
      Files.writeString(file, ProcessHandle.current().pid() + "\n");
    } catch (IOException e) {
      log.log(
          System.Logger.Level.WARNING, "Failed to write PID file: " + file + ": " + Reason.of(e));
    }
  }

  void remove() {
    if (file == null) {
      return;
    }
    log.log(System.Logger.Level.INFO, "Removing the pid file.");
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.log(System.Logger.Level.WARNING, "Can't remove " + file + ": " + Reason.of(e));
    }
  }
}
