package io.jacinth.server.start;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Who listens on a port, as far as Linux's /proc tells this user. */
final class PortOwner {
  private static final String LISTENING = "0A";

  private PortOwner() {}

  /** {@code " (used by process 123, redis-server)"}, or empty when it cannot be known. */
  static String describe(int port) {
    Set<String> sockets = new TreeSet<>();
    for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
      try {
        for (String line : Files.readAllLines(Path.of(table))) {
          String[] fields = line.strip().split("\\s+");
          if (fields.length > 9
              && fields[1].endsWith(String.format(Locale.ROOT, ":%04X", port))
              && fields[3].equals(LISTENING)) {
            sockets.add("socket:[" + fields[9] + "]");
          }
        }
      } catch (IOException notLinux) {
        return "";
      }
    }
    return sockets.isEmpty() ? "" : owner(sockets);
  }

  private static String owner(Set<String> sockets) {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (holds(process.resolve("fd"), sockets)) {
          String name = Files.readString(process.resolve("comm")).strip();
          return " (used by process " + process.getFileName() + ", " + name + ")";
        }
      }
    } catch (IOException unreadable) {
      return "";
    }
    return "";
  }

  private static boolean holds(Path descriptors, Set<String> sockets) {
    try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
      for (Path link : links) {
        if (sockets.contains(Files.readSymbolicLink(link).toString())) {
          return true;
        }
      }
    } catch (IOException notOurs) {
      return false;
    }
    return false;
  }
}
