package io.jacinth.simulation.world;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What happened, as one running hash and the last lines of text. Two runs of a seed must end with
 * the same hash, in whatever JVM they run.
 */
public final class Trace {
  private static final int KEPT_LINES = 400;

  private final Deque<String> lines = new ArrayDeque<>();
  private final @Nullable PrintStream echo;
  private final CRC32C crc = new CRC32C();
  private long hash = 0x6a09e667f3bcc908L;

  /** Prints every line as it comes if {@code echo} is given. */
  public Trace(@Nullable PrintStream echo) {
    this.echo = echo;
  }

  public long hash() {
    return hash;
  }

  void fact(int kind, long nowNs, long a, long b) {
    hash = Randoms.mix(hash ^ (nowNs * 31 + kind)) + Randoms.mix(a * 0x9E3779B97F4A7C15L ^ b);
  }

  long checksum(byte[] bytes) {
    crc.reset();
    crc.update(bytes, 0, bytes.length);
    return crc.getValue();
  }

  /** Adds a line; it counts for the hash. */
  public void line(long nowNs, String text) {
    fact(1, nowNs, text.hashCode(), text.length());
    String stamped = "[%10.4f] %s".formatted(nowNs / 1e9, text);
    if (echo != null) {
      echo.println(stamped);
    }
    lines.addLast(stamped);
    if (lines.size() > KEPT_LINES) {
      lines.removeFirst();
    }
  }

  /** The last lines, oldest first. */
  public String tail(int maxLines) {
    StringBuilder text = new StringBuilder();
    int skip = Math.max(0, lines.size() - maxLines);
    for (String line : lines) {
      if (skip-- > 0) {
        continue;
      }
      text.append(line).append('\n');
    }
    return text.toString();
  }
}
