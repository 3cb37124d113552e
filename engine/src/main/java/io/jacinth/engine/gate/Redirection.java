package io.jacinth.engine.gate;

import io.jacinth.cluster.view.NodeView;
import io.jacinth.engine.Engine;
import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;

/** Texts that send a client to another node. */
public final class Redirection {
  private Redirection() {}

  /**
   * The error text.
   *
   * @param word {@code "MOVED "} or {@code "ASK "}
   */
  public static String to(
      Engine engine, ClientSession session, String word, int slot, NodeView node) {
    boolean tls = session.is(SessionFlags.TLS) && node.tlsPort() != 0;
    int port = tls || node.port() == 0 ? node.tlsPort() : node.port();
    return word + slot + " " + preferredEndpoint(engine, node) + ":" + port;
  }

  /** The address clients are told of a node. */
  private static String preferredEndpoint(Engine engine, NodeView node) {
    return switch (engine.config().choice(ClusterOptions.CLUSTER_PREFERRED_ENDPOINT_TYPE)) {
      case "hostname" -> node.hostname().isEmpty() ? "?" : node.hostname();
      case "unknown-endpoint" -> "?";
      default -> node.ip();
    };
  }
}
