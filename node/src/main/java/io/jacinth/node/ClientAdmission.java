package io.jacinth.node;

import io.jacinth.cluster.view.ClusterView;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.node.env.Connection;
import org.jspecify.annotations.Nullable;

/** Whether a connection may become a client, and what it is told if not. */
enum ClientAdmission {
  WELCOME(""),
  TOO_MANY("-ERR max number of clients reached"),
  TOO_MANY_WITH_CLUSTER("-ERR max number of clients + cluster connections reached"),
  PROTECTED(
      "-DENIED Redis is running in protected mode because protected mode is enabled and no password"
          + " is set for the default user. In this mode connections are only accepted from the"
          + " loopback interface. If you want to connect from external computers to Redis you may"
          + " adopt one of the following solutions: 1) Just disable protected mode sending the"
          + " command 'CONFIG SET protected-mode no' from the loopback interface by connecting to"
          + " Redis from the same host the server is running, however MAKE SURE Redis is not"
          + " publicly accessible from internet if you do so. Use CONFIG REWRITE to make this"
          + " change permanent. 2) Alternatively you can just disable the protected mode by editing"
          + " the Redis configuration file, and setting the protected mode option to 'no', and then"
          + " restarting the server. 3) If you started the server manually just for testing,"
          + " restart it with the '--protected-mode no' option. 4) Setup a an authentication"
          + " password for the default user. NOTE: You only need to do one of the above things in"
          + " order for the server to start accepting connections from the outside.");

  private final String answer;

  ClientAdmission(String answer) {
    this.answer = answer;
  }

  /** The error line, without its end. */
  String answer() {
    return answer;
  }

  /**
   * @param view null outside cluster mode; each other node takes two connections of the bus
   */
  static ClientAdmission check(
      Config config, Connection connection, int connected, @Nullable ClusterView view) {
    int links = view == null ? 0 : 2 * (view.size() - 1);
    if (connected + links >= config.number(NetworkOptions.MAXCLIENTS)) {
      return view == null ? TOO_MANY : TOO_MANY_WITH_CLUSTER;
    }
    boolean guarded =
        config.isOn(NetworkOptions.PROTECTED_MODE)
            && config.text(NetworkOptions.REQUIREPASS).isEmpty();
    return guarded && !isFromHere(connection) ? PROTECTED : WELCOME;
  }

  private static boolean isFromHere(Connection connection) {
    String address = connection.remoteAddress();
    return connection.isLocal()
        || address.startsWith("127.")
        || address.startsWith("::1:")
        || address.startsWith("[::1]:");
  }
}
