package io.jacinth.server.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code 8406:S 14 Jun 2026 10:39:45.174 * text}: process, role, time, level mark, message.
 *
 * <p>Roles are X (sentinel), C (before the server runs), S (replica) and M (primary). Levels are
 * {@code .} debug, {@code -} verbose, {@code *} notice and {@code #} warning. One line is one
 * write, so that several processes may share a file; a write that fails opens the file anew once.
 */
public final class RedisLog implements System.Logger {
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };

  private final String name;
  private final long pid = ProcessHandle.current().pid();
  private final ZoneId zone = ZoneId.systemDefault();
  private final Object lock = new Object();

  /** Null writes to the standard output. */
  private @Nullable Path file;

  private @Nullable OutputStream out;
  private @Nullable Syslog syslog;
  private volatile Level threshold = Level.INFO;
  private volatile Role role = () -> 'C';

  public RedisLog(String name) {
    this.name = name;
  }

  /** Writes to this file from now on; null means standard output. */
  public void setFile(@Nullable Path newFile) throws IOException {
    synchronized (lock) {
      OutputStream opened = newFile == null ? null : open(newFile);
      close();
      file = newFile;
      out = opened;
    }
  }

  /** Sends every message to the system's log as well. */
  public void setSyslog(@Nullable Syslog to) {
    synchronized (lock) {
      syslog = to;
    }
  }

  /** Messages below are not written: one of Redis's words. */
  public void setLevel(String loglevel) {
    threshold =
        switch (loglevel) {
          case "debug" -> Level.TRACE;
          case "verbose" -> Level.DEBUG;
          case "warning" -> Level.WARNING;
          case "nothing" -> Level.OFF;
          default -> Level.INFO;
        };
  }

  /** Tells the letter after the process id; asked for every line, from any thread. */
  @FunctionalInterface
  public interface Role {
    char letter();
  }

  public void setRole(Role newRole) {
    role = newRole;
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean isLoggable(Level level) {
    return level.getSeverity() >= threshold.getSeverity() && threshold != Level.OFF;
  }

  @Override
  public void log(
      Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
    if (!isLoggable(level)) {
      return;
    }
    String text = message;
    if (thrown != null) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      text = message + '\n' + trace.toString().stripTrailing();
    }
    write(level, text);
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      String format,
      @Nullable Object @Nullable ... parameters) {
    if (isLoggable(level)) {
      write(
          level,
          parameters == null || parameters.length == 0
              ? format
              : MessageFormat.format(format, parameters));
    }
  }

  /** Text without the prefix, as the logo is written. */
  public void writeRaw(String text) {
    synchronized (lock) {
      emit(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void write(Level level, String message) {
    StringBuilder line = new StringBuilder(message.length() + 48);
    line.append(pid).append(':').append(role.letter()).append(' ');
    ZonedDateTime time = Instant.ofEpochMilli(System.currentTimeMillis()).atZone(zone);
    appendTime(line, time);
    line.append(' ').append(mark(level)).append(' ').append(message).append('\n');
    byte[] bytes = line.toString().getBytes(StandardCharsets.UTF_8);
    synchronized (lock) {
      emit(bytes);
      Syslog system = syslog;
      if (system != null) {
        system.send(level, time, message);
      }
    }
  }

  private void appendTime(StringBuilder line, ZonedDateTime time) {
    pad(line, time.getDayOfMonth(), 2).append(' ').append(MONTHS[time.getMonthValue() - 1]);
    line.append(' ').append(time.getYear()).append(' ');
    pad(line, time.getHour(), 2).append(':');
    pad(line, time.getMinute(), 2).append(':');
    pad(line, time.getSecond(), 2).append('.');
    pad(line, time.getNano() / 1_000_000, 3);
  }

  private static StringBuilder pad(StringBuilder line, int value, int width) {
    String digits = Integer.toString(value);
    return line.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
  }

  private static char mark(Level level) {
    return switch (level) {
      case ALL, TRACE -> '.';
      case DEBUG -> '-';
      case INFO -> '*';
      case WARNING, ERROR, OFF -> '#';
    };
  }

  private void emit(byte[] bytes) {
    try {
      stream().write(bytes);
    } catch (IOException gone) {
      reopenAndWrite(bytes);
    }
  }

  private void reopenAndWrite(byte[] bytes) {
    close();
    try {
      stream().write(bytes);
    } catch (IOException stillGone) {
      // A full disk must not stop the server; the next line tries again.
      close();
    }
  }

  private OutputStream stream() throws IOException {
    OutputStream current = out;
    if (current == null) {
      Path target = file;
      current = target == null ? new FileOutputStream(FileDescriptor.out) : open(target);
      out = current;
    }
    return current;
  }

  private static OutputStream open(Path path) throws IOException {
    return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void close() {
    OutputStream current = out;
    out = null;
    if (current != null && file != null) {
      try {
        current.close();
      } catch (IOException lost) {
        // The lines were written before; there is nothing to be done about a failing close.
        return;
      }
    }
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "RedisLog[%s]", name);
  }
}
