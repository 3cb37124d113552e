package io.jacinth.cluster;

/**
 * What a core is configured with; taken over again at run time by {@link ClusterCore#onSettings}.
 *
 * @param nodeTimeoutMs {@code cluster-node-timeout}
 * @param port plain client port, 0 for none
 * @param tlsPort TLS client port, 0 for none
 * @param busPort the bus's own port
 * @param tlsCluster the bus runs over TLS: then {@code tlsPort} is the first port in headers
 * @param announceIp {@code cluster-announce-ip}, or empty: learned from the connection of a MEET
 * @param announcePort 0 for {@code port}
 * @param announceTlsPort 0 for {@code tlsPort}
 * @param announceBusPort 0 for {@code busPort}
 * @param announceHostname or empty
 * @param announceNodename {@code cluster-announce-human-nodename}, or empty
 * @param endpointType what CLUSTER SHARDS gives as endpoint
 * @param requireFullCoverage {@code cluster-require-full-coverage}
 * @param allowReplicaMigration {@code cluster-allow-replica-migration}
 * @param migrationBarrier {@code cluster-migration-barrier}
 * @param replicaValidityFactor {@code cluster-replica-validity-factor}, 0 for "always valid"
 * @param replicaNoFailover {@code cluster-replica-no-failover}
 * @param replPingPeriodSeconds {@code repl-ping-replica-period}, part of the data age allowed
 * @param engineStallTimeoutMs {@code cluster-engine-stall-timeout}: how old the engine's last
 *     report may be before this node stops vouching for it
 * @param writeLease off: a primary in a minority writes as long as Redis would let it
 * @param emptyPrimaryWaits a primary that starts without data leaves its slots to a replica that
 *     has it
 * @param justCreated this start is the first after {@link
 *     io.jacinth.cluster.conf.ClusterBlueprint}: nobody can have taken our slots, so the wait
 *     before a restarted primary serves is skipped
 */
public record ClusterSettings(
    int nodeTimeoutMs,
    int port,
    int tlsPort,
    int busPort,
    boolean tlsCluster,
    String announceIp,
    int announcePort,
    int announceTlsPort,
    int announceBusPort,
    String announceHostname,
    String announceNodename,
    EndpointType endpointType,
    boolean requireFullCoverage,
    boolean allowReplicaMigration,
    int migrationBarrier,
    int replicaValidityFactor,
    boolean replicaNoFailover,
    int replPingPeriodSeconds,
    int engineStallTimeoutMs,
    boolean writeLease,
    boolean emptyPrimaryWaits,
    boolean justCreated) {

  /** {@code cluster-preferred-endpoint-type}. */
  public enum EndpointType {
    IP,
    HOSTNAME,
    UNKNOWN
  }

  /** Redis's defaults for a node on this port, with the bus 10000 above it. */
  public static ClusterSettings defaults(int port) {
    return new Draft(port).build();
  }

  /** A draft that starts from these settings. */
  public Draft toDraft() {
    Draft draft = new Draft(port);
    draft.nodeTimeoutMs = nodeTimeoutMs;
    draft.tlsPort = tlsPort;
    draft.busPort = busPort;
    draft.tlsCluster = tlsCluster;
    draft.announceIp = announceIp;
    draft.announcePort = announcePort;
    draft.announceTlsPort = announceTlsPort;
    draft.announceBusPort = announceBusPort;
    draft.announceHostname = announceHostname;
    draft.announceNodename = announceNodename;
    draft.endpointType = endpointType;
    draft.requireFullCoverage = requireFullCoverage;
    draft.allowReplicaMigration = allowReplicaMigration;
    draft.migrationBarrier = migrationBarrier;
    draft.replicaValidityFactor = replicaValidityFactor;
    draft.replicaNoFailover = replicaNoFailover;
    draft.replPingPeriodSeconds = replPingPeriodSeconds;
    draft.engineStallTimeoutMs = engineStallTimeoutMs;
    draft.writeLease = writeLease;
    draft.emptyPrimaryWaits = emptyPrimaryWaits;
    draft.justCreated = justCreated;
    return draft;
  }

  /** Mutable twin; the fields mean what the record's components mean. */
  public static final class Draft {
    private final int port;
    public int nodeTimeoutMs = 15_000;
    public int tlsPort;
    public int busPort;
    public boolean tlsCluster;
    public String announceIp = "";
    public int announcePort;
    public int announceTlsPort;
    public int announceBusPort;
    public String announceHostname = "";
    public String announceNodename = "";
    public EndpointType endpointType = EndpointType.IP;
    public boolean requireFullCoverage = true;
    public boolean allowReplicaMigration = true;
    public int migrationBarrier = 1;
    public int replicaValidityFactor = 10;
    public boolean replicaNoFailover;
    public int replPingPeriodSeconds = 10;
    public int engineStallTimeoutMs = 30_000;
    public boolean writeLease = true;
    public boolean emptyPrimaryWaits = true;
    public boolean justCreated;

    public Draft(int port) {
      this.port = port;
      this.busPort = port + 10_000;
    }

    public ClusterSettings build() {
      return new ClusterSettings(
          nodeTimeoutMs,
          port,
          tlsPort,
          busPort,
          tlsCluster,
          announceIp,
          announcePort,
          announceTlsPort,
          announceBusPort,
          announceHostname,
          announceNodename,
          endpointType,
          requireFullCoverage,
          allowReplicaMigration,
          migrationBarrier,
          replicaValidityFactor,
          replicaNoFailover,
          replPingPeriodSeconds,
          engineStallTimeoutMs,
          writeLease,
          emptyPrimaryWaits,
          justCreated);
    }
  }
}
