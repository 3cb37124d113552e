package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.session.ClientSession;
import org.junit.jupiter.api.Test;

/** lazyfreed_objects counts what is much work; redis-server 7.0.15 gave the same numbers. */
class LazyFreeTest {
  private static String freed(EngineFixture fixture, ClientSession session) {
    String info = fixture.run(session, "INFO memory");
    int at = info.indexOf("lazyfreed_objects:") + "lazyfreed_objects:".length();
    return info.substring(at, info.indexOf('\r', at));
  }

  private static void flush(EngineFixture fixture, ClientSession session, String words) {
    for (int i = 0; i < 100; i++) {
      fixture.run(session, "SET key" + i + " value");
    }
    assertThat(fixture.show(session, words)).isEqualTo("OK");
    fixture.tick(1);
    assertThat(fixture.store.freeQueue().isEmpty()).isTrue();
  }

  @Test
  void aFlushCountsOnlyIfItIsToBeLazy() {
    try (EngineFixture fixture = EngineFixture.standalone()) {
      ClientSession session = fixture.open();
      flush(fixture, session, "FLUSHALL SYNC");
      flush(fixture, session, "FLUSHDB");
      assertThat(freed(fixture, session)).isEqualTo("0");
      flush(fixture, session, "FLUSHALL ASYNC");
      assertThat(freed(fixture, session)).isEqualTo("100");
      fixture.config.put(MemoryOptions.LAZYFREE_LAZY_USER_FLUSH, true);
      flush(fixture, session, "FLUSHDB");
      assertThat(freed(fixture, session)).isEqualTo("200");
      flush(fixture, session, "FLUSHDB SYNC");
      assertThat(freed(fixture, session)).isEqualTo("200");
    }
  }

  @Test
  void onlyWhatIsMuchWork() {
    try (EngineFixture fixture = EngineFixture.standalone()) {
      ClientSession session = fixture.open();
      fixture.run(session, "SET long " + "x".repeat(100_000));
      fixture.run(session, "XADD stream * a b");
      for (int i = 0; i < 300; i++) {
        fixture.run(session, "RPUSH list " + i);
        fixture.run(session, "SADD set m" + i);
        fixture.run(session, "ZADD sorted " + i + " m" + i);
        fixture.run(session, "HSET hash f" + i + " v");
        fixture.run(session, "XADD groups * a b");
      }
      fixture.run(session, "XGROUP CREATE groups g 0");
      fixture.run(session, "UNLINK long");
      fixture.run(session, "UNLINK stream");
      fixture.run(session, "UNLINK list"); // one node
      fixture.run(session, "UNLINK hash"); // a listpack
      assertThat(freed(fixture, session)).isEqualTo("0");
      fixture.run(session, "UNLINK set");
      assertThat(freed(fixture, session)).isEqualTo("1");
      fixture.run(session, "DEL sorted");
      assertThat(freed(fixture, session)).isEqualTo("1");
      fixture.run(session, "XREADGROUP GROUP g me COUNT 100 STREAMS groups >");
      fixture.run(session, "UNLINK groups");
      assertThat(freed(fixture, session)).isEqualTo("2");
    }
  }
}
