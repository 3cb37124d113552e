package io.jacinth.server.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.resp.RespReader;
import io.jacinth.resp.RespValue;
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
  private static final long WAIT_NS = 120_000_000_000L;

  /** 7.0 does not tell its replicas how much a group has read, its own replicas do not know. */
  private static final String READ = "\"entries-read\", [^,]*, \"lag\", [^,]*, ";

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
    calls.removeIf(call -> isOneOf(call, "config", "xread", "dump") || readsHistory(call));
    return calls;
  }

  /** Who reads what is pending again counts as a delivery, of which no replica is told. */
  private static boolean readsHistory(Call call) {
    int count = call.words().length;
    return isOneOf(call, "xreadgroup")
        && (!Words.latin1(call.words()[count - 1]).equals(">")
            || Words.latin1(call.words()[count - 2]).matches("[0-9-]+|abc"));
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

  private static void awaitSame(Wire primary, Wire replica, String what, String besides) {
    // what has been sent by now is before the key that says so
    primary.ask("SET arrived " + what.replace(' ', '-'));
    Predicate<Wire> arrived =
        wire -> text(wire.ask("GET arrived")).contains(what.replace(' ', '-'));
    long deadlineNs = System.nanoTime() + WAIT_NS;
    while (!arrived.test(replica)) {
      assertThat(System.nanoTime()).as("time for " + what).isLessThan(deadlineNs);
      SideBySide.pause();
    }
    State expected = State.of(primary, true).without(besides);
    assertThat(State.difference(expected, State.of(replica, true).without(besides)))
        .as(what)
        .isNull();
  }

  private static String text(byte[] reply) {
    return new String(reply, StandardCharsets.ISO_8859_1);
  }

  private void replicate(boolean fromRedis, int port) {
    try (ServerProcess first = start(fromRedis, port);
        Wire primary = new Wire(port)) {
      String besides = fromRedis ? READ : "^$";
      fill(primary, 1);
      try (ServerProcess second = start(!fromRedis, port + 1, "--replicaof", "127.0.0.1 " + port);
          Wire replica = new Wire(port + 1)) {
        awaitSame(primary, replica, "first image", besides);
        for (long seed = 2; seed < 60; seed++) {
          if (seed % 20 == 0) {
            replica.ask("REPLICAOF NO ONE");
            fill(primary, seed);
            replica.ask("FLUSHALL");
            replica.ask("REPLICAOF 127.0.0.1 " + port);
          } else {
            fill(primary, seed);
          }
          awaitSame(primary, replica, "seed " + seed, besides);
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

  private static List<byte[]> keys(Wire wire) {
    RespReader reader = new RespReader();
    reader.feed(wire.ask("KEYS *"));
    List<byte[]> keys = new ArrayList<>();
    if (reader.next() instanceof RespValue.Aggregate all) {
      all.items().forEach(item -> keys.add(((RespValue.Bulk) item).bytes()));
    }
    return keys;
  }

  private static Call call(String name, byte[]... words) {
    List<byte[]> all = new ArrayList<>(List.of(Words.bytes(name)));
    all.addAll(Arrays.asList(words));
    return new Call(0, Row.SETUP, all.toArray(byte[][]::new));
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
        for (byte[] key : keys(from)) {
          byte[] reply = from.ask(List.of(call("DUMP", key))).getFirst();
          int start = text(reply).indexOf('\n') + 1;
          byte[] payload = Arrays.copyOfRange(reply, start, reply.length - 2);
          Call restore = call("RESTORE", key, Words.bytes("0"), payload);
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
