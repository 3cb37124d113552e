package io.jacinth.node;

import io.jacinth.engine.CpuFacts;

/**
 * What only the process knows.
 *
 * @param os as INFO's {@code os}: {@code "Linux 6.1.0 x86_64"}
 * @param multiplexingApi {@code epoll}, {@code io_uring}, {@code nio} or {@code virtual}
 * @param processId 1 in simulation
 * @param executable path of what was started
 * @param residentBytes resident set size, 0 when unknown
 * @param totalMemoryBytes of the machine, 0 when unknown
 * @param cpu processor time
 */
public record ProcessFacts(
    String os,
    String multiplexingApi,
    long processId,
    String executable,
    long residentBytes,
    long totalMemoryBytes,
    CpuFacts cpu) {
  /** For nodes that have no process of their own. */
  public static final ProcessFacts NONE =
      new ProcessFacts("", "virtual", 1, "", 0, 0, CpuFacts.NONE);
}
