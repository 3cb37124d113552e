package io.jacinth.server.net;

import io.netty.channel.ConnectTimeoutException;
import java.net.BindException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;

/** What went wrong with a socket, in the words Redis's log has for it. */
final class Causes {
  private Causes() {}

  static String describe(Throwable failure) {
    if (failure instanceof ConnectTimeoutException) {
      return "Operation timed out";
    }
    if (failure instanceof UnknownHostException) {
      return "Name or service not known";
    }
    String message = failure.getMessage() == null ? "" : failure.getMessage();
    for (String known :
        new String[] {
          "Connection refused",
          "Connection reset by peer",
          "Connection timed out",
          "Network is unreachable",
          "No route to host",
          "Broken pipe",
          "Address already in use",
          "Permission denied",
          "Too many open files",
          "No such file or directory"
        }) {
      if (message.contains(known)) {
        return known;
      }
    }
    if (message.contains("Connection reset")) {
      return "Connection reset by peer";
    }
    if (message.contains("Cannot assign requested address")
        || message.contains("Can't assign requested address")) {
      return "Cannot assign requested address";
    }
    if (failure instanceof NoRouteToHostException) {
      return "No route to host";
    }
    if (failure instanceof BindException) {
      return message.isEmpty() ? "Address already in use" : message;
    }
    return message.isEmpty() ? failure.getClass().getSimpleName() : message;
  }
}
