package io.jacinth.benchmarks;

import java.io.IOException;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Load for {@code gc.sh}: {@code MixedLoad NAME PORT GIGABYTES SECONDS OPS_PER_SECOND}.
 *
 * <p>Fills a server with keys of all types until that much memory is in use, then reads and writes
 * them at a fixed rate, while another connection asks for a small key every millisecond and notes
 * how long the answer takes. The answers that a stall kept from being asked for count, too.
 */
public final class MixedLoad {
  private static final int BATCH = 10;
  private static final int FILL_BATCH = 100;
  private static final long PROBE_NANOS = 1_000_000;
  private static final String[] TYPES = {"string", "hash", "list", "set", "zset", "stream"};
  private static final byte[] TEXT =
      "x".repeat(1000).getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final PlainClient client;
  private final SplittableRandom random = new SplittableRandom(17);
  private int keys;
  private int unanswered;

  private MixedLoad(int port) throws IOException {
    client = new PlainClient(port);
  }

  /** See the class. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int port = Integer.parseInt(args[1]);
    MixedLoad load = new MixedLoad(port);
    load.fill((long) (Double.parseDouble(args[2]) * 1e9));
    load.client.call("CONFIG", "RESETSTAT");
    long untilNanos = System.nanoTime() + Integer.parseInt(args[3]) * 1_000_000_000L;
    Probe probe = new Probe(port, untilNanos);
    Thread probing = new Thread(probe, "probe");
    probing.start();
    long commands = load.run(Integer.parseInt(args[4]), untilNanos);
    probing.join();
    load.report(args[0], commands, probe.micros);
  }

  private void report(String name, long commands, Histogram micros) throws IOException {
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.2f | %.2f | %d | %d | %d | %d | %.1f |%n",
        name,
        keys,
        Long.parseLong(client.info("used_memory")) / 1e9,
        Long.parseLong(client.info("used_memory_rss")) / 1e9,
        commands,
        micros.getValueAtPercentile(50),
        micros.getValueAtPercentile(99),
        micros.getValueAtPercentile(99.9),
        micros.getMaxValue() / 1e3);
    if (!client.info("engine_turns").isEmpty()) {
      System.err.printf(
          "turns %s: p50 %s us, p99 %s us, p99.9 %s us, longest %s us%n",
          client.info("engine_turns"),
          client.info("engine_turn_usec_p50"),
          client.info("engine_turn_usec_p99"),
          client.info("engine_turn_usec_p99.9"),
          client.info("engine_turn_usec_max"));
    }
  }

  /** Asks at fixed times; an answer that comes late makes the next ones late as well. */
  private static final class Probe implements Runnable {
    final Histogram micros = new Histogram(60_000_000L, 3);
    private final PlainClient client;
    private final long untilNanos;

    Probe(int port, long untilNanos) throws IOException {
      client = new PlainClient(port);
      this.untilNanos = untilNanos;
    }

    @Override
    public void run() {
      try {
        client.call("SET", "probe", "1");
        for (long due = System.nanoTime(); due < untilNanos; due += PROBE_NANOS) {
          while (System.nanoTime() < due) {
            LockSupport.parkNanos(due - System.nanoTime());
          }
          client.call("GET", "probe");
          micros.recordValue((System.nanoTime() - due) / 1000);
        }
      } catch (IOException broken) {
        throw new java.io.UncheckedIOException(broken);
      }
    }
  }

  // Filling

  private void fill(long bytes) throws IOException {
    client.call("FLUSHALL");
    for (int batches = 0;
        batches % 100 != 0 || Long.parseLong(client.info("used_memory")) < bytes;
        batches++) {
      for (int i = 0; i < FILL_BATCH; i++) {
        create(keys++);
      }
      answers();
    }
  }

  private void create(int key) throws IOException {
    switch (key % TYPES.length) {
      case 0 -> send("SET", name(key), text(500 + random.nextInt(500)));
      case 1 -> sendMany("HSET", key, 20, true, false);
      case 2 -> sendMany("RPUSH", key, 40, false, false);
      case 3 -> sendMany("SADD", key, 30, false, false);
      case 4 -> sendMany("ZADD", key, 30, true, true);
      default -> {
        for (int i = 0; i < 20; i++) {
          send("XADD", name(key), "*", "field", text(30));
        }
      }
    }
  }

  private void sendMany(String command, int key, int count, boolean pairs, boolean scoresFirst)
      throws IOException {
    Object[] words = new Object[2 + (pairs ? 2 : 1) * count];
    words[0] = command;
    words[1] = name(key);
    for (int i = 0, at = 2; i < count; i++) {
      if (scoresFirst) {
        words[at++] = random.nextInt(1000);
      }
      words[at++] = element(i);
      if (pairs && !scoresFirst) {
        words[at++] = text(30);
      }
    }
    send(words);
  }

  // Load

  private long run(int perSecond, long untilNanos) throws IOException {
    long start = System.nanoTime();
    long nanosPerBatch = 1_000_000_000L * BATCH / perSecond;
    long commands = 0;
    for (long due = start; due < untilNanos; due += nanosPerBatch) {
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      for (int i = 0; i < BATCH; i++) {
        touch(random.nextInt(keys));
      }
      commands += unanswered;
      answers();
    }
    return commands;
  }

  private void touch(int key) throws IOException {
    int kind = random.nextInt(100);
    if (kind == 0) {
      send("DEL", name(key));
      create(key);
      return;
    }
    boolean write = kind < 50;
    String name = name(key);
    String element = element(random.nextInt(60));
    switch (key % TYPES.length) {
      case 0 -> {
        if (write) {
          send("SET", name, text(500 + random.nextInt(500)));
        } else {
          send("GET", name);
        }
      }
      case 1 -> {
        if (write) {
          send("HSET", name, element(random.nextInt(20)), text(30));
        } else {
          send("HGETALL", name);
        }
      }
      case 2 -> {
        if (write) {
          send("LPUSH", name, element);
          send("RPOP", name);
        } else {
          send("LRANGE", name, 0, 9);
        }
      }
      case 3 -> {
        if (write) {
          send(kind < 25 ? "SADD" : "SREM", name, element);
        } else {
          send("SMEMBERS", name);
        }
      }
      case 4 -> {
        if (write) {
          send("ZADD", name, random.nextInt(1000), element(random.nextInt(30)));
        } else {
          send("ZRANGE", name, 0, 9, "WITHSCORES");
        }
      }
      default -> {
        if (write) {
          send("XADD", name, "MAXLEN", 20, "*", "field", text(30));
        } else {
          send("XRANGE", name, "-", "+", "COUNT", 5);
        }
      }
    }
  }

  private static String name(int key) {
    return TYPES[key % TYPES.length] + ':' + key;
  }

  private static String element(int i) {
    return "element-of-a-collection:" + i;
  }

  private byte[] text(int length) {
    return java.util.Arrays.copyOf(TEXT, length);
  }

  private void send(Object... words) throws IOException {
    client.send(words);
    unanswered++;
  }

  private void answers() throws IOException {
    client.flush();
    for (; unanswered > 0; unanswered--) {
      client.skip();
    }
  }
}
