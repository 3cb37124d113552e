package io.jacinth.server.start;

import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import io.jacinth.server.net.Listener;
import io.jacinth.server.net.NettyThread;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * One address of {@code bind}.
 *
 * @param word as written, without the minus
 * @param optional written with a minus: an address the machine does not have is passed over
 */
record Bind(String word, boolean optional, int port) {
  /** How listening sockets are opened. On their thread. */
  record Opener(
      NettyThread thread,
      int backlog,
      IntSupplier keepAliveSeconds,
      Function<Connection, ConnectionHandler> acceptor) {
    Listener open(InetSocketAddress address) throws IOException {
      return Listener.tcp(thread, address, backlog, keepAliveSeconds, acceptor);
    }

    /** Else the listener of the first family may have taken the port of both. */
    boolean separatesFamilies() {
      return thread.transport().separatesFamilies();
    }
  }

  static List<Bind> of(List<String> words, int port) {
    List<Bind> binds = new ArrayList<>();
    for (String word : words) {
      boolean optional = word.startsWith("-");
      binds.add(new Bind(optional ? word.substring(1) : word, optional, port));
    }
    return binds;
  }

  /**
   * Opens a listener, or none where that is fine: the machine does not have an optional address, or
   * has no IPv6 at all. A port in use is never passed over.
   *
   * @param log is told of an address that is passed over
   */
  void open(List<Listener> listeners, Opener opener, System.Logger log) throws StartException {
    try {
      listeners.add(opener.open(new InetSocketAddress(address(), port)));
    } catch (UnknownHostException e) {
      throw new StartException(refused() + "Name or service not known");
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      boolean notHere = why.contains("Cannot assign requested address");
      boolean noSuchFamily = why.contains("not supported");
      if (optional && !opener.separatesFamilies() && !listeners.isEmpty()) {
        return;
      }
      if (noSuchFamily || (notHere && optional)) {
        log.log(System.Logger.Level.WARNING, "Warning: " + refused() + "bind: " + why);
        return;
      }
      String owner = why.contains("in use") ? PortOwner.describe(port) : "";
      throw new StartException(refused() + "bind: " + why + owner);
    }
  }

  private String refused() {
    return "Could not create server TCP listening socket " + word + ":" + port + ": ";
  }

  private InetAddress address() throws UnknownHostException {
    return switch (word) {
      case "*" -> InetAddress.getByAddress(new byte[4]);
      case "::*" -> InetAddress.getByAddress(new byte[16]);
      default -> InetAddress.getAllByName(word)[0];
    };
  }
}
