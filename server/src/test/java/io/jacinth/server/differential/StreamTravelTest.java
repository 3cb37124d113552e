package io.jacinth.server.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.server.process.ServerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Streams with groups that random calls have made go from ours to redis-server and the other way:
 * by full synchronisation, by the replication stream, and by DUMP and RESTORE. What XINFO STREAM
 * FULL says of them must be the same on both.
 */
class StreamTravelTest {
  private static final long WAIT_NS = 30_000_000_000L;

  @TempDir Path directory;

  private static String[] words(int port, String... more) {
    List<String> words = new ArrayList<>(List.of("--port", "" + port, "--bind", "127.0.0.1"));
    words.addAll(List.of("--save", "", "--enable-debug-command", "yes"));
    words.addAll(List.of("--repl-diskless-sync-delay", "0"));
    words.addAll(Arrays.asList(more));
    return words.toArray(String[]::new);
  }

  private ServerProcess start(boolean isRedis, int port, String... more) {
    Path home = directory.resolve("server" + port);
    ServerProcess server =
        isRedis
            ? ServerProcess.redis(home, words(port, more))
            : ServerProcess.jacinth(home, words(port, more));
    server.awaitLog("eady to accept connections", 60);
    return server;
  }

  /** Calls of the family that change streams and hang on no clock and no configuration. */
  private static List<Call> calls(long seed) {
    Family family =
        Family.all().stream().filter(f -> f.name().equals("stream")).findFirst().orElseThrow();
    List<Call> calls = new ArrayList<>(family.setup());
    calls.removeIf(call -> isOneOf(call, "config"));
    calls.addAll(family.episode(seed, Integer.MAX_VALUE));
    calls.removeIf(call -> isOneOf(call, "config", "xread", "dump"));
    return calls;
  }

  private static boolean isOneOf(Call call, String... names) {
    String name = Words.latin1(call.words()[0]).toLowerCase(Locale.ROOT);
    return Arrays.asList(names).contains(name);
  }

  private static void fill(Wire wire, long seed) {
    wire.ask("FLUSHALL");
    wire.ask("XADD x1 1-1 a 1 b 2");
    wire.ask("XADD x1 2-1 a 3 c 4");
    wire.ask("XADD x1 2-2 foo bar");
    wire.ask(calls(seed));
  }

  private static void awaitSame(Wire primary, Wire replica, String what) {
    // what has been sent by now is before the key that says so
    primary.ask("SET arrived " + what.replace(' ', '-'));
    Predicate<Wire> arrived =
        wire -> text(wire.ask("GET arrived")).contains(what.replace(' ', '-'));
    long deadlineNs = System.nanoTime() + WAIT_NS;
    while (!arrived.test(replica)) {
      assertThat(System.nanoTime()).as("time for " + what).isLessThan(deadlineNs);
      Thread.onSpinWait();
    }
    assertThat(State.difference(State.of(primary, true), State.of(replica, true)))
        .as(what)
        .isNull();
  }

  private static String text(byte[] reply) {
    return new String(reply, StandardCharsets.ISO_8859_1);
  }

  private void replicate(boolean fromRedis, int port) {
    try (ServerProcess first = start(fromRedis, port);
        Wire primary = new Wire(port)) {
      fill(primary, 1);
      try (ServerProcess second = start(!fromRedis, port + 1, "--replicaof", "127.0.0.1 " + port);
          Wire replica = new Wire(port + 1)) {
        awaitSame(primary, replica, "first image");
        for (long seed = 2; seed < 60; seed++) {
          if (seed % 20 == 0) {
            replica.ask("REPLICAOF NO ONE");
            fill(primary, seed);
            replica.ask("FLUSHALL");
            replica.ask("REPLICAOF 127.0.0.1 " + port);
          } else {
            fill(primary, seed);
          }
          awaitSame(primary, replica, "seed " + seed);
        }
        assertThat(second.isAlive()).isTrue();
      }
      assertThat(first.log()).doesNotContain("Exception");
    }
  }

  @Test
  void oursIsThePrimary() {
    replicate(false, 17521);
  }

  @Test
  void redisIsThePrimary() {
    replicate(true, 17523);
  }

  @Test
  void payloadsAreInterchangeable() {
    try (ServerProcess redis = start(true, 17525);
        ServerProcess jacinth = start(false, 17526);
        Wire theirs = new Wire(17525);
        Wire ours = new Wire(17526)) {
      for (long seed = 100; seed < 140; seed++) {
        Wire from = seed % 2 == 0 ? ours : theirs;
        Wire to = seed % 2 == 0 ? theirs : ours;
        fill(from, seed);
        to.ask("FLUSHALL");
        for (String key : List.of("x1", "x2", "x3", "nosuch")) {
          byte[] reply = from.ask("DUMP " + key);
          if (reply[1] == '-' || reply[0] == '_') {
            continue;
          }
          int start = text(reply).indexOf('\n') + 1;
          byte[] payload = Arrays.copyOfRange(reply, start, reply.length - 2);
          Call restore =
              new Call(
                  0,
                  Row.SETUP,
                  new byte[][] {
                    Words.bytes("RESTORE"), Words.bytes(key), Words.bytes("0"), payload
                  });
          assertThat(text(to.ask(List.of(restore)).getFirst())).isEqualTo("+OK\r\n");
        }
        assertThat(State.difference(State.of(from, true), State.of(to, true)))
            .as("seed " + seed)
            .isNull();
      }
      assertThat(redis.isAlive() && jacinth.isAlive()).isTrue();
    }
  }
}
