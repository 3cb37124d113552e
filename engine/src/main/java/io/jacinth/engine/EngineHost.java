package io.jacinth.engine;

import io.jacinth.cluster.admin.ClusterRequest;
import io.jacinth.engine.config.ConfigFileAccess;
import io.jacinth.engine.session.ClientSession;

/** What an engine asks of the node around it. Every method returns at once. */
public interface EngineHost {
  /** Hands a CLUSTER word to the core; the answer comes back as {@code EngineEffect.Reply}. */
  void submit(ClusterRequest request);

  /**
   * Begin to shut down. The answer is the end of the process, or {@link Engine#shutdownFailed}.
   *
   * @param flags bits of {@link ShutdownFlags}
   * @param session who asked
   */
  void requestShutdown(int flags, ClientSession session);

  /** Give up a shutdown that waits for replicas; false when none is under way. */
  boolean abortShutdown();

  /** How long a shutdown under way still waits for replicas at most; -1 when none is under way. */
  default long shutdownInMs() {
    return -1;
  }

  /** Close the session's connection now, whatever it has not taken; never within this call. */
  void dropSession(ClientSession session);

  /** The session has much to send: its connection shall have it now, and the limits their say. */
  default void handOver(ClientSession session) {}

  /** A message for the subscribers of the other nodes: of all, or of this node's shard. */
  default void publish(boolean sharded, byte[] channel, byte[] message) {}

  /** Close the session's connection once its replies have left, never within this call. */
  void closeSession(ClientSession session);

  /**
   * A long command lets the loop take a turn: bytes move, and other sessions are served as far as
   * the gates let them while the engine is {@link Engine#isBusy busy}. Called on the engine's
   * thread, from within a handler.
   */
  void turnWhileBusy();

  /** CONFIG RESETSTAT: what {@link #facts} says of the past begins anew. */
  default void resetStatistics() {}

  /** The configuration file, where CONFIG REWRITE goes. */
  ConfigFileAccess configFile();

  /** What only the process knows, for INFO. */
  HostFacts facts();
}
