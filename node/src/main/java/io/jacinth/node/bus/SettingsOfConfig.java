package io.jacinth.node.bus;

import io.jacinth.cluster.ClusterSettings;
import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.config.ReplicationOptions;
import java.util.List;

/** The core's settings as the configuration has them. Read on the engine loop. */
public final class SettingsOfConfig {
  private static final int BUS_PORT_INCREMENT = 10_000;

  private SettingsOfConfig() {}

  /** The options whose change the core must be told of. */
  public static List<io.jacinth.engine.config.Option<?>> options() {
    return List.of(
        NetworkOptions.PORT,
        ClusterOptions.CLUSTER_NODE_TIMEOUT,
        ClusterOptions.CLUSTER_ANNOUNCE_IP,
        ClusterOptions.CLUSTER_ANNOUNCE_PORT,
        ClusterOptions.CLUSTER_ANNOUNCE_BUS_PORT,
        ClusterOptions.CLUSTER_ANNOUNCE_TLS_PORT,
        ClusterOptions.CLUSTER_ANNOUNCE_HOSTNAME,
        ClusterOptions.CLUSTER_ANNOUNCE_HUMAN_NODENAME,
        ClusterOptions.CLUSTER_PREFERRED_ENDPOINT_TYPE,
        ClusterOptions.CLUSTER_REQUIRE_FULL_COVERAGE,
        ClusterOptions.CLUSTER_REPLICA_VALIDITY_FACTOR,
        ClusterOptions.CLUSTER_REPLICA_NO_FAILOVER,
        ClusterOptions.CLUSTER_MIGRATION_BARRIER,
        ClusterOptions.CLUSTER_ALLOW_REPLICA_MIGRATION,
        ClusterOptions.CLUSTER_LINK_SENDBUF_LIMIT,
        ClusterOptions.CLUSTER_WRITE_LEASE,
        ClusterOptions.CLUSTER_EMPTY_PRIMARY_WAITS,
        ClusterOptions.CLUSTER_ENGINE_STALL_TIMEOUT,
        ReplicationOptions.REPL_PING_REPLICA_PERIOD);
  }

  /** The bus's port: {@code cluster-port}, else the client port + 10000. */
  public static int busPort(Config config) {
    int port = config.intNumber(ClusterOptions.CLUSTER_PORT);
    return port != 0 ? port : config.intNumber(NetworkOptions.PORT) + BUS_PORT_INCREMENT;
  }

  /** The settings now. */
  public static ClusterSettings read(Config config, boolean justCreated) {
    ClusterSettings.Draft to = new ClusterSettings.Draft(config.intNumber(NetworkOptions.PORT));
    to.nodeTimeoutMs = clamped(config.number(ClusterOptions.CLUSTER_NODE_TIMEOUT));
    to.busPort = busPort(config);
    to.announceIp = config.text(ClusterOptions.CLUSTER_ANNOUNCE_IP);
    to.announcePort = config.intNumber(ClusterOptions.CLUSTER_ANNOUNCE_PORT);
    to.announceTlsPort = config.intNumber(ClusterOptions.CLUSTER_ANNOUNCE_TLS_PORT);
    to.announceBusPort = config.intNumber(ClusterOptions.CLUSTER_ANNOUNCE_BUS_PORT);
    to.announceHostname = config.text(ClusterOptions.CLUSTER_ANNOUNCE_HOSTNAME);
    to.announceNodename = config.text(ClusterOptions.CLUSTER_ANNOUNCE_HUMAN_NODENAME);
    to.endpointType =
        switch (config.choice(ClusterOptions.CLUSTER_PREFERRED_ENDPOINT_TYPE)) {
          case "hostname" -> ClusterSettings.EndpointType.HOSTNAME;
          case "unknown-endpoint" -> ClusterSettings.EndpointType.UNKNOWN;
          default -> ClusterSettings.EndpointType.IP;
        };
    to.requireFullCoverage = config.isOn(ClusterOptions.CLUSTER_REQUIRE_FULL_COVERAGE);
    to.allowReplicaMigration = config.isOn(ClusterOptions.CLUSTER_ALLOW_REPLICA_MIGRATION);
    to.migrationBarrier = config.intNumber(ClusterOptions.CLUSTER_MIGRATION_BARRIER);
    to.replicaValidityFactor = config.intNumber(ClusterOptions.CLUSTER_REPLICA_VALIDITY_FACTOR);
    to.replicaNoFailover = config.isOn(ClusterOptions.CLUSTER_REPLICA_NO_FAILOVER);
    to.replPingPeriodSeconds = config.intNumber(ReplicationOptions.REPL_PING_REPLICA_PERIOD);
    to.engineStallTimeoutMs = clamped(config.number(ClusterOptions.CLUSTER_ENGINE_STALL_TIMEOUT));
    to.writeLease = config.isOn(ClusterOptions.CLUSTER_WRITE_LEASE);
    to.emptyPrimaryWaits = config.isOn(ClusterOptions.CLUSTER_EMPTY_PRIMARY_WAITS);
    to.justCreated = justCreated;
    return to.build();
  }

  private static int clamped(long number) {
    return (int) Math.min(number, Integer.MAX_VALUE);
  }
}
