package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.resp.RespReader;
import io.jacinth.resp.RespValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What DUMP makes of values of many shapes, here and in a real redis-server (7.0, from PATH), the
 * other side restores to the same value in the same encoding.
 */
class DumpBothWaysTest {
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

  private static String members(String command, int count, String scores) {
    StringBuilder line = new StringBuilder(command);
    for (int i = 0; i < count; i++) {
      line.append(scores.isEmpty() ? "" : " " + i + scores).append(" member:").append(i);
    }
    return line.toString();
  }

  /** Lines that each make a value at key {@code k}. */
  private static List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("SET k text");
    lines.add("HSET k a 1 b two");
    lines.add("HSET k a " + "x".repeat(5000));
    lines.add("SADD k 1 2 3");
    lines.add(members("SADD k", 300, ""));
    lines.add("ZADD k 1 a 2 b 2.5 c -inf low inf high 4 17 1e300 far 0.1 near");
    lines.add("ZADD k 3 " + "x".repeat(100));
    lines.add(members("ZADD k", 128, "").replace(" member", " 7 member"));
    lines.add(members("ZADD k", 129, ".5"));
    lines.add(members("ZADD k", 3000, ".25"));
    return lines;
  }

  @Test
  void theOtherSideRestoresIt() throws IOException {
    for (String line : lines()) {
      try (EngineFixture fixture = EngineFixture.standalone();
          RealRedis.Peer peer = redis.connect()) {
        ClientSession session = fixture.open();
        peer.call("FLUSHALL");
        assertThat(fixture.run(session, line)).as(line).doesNotStartWith("-");
        byte[] ours = bulk(fixture.run(session, "DUMP k"));
        assertThat(peer.call(words("RESTORE k 0", ours))).as(line).isEqualTo("+OK\r\n");
        byte[] theirs = bulk(peer.call("DUMP k"));
        assertThat(fixture.raw(session, words("RESTORE k2 0", theirs)))
            .as(line)
            .isEqualTo("+OK\r\n");
        assertThat(fixture.run(session, "OBJECT ENCODING k2"))
            .as(line)
            .isEqualTo(peer.call("OBJECT ENCODING k"))
            .isEqualTo(fixture.run(session, "OBJECT ENCODING k"));
        assertThat(fixture.run(session, "DEBUG DIGEST-VALUE k2"))
            .as(line)
            .isEqualTo(fixture.run(session, "DEBUG DIGEST-VALUE k"));
      }
    }
  }

  /** What is packed, and lists, byte for byte. */
  @Test
  void withoutCompressionPayloadsAreTheSame() throws IOException {
    List<String> lines =
        List.of(
            "SET k " + "text".repeat(50),
            "HSET k a " + "x".repeat(50) + " b 2",
            members("ZADD k", 100, ".5"),
            members("RPUSH k", 3000, ""),
            "XADD k 1-1 a " + "x".repeat(50));
    try (EngineFixture fixture = EngineFixture.standalone();
        RealRedis.Peer peer = redis.connect()) {
      ClientSession session = fixture.open();
      var no = new Config.Assignment("rdbcompression", "no");
      assertThat(fixture.config.set(List.of(no), false)).isNull();
      peer.call("CONFIG SET rdbcompression no");
      for (String line : lines) {
        peer.call("FLUSHALL");
        fixture.run(session, "FLUSHALL");
        assertThat(fixture.run(session, line)).as(line).isEqualTo(peer.call(line));
        assertThat(bulk(fixture.run(session, "DUMP k")))
            .as(line)
            .isEqualTo(bulk(peer.call("DUMP k")));
      }
      peer.call("CONFIG SET rdbcompression yes");
    }
  }

  private static byte[][] words(String start, byte[] last) {
    byte[][] first = EngineFixture.words(start);
    byte[][] all = java.util.Arrays.copyOf(first, first.length + 1);
    all[first.length] = last;
    return all;
  }

  private static byte[] bulk(String reply) {
    RespReader reader = new RespReader();
    reader.feed(reply.getBytes(StandardCharsets.ISO_8859_1));
    if (reader.next() instanceof RespValue.Bulk bulk) {
      return bulk.bytes();
    }
    throw new AssertionError("no payload: " + reply);
  }
}
