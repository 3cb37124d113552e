package io.jacinth.server.start;

import io.jacinth.engine.CpuFacts;
import io.jacinth.node.ProcessFacts;
import io.jacinth.server.net.Transport;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
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
        totalMemoryBytes(),
        cpu(user, system));
  }

  private static long totalMemoryBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getTotalMemorySize()
        : 0;
  }

  /** Called on the engine's thread. */
  private static CpuFacts cpu(long user, long system) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    if (!threads.isCurrentThreadCpuTimeSupported()) {
      return new CpuFacts(user, system, 0, 0);
    }
    long ownUser = threads.getCurrentThreadUserTime() / 1000;
    long own = threads.getCurrentThreadCpuTime() / 1000;
    return new CpuFacts(user, system, ownUser, Math.max(0, own - ownUser));
  }
}
