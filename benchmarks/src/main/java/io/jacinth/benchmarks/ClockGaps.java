package io.jacinth.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What this machine takes away by itself: reads the clock for so many seconds and does nothing
 * else, and tells how often two readings lay far apart. The system counts how often it has put
 * something else on the core; a gap in which that count stays is not the system's: a virtual
 * machine's host had the core, or the hardware did something of its own.
 *
 * <p>{@code ClockGaps [seconds=60]}, a line for gaps of each length: all, and those that are not
 * the system's.
 */
public final class ClockGaps {
  private static final int[] OVER_MICROS = {100, 500, 1000, 2000, 5000, 10_000};
  private static final Path STATUS = Path.of("/proc/thread-self/status");

  private ClockGaps() {}

  public static void main(String[] args) throws IOException {
    long seconds = args.length > 0 ? Long.parseLong(args[0]) : 60;
    long[] all = new long[OVER_MICROS.length];
    long[] unexplained = new long[OVER_MICROS.length];
    long longest = 0;
    long switches = switches();
    long start = System.nanoTime();
    long last = start;
    while (last - start < seconds * 1_000_000_000L) {
      long now = System.nanoTime();
      long micros = (now - last) / 1000;
      last = now;
      if (micros >= OVER_MICROS[0]) {
        long switchesNow = switches();
        boolean own = switchesNow == switches;
        switches = switchesNow;
        for (int i = 0; i < OVER_MICROS.length; i++) {
          all[i] += micros >= OVER_MICROS[i] ? 1 : 0;
          unexplained[i] += own && micros >= OVER_MICROS[i] ? 1 : 0;
        }
        longest = own ? Math.max(longest, micros) : longest;
        last = System.nanoTime(); // without reading the file
      }
    }
    System.out.println("| gaps over us | all | without another thread on the core |");
    System.out.println("|---|---|---|");
    for (int i = 0; i < OVER_MICROS.length; i++) {
      System.out.printf(Locale.ROOT, "| %d | %d | %d |%n", OVER_MICROS[i], all[i], unexplained[i]);
    }
    System.out.printf(
        Locale.ROOT, "longest without another thread %d us, %d s%n", longest, seconds);
  }

  /** How often this thread had to give its core up. */
  private static long switches() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("nonvoluntary_ctxt_switches"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
