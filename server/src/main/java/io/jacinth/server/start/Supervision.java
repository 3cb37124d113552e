package io.jacinth.server.start;

import io.jacinth.server.net.UnixDatagram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The service manager that started the process, if one did: systemd is told what happens by
 * datagrams to the socket of {@code NOTIFY_SOCKET}, upstart by stopping until it says go on. A
 * supervised process does not go into the background, whatever {@code daemonize} says.
 */
final class Supervision {
  static final String SOCKET = "NOTIFY_SOCKET";
  static final String UPSTART_JOB = "UPSTART_JOB";

  private final System.Logger log;
  private final @Nullable String socketPath;
  private final boolean upstart;

  private Supervision(System.Logger log, @Nullable String socketPath, boolean upstart) {
    this.log = log;
    this.socketPath = socketPath;
    this.upstart = upstart;
  }

  /**
   * What {@code supervised} means in this process.
   *
   * @param mode {@code no}, {@code auto}, {@code systemd} or {@code upstart}
   */
  static Supervision of(String mode, Map<String, String> environment, System.Logger log) {
    boolean auto = mode.equals("auto");
    String socket = environment.get(SOCKET);
    boolean hasSocket = socket != null && (socket.startsWith("/") || socket.startsWith("@"));
    boolean hasJob = environment.containsKey(UPSTART_JOB);
    boolean upstart = hasJob && (auto || mode.equals("upstart"));
    boolean systemd = hasSocket && !upstart && (auto || mode.equals("systemd"));
    return new Supervision(log, systemd ? socket : null, upstart);
  }

  boolean isSupervised() {
    return upstart || socketPath != null;
  }

  /** Says what was found; the log is open. */
  void begin(String mode) {
    if (upstart) {
      log.log(System.Logger.Level.INFO, "supervised by upstart, will stop to signal readiness");
    } else if (socketPath != null) {
      log.log(
          System.Logger.Level.INFO,
          "supervised by systemd. Please make sure you set appropriate values for TimeoutStartSec"
              + " and TimeoutStopSec in your service unit.");
      tell("STATUS=Jacinth is loading...\n");
    } else if (mode.equals("systemd")) {
      log.log(
          System.Logger.Level.WARNING,
          "systemd supervision requested, but " + SOCKET + " not found!");
    } else if (mode.equals("upstart")) {
      log.log(
          System.Logger.Level.WARNING,
          "upstart supervision requested, but " + UPSTART_JOB + " not found!");
    }
  }

  /** Clients are served, those of a replica for reading until it has its data. */
  void ready(boolean isReplica) {
    if (upstart) {
      stopOneself();
    } else if (socketPath != null) {
      tell(
          isReplica
              ? "STATUS=Ready to accept connections in read-only mode. Waiting for MASTER <->"
                  + " REPLICA sync\n"
              : "STATUS=Ready to accept connections\n");
      tell("READY=1\n");
    }
  }

  /** The process ends. */
  void stopping() {
    if (socketPath != null) {
      tell("STOPPING=1\n");
    }
  }

  private void tell(String state) {
    String path = socketPath;
    if (path == null) {
      return;
    }
    try (UnixDatagram socket = UnixDatagram.to(path)) {
      socket.send(state.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      log.log(
          System.Logger.Level.WARNING,
          "Can't send notification to systemd at " + path + ": " + e.getMessage());
    }
  }

  /** A JVM cannot raise a signal in itself. */
  private void stopOneself() {
    String pid = Long.toString(ProcessHandle.current().pid());
    try {
      Process kill = new ProcessBuilder("kill", "-STOP", pid).inheritIO().start();
      if (!kill.waitFor(10, TimeUnit.SECONDS)) {
        kill.destroy();
      }
    } catch (IOException e) {
      log.log(System.Logger.Level.WARNING, "Can't tell upstart: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
