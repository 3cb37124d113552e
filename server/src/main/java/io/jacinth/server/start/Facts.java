package io.jacinth.server.start;

import io.jacinth.engine.CpuFacts;
import io.jacinth.node.ProcessFacts;
import io.jacinth.server.net.Transport;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What INFO says of the process.
 *
 * <p>Read on the engine's thread, so it must be quick: what does not change is asked once, and the
 * rest comes from two small files of /proc, at most every 100 ms, which is how often Redis looks at
 * its memory. The beans of the JDK cost ten times as much, and 10 ms at the first call.
 */
final class Facts {
  private static final long TICK_MICROS = 10_000;
  private static final long PAGE_BYTES = 4096;
  private static final long FRESH_NANOS = 100_000_000;

  // Fields of a stat file, counted from the one after the name in brackets.
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;
  private static final int RESIDENT_PAGES = 21;

  private final String os =
      System.getProperty("os.name", "")
          + " "
          + System.getProperty("os.version", "")
          + " "
          + System.getProperty("os.arch", "").replace("amd64", "x86_64");
  private final String transport;
  private final String executable = executable();

  /** Of the file read last; used by one thread at a time, the starting one and then the engine. */
  private final byte[] text = new byte[2048];

  private final long totalMemoryBytes;
  private @Nullable ProcessFacts last;
  private long lastNanos;

  Facts(Transport transport) {
    this.transport = transport.name().toLowerCase(Locale.ROOT);
    totalMemoryBytes = totalMemoryBytes();
  }

  /** Called on the engine's thread. */
  ProcessFacts get() {
    long nanos = System.nanoTime();
    ProcessFacts known = last;
    if (known != null && nanos - lastNanos < FRESH_NANOS) {
      return known;
    }
    ProcessFacts read = read();
    last = read;
    lastNanos = nanos;
    return read;
  }

  private ProcessFacts read() {
    long resident = 0;
    CpuFacts cpu = CpuFacts.NONE;
    try {
      int start = readStat("/proc/self/stat");
      long user = number(start, USER_TICKS) * TICK_MICROS;
      long system = number(start, SYSTEM_TICKS) * TICK_MICROS;
      resident = number(start, RESIDENT_PAGES) * PAGE_BYTES;
      start = readStat("/proc/thread-self/stat");
      cpu =
          new CpuFacts(
              user,
              system,
              number(start, USER_TICKS) * TICK_MICROS,
              number(start, SYSTEM_TICKS) * TICK_MICROS);
    } catch (IOException notLinux) {
      cpu = cpuOfBeans();
    }
    return new ProcessFacts(
        os, transport, ProcessHandle.current().pid(), executable, resident, totalMemoryBytes, cpu);
  }

  /** Where the first field after the name begins; a name may hold blanks and brackets. */
  private int readStat(String file) throws IOException {
    int length = readText(file);
    for (int i = length - 1; i >= 0; i--) {
      if (text[i] == ')') {
        return i + 2;
      }
    }
    throw new IOException("not a stat file: " + file);
  }

  private int readText(String file) throws IOException {
    try (FileInputStream in = new FileInputStream(file)) {
      int length = Math.max(0, in.read(text, 0, text.length - 1));
      text[length] = 0;
      return length;
    }
  }

  /** A number of the file just read: the field with this index after {@code start}. */
  private long number(int start, int field) {
    int at = start;
    for (int skipped = 0; skipped < field && text[at] != 0; at++) {
      if (text[at] == ' ') {
        skipped++;
      }
    }
    long value = 0;
    for (; text[at] >= '0' && text[at] <= '9'; at++) {
      value = value * 10 + text[at] - '0';
    }
    return value;
  }

  private long totalMemoryBytes() {
    try {
      int length = readText("/proc/meminfo");
      for (int i = 0; i < length; i++) {
        if (text[i] >= '0' && text[i] <= '9') {
          return number(i, 0) * 1024; // the first line is MemTotal, in kB
        }
      }
    } catch (IOException notLinux) {
      if (ManagementFactory.getOperatingSystemMXBean()
          instanceof com.sun.management.OperatingSystemMXBean machine) {
        return machine.getTotalMemorySize();
      }
    }
    return 0;
  }

  /** What this process may take: the memory of the machine, or of its container. 0 when unknown. */
  long usableMemoryBytes() {
    try {
      readText("/sys/fs/cgroup/memory.max"); // a number, or "max"
      long most = number(0, 0);
      return most > 0 ? Math.min(most, totalMemoryBytes) : totalMemoryBytes;
    } catch (IOException noContainer) {
      return totalMemoryBytes;
    }
  }

  private static String executable() {
    try {
      return Path.of("/proc/self/exe").toRealPath().toString();
    } catch (IOException notLinux) {
      return ProcessHandle.current().info().command().orElse("");
    }
  }

  private static CpuFacts cpuOfBeans() {
    long process =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean machine
            ? machine.getProcessCpuTime() / 1000
            : 0;
    var threads = ManagementFactory.getThreadMXBean();
    if (!threads.isCurrentThreadCpuTimeSupported()) {
      return new CpuFacts(process, 0, 0, 0);
    }
    long ownUser = threads.getCurrentThreadUserTime() / 1000;
    long own = threads.getCurrentThreadCpuTime() / 1000;
    return new CpuFacts(process, 0, ownUser, Math.max(0, own - ownUser));
  }
}
