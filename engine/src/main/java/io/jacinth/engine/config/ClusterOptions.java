package io.jacinth.engine.config;

import static io.jacinth.engine.config.NumberOption.integer;
import static io.jacinth.engine.config.NumberOption.memory;
import static io.jacinth.engine.config.OptionFlag.IMMUTABLE;
import static io.jacinth.engine.config.OptionFlag.NO_EFFECT_YET;

import java.util.List;

/** Cluster mode. */
public final class ClusterOptions {
  private static final int INT = Integer.MAX_VALUE;

  public static final BoolOption CLUSTER_ENABLED =
      new BoolOption("cluster-enabled", false, IMMUTABLE);
  public static final TextOption CLUSTER_CONFIG_FILE =
      new TextOption("cluster-config-file", "nodes.conf", IMMUTABLE);

  /** Milliseconds. */
  public static final NumberOption CLUSTER_NODE_TIMEOUT =
      integer("cluster-node-timeout", 0, Long.MAX_VALUE, 15_000);

  /** The bus; 0 is the client port + 10000. */
  public static final NumberOption CLUSTER_PORT = integer("cluster-port", 0, 65535, 0, IMMUTABLE);

  public static final TextOption CLUSTER_ANNOUNCE_IP = new TextOption("cluster-announce-ip", "");
  public static final NumberOption CLUSTER_ANNOUNCE_PORT =
      integer("cluster-announce-port", 0, 65535, 0);
  public static final NumberOption CLUSTER_ANNOUNCE_BUS_PORT =
      integer("cluster-announce-bus-port", 0, 65535, 0);
  public static final NumberOption CLUSTER_ANNOUNCE_TLS_PORT =
      integer("cluster-announce-tls-port", 0, 65535, 0, NO_EFFECT_YET);
  public static final TextOption CLUSTER_ANNOUNCE_HOSTNAME =
      new TextOption("cluster-announce-hostname", "", Checks::hostname);
  public static final TextOption CLUSTER_ANNOUNCE_HUMAN_NODENAME =
      new TextOption("cluster-announce-human-nodename", "", Checks::nodeName);
  public static final ChoiceOption CLUSTER_PREFERRED_ENDPOINT_TYPE =
      ChoiceOption.oneOf("cluster-preferred-endpoint-type", "ip hostname unknown-endpoint", "ip");
  public static final BoolOption CLUSTER_REQUIRE_FULL_COVERAGE =
      new BoolOption("cluster-require-full-coverage", true);
  public static final BoolOption CLUSTER_ALLOW_READS_WHEN_DOWN =
      new BoolOption("cluster-allow-reads-when-down", false);
  public static final BoolOption CLUSTER_ALLOW_PUBSUBSHARD_WHEN_DOWN =
      new BoolOption("cluster-allow-pubsubshard-when-down", true);
  public static final NumberOption CLUSTER_REPLICA_VALIDITY_FACTOR =
      integer("cluster-replica-validity-factor cluster-slave-validity-factor", 0, INT, 10);
  public static final BoolOption CLUSTER_REPLICA_NO_FAILOVER =
      new BoolOption("cluster-replica-no-failover cluster-slave-no-failover", false);
  public static final NumberOption CLUSTER_MIGRATION_BARRIER =
      integer("cluster-migration-barrier", 0, INT, 1);
  public static final BoolOption CLUSTER_ALLOW_REPLICA_MIGRATION =
      new BoolOption("cluster-allow-replica-migration", true);
  public static final NumberOption CLUSTER_LINK_SENDBUF_LIMIT =
      memory("cluster-link-sendbuf-limit", 0, Long.MAX_VALUE, 0);

  /** A primary that cannot see a majority stops writing by itself. Not an option of Redis. */
  public static final BoolOption CLUSTER_WRITE_LEASE = new BoolOption("cluster-write-lease", true);

  /**
   * A primary that starts without data leaves its slots to a replica that has it. Not an option of
   * Redis.
   */
  public static final BoolOption CLUSTER_EMPTY_PRIMARY_WAITS =
      new BoolOption("cluster-empty-primary-waits", true);

  /**
   * Milliseconds for which the bus vouches for an engine that is busy with one long command. Not an
   * option of Redis.
   */
  public static final NumberOption CLUSTER_ENGINE_STALL_TIMEOUT =
      integer("cluster-engine-stall-timeout", 0, Long.MAX_VALUE, 60_000);

  static final List<Option<?>> ROWS =
      List.of(
          CLUSTER_ENABLED,
          CLUSTER_CONFIG_FILE,
          CLUSTER_NODE_TIMEOUT,
          CLUSTER_PORT,
          CLUSTER_ANNOUNCE_IP,
          CLUSTER_ANNOUNCE_PORT,
          CLUSTER_ANNOUNCE_BUS_PORT,
          CLUSTER_ANNOUNCE_TLS_PORT,
          CLUSTER_ANNOUNCE_HOSTNAME,
          CLUSTER_ANNOUNCE_HUMAN_NODENAME,
          CLUSTER_PREFERRED_ENDPOINT_TYPE,
          CLUSTER_REQUIRE_FULL_COVERAGE,
          CLUSTER_ALLOW_READS_WHEN_DOWN,
          CLUSTER_ALLOW_PUBSUBSHARD_WHEN_DOWN,
          CLUSTER_REPLICA_VALIDITY_FACTOR,
          CLUSTER_REPLICA_NO_FAILOVER,
          CLUSTER_MIGRATION_BARRIER,
          CLUSTER_ALLOW_REPLICA_MIGRATION,
          CLUSTER_LINK_SENDBUF_LIMIT,
          CLUSTER_WRITE_LEASE,
          CLUSTER_EMPTY_PRIMARY_WAITS,
          CLUSTER_ENGINE_STALL_TIMEOUT);

  private ClusterOptions() {}
}
