package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jacinth.engine.config.ConfigCommands;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.resp.RespReader;
import io.jacinth.resp.RespValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs the same lines on the engine and on a real redis-server (7.0, from PATH) and compares bytes,
 * in both protocols. What 7.2 answers otherwise is in {@code differential/differences.txt} with its
 * reason; a difference listed there that does not show is an error too.
 */
class DifferentialTest {
  @TempDir static Path directory;
  private static Process server;
  private static int port;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    assumeTrue(isInstalled(), "no redis-server on PATH");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    server =
        new ProcessBuilder(
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
                directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    for (int attempt = 0; attempt < 100 && !answers(); attempt++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static boolean isInstalled() {
    for (String entry : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (Files.isExecutable(Path.of(entry, "redis-server"))) {
        return true;
      }
    }
    return false;
  }

  private static boolean answers() {
    try (Socket probe = connect()) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
    socket.setSoTimeout(10_000);
    return socket;
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (server != null) {
      server.destroy();
      server.waitFor(5, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "strings, 2",
    "strings, 3",
    "bitmaps, 2",
    "bitmaps, 3",
    "hyperloglog, 2",
    "hyperloglog, 3",
    "sort, 2",
    "sort, 3",
    "geo, 2",
    "geo, 3",
    "counters, 2",
    "counters, 3",
    "hashes, 2",
    "hashes, 3",
    "zsets, 2",
    "zsets, 3",
    "streams, 2",
    "streams, 3",
    "groups, 2",
    "groups, 3",
    "sets, 2",
    "sets, 3",
    "lists, 2",
    "lists, 3",
    "zset-ranges, 2",
    "zset-ranges, 3",
    "keys, 2",
    "keys, 3",
    "connection, 2",
    "connection, 3",
    "rows, 2",
    "rows, 3"
  })
  void sameBytes(String file, int protocol) throws IOException, InterruptedException {
    Map<String, String> differences = differences(file);
    List<String> wrong = new ArrayList<>();
    try (EngineFixture fixture = EngineFixture.standalone(ConfigCommands.family());
        Socket socket = connect()) {
      fixture.wallMs = System.currentTimeMillis();
      fixture.tick(0);
      Oracle oracle = new Oracle(socket);
      ClientSession session = fixture.open();
      oracle.ask("FLUSHALL");
      oracle.ask("HELLO " + protocol);
      fixture.run(session, "HELLO " + protocol);
      for (String line : lines(file + ".txt")) {
        if (line.equals("~ early in a second")) {
          beEarlyInSecond(fixture);
          continue;
        }
        String theirs = oracle.ask(line);
        String ours = fixture.run(session, line);
        fixture.tick(2);
        String reason = differences.remove(line);
        if (ours.equals(theirs) && reason != null) {
          wrong.add(line + "\n  is listed as different but is not");
        } else if (!ours.equals(theirs) && reason == null) {
          wrong.add(line + "\n  redis   " + escape(theirs) + "\n  jacinth " + escape(ours));
        }
      }
    }
    assertThat(differences).as("listed differences whose line is not in the file").isEmpty();
    assertThat(String.join("\n", wrong)).isEmpty();
  }

  /**
   * Waits until a second began 150 to 500 ms ago (redis-server looks at its clock of ages every 100
   * ms), and sets ours by the same clock.
   */
  private static void beEarlyInSecond(EngineFixture fixture) throws InterruptedException {
    while (System.currentTimeMillis() % 1000 < 150 || System.currentTimeMillis() % 1000 > 500) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    fixture.tick(Math.max(0, System.currentTimeMillis() - fixture.wallMs));
  }

  private static String escape(String text) {
    return text.replace("\r\n", "\\r\\n");
  }

  private static Map<String, String> differences(String file) throws IOException {
    Map<String, String> found = new HashMap<>();
    for (String line : lines("differences.txt")) {
      String[] parts = line.split(" \\| ", 3);
      if (parts[0].equals(file)) {
        found.put(parts[1], parts[2]);
      }
    }
    return found;
  }

  private static List<String> lines(String name) throws IOException {
    List<String> lines = new ArrayList<>();
    try (InputStream in = DifferentialTest.class.getResourceAsStream("/differential/" + name);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.startsWith("#") && !line.isEmpty()) {
          lines.add(line);
        }
      }
    }
    return lines;
  }

  /** A connection that gives the raw bytes of each reply. */
  private static final class Oracle {
    private final Socket socket;

    Oracle(Socket socket) {
      this.socket = socket;
    }

    String ask(String line) throws IOException {
      socket.getOutputStream().write(EngineFixture.encode(EngineFixture.words(line)));
      RespReader reader = new RespReader();
      StringBuilder raw = new StringBuilder();
      byte[] buffer = new byte[65536];
      while (true) {
        int count = socket.getInputStream().read(buffer);
        if (count < 0) {
          return raw.toString();
        }
        raw.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
        reader.feed(buffer, 0, count);
        RespValue value = reader.next();
        if (value != null) {
          return raw.toString();
        }
      }
    }
  }
}
