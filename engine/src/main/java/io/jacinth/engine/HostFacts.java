package io.jacinth.engine;

/**
 * What INFO says of the process around the engine.
 *
 * @param os as INFO's {@code os}
 * @param multiplexingApi {@code epoll}, {@code io_uring}, {@code nio} or {@code virtual}
 * @param processId 1 in simulation
 * @param executable path of what was started
 * @param configFile path of the configuration file, or empty
 * @param residentBytes resident set size, 0 when unknown
 * @param userCpuMicros processor time spent in user mode
 * @param systemCpuMicros processor time spent in the kernel
 * @param connectedClients sessions of the process on this engine's ports
 * @param totalConnections accepted since start
 * @param rejectedConnections refused because of maxclients
 * @param inputBytes read from clients
 * @param outputBytes written to clients
 * @param turns how long the loop's turns took
 */
public record HostFacts(
    String os,
    String multiplexingApi,
    long processId,
    String executable,
    String configFile,
    long residentBytes,
    long userCpuMicros,
    long systemCpuMicros,
    int connectedClients,
    long totalConnections,
    long rejectedConnections,
    long inputBytes,
    long outputBytes,
    TurnFacts turns) {
  /** For engines that run in no process of their own. */
  public static final HostFacts NONE =
      new HostFacts("", "virtual", 1, "", "", 0, 0, 0, 0, 0, 0, 0, 0, TurnFacts.NONE);
}
