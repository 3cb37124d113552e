package io.jacinth.server.start;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.NetworkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How many clients the system's limit of open files leaves room for. The JVM raises its soft limit
 * to the hard one by itself, so nothing is left to ask for; where the limit cannot be read there is
 * none.
 */
final class FileLimit {
  /** Descriptors that are not clients': files, the log, listening sockets. */
  private static final int RESERVED = 32;

  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final String ROW = "Max open files";

  private FileLimit() {}

  /** Lowers {@code maxclients} to what is possible, and guards it from then on. */
  static void apply(Config config, System.Logger log) throws StartException {
    long openFiles = read();
    long wanted = config.number(NetworkOptions.MAXCLIENTS);
    if (wanted > openFiles - RESERVED) {
      if (openFiles <= RESERVED) {
        throw new StartException(
            "Your current 'ulimit -n' of "
                + openFiles
                + " is not enough for the server to start. Please increase your open file limit to"
                + " at least "
                + (RESERVED + 1)
                + ". Exiting.");
      }
      warn(
          log,
          "You requested maxclients of "
              + wanted
              + " requiring at least "
              + (wanted + RESERVED)
              + " max file descriptors.");
      warn(
          log,
          "Server can't set maximum open files to "
              + (wanted + RESERVED)
              + " because of OS error: Operation not permitted.");
      warn(
          log,
          "Current maximum open files is "
              + openFiles
              + ". maxclients has been reduced to "
              + (openFiles - RESERVED)
              + " to compensate for low ulimit. If you need higher maxclients increase 'ulimit"
              + " -n'.");
      config.put(NetworkOptions.MAXCLIENTS, openFiles - RESERVED);
    }
    config.onChange(() -> check(config, openFiles), NetworkOptions.MAXCLIENTS);
  }

  private static void warn(System.Logger log, String line) {
    log.log(System.Logger.Level.WARNING, line);
  }

  private static @Nullable String check(Config config, long openFiles) {
    return config.number(NetworkOptions.MAXCLIENTS) > openFiles - RESERVED
        ? "The operating system is not able to handle the specified number of clients, try with "
            + (openFiles - RESERVED)
        : null;
  }

  private static long read() {
    try {
      for (String line : Files.readAllLines(LIMITS)) {
        if (line.startsWith(ROW)) {
          String soft = line.substring(ROW.length()).strip().split("\\s+")[0];
          return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
        }
      }
    } catch (IOException | NumberFormatException unknown) {
      return Long.MAX_VALUE;
    }
    return Long.MAX_VALUE;
  }
}
