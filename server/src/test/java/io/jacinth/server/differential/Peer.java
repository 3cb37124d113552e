package io.jacinth.server.differential;

import java.util.ArrayList;
import java.util.List;

/** One of the two servers, with the connections of the episode that runs. */
final class Peer implements AutoCloseable {
  private final int port;
  private Wire control;
  private final List<Wire> clients = new ArrayList<>();

  Peer(int port) {
    this.port = port;
    this.control = new Wire(port);
  }

  /** For what the harness itself asks; a new one if a call of the family ended it. */
  Wire control() {
    if (control.isClosed()) {
      control.close();
      control = new Wire(port);
    }
    return control;
  }

  Wire client(int index) {
    return clients.get(index);
  }

  /** Empties the server, fills it, and opens connections; the replies to {@code setup}. */
  List<byte[]> begin(List<Call> setup, int clientCount, int protocol) {
    List<byte[]> replies = control().ask(setup);
    for (int i = 0; i < clientCount; i++) {
      Wire client = new Wire(port);
      clients.add(client);
      // Also so that the server has accepted it before anything is measured by its silence.
      client.ask("HELLO " + protocol);
    }
    return replies;
  }

  void closeClients() {
    clients.forEach(Wire::close);
    clients.clear();
  }

  @Override
  public void close() {
    closeClients();
    control.close();
  }
}
