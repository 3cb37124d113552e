package io.jacinth.simulation.host;

import io.jacinth.cluster.view.ClusterView;
import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.engine.keyspace.Database;
import io.jacinth.engine.keyspace.Keyspace;
import io.jacinth.engine.types.RetainedPages;
import io.jacinth.node.Node;
import io.jacinth.node.NodeHost;
import io.jacinth.node.NodeStartException;
import io.jacinth.node.ProcessFacts;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import io.jacinth.node.env.Env;
import io.jacinth.store.EntryTable;
import io.jacinth.store.StoreValidator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The real node as a {@link Program}. */
public final class NodeProgram implements Program, NodeHost {
  private final Env env;
  private final Node node;

  private NodeProgram(Env env, Config config) {
    this.env = env;
    this.node = new Node(env, config, this);
  }

  /** Nodes of a cluster with this timeout. */
  public static Factory factory(int timeoutMs) {
    return (env, ip) -> {
      Config config = config();
      config.put(ClusterOptions.CLUSTER_ENABLED, true);
      config.put(ClusterOptions.CLUSTER_NODE_TIMEOUT, (long) timeoutMs);
      return new NodeProgram(env, config);
    };
  }

  /** A node without a cluster, and its replicas. */
  public static Factory standAlone(String primaryIp, long backlogBytes) {
    return (env, ip) -> {
      Config config = config();
      config.put(ReplicationOptions.REPL_BACKLOG_SIZE, backlogBytes);
      config.put(ReplicationOptions.REPL_TIMEOUT, 5L);
      if (!ip.equals(primaryIp)) {
        config.put(
            ReplicationOptions.REPLICAOF, List.of(primaryIp, Integer.toString(SimNode.PORT)));
      }
      return new NodeProgram(env, config);
    };
  }

  private static Config config() {
    Config config = new Config();
    config.put(NetworkOptions.PORT, (long) SimNode.PORT);
    config.put(NetworkOptions.PROTECTED_MODE, false);
    return config;
  }

  @Override
  public void start() throws IOException {
    try {
      node.start();
    } catch (NodeStartException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public ConnectionHandler accept(Connection connection) {
    return node.accept(connection);
  }

  @Override
  public ConnectionHandler acceptBus(Connection connection) {
    return node.acceptBus(connection);
  }

  @Override
  public ProcessFacts facts() {
    return ProcessFacts.NONE;
  }

  @Override
  public void ended(int exitStatus) {
    env.engineLoop().stop();
    env.busLoop().stop();
  }

  @Override
  public ClusterView view() {
    return Objects.requireNonNull(node.engine().view(), "no view adopted yet");
  }

  @Override
  public boolean hasView() {
    return node.engine().view() != null;
  }

  @Override
  public boolean isReplica() {
    return node.engine().replication().isReplica();
  }

  @Override
  public boolean isInSync() {
    return !node.engine().replication().isLinkDown();
  }

  @Override
  public long offset() {
    return node.engine().replication().offset();
  }

  @Override
  public long dataDigest() {
    DataDigest digest = new DataDigest(node.engine().keyspace().entries());
    eachTable(digest::add);
    return digest.sum();
  }

  @Override
  public void validate() {
    Keyspace keyspace = node.engine().keyspace();
    List<EntryTable> tables = new ArrayList<>();
    eachTable((db, table) -> tables.add(table));
    // Pages of values that are gone may still be on their way to a replica.
    int[] retained = RetainedPages.of(node.engine().replication().stream());
    StoreValidator.validate(keyspace.store(), tables, new int[0], retained);
  }

  private void eachTable(TableVisitor each) {
    Keyspace keyspace = node.engine().keyspace();
    for (int db = 0; db < keyspace.databaseCount(); db++) {
      Database database = keyspace.database(db);
      for (int slot = 0; slot < database.tableCount(); slot++) {
        EntryTable table = database.table(slot);
        if (table != null) {
          each.accept(db, table);
        }
      }
    }
  }

  /** Takes a table and its database. */
  private interface TableVisitor {
    void accept(int db, EntryTable table);
  }

  @Override
  public void release() {
    node.release();
  }
}
