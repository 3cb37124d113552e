package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.resp.Argv;
import io.jacinth.resp.QueryBuffer;
import io.jacinth.resp.RequestParser;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GET and SET leave nothing for the collector, from the parsed bytes to the written reply. */
class AllocationTest {
  private static final int WARM_UP = 50_000;
  private static final int MEASURED = 20_000;

  /**
   * Off-heap access allocates until the optimising compiler has seen it; on a busy machine that may
   * take a while. What counts is that it ends.
   */
  private static final int MAX_ROUNDS = 200;

  /** What the measuring itself may cost, all rounds together. */
  private static final long SLACK_BYTES = 2048;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET key:1",
        "GET missing",
        "GET number",
        "SET key:1 some-value-of-32-bytes-length!!",
        "SET number 12345",
        "SET key:1 value EX 100",
        "SET key:1 value KEEPTTL",
        "INCR counter",
        "EXISTS key:1",
        "TTL key:1",
        "HSET hash field value",
        "HSET hash number 12345",
        "HGET hash field",
        "HSET large field some-value-of-32-bytes-length!!",
        "HGET large field",
        "RPUSHX list value",
        "LSET list -1 value",
        "LINDEX many 5000",
        "LRANGE many 5000 5100",
        "LINSERT many BEFORE absent value",
        "ZADD zset 3 member",
        "ZADD zset 1.5 a 2.5 b",
        "ZSCORE zset a",
        "ZRANK zset a",
        "ZINCRBY ranks 1 a",
        "ZADD ranks 17 a",
        "PING"
      })
  void allocatesNothing(String line) {
    try (EngineFixture fixture = EngineFixture.cluster()) {
      measure(fixture, line);
    }
  }

  @Test
  void allocatesNothingWhileReplicasListen() {
    try (EngineFixture fixture = EngineFixture.cluster()) {
      fixture.replication.createBacklog();
      measure(fixture, "SET key:1 some-value");
    }
  }

  private static void measure(EngineFixture fixture, String line) {
    ClientSession session = fixture.open();
    fixture.run(session, "SET key:1 v");
    fixture.run(session, "SET number 7");
    fixture.run(session, "HSET hash a 1 field v");
    fixture.run(session, "ZADD zset 1 a 2 b");
    fixture.run(session, "ZADD ranks 1 a 2 " + "x".repeat(100) + " 3 c");
    fixture.run(session, "HSET large a " + "x".repeat(100) + " field v");
    fixture.run(session, "RPUSH list value");
    fixture.run(session, "RPUSH many" + " some-value 123456".repeat(5000));
    byte[] request = EngineFixture.encode(EngineFixture.words(line));
    QueryBuffer buffer = new QueryBuffer();
    RequestParser parser = new RequestParser();
    parser.sink(fixture.engine.bulkSink(session));
    Sink sink = new Sink();
    KeysAhead ahead = new KeysAhead(fixture.engine.keyspace());
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < WARM_UP; i++) {
      once(fixture, session, buffer, ahead, parser, request, sink);
    }
    // The backlog's blocks are memory of the stream, not garbage of the command.
    long stream = fixture.replication.stream().isActive() ? (long) MEASURED * 64 : 0;
    long best = Long.MAX_VALUE;
    for (int round = 0; round < MAX_ROUNDS && best > SLACK_BYTES + stream; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < MEASURED; i++) {
        once(fixture, session, buffer, ahead, parser, request, sink);
      }
      best = Math.min(best, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(best).as(line).isLessThanOrEqualTo(SLACK_BYTES + stream);
    assertThat(sink.bytes).isPositive();
  }

  private static void once(
      EngineFixture fixture,
      ClientSession session,
      QueryBuffer buffer,
      KeysAhead ahead,
      RequestParser parser,
      byte[] request,
      Sink sink) {
    buffer.append(request, 0, request.length);
    ahead.note(buffer, session.db());
    ahead.fetch();
    if (parser.parse(buffer) != RequestParser.Status.COMMAND) {
      throw new AssertionError("not a command");
    }
    Argv argv = parser.argv();
    fixture.engine.execute(session, argv);
    session.reply().writeTo(sink, Long.MAX_VALUE);
  }

  private static final class Sink implements io.jacinth.resp.ReplyBuffer.Output {
    private long bytes;

    @Override
    public void write(byte[] source, int offset, int length) {
      bytes += length;
    }
  }
}
