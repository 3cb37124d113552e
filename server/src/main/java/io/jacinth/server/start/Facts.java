package io.jacinth.server.start;

import io.jacinth.node.ProcessFacts;
import io.jacinth.server.net.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What INFO says of the process. */
final class Facts {
  private static final long TICK_MICROS = 10_000;
  private static final long PAGE_BYTES = 4096;

  private Facts() {}

  static ProcessFacts read(Transport transport) {
    long user = 0;
    long system = 0;
    long resident = 0;
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      user = Long.parseLong(fields[11]) * TICK_MICROS;
      system = Long.parseLong(fields[12]) * TICK_MICROS;
      resident = Long.parseLong(fields[21]) * PAGE_BYTES;
    } catch (IOException notLinux) {
      resident = 0;
    }
    return new ProcessFacts(
        System.getProperty("os.name", "")
            + " "
            + System.getProperty("os.version", "")
            + " "
            + System.getProperty("os.arch", "").replace("amd64", "x86_64"),
        transport.name().toLowerCase(Locale.ROOT),
        ProcessHandle.current().pid(),
        ProcessHandle.current().info().command().orElse(""),
        resident,
        user,
        system);
  }
}
