package io.jacinth.node;

/**
 * What only the process knows.
 *
 * @param os as INFO's {@code os}: {@code "Linux 6.1.0 x86_64"}
 * @param multiplexingApi {@code epoll}, {@code io_uring}, {@code nio} or {@code virtual}
 * @param processId 1 in simulation
 * @param executable path of what was started
 * @param residentBytes resident set size, 0 when unknown
 * @param userCpuMicros processor time spent in user mode
 * @param systemCpuMicros processor time spent in the kernel
 */
public record ProcessFacts(
    String os,
    String multiplexingApi,
    long processId,
    String executable,
    long residentBytes,
    long userCpuMicros,
    long systemCpuMicros) {
  /** For nodes that have no process of their own. */
  public static final ProcessFacts NONE = new ProcessFacts("", "virtual", 1, "", 0, 0, 0);
}
