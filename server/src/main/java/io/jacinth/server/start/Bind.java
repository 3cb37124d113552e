package io.jacinth.server.start;

import io.jacinth.server.net.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * One address of {@code bind}.
 *
 * @param word as written, without the minus
 * @param optional written with a minus: an address the machine does not have is passed over
 */
record Bind(String word, boolean optional, int port) {
  /** Opens a listening socket. */
  @FunctionalInterface
  interface Opener {
    Listener open(InetSocketAddress address) throws IOException;
  }

  static List<Bind> of(List<String> words, int port) {
    List<Bind> binds = new ArrayList<>();
    for (String word : words) {
      boolean optional = word.startsWith("-");
      binds.add(new Bind(optional ? word.substring(1) : word, optional, port));
    }
    return binds;
  }

  void open(List<Listener> listeners, Opener opener) throws StartException {
    try {
      listeners.add(opener.open(new InetSocketAddress(address(), port)));
    } catch (UnknownHostException e) {
      if (!optional) {
        throw new StartException(
            "Could not create server TCP listening socket "
                + word
                + ":"
                + port
                + ": Name or service not known");
      }
    } catch (IOException e) {
      if (!optional) {
        throw new StartException(
            "Could not create server TCP listening socket "
                + word
                + ":"
                + port
                + ": bind: "
                + e.getMessage()
                + PortOwner.describe(port));
      }
    }
  }

  private InetAddress address() throws UnknownHostException {
    return switch (word) {
      case "*" -> InetAddress.getByAddress(new byte[4]);
      case "::*" -> InetAddress.getByAddress(new byte[16]);
      default -> InetAddress.getAllByName(word)[0];
    };
  }
}
