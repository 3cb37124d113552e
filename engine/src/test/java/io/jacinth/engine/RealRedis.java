package io.jacinth.engine;

import io.jacinth.resp.RespReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A redis-server of the system, on a free port. */
final class RealRedis implements AutoCloseable {
  private final Process process;
  private final int port;

  private RealRedis(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static boolean isInstalled() {
    for (String entry : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (Files.isExecutable(Path.of(entry, "redis-server"))) {
        return true;
      }
    }
    return false;
  }

  static RealRedis start(Path directory, String... options)
      throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--enable-debug-command",
                "yes",
                "--dir",
                directory.toString()));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    RealRedis redis = new RealRedis(process, port);
    for (int attempt = 0; attempt < 100 && !redis.answers(); attempt++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return redis;
  }

  private boolean answers() {
    try (Peer probe = connect()) {
      return probe.call("PING").startsWith("+PONG");
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  Peer connect() throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
    return new Peer(socket);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A connection that shows the bytes it gets. */
  static final class Peer implements AutoCloseable {
    private final Socket socket;
    private final StringBuilder unread = new StringBuilder();

    private Peer(Socket socket) {
      this.socket = socket;
    }

    void send(String line) throws IOException {
      socket.getOutputStream().write(EngineFixture.encode(EngineFixture.words(line)));
    }

    /** Sends a line and takes one whole reply. */
    String call(String line) throws IOException {
      return call(EngineFixture.words(line));
    }

    /** Sends words and takes one whole reply. */
    String call(byte[]... words) throws IOException {
      socket.getOutputStream().write(EngineFixture.encode(words));
      RespReader reader = new RespReader();
      StringBuilder raw = new StringBuilder();
      while (true) {
        String more = read(10_000);
        if (more.isEmpty()) {
          return raw.toString();
        }
        raw.append(more);
        reader.feed(more.getBytes(StandardCharsets.ISO_8859_1));
        if (reader.next() != null) {
          return raw.toString();
        }
      }
    }

    /** As many bytes as somebody else got, or what comes within a while. */
    String take(int length) throws IOException {
      while (unread.length() < length) {
        String more = read(300);
        if (more.isEmpty()) {
          break;
        }
        unread.append(more);
      }
      String taken = unread.substring(0, Math.min(length, unread.length()));
      unread.delete(0, taken.length());
      return taken;
    }

    /** What is left when nothing more was expected. */
    String rest() throws IOException {
      unread.append(read(100));
      String rest = unread.toString();
      unread.setLength(0);
      return rest;
    }

    private String read(int timeoutMs) throws IOException {
      socket.setSoTimeout(timeoutMs);
      byte[] buffer = new byte[65536];
      try {
        int count = socket.getInputStream().read(buffer);
        return count < 0 ? "" : new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
      } catch (SocketTimeoutException e) {
        return "";
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
