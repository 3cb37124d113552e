package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.session.ClientSession;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lists are made of at which moment, and their payloads there and back. */
class ListFormTest {
  private final EngineFixture fixture = EngineFixture.standalone();
  private final ClientSession session = fixture.open();

  @AfterEach
  void close() {
    fixture.close();
  }

  private String run(String line) {
    return fixture.run(session, line);
  }

  private String form(String key) {
    return fixture.show(session, "OBJECT ENCODING " + key).replace("\"", "");
  }

  private void configure(long fill) {
    fixture.config.put(MemoryOptions.LIST_MAX_LISTPACK_SIZE, fill);
  }

  @Test
  void byNumberOfElements() {
    configure(4);
    run("RPUSH k a b c d");
    assertThat(form("k")).isEqualTo("listpack");
    run("RPUSH k e");
    assertThat(form("k")).isEqualTo("quicklist");
    // Two nodes, then one, which must be half as long as it may be.
    run("LPOP k");
    run("LPOP k");
    assertThat(form("k")).isEqualTo("quicklist");
    run("LPOP k");
    run("LPOP k");
    assertThat(form("k")).isEqualTo("listpack");
    run("RPUSH k b c d e");
    assertThat(form("k")).isEqualTo("quicklist");
    run("LTRIM k 0 2");
    assertThat(form("k")).isEqualTo("quicklist");
    run("LTRIM k 0 1");
    assertThat(form("k")).isEqualTo("listpack");
  }

  @Test
  void byBytes() {
    configure(-1);
    run("RPUSH k " + "x".repeat(4096 - 7));
    assertThat(form("k")).isEqualTo("listpack");
    run("DEL k");
    run("RPUSH k " + "x".repeat(4096 - 6));
    assertThat(form("k")).isEqualTo("quicklist");
    run("LSET k 0 " + "y".repeat(3000));
    assertThat(form("k")).isEqualTo("quicklist");
    run("LSET k 0 " + "y".repeat(2000));
    assertThat(form("k")).isEqualTo("listpack");
    run("LSET k 0 " + "y".repeat(2100));
    assertThat(form("k")).isEqualTo("quicklist");
  }

  @Test
  void aListThatIsLoadedTakesTheFormOfItsSize() {
    configure(4);
    run("RPUSH k a b c d e");
    run("RPOP k");
    assertThat(form("k")).isEqualTo("quicklist");
    byte[] payload = dump("k");
    restore("copy", payload);
    assertThat(form("copy")).isEqualTo("listpack");
    configure(3);
    restore("large", payload);
    assertThat(form("large")).isEqualTo("quicklist");
  }

  /** The depth is that of the moment at which a list came to have nodes, as in Redis. */
  @Test
  void innerNodesAreCompressed() {
    configure(10);
    fill("plain");
    fixture.config.put(MemoryOptions.LIST_COMPRESS_DEPTH, 1L);
    fill("deep");
    run("COPY deep copy");
    fixture.config.put(MemoryOptions.LIST_COMPRESS_DEPTH, 0L);
    long plain = usage("plain");
    long deep = usage("deep");
    assertThat(deep).isLessThan(plain / 3);
    assertThat(usage("copy")).isEqualTo(deep);
    String digest = run("DEBUG DIGEST-VALUE plain");
    assertThat(run("DEBUG DIGEST-VALUE deep")).isEqualTo(digest);
    assertThat(run("LRANGE deep 0 -1")).isEqualTo(run("LRANGE plain 0 -1"));
    assertThat(run("LPOS deep element:777:" + "x".repeat(60))).isEqualTo(":777\r\n");
    assertThat(run("LINDEX deep 555")).isEqualTo(run("LINDEX plain 555"));
    assertThat(run("SORT deep ALPHA LIMIT 5 9 GET #"))
        .isEqualTo(run("SORT plain ALPHA LIMIT 5 9 GET #"));
    assertThat(usage("deep")).isEqualTo(deep);
    for (String line : List.of("LREM %s 0 common", "LSET %s 500 y", "LTRIM %s 100 -100")) {
      assertThat(run(line.formatted("deep"))).isEqualTo(run(line.formatted("plain")));
      assertThat(usage("deep")).isLessThan(usage("plain") / 3);
    }
    assertThat(run("DEBUG DIGEST-VALUE deep")).isEqualTo(run("DEBUG DIGEST-VALUE plain"));
    restore("loaded", dump("deep"));
    assertThat(run("DEBUG DIGEST-VALUE loaded")).isEqualTo(run("DEBUG DIGEST-VALUE plain"));
    assertThat(usage("loaded")).isGreaterThan(usage("plain") / 2);
  }

  private void fill(String key) {
    for (int i = 0; i < 1000; i++) {
      run("RPUSH " + key + " " + (i % 7 == 3 ? "common" : "element:" + i + ":" + "x".repeat(60)));
    }
  }

  private long usage(String key) {
    String reply = run("MEMORY USAGE " + key);
    return Long.parseLong(reply.substring(1).trim());
  }

  /**
   * DUMP of every form restores into redis-server as the same list, and what it dumps into ours.
   */
  @Test
  void payloadsBetweenOursAndRedis(@TempDir Path directory) throws Exception {
    assumeTrue(RealRedis.isInstalled(), "no redis-server on PATH");
    Random random = new Random(11);
    try (RealRedis redis = RealRedis.start(directory);
        RealRedis.Peer peer = redis.connect()) {
      for (int round = 0; round < 60; round++) {
        configure(round % 3 == 0 ? random.nextInt(20) : -1 - random.nextInt(5));
        long depth = random.nextInt(3);
        fixture.config.put(MemoryOptions.LIST_COMPRESS_DEPTH, depth);
        run("DEL k back");
        int count = 1 + random.nextInt(round % 2 == 0 ? 20 : 3000);
        for (int i = 0; i < count; i++) {
          run((random.nextBoolean() ? "LPUSH k " : "RPUSH k ") + element(random));
        }
        peer.call("FLUSHALL");
        peer.call("CONFIG SET list-max-listpack-size " + (-1 - random.nextInt(5)));
        peer.call("CONFIG SET list-compress-depth " + depth);
        assertThat(peer.call(restoring("k", dump("k")))).isEqualTo("+OK\r\n");
        String digest = run("DEBUG DIGEST-VALUE k");
        assertThat(peer.call("DEBUG DIGEST-VALUE k")).isEqualTo(digest);
        String reply = peer.call("DUMP k");
        byte[] bytes = reply.getBytes(StandardCharsets.ISO_8859_1);
        int from = reply.indexOf('\n') + 1;
        restore("back", Arrays.copyOfRange(bytes, from, bytes.length - 2));
        assertThat(run("DEBUG DIGEST-VALUE back")).isEqualTo(digest);
      }
    }
  }

  private static String element(Random random) {
    return switch (random.nextInt(400) == 0 ? 9 : random.nextInt(3)) {
      case 0 -> Integer.toString(random.nextInt() >> random.nextInt(32));
      case 1 -> "text" + "x".repeat(random.nextInt(60));
      case 9 -> "y".repeat(random.nextInt(200_000));
      default -> Long.toString(random.nextLong(), 36);
    };
  }

  private byte[] dump(String key) {
    String reply = run("DUMP " + key);
    byte[] bytes = reply.getBytes(StandardCharsets.ISO_8859_1);
    return Arrays.copyOfRange(bytes, reply.indexOf('\n') + 1, bytes.length - 2);
  }

  private void restore(String key, byte[] payload) {
    assertThat(fixture.raw(session, restoring(key, payload))).isEqualTo("+OK\r\n");
  }

  private static byte[][] restoring(String key, byte[] payload) {
    return new byte[][] {
      "RESTORE".getBytes(StandardCharsets.US_ASCII),
      key.getBytes(StandardCharsets.US_ASCII),
      {'0'},
      payload
    };
  }
}
