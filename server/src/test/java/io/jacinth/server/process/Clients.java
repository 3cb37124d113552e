package io.jacinth.server.process;

import redis.clients.jedis.Jedis;

/** Jedis with more patience than its own two seconds, which a busy machine may need for a reply. */
final class Clients {
  private static final int TIMEOUT_MS = 60_000;

  private Clients() {}

  static Jedis jedis(int port) {
    return new Jedis("127.0.0.1", port, TIMEOUT_MS);
  }
}
