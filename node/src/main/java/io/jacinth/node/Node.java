package io.jacinth.node;

import io.jacinth.engine.config.Config;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import io.jacinth.node.env.Env;

/**
 * One node: an engine on its engine loop and, in cluster mode, a cluster core on its bus loop.
 *
 * <p>Life: construct, {@link #start} (which makes the loops' tasks known to them), then let the
 * loops run and hand over accepted connections. It ends by SHUTDOWN or {@link #requestShutdown},
 * which is told to {@link NodeHost#ended}.
 */
public final class Node {
  private final Env env;
  private final Config config;
  private final NodeHost host;
  private boolean started;

  public Node(Env env, Config config, NodeHost host) {
    this.env = env;
    this.config = config;
    this.host = host;
  }

  /**
   * Reads {@code nodes.conf} (cluster mode), creates engine and core and gives both loops their
   * tasks. Called once, before the loops run.
   */
  public void start() throws NodeStartException {
    if (started) {
      throw new NodeStartException("started twice: " + env + host);
    }
    started = true;
  }

  /** The handler of a client's connection that was accepted. Engine loop. */
  public ConnectionHandler accept(Connection connection) {
    return notYet(connection.remoteAddress());
  }

  /** The handler of a peer's connection to the cluster bus that was accepted. Bus loop. */
  public ConnectionHandler acceptBus(Connection connection) {
    return notYet(connection.remoteAddress());
  }

  /**
   * Begins to shut down, as SHUTDOWN does: waits for replicas first unless told otherwise.
   *
   * @param shutdownFlags bits of {@code io.jacinth.engine.ShutdownFlags}. Any thread.
   */
  public void requestShutdown(int shutdownFlags) {
    notYet("shutdown " + shutdownFlags);
  }

  private ConnectionHandler notYet(String what) {
    if (!started) {
      throw new IllegalStateException("not started: " + what);
    }
    throw new UnsupportedOperationException(what);
  }

  /** Read and changed on the engine loop only. */
  public Config config() {
    return config;
  }
}
