package io.jacinth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that end their sending side, as {@code printf ... | nc} does. */
class HalfClosedTest {
  private static final int PORT = 17435;
  private static final int COMMANDS = 20_000;
  private static final int LENGTH = 20_000_000;

  @TempDir Path directory;

  @Test
  void everythingSentIsExecutedAndAnswered() throws IOException {
    String[] words = {"--port", "" + PORT, "--bind", "127.0.0.1", "--save", ""};
    try (ServerProcess server = ServerProcess.jacinth(directory, words)) {
      server.awaitLog("Ready to accept connections", 30);
      RedisCli.at(PORT, "setrange", "large", "" + (LENGTH - 1), "x");
      StringBuilder request = new StringBuilder();
      StringBuilder answer = new StringBuilder();
      for (int i = 0; i < COMMANDS; i++) {
        request.append("SET key:").append(i).append(" value\r\n");
        answer.append("+OK\r\n");
      }
      request.append("GET large\r\n".repeat(4)).append("ECHO end\r\nSET incomple");
      try (Socket socket = socket()) {
        socket.getOutputStream().write(ascii(request.toString()));
        socket.shutdownOutput();
        InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 20);
        String expected = answer.toString();
        String received = new String(in.readNBytes(expected.length()), StandardCharsets.US_ASCII);
        assertThat(received.length()).isEqualTo(expected.length());
        assertThat(received.equals(expected)).isTrue();
        byte[] header = ascii("$" + LENGTH + "\r\n");
        for (int i = 0; i < 4; i++) {
          assertThat(in.readNBytes(header.length)).isEqualTo(header);
          in.skipNBytes(LENGTH);
          in.skipNBytes(2);
        }
        assertThat(in.readAllBytes()).isEqualTo(ascii("$3\r\nend\r\n"));
      }
      assertThat(RedisCli.at(PORT, "dbsize")).isEqualTo("" + (COMMANDS + 1));
    }
  }

  /** It would take an element with it. */
  @Test
  void whoWaitsForKeysIsClosed() throws IOException {
    String[] words = {"--port", "" + PORT, "--bind", "127.0.0.1", "--save", ""};
    try (ServerProcess server = ServerProcess.jacinth(directory, words)) {
      server.awaitLog("Ready to accept connections", 30);
      try (Socket socket = socket()) {
        socket.getOutputStream().write(ascii("PING\r\nBLPOP list 0\r\n"));
        socket.shutdownOutput();
        assertThat(socket.getInputStream().readAllBytes()).isEqualTo(ascii("+PONG\r\n"));
      }
      assertThat(RedisCli.at(PORT, "rpush", "list", "element")).isEqualTo("1");
      assertThat(RedisCli.at(PORT, "llen", "list")).isEqualTo("1");
    }
  }

  private static Socket socket() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), PORT);
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
