package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jacinth.engine.config.ConfigCommands;
import io.jacinth.engine.session.ClientSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Several clients talk to the engine and to a real redis-server (7.0, from PATH); every client must
 * get the same bytes from both, replies and messages in the same order.
 *
 * <p>Lines of a file: {@code client words...}; {@code ~ ms} lets time pass; {@code ! reason} before
 * a line says that 7.2 answers it otherwise ({@code !3}: in RESP3 only), and {@code =client bytes}
 * behind it what that client gets of ours.
 */
class ConversationTest {
  @TempDir static Path directory;
  private static RealRedis redis;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    assumeTrue(RealRedis.isInstalled(), "no redis-server on PATH");
    redis = RealRedis.start(directory);
  }

  @AfterAll
  static void stop() {
    if (redis != null) {
      redis.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "lists, 2",
    "lists, 3",
    "pubsub, 2",
    "pubsub, 3",
    "notifications, 2",
    "notifications, 3",
    "zsets, 2",
    "zsets, 3",
    "watching, 2",
    "watching, 3",
    "monitor, 2",
    "monitor, 3",
    "clients, 2",
    "clients, 3"
  })
  void everybodyGetsTheSame(String file, int protocol) throws Exception {
    try (Conversation talk = new Conversation(protocol)) {
      for (String line : lines(file)) {
        talk.line(line);
      }
      talk.finish();
      assertThat(String.join("\n", talk.wrong)).isEmpty();
    }
  }

  private static List<String> lines(String name) throws IOException {
    String path = "/differential/conversations/" + name + ".txt";
    try (InputStream in = ConversationTest.class.getResourceAsStream(path);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isEmpty())
          .collect(Collectors.toList());
    }
  }

  /** Without the time and the address in MONITOR's lines; both have the same length everywhere. */
  private static String timeless(String text) {
    return text.replaceAll(
        "\\+\\d{10}\\.\\d{6} \\[(\\d+) 127\\.0\\.0\\.1:\\d{5}]", "+time [$1 address]");
  }

  private static String escape(String text) {
    return text.replace("\r\n", "\\r\\n");
  }

  /** The clients of one file, each on both servers. */
  private static final class Conversation implements AutoCloseable {
    private final EngineFixture fixture = EngineFixture.standalone(ConfigCommands.family());
    private final Map<String, ClientSession> ours = new TreeMap<>();
    private final Map<String, RealRedis.Peer> theirs = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private final int protocol;
    private final Map<String, String> last = new TreeMap<>();
    private boolean different;

    Conversation(int protocol) throws IOException {
      this.protocol = protocol;
      fixture.wallMs = System.currentTimeMillis();
      fixture.tick(0);
      open("init");
      theirs.get("init").call("FLUSHALL");
      theirs.get("init").call("CONFIG SET notify-keyspace-events \"\"");
    }

    private void open(String name) throws IOException {
      if (!ours.containsKey(name)) {
        ClientSession session = fixture.open();
        fixture.run(session, "HELLO " + protocol);
        ours.put(name, session);
        RealRedis.Peer peer = redis.connect();
        peer.call("HELLO " + protocol);
        theirs.put(name, peer);
      }
    }

    void line(String line) throws IOException, InterruptedException {
      if (line.startsWith("!")) {
        different = !line.startsWith("!3") || protocol == 3;
        return;
      }
      if (line.startsWith("=")) {
        String name = line.substring(1, line.indexOf(' '));
        String expected = line.substring(name.length() + 2);
        if (!expected.equals(escape(last.getOrDefault(name, "")))) {
          wrong.add(line + "\n  jacinth " + name + ' ' + escape(last.getOrDefault(name, "")));
        }
        return;
      }
      last.clear();
      if (line.startsWith("~ ")) {
        int ms = Integer.parseInt(line.substring(2));
        TimeUnit.MILLISECONDS.sleep(ms);
        fixture.tick(ms);
        fixture.engine.cron();
        fixture.tick(0);
      } else {
        String name = line.substring(0, line.indexOf(' '));
        String words = line.substring(name.length() + 1);
        open(name);
        theirs.get(name).send(words);
        fixture.wallMs = Math.max(fixture.wallMs, System.currentTimeMillis());
        fixture.tick(0);
        String mine = fixture.run(ours.get(name), words);
        if (different || mine.isEmpty()) {
          // No reply tells when it has been done, and what others send next must come after it.
          redis.settle();
        }
        deliver(name, mine, line);
        different = false;
      }
      for (Map.Entry<String, ClientSession> entry : ours.entrySet()) {
        deliver(entry.getKey(), fixture.sent(entry.getValue()), line);
      }
    }

    private void deliver(String name, String mine, String line) throws IOException {
      last.merge(name, mine, String::concat);
      String real = different ? theirs.get(name).rest() : theirs.get(name).take(mine.length());
      if (!different && !timeless(mine).equals(timeless(real))) {
        wrong.add(
            line
                + "\n  redis   "
                + name
                + ' '
                + escape(real + theirs.get(name).rest())
                + "\n  jacinth "
                + name
                + ' '
                + escape(mine));
      }
      if (different && !mine.isEmpty() && mine.equals(real)) {
        wrong.add(line + "\n  is marked as different but is not: " + escape(mine));
      }
    }

    void finish() throws IOException {
      redis.settle();
      for (Map.Entry<String, RealRedis.Peer> entry : theirs.entrySet()) {
        String rest = entry.getValue().rest();
        if (!rest.isEmpty()) {
          wrong.add("only redis sent " + entry.getKey() + ' ' + escape(rest));
        }
      }
    }

    @Override
    public void close() throws IOException {
      for (RealRedis.Peer peer : theirs.values()) {
        peer.close();
      }
      fixture.close();
    }
  }
}
