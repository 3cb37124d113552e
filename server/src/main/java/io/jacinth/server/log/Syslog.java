package io.jacinth.server.log;

import io.jacinth.server.net.UnixDatagram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The system's log: a datagram per line to {@code /dev/log}, as the C library's {@code syslog}
 * sends it. While nobody takes them the lines are lost here, as there; the log itself still has
 * them.
 */
public final class Syslog {
  private static final List<String> FACILITIES =
      List.of("local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7");
  private static final int LOCAL0 = 16;
  private static final int USER = 1;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH);

  private final String path;
  private final String ident;
  private final int facility;
  private final long pid = ProcessHandle.current().pid();
  private @Nullable UnixDatagram socket;

  /**
   * A sender; nothing is opened before the first line.
   *
   * @param path of the log's socket
   * @param ident stands before each line
   * @param facility {@code user}, {@code local0} to {@code local7}
   */
  public Syslog(String path, String ident, String facility) {
    this.path = path;
    this.ident = ident;
    this.facility =
        facility.equals("user") ? USER : LOCAL0 + Math.max(0, FACILITIES.indexOf(facility));
  }

  /** Sends a line; called under the log's lock. */
  void send(System.Logger.Level level, ZonedDateTime time, String message) {
    String line =
        "<"
            + (facility << 3 | severity(level))
            + ">"
            + TIME.format(time)
            + " "
            + ident
            + "["
            + pid
            + "]: "
            + message;
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    try {
      UnixDatagram to = socket;
      if (to == null) {
        to = UnixDatagram.to(path);
        socket = to;
      }
      to.send(bytes);
    } catch (IOException nobodyThere) {
      closeSocket();
    }
  }

  private void closeSocket() {
    UnixDatagram open = socket;
    socket = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException lost) {
        // It is given up anyway.
        return;
      }
    }
  }

  private static int severity(System.Logger.Level level) {
    return switch (level) {
      case ALL, TRACE -> 7;
      case DEBUG -> 6;
      case INFO -> 5;
      case WARNING, ERROR, OFF -> 4;
    };
  }
}
