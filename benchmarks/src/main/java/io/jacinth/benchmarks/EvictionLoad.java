package io.jacinth.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Load for {@code eviction.sh}.
 *
 * <pre>
 *  hits REDIS_PORT JACINTH_PORT POLICY RESIDENT KEYS OPS_PER_SECOND WARM_SECONDS SECONDS
 *     a cache in front of something slow: GET, and SET on a miss, keys by Zipf's law; both servers
 *     get the same requests. RESIDENT keys are loaded first and the limit is put where memory is
 *     then, so both servers hold the same number of keys however large a key is to them
 *  pressure PORT LIMIT_BYTES SECONDS
 *     writes twice as much as fits, sizes mixed; watches the peak of used_memory
 *  expire PORT KEYS SECONDS
 *     KEYS keys whose time ends in the same second; watches how long a PING takes
 * </pre>
 */
public final class EvictionLoad {
  private static final int BATCH = 100;
  private static final double THETA = 0.99;
  private static final byte[] VALUE = new byte[100];

  private EvictionLoad() {}

  /** See the class. */
  public static void main(String[] args) throws IOException {
    Arrays.fill(VALUE, (byte) 'v');
    int[] numbers = new int[args.length];
    for (int i = 1; i < args.length; i++) {
      numbers[i] = args[i].matches("[0-9]+") ? Integer.parseInt(args[i]) : 0;
    }
    switch (args[0]) {
      case "hits" -> hits(args[3], numbers);
      case "pressure" -> pressure(numbers[1], numbers[2], numbers[3]);
      case "expire" -> expire(numbers[1], numbers[2], numbers[3]);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  // Hit rates

  /** One server and what it answered. */
  private static final class Side {
    final PlainClient client;
    final boolean expiring;
    final SplittableRandom times = new SplittableRandom(11);
    long hits;
    long misses;
    long residentSum;
    long residentLooks;

    Side(int port, String policy, int resident) throws IOException {
      client = new PlainClient(port);
      expiring = policy.startsWith("volatile");
      client.call("CONFIG", "SET", "maxmemory", "0", "maxmemory-policy", policy);
      client.call("FLUSHALL");
      for (int i = 0; i < resident; i += BATCH) {
        for (int j = i; j < i + BATCH; j++) {
          set("first" + j);
        }
        client.flush();
        for (int j = 0; j < BATCH; j++) {
          client.reply();
        }
      }
      client.call("CONFIG", "SET", "maxmemory", client.info("used_memory"));
      client.call("CONFIG", "RESETSTAT");
    }

    void set(String key) throws IOException {
      if (expiring) {
        String seconds = Integer.toString(3600 + times.nextInt(3600));
        client.send("SET", key, VALUE, "EX", seconds);
      } else {
        client.send("SET", key, VALUE);
      }
    }

    void batch(String[] keys, boolean counted) throws IOException {
      for (String key : keys) {
        client.send("GET", key);
      }
      client.flush();
      int missed = 0;
      String[] absent = new String[keys.length];
      for (String key : keys) {
        if (client.reply() == null) {
          absent[missed++] = key;
        }
      }
      for (int i = 0; i < missed; i++) {
        set(absent[i]);
      }
      client.flush();
      for (int i = 0; i < missed; i++) {
        client.reply();
      }
      if (counted) {
        misses += missed;
        hits += keys.length - missed;
      }
    }
  }

  private static void hits(String policy, int[] n) throws IOException {
    int keys = n[5];
    double[] sums = zipf(keys);
    int[] names = shuffled(keys);
    Side redis = new Side(n[1], policy, n[4]);
    Side jacinth = new Side(n[2], policy, n[4]);
    SplittableRandom random = new SplittableRandom(5);
    String[] batch = new String[BATCH];
    long start = System.nanoTime();
    long nanosPerBatch = 1_000_000_000L * BATCH / n[6];
    long batches = (long) (n[7] + n[8]) * n[6] / BATCH;
    long warm = (long) n[7] * n[6] / BATCH;
    for (long i = 0; i < batches; i++) {
      for (int j = 0; j < BATCH; j++) {
        batch[j] = "key" + names[rank(sums, random.nextDouble())];
      }
      redis.batch(batch, i >= warm);
      jacinth.batch(batch, i >= warm);
      if (i >= warm && i % 500 == 0) {
        for (Side side : new Side[] {redis, jacinth}) {
          side.residentSum += Long.parseLong(String.valueOf(side.client.call("DBSIZE")));
          side.residentLooks++;
        }
      }
      LockSupport.parkNanos(start + (i + 1) * nanosPerBatch - System.nanoTime());
    }
    long late = System.nanoTime() - start - batches * nanosPerBatch;
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.2f | %d | %.2f | %+.2f |%s%n",
        policy,
        redis.residentSum / redis.residentLooks,
        100.0 * redis.hits / (redis.hits + redis.misses),
        jacinth.residentSum / jacinth.residentLooks,
        100.0 * jacinth.hits / (jacinth.hits + jacinth.misses),
        100.0 * jacinth.hits / (jacinth.hits + jacinth.misses)
            - 100.0 * redis.hits / (redis.hits + redis.misses),
        late > 1_000_000_000L ? " (" + late / 1_000_000_000L + " s late)" : "");
  }

  private static double[] zipf(int keys) {
    double[] sums = new double[keys];
    double sum = 0;
    for (int i = 0; i < keys; i++) {
      sum += 1 / Math.pow(i + 1, THETA);
      sums[i] = sum;
    }
    for (int i = 0; i < keys; i++) {
      sums[i] /= sum;
    }
    return sums;
  }

  private static int rank(double[] sums, double drawn) {
    int at = Arrays.binarySearch(sums, drawn);
    return Math.min(sums.length - 1, at < 0 ? -at - 1 : at);
  }

  private static int[] shuffled(int count) {
    SplittableRandom random = new SplittableRandom(3);
    int[] names = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      names[i] = names[j];
      names[j] = i;
    }
    return names;
  }

  // Memory under pressure

  private static void pressure(int port, int limitBytes, int seconds) throws IOException {
    PlainClient client = new PlainClient(port);
    SplittableRandom random = new SplittableRandom(7);
    byte[] large = new byte[100_000];
    Arrays.fill(large, (byte) 'l');
    client.call("CONFIG", "SET", "maxmemory", Integer.toString(limitBytes));
    client.call("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    int keys = limitBytes / 600; // 1200 bytes in the mean: twice the limit
    long until = 0;
    long writes = 0;
    long batches = 0;
    while (until == 0 || System.nanoTime() < until) {
      for (int i = 0; i < BATCH; i++) {
        int size = random.nextInt(100) == 0 ? random.nextInt(50_000) : random.nextInt(1400);
        client.send("SET", "key" + random.nextInt(keys), Arrays.copyOf(large, size));
      }
      client.flush();
      for (int i = 0; i < BATCH; i++) {
        client.reply();
      }
      writes += BATCH;
      if (++batches % 20 == 0) {
        if (until == 0 && Long.parseLong(client.info("evicted_keys")) > keys / 4) {
          client.call("CONFIG", "RESETSTAT");
          until = System.nanoTime() + seconds * 1_000_000_000L;
          writes = 0;
        }
      }
    }
    // INFO itself makes room first, so what it shows as used says nothing; the peak does.
    long most = Long.parseLong(client.info("used_memory_peak"));
    System.out.printf(
        Locale.ROOT,
        "maxmemory %d, used_memory at most %d (%.3f %%), %d SET/s, evicted %s%n",
        limitBytes,
        most,
        100.0 * most / limitBytes,
        writes / seconds,
        client.info("evicted_keys"));
    turns(client);
  }

  private static void turns(PlainClient client) throws IOException {
    String max = client.info("engine_turn_usec_max");
    if (!max.isEmpty()) {
      System.out.printf(
          Locale.ROOT,
          "turns of the loop in us: p50 %s, p99 %s, p99.9 %s, max %s%n",
          client.info("engine_turn_usec_p50"),
          client.info("engine_turn_usec_p99"),
          client.info("engine_turn_usec_p99.9"),
          max);
    }
  }

  // Many keys at once

  private static void expire(int port, int keys, int seconds) throws IOException {
    PlainClient client = new PlainClient(port);
    client.call("FLUSHALL");
    long atMs = System.currentTimeMillis() + seconds * 1000L;
    for (int i = 0; i < keys; i += BATCH) {
      for (int j = i; j < i + BATCH; j++) {
        client.send("SET", "key" + j, "value", "PXAT", Long.toString(atMs + j % 1000));
      }
      client.flush();
      for (int j = 0; j < BATCH; j++) {
        client.reply();
      }
    }
    if (System.currentTimeMillis() > atMs - 500) {
      throw new IllegalStateException("loading took longer than the keys live");
    }
    client.call("CONFIG", "RESETSTAT");
    LockSupport.parkNanos((atMs - 200 - System.currentTimeMillis()) * 1_000_000);
    long[] micros = new long[60_000];
    int count = 0;
    long gone = 0;
    while (count < micros.length && gone == 0) {
      long before = System.nanoTime();
      client.call("PING");
      micros[count++] = (System.nanoTime() - before) / 1000;
      if (count % 50 == 0 && "0".equals(client.call("DBSIZE"))) {
        gone = System.currentTimeMillis();
      }
      LockSupport.parkNanos(500_000);
    }
    long[] sorted = Arrays.copyOf(micros, count);
    Arrays.sort(sorted);
    System.out.printf(
        Locale.ROOT,
        "%d keys gone %d ms after the first was due; PING p50 %d us, p99 %d us, max %d us%n",
        keys,
        gone - atMs,
        sorted[count / 2],
        sorted[count * 99 / 100],
        sorted[count - 1]);
    turns(client);
  }
}
