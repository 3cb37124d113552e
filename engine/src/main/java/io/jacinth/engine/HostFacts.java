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
 * @param totalMemoryBytes of the machine, 0 when unknown
 * @param cpu processor time
 * @param connectedClients sessions of the process on this engine's ports
 * @param totalConnections accepted since start
 * @param rejectedConnections refused because of maxclients
 * @param turns how long the loop's turns took
 */
public record HostFacts(
    String os,
    String multiplexingApi,
    long processId,
    String executable,
    String configFile,
    long residentBytes,
    long totalMemoryBytes,
    CpuFacts cpu,
    int connectedClients,
    long totalConnections,
    long rejectedConnections,
    TurnFacts turns) {
  /** For engines that run in no process of their own. */
  public static final HostFacts NONE =
      new HostFacts("", "virtual", 1, "", "", 0, 0, CpuFacts.NONE, 0, 0, 0, TurnFacts.NONE);
}
