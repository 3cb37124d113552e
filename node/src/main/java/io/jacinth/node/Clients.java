package io.jacinth.node;

import io.jacinth.engine.Engine;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.Rotation;
import io.jacinth.node.env.Connection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The clients connected to an engine, from their admission to their end. */
final class Clients {
  private static final long IDLE_MS = 2000;

  private final Config config;
  private final ClientMemory memory;
  private final TreeMap<Long, ClientConnection> connected = new TreeMap<>();
  private final Rotation<ClientConnection> rotation = new Rotation<>(connected);
  private final List<ClientConnection> gone = new ArrayList<>();
  private long accepted;
  private long rejected;

  Clients(Config config, NodeHost host) {
    this.config = config;
    memory = new ClientMemory(config, host.clientHeapBytes(), host.clientDirectBytes());
  }

  ClientMemory memory() {
    return memory;
  }

  /** In the order they came. */
  List<ClientConnection> all() {
    return List.copyOf(connected.values());
  }

  int count() {
    return connected.size();
  }

  /** CONFIG RESETSTAT. */
  void resetStatistics() {
    accepted = 0;
    rejected = 0;
  }

  long accepted() {
    return accepted;
  }

  long rejected() {
    return rejected;
  }

  /** The client behind a new connection; null if it was told why it is not wanted. */
  @Nullable ClientConnection admit(EngineDriver driver, Connection connection) {
    driver.log().log(
        System.Logger.Level.DEBUG,
        () ->
            connection.isLocal()
                ? "Accepted connection to " + config.utf8(NetworkOptions.UNIXSOCKET)
                : "Accepted " + connection.remoteAddress());
    ClientAdmission admission =
        ClientAdmission.check(config, connection, connected.size(), driver.engine().view());
    if (admission != ClientAdmission.WELCOME) {
      refuse(connection, admission.answer());
      return null;
    }
    accepted++;
    ClientConnection client = new ClientConnection(driver, connection);
    connected.put(client.session().id(), client);
    return client;
  }

  /** Sends an answer to a connection that is not wanted, if there is one, and closes it. */
  void refuse(Connection connection, String answer) {
    rejected++;
    byte[] bytes = (answer + "\r\n").getBytes(StandardCharsets.US_ASCII);
    connection.write(bytes, 0, bytes.length);
    connection.flush();
    connection.closeAfterFlush();
  }

  /** The connection is over; what it leaves is cleared up at the next turn. */
  void ended(ClientConnection client) {
    gone.add(client);
  }

  void buryTheGone(Engine engine, Consumer<ClientSession> lastRites) {
    for (int i = 0; i < gone.size(); i++) {
      ClientConnection client = gone.get(i);
      lastRites.accept(client.session());
      engine.close(client.session());
      client.letGo();
      connected.remove(client.session().id());
    }
    gone.clear();
  }

  /** Called where a client's buffers have grown. */
  void evictIfNeeded() {
    if (memory.isOver()) {
      memory.evict(connected.values());
    }
  }

  /** Looks after some of them: memory that idle clients do not need, limits that time decides. */
  void cron(long nowMonoMs) {
    rotation.visitShare(
        config.number(GeneralOptions.HZ),
        client -> {
          client.look();
          client.shrink(nowMonoMs - client.session().lastCommandMonoMs() > IDLE_MS);
        });
  }
}
