package io.jacinth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol.Command;

/**
 * Random writes of values of all types, in small and in large forms, to a server: what replication
 * tests write before, during and after a synchronisation.
 */
final class RandomWrites {
  private static final int SMALL_KEYS = 200;
  private static final int LARGE_ELEMENTS = 20_000;

  /** A command and its words. */
  private record Write(Command command, String... words) {}

  private final Random random;

  /** One line per kind of write. */
  private final List<Function<Random, Write>> kinds =
      List.of(
          r -> new Write(Command.SET, "string:" + small(r), value(r)),
          r -> new Write(Command.HSET, "hash:" + small(r), "f" + r.nextInt(30), value(r)),
          r -> new Write(Command.HSET, "HASH", "field:" + r.nextInt(LARGE_ELEMENTS), value(r)),
          r -> new Write(Command.HDEL, "HASH", "field:" + r.nextInt(LARGE_ELEMENTS)),
          r -> new Write(Command.HINCRBYFLOAT, "hash:" + small(r), "float", "0.1"),
          r -> new Write(Command.XADD, "stream:" + small(r), "*", "field", value(r), "f", "1"),
          r -> new Write(Command.XADD, "STREAM", "MAXLEN", "~", "3000", "*", "field", value(r)),
          r -> new Write(Command.XTRIM, "stream:" + small(r), "MAXLEN", "" + r.nextInt(100)),
          r -> new Write(Command.SADD, "set:" + small(r), value(r), value(r)),
          r -> new Write(Command.SADD, "numbers:" + small(r), number(r), number(r)),
          r -> new Write(Command.SADD, "SET", "member:" + r.nextInt(LARGE_ELEMENTS)),
          r -> new Write(Command.SREM, "SET", "member:" + r.nextInt(LARGE_ELEMENTS)),
          r -> new Write(Command.SPOP, "set:" + small(r), Integer.toString(r.nextInt(30))),
          r -> new Write(Command.SPOP, "SET"),
          r -> new Write(Command.SMOVE, "SET", "set:" + small(r), "member:" + r.nextInt(9)),
          r -> new Write(Command.SUNIONSTORE, "set:" + small(r), "set:" + small(r), "set:1"),
          r -> new Write(Command.RPUSH, "list:" + small(r), value(r), value(r)),
          r -> new Write(Command.LPUSH, "LIST", value(r), value(r), value(r)),
          r -> new Write(Command.RPUSH, "LIST", "tail " + value(r)),
          r -> new Write(Command.LINSERT, "LIST", "AFTER", Integer.toString(r.nextInt()), value(r)),
          r -> new Write(Command.LPOP, "LIST", Integer.toString(r.nextInt(4))),
          r -> new Write(Command.LREM, "list:" + small(r), "1", ""),
          r -> new Write(Command.LMOVE, "LIST", "list:" + small(r), "RIGHT", "LEFT"),
          r -> new Write(Command.LTRIM, "list:" + small(r), "0", "50"),
          r -> new Write(Command.ZADD, "zset:" + small(r), score(r), value(r), score(r), value(r)),
          r -> new Write(Command.ZADD, "ZSET", score(r), "member:" + r.nextInt(LARGE_ELEMENTS)),
          r -> new Write(Command.ZINCRBY, "ZSET", score(r), "member:" + r.nextInt(LARGE_ELEMENTS)),
          r -> new Write(Command.ZREM, "ZSET", "member:" + r.nextInt(LARGE_ELEMENTS)),
          r -> new Write(Command.ZPOPMAX, "ZSET"),
          r -> new Write(Command.ZREMRANGEBYRANK, "ZSET", small(r) + "", small(r) + ""),
          r -> new Write(Command.ZRANGESTORE, "zset:" + small(r), "ZSET", "0", small(r) + ""),
          r -> new Write(Command.ZUNIONSTORE, "zset:" + small(r), "2", "zset:1", "set:1"),
          r -> new Write(Command.PEXPIRE, "hash:" + small(r), "100000000"),
          r -> new Write(Command.DEL, "hash:" + small(r)));

  RandomWrites(long seed) {
    random = new Random(seed);
  }

  private static int small(Random r) {
    return r.nextInt(SMALL_KEYS);
  }

  private static String number(Random r) {
    return Integer.toString(r.nextInt() >> r.nextInt(32));
  }

  /** Scores that 7.0 and 7.2 spell alike: their digests are made of the spelling. */
  private static String score(Random r) {
    return Double.toString((r.nextInt(2000) - 1000) / 4.0);
  }

  private static String value(Random r) {
    return switch (r.nextInt(4)) {
      case 0 -> Integer.toString(r.nextInt());
      case 1 -> "text".repeat(r.nextInt(15));
      case 2 -> r.nextInt(50) == 0 ? "long ".repeat(1 + r.nextInt(3000)) : "";
      default -> Long.toString(r.nextLong(), 36);
    };
  }

  /** Sends so many writes and waits for their replies. */
  void send(Jedis client, int count) {
    Pipeline pipeline = client.pipelined();
    for (int i = 0; i < count; i++) {
      Write write = kinds.get(random.nextInt(kinds.size())).apply(random);
      pipeline.sendCommand(write.command(), write.words());
      if (i % 1000 == 999) {
        check(pipeline);
      }
    }
    check(pipeline);
  }

  private static void check(Pipeline pipeline) {
    assertThat(pipeline.syncAndReturnAll()).noneMatch(reply -> reply instanceof Exception);
  }
}
