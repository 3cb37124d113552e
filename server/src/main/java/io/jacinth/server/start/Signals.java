package io.jacinth.server.start;

import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * SIGTERM and SIGINT as events, SIGHUP as none. The JDK offers that only in {@code
 * jdk.unsupported}; where it is missing a shutdown hook stands in, which cannot tell the two apart.
 */
final class Signals {
  private Signals() {}

  /**
   * A server outlives the terminal it was started from. Where there is no such signal there is
   * nothing to do.
   */
  static void ignoreHangUp() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> signalHandler = Class.forName("sun.misc.SignalHandler");
      signal
          .getMethod("handle", signal, signalHandler)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance("HUP"),
              signalHandler.getField("SIG_IGN").get(null));
    } catch (ReflectiveOperationException | IllegalArgumentException missing) {
      return;
    }
  }

  /** Calls {@code handler} with {@code "SIGTERM"} or {@code "SIGINT"} on a thread of the JVM's. */
  static void onEnd(Consumer<String> handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> signalHandler = Class.forName("sun.misc.SignalHandler");
      for (String name : new String[] {"TERM", "INT"}) {
        Object proxy =
            Proxy.newProxyInstance(
                Signals.class.getClassLoader(),
                new Class<?>[] {signalHandler},
                (self, method, args) -> {
                  if (method.getName().equals("handle")) {
                    handler.accept("SIG" + name);
                    return 0;
                  }
                  return switch (method.getName()) {
                    case "hashCode" -> 1;
                    case "equals" -> false; // nobody compares handlers
                    default -> "signal handler for " + name;
                  };
                });
        signal
            .getMethod("handle", signal, signalHandler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      }
    } catch (ReflectiveOperationException | IllegalArgumentException missing) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> handler.accept("SIGTERM")));
    }
  }
}
