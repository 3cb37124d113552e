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
  /** A port that was free may be somebody's before the server has it: then others are tried. */
  private static final int PORTS_TRIED = 5;

  private static final int START_SECONDS = 30;

  private final Process process;
  private final int port;
  private final int busPort;

  private RealRedis(Process process, int port, int busPort) {
    this.process = process;
    this.port = port;
    this.busPort = busPort;
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
    return start(directory, false, options);
  }

  /** A node of a cluster, its bus on a free port as well. */
  static RealRedis startNode(Path directory, String... options)
      throws IOException, InterruptedException {
    return start(directory, true, options);
  }

  private static RealRedis start(Path directory, boolean isNode, String... options)
      throws IOException, InterruptedException {
    Path log = directory.resolve("log");
    for (int attempt = 0; attempt < PORTS_TRIED; attempt++) {
      RealRedis redis = launch(directory, log, isNode, options);
      if (redis.comesUp()) {
        return redis;
      }
      redis.close();
    }
    throw new IllegalStateException("redis-server does not start:\n" + Files.readString(log));
  }

  private static RealRedis launch(Path directory, Path log, boolean isNode, String... options)
      throws IOException {
    int port = freePort();
    int busPort = isNode ? freePort() : 0;
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
    if (isNode) {
      command.addAll(
          List.of("--cluster-enabled", "yes", "--cluster-port", Integer.toString(busPort)));
    }
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new RealRedis(process, port, busPort);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private boolean comesUp() throws InterruptedException {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (process.isAlive() && System.nanoTime() < deadlineNs) {
      if (answers()) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return false;
  }

  /** Whether it is this server that answers at the port; it may still be loading its data. */
  private boolean answers() {
    try (Peer probe = connect()) {
      return probe.call("INFO server").contains("\r\nprocess_id:" + process.pid() + "\r\n");
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  int busPort() {
    return busPort;
  }

  /**
   * Comes back when the server has done whatever was sent to it before, on any connection, and has
   * sent what it answers.
   *
   * <p>It takes the requests of one round in any order, and writes the replies at the end of the
   * round: the first call was part of a round with all that was sent before, and of the second's
   * round the replies of the first have been written. Calls with too few words are answered in
   * every state, also in a pause, and neither watchers nor the slow log are told of them.
   */
  void settle() throws IOException {
    try (Peer peer = connect()) {
      for (int i = 0; i < 2; i++) {
        String reply = peer.call("ECHO");
        if (!reply.startsWith("-ERR wrong number of arguments")) {
          throw new IllegalStateException("ECHO: " + reply);
        }
      }
    }
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
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        // A script without end holds up a shutdown too.
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A connection that shows the bytes it gets. */
  static final class Peer implements AutoCloseable {
    /** Only waited for in full when a test fails; a busy machine may be long about it. */
    private static final int TAKE_MS = 3000;

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
        String more = read(TAKE_MS);
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
