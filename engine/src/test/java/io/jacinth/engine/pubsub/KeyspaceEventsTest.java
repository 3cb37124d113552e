package io.jacinth.engine.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.EngineFixture;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.session.ClientSession;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keyspace events beside those ConversationTest compares with redis-server. */
class KeyspaceEventsTest {
  private final EngineFixture fixture = EngineFixture.standalone();
  private final ClientSession client = fixture.open();
  private final ClientSession subscriber = fixture.open();

  @AfterEach
  void close() {
    fixture.close();
  }

  private void listenTo(String classes) {
    assertThat(
            fixture.config.set(
                List.of(new Config.Assignment("notify-keyspace-events", classes)), false))
        .isNull();
    fixture.run(subscriber, "PSUBSCRIBE *");
  }

  @Test
  void anEvictedKeyIsToldOf() {
    listenTo("Ee");
    for (int i = 0; i < 1000; i++) {
      fixture.run(client, "SET key:" + i + ' ' + "v".repeat(100));
    }
    fixture.config.put(MemoryOptions.MAXMEMORY_POLICY, "allkeys-random");
    fixture.config.put(MemoryOptions.MAXMEMORY, fixture.engine.memory().counted() - 10_000);
    fixture.run(client, "SET one more");
    assertThat(fixture.sent(subscriber)).contains("$22\r\n__keyevent@0__:evicted\r\n");
    assertThat(fixture.run(client, "DBSIZE")).isNotEqualTo(":1001\r\n");
  }

  @Test
  void whatIsConfiguredAtTheStartHolds() {
    assertThat(fixture.config.get(GeneralOptions.NOTIFY_KEYSPACE_EVENTS)).isEmpty();
    fixture.run(subscriber, "PSUBSCRIBE *");
    fixture.run(client, "SET k v");
    assertThat(fixture.sent(subscriber)).doesNotContain("__key");
  }

  @Test
  void largeValuesAreToldOfToo() {
    listenTo("KA");
    fixture.run(client, "SET big " + "v".repeat(100_000));
    assertThat(fixture.sent(subscriber)).endsWith("__keyspace@0__:big\r\n$3\r\nset\r\n");
  }
}
