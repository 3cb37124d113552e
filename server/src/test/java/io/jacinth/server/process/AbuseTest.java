package io.jacinth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that take and do not give. The bound: heap and buffers of the connections are limited by
 * the JVM's options (256 MB and 512 MB here), clients are told to go at a quarter of the one and a
 * half of the other; beside that stands what the idle process has and 8 KiB a connection. Response
 * times of another client are printed, not judged. The system property {@code
 * jacinth.soak.connections} makes it more of them.
 */
@EnabledOnOs(OS.LINUX)
class AbuseTest {
  private static final int PORT = 17421;
  private static final int CONNECTIONS = Integer.getInteger("jacinth.soak.connections", 1000);
  private static final long BOUND_KB = (256 / 4 * 2 + 512 / 2) * 1024L + CONNECTIONS * 8L;

  @TempDir Path directory;

  @Test
  void halfRequests() throws IOException {
    abuse(
        List.of(),
        "half requests",
        "*3\r\n$3\r\nSET\r\n$1\r\nk",
        "*2\r\n$4\r\nECHO\r\n$100\r\nhalf",
        "GET half-an-inline-request",
        "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1000000\r\n" + "x".repeat(100),
        "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$500000000\r\n" + "x".repeat(100),
        "*2147483647\r\n$1\r\nx\r\n");
  }

  @Test
  void unauthenticatedGiants() throws IOException {
    String giant = "*10\r\n" + ("$16384\r\n" + "g".repeat(16_384) + "\r\n").repeat(9);
    abuse(List.of("--requirepass", "secret"), "unauthenticated giants", giant);
  }

  @Test
  void subscribersThatNeverRead() throws IOException {
    String subscribe = "*2\r\n$9\r\nSUBSCRIBE\r\n$4\r\nnews\r\n";
    try (Abused abused = new Abused("subscribers that never read", List.of(), subscribe)) {
      String[] message = {"publish", "news", "n".repeat(100_000)};
      for (int i = 0; i < 300; i++) {
        abused.good.call(message);
      }
      abused.judge();
    }
  }

  @Test
  void readersOfLargeValuesThatNeverRead() throws IOException {
    String get = "*2\r\n$3\r\nGET\r\n$5\r\nlarge\r\n".repeat(20);
    try (Abused abused = new Abused("readers that never read", List.of(), "PING\r\n")) {
      abused.good.call("set", "large", "l".repeat(10_000_000));
      abused.sendAll(get);
      abused.judge();
    }
  }

  private void abuse(List<String> options, String name, String... requests) throws IOException {
    try (Abused abused = new Abused(name, options, requests)) {
      abused.judge();
    }
  }

  /** A server with connections that misuse it, and one client that does not. */
  private final class Abused implements AutoCloseable {
    private final String name;
    private final ServerProcess server;
    private final RespSocket good;
    private final List<SocketChannel> bad = new ArrayList<>();
    private final long idleKb;
    private final long quietMicros;

    Abused(String name, List<String> options, String... requests) throws IOException {
      this.name = name;
      List<String> words = new ArrayList<>(List.of("--port", "" + PORT, "--bind", "127.0.0.1"));
      words.addAll(List.of("--save", "", "--maxclients", "" + (CONNECTIONS + 10)));
      words.addAll(options);
      server = ServerProcess.jacinth(directory, words.toArray(new String[0]));
      server.awaitLog("Ready to accept connections", 30);
      good = RespSocket.open(PORT);
      good.call("auth", "secret");
      p99Micros();
      quietMicros = p99Micros();
      idleKb = residentKb();
      for (int i = 0; i < CONNECTIONS; i++) {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT));
        channel.configureBlocking(false);
        bad.add(channel);
        send(channel, requests[i % requests.length]);
      }
    }

    void sendAll(String request) {
      for (SocketChannel channel : bad) {
        send(channel, request);
      }
    }

    /** What does not fit now is not sent: nobody waits for the server. */
    private void send(SocketChannel channel, String request) {
      try {
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      } catch (IOException closed) {
        // Being thrown out is one of the right answers.
        assertThat(server.isAlive()).isTrue();
      }
    }

    void judge() throws IOException {
      long busyMicros = p99Micros();
      long after = residentKb();
      System.out.printf(
          "%s x %d: resident %d -> %d MB (bound %d MB more), p99 %d -> %d us%n",
          name, CONNECTIONS, idleKb / 1024, after / 1024, BOUND_KB / 1024, quietMicros, busyMicros);
      assertThat(server.isAlive()).isTrue();
      assertThat(server.log()).doesNotContain("a bug").doesNotContain("OutOfMemory");
      assertThat(after - idleKb).isLessThan(BOUND_KB * 105 / 100);
    }

    private long p99Micros() throws IOException {
      long[] micros = new long[20_000]; // a second and more, with all that recurs in one
      for (int i = 0; i < micros.length; i++) {
        long start = System.nanoTime();
        good.call("set", "key" + i % 100, "value");
        micros[i] = (System.nanoTime() - start) / 1000;
      }
      Arrays.sort(micros);
      return micros[micros.length * 99 / 100];
    }

    private long residentKb() throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc/" + server.pid() + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
      throw new AssertionError("no VmRSS");
    }

    @Override
    public void close() throws IOException {
      good.close();
      for (SocketChannel channel : bad) {
        channel.close();
      }
      server.close();
    }
  }
}
