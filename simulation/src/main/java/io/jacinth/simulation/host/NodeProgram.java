package io.jacinth.simulation.host;

import io.jacinth.cluster.view.ClusterView;
import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.config.Config;
import io.jacinth.node.Node;
import io.jacinth.node.NodeHost;
import io.jacinth.node.NodeStartException;
import io.jacinth.node.ProcessFacts;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import io.jacinth.node.env.Env;
import java.io.IOException;

/** The real node as a {@link Program}. */
public final class NodeProgram implements Program, NodeHost {
  private final Env env;
  private final Node node;

  private NodeProgram(Env env, Config config) {
    this.env = env;
    this.node = new Node(env, config, this);
  }

  /** Nodes with this timeout. */
  public static Factory factory(int timeoutMs) {
    return (env, ip) -> {
      Config config = new Config();
      config.put(ClusterOptions.CLUSTER_ENABLED, true);
      config.put(ClusterOptions.CLUSTER_NODE_TIMEOUT, (long) timeoutMs);
      return new NodeProgram(env, config);
    };
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
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isReplica() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isInSync() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long offset() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long dataDigest() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void validate() {}

  @Override
  public void release() {}
}
