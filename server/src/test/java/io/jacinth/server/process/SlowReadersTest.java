package io.jacinth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Subscribers and MONITOR clients that never read: what they hold stays within the limits of their
 * classes, and the server serves others on.
 *
 * <p>{@code -Djacinth.abuse.clients}, 100 by default; {@code ./soak readers} takes 1,000.
 */
class SlowReadersTest {
  private static final int CLIENTS = Integer.getInteger("jacinth.abuse.clients", 100);
  private static final int PORT = 17821;
  private static final int MESSAGE_BYTES = 16 << 10;
  private static final int MAX_MESSAGES = 4000;

  /** What INFO counts of a client beside what it has not taken: its objects and buffers. */
  private static final long CLIENT_BYTES = 32 << 10;

  /** A session hands over what exceeds 64 KiB before the turn's end. */
  private static final long SESSION_BYTES = 64 << 10;

  /** Half of the connections' memory that {@link ServerProcess} starts a server with. */
  private static final long ALL_CLIENTS_BYTES = 256L << 20;

  @TempDir Path directory;
  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void hangUp() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void neverReading(String... words) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT), 5000);
    String line = String.join(" ", words) + "\r\n";
    socket.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
    socket.setSoTimeout(10_000);
    assertThat(socket.getInputStream().read()).isPositive();
    sockets.add(socket);
  }

  private static long field(RawClient client, String section, String name) {
    client.send("INFO", section);
    String text = client.take("\r\n" + name + ":");
    return Long.parseLong(text.substring(0, text.indexOf('\r')));
  }

  /**
   * Half subscribe, half monitor. Returns the most all clients held until all of them were gone.
   */
  private long flood() throws IOException {
    for (int i = 0; i < CLIENTS; i++) {
      if (i % 2 == 0) {
        neverReading("SUBSCRIBE", "flood");
      } else {
        neverReading("MONITOR");
      }
    }
    long most = 0;
    try (RawClient publisher = new RawClient(PORT)) {
      String message = "x".repeat(MESSAGE_BYTES);
      for (int i = 0; i < MAX_MESSAGES; i++) {
        publisher.send("PUBLISH", "flood", message);
        publisher.await("\r\n");
        if (i % 10 == 0) {
          most = Math.max(most, field(publisher, "memory", "mem_clients_normal"));
          if (field(publisher, "clients", "connected_clients") == 1) {
            return most;
          }
        }
      }
    }
    throw new AssertionError("they were not closed");
  }

  private static long logged(ServerProcess server, String text) {
    return server.log().lines().filter(line -> line.contains(text)).count();
  }

  @Test
  void eachIsClosedAtTheLimitOfItsClass() throws IOException {
    try (ServerProcess server =
        ServerProcess.jacinth(
            directory,
            "--port",
            "" + PORT,
            "--client-output-buffer-limit",
            "normal 1mb 0 0 pubsub 1mb 0 0")) {
      server.awaitLog("Ready to accept connections", 30);
      long most = flood();
      long bound = CLIENTS * ((1L << 20) + SESSION_BYTES + MESSAGE_BYTES + CLIENT_BYTES);
      assertThat(most).isLessThan(bound * 105 / 100);
      long atLimit = logged(server, "overcoming of output buffer limits.");
      if (bound <= ALL_CLIENTS_BYTES) {
        assertThat(atLimit).isEqualTo(CLIENTS);
      } else {
        // What all may hold together comes first: those with the most go.
        assertThat(atLimit + logged(server, "Evicting client: ")).isEqualTo(CLIENTS);
        assertThat(most).isLessThan(ALL_CLIENTS_BYTES * 105 / 100);
      }
      assertThat(RedisCli.at(PORT, "ping")).isEqualTo("PONG");
    }
  }
}
