package io.jacinth.server.start;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import io.jacinth.server.net.Listener;
import io.jacinth.server.net.NettyThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The sockets at which clients come in: {@code port} on {@code bind}, and {@code unixsocket}. */
final class ClientListeners {
  private final Config config;
  private final NettyThread thread;
  private final Function<Connection, ConnectionHandler> acceptor;
  private final System.Logger log;
  private final List<Listener> tcp = new ArrayList<>();
  private @Nullable Listener unix;
  private @Nullable Path unixPath;

  /** What {@link #tcp} was opened for. */
  private int openPort = -1;

  private List<String> openWords = List.of();

  ClientListeners(
      Config config,
      NettyThread thread,
      Function<Connection, ConnectionHandler> acceptor,
      System.Logger log) {
    this.config = config;
    this.thread = thread;
    this.acceptor = acceptor;
    this.log = log;
  }

  /** Opens all of them, and follows CONFIG SET from then on. On the thread. */
  void open(Path directory) throws StartException {
    openTcp();
    openUnix(directory);
    if (tcp.isEmpty() && unix == null) {
      throw new StartException("Configured to not listen anywhere, exiting.");
    }
    config.onChange(
        () -> reopen("Unable to listen on this port. Check server logs."), NetworkOptions.PORT);
    config.onChange(() -> reopen("Failed to bind to specified addresses."), NetworkOptions.BIND);
  }

  private void openTcp() throws StartException {
    openPort = config.intNumber(NetworkOptions.PORT);
    openWords = config.words(NetworkOptions.BIND);
    if (openPort == 0) {
      return;
    }
    int backlog = config.intNumber(NetworkOptions.TCP_BACKLOG);
    Bind.Opener opener =
        new Bind.Opener(
            thread, backlog, () -> config.intNumber(NetworkOptions.TCP_KEEPALIVE), acceptor);
    for (Bind bind : Bind.of(openWords, openPort)) {
      bind.open(tcp, opener, log);
    }
  }

  private void openUnix(Path directory) throws StartException {
    String name = config.utf8(NetworkOptions.UNIXSOCKET);
    if (name.isEmpty()) {
      return;
    }
    Path path = directory.resolve(name);
    try {
      int mode = config.intNumber(NetworkOptions.UNIXSOCKETPERM);
      int backlog = config.intNumber(NetworkOptions.TCP_BACKLOG);
      unix = Listener.unix(thread, path, name, mode, backlog, acceptor);
      unixPath = path;
    } catch (IOException e) {
      throw new StartException("Failed opening Unix socket: bind: " + name + ": " + e.getMessage());
    }
  }

  /** Null if the sockets are as configured now; else {@code failure}, and none is open. */
  private @Nullable String reopen(String failure) {
    int port = config.intNumber(NetworkOptions.PORT);
    if (port == openPort && config.words(NetworkOptions.BIND).equals(openWords)) {
      return null;
    }
    closeTcp();
    try {
      openTcp();
      return null;
    } catch (StartException e) {
      closeTcp();
      log.log(System.Logger.Level.WARNING, "Warning: " + e.getMessage());
      return failure;
    }
  }

  private void closeTcp() {
    for (Listener listener : tcp) {
      listener.close();
    }
    tcp.clear();
    openPort = -1;
  }

  /** Says on which kinds of socket clients are served. */
  void announce() {
    if (!tcp.isEmpty()) {
      log.log(System.Logger.Level.INFO, "Ready to accept connections tcp");
    }
    if (unix != null) {
      log.log(System.Logger.Level.INFO, "Ready to accept connections unix");
    }
  }

  /** Any thread; nothing is opened any more. */
  void close() {
    closeTcp();
    Listener local = unix;
    Path path = unixPath;
    if (local != null && path != null) {
      local.close();
      log.log(System.Logger.Level.INFO, "Removing the unix socket file.");
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        log.log(System.Logger.Level.WARNING, "Can't remove " + path + ": " + e.getMessage());
      }
      unix = null;
    }
  }
}
