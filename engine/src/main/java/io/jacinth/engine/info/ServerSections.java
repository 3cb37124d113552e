package io.jacinth.engine.info;

import io.jacinth.cluster.view.ClusterView;
import io.jacinth.engine.Engine;
import io.jacinth.engine.HostFacts;
import io.jacinth.engine.Release;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.replication.ReplicationState;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.ClientTransport;
import java.util.HexFormat;

/** Server, Clients and CPU. */
final class ServerSections {
  private static final long LRU_MASK = 0xFFFFFF;

  /** Sixteen digits like Redis's, which stand for the version. */
  private static final String BUILD_ID =
      HexFormat.of().toHexDigits(Release.REDIS_VERSION.hashCode())
          + HexFormat.of().toHexDigits(Release.JACINTH_VERSION.hashCode());

  private ServerSections() {}

  static void server(Engine engine, StringBuilder out) {
    HostFacts facts = engine.host().facts();
    long uptimeSeconds = (engine.turn().monoMs() - engine.startMonoMs()) / 1000;
    long hz = engine.config().number(GeneralOptions.HZ);
    Fields fields = new Fields(out);
    fields
        .put("redis_version", Release.REDIS_VERSION)
        .put("redis_git_sha1", "00000000")
        .put("redis_git_dirty", 0)
        .put("redis_build_id", BUILD_ID)
        .put("redis_mode", engine.isCluster() ? "cluster" : "standalone")
        .put("os", facts.os())
        .put("arch_bits", 64)
        .put("monotonic_clock", "System.nanoTime")
        .put("multiplexing_api", facts.multiplexingApi())
        .put("process_id", facts.processId())
        .put("process_supervised", engine.config().choice(GeneralOptions.SUPERVISED))
        .put("run_id", engine.runId())
        .put("tcp_port", engine.config().number(NetworkOptions.PORT))
        .put("server_time_usec", engine.turn().wallMs() * 1000)
        .put("uptime_in_seconds", uptimeSeconds)
        .put("uptime_in_days", uptimeSeconds / 86400)
        .put("hz", hz)
        .put("configured_hz", hz)
        .put("lru_clock", engine.turn().wallMs() / 1000 & LRU_MASK)
        .put("executable", facts.executable())
        .put("config_file", facts.configFile())
        .put("io_threads_active", 0);
    long shutdownInMs = engine.host().shutdownInMs();
    if (shutdownInMs >= 0) {
      fields.put("shutdown_in_milliseconds", shutdownInMs);
    }
    listeners(engine.config(), fields);
    fields.put("server_name", "jacinth").put("jacinth_version", Release.JACINTH_VERSION);
  }

  /** Where clients are waited for; the numbers are those of Redis's kinds of connection. */
  private static void listeners(Config config, Fields fields) {
    long port = config.number(NetworkOptions.PORT);
    if (port != 0) {
      StringBuilder tcp = new StringBuilder("name=tcp");
      for (String address : config.words(NetworkOptions.BIND)) {
        tcp.append(",bind=").append(address);
      }
      fields.put("listener0", tcp.append(",port=").append(port).toString());
    }
    String unix = config.utf8(NetworkOptions.UNIXSOCKET);
    if (!unix.isEmpty()) {
      fields.put("listener1", "name=unix,bind=" + unix);
    }
  }

  static void clients(Engine engine, StringBuilder out) {
    HostFacts facts = engine.host().facts();
    new Fields(out)
        .put("connected_clients", connectedClients(engine, facts))
        .put("cluster_connections", clusterConnections(engine))
        .put("maxclients", engine.config().number(NetworkOptions.MAXCLIENTS))
        .put("client_recent_max_input_buffer", largestInput(engine))
        .put("client_recent_max_output_buffer", largestOutput(engine))
        .put("blocked_clients", engine.blockedClients())
        .put("tracking_clients", 0)
        .put("clients_in_timeout_table", engine.blocking().deadlineCount())
        .put("total_blocking_keys", engine.blocking().keyCount())
        .put("total_blocking_keys_on_nokey", engine.blocking().whenGoneKeyCount());
  }

  /** With the link to this server's primary, without those to its replicas: as Redis counts. */
  private static long connectedClients(Engine engine, HostFacts facts) {
    ReplicationState replication = engine.replication();
    boolean following = replication.isReplica() && !replication.isLinkDown();
    return facts.connectedClients() - replication.replicas().size() + (following ? 1 : 0);
  }

  static void cpu(Engine engine, StringBuilder out) {
    HostFacts facts = engine.host().facts();
    new Fields(out)
        .put("used_cpu_sys", seconds(facts.cpu().system()))
        .put("used_cpu_user", seconds(facts.cpu().user()))
        .put("used_cpu_sys_children", "0.000000")
        .put("used_cpu_user_children", "0.000000")
        .put("used_cpu_sys_main_thread", seconds(facts.cpu().engineSystem()))
        .put("used_cpu_user_main_thread", seconds(facts.cpu().engineUser()));
  }

  /** A link out and a link in for every other node. */
  private static long clusterConnections(Engine engine) {
    ClusterView view = engine.view();
    return view == null ? 0 : (view.nodes().size() - 1) * 2L;
  }

  private static long largestInput(Engine engine) {
    long most = 0;
    for (ClientSession session : engine.sessions().all()) {
      ClientTransport transport = session.transport();
      most = Math.max(most, transport.queryBufferBytes() + transport.queryBufferFreeBytes());
    }
    return most;
  }

  private static long largestOutput(Engine engine) {
    long most = 0;
    for (ClientSession session : engine.sessions().all()) {
      most = Math.max(most, session.transport().unsentBytes());
    }
    return most;
  }

  private static String seconds(long micros) {
    return Fixed.text(micros, 6);
  }
}
