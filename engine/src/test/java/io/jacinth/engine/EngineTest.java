package io.jacinth.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.session.ClientSession;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineTest {
  private final EngineFixture fixture = EngineFixture.standalone();
  private final ClientSession session = fixture.open();

  @AfterEach
  void close() {
    fixture.close();
  }

  private String show(String line) {
    return fixture.show(session, line);
  }

  @Test
  void setThenGet() {
    assertThat(show("SET k hello")).isEqualTo("OK");
    assertThat(show("GET k")).isEqualTo("\"hello\"");
    assertThat(show("SET n 12 GET")).isEqualTo("(nil)");
    assertThat(show("INCR n")).isEqualTo("13");
    assertThat(show("INCRBYFLOAT n 0.1")).isEqualTo("\"13.1\"");
    assertThat(show("DBSIZE")).isEqualTo("2");
    assertThat(show("DEL k n x")).isEqualTo("2");
  }

  /** Nobody asked for them together; what was asked for by name is a transaction. */
  @Test
  void keysThatRandomkeyMeetsPastTheirTimeGoOneByOne() {
    fixture.replication.createBacklog();
    fixture.engine.housekeeping().expiry().switchOn(false);
    show("SET a v PX 5");
    show("SET b v PX 5");
    fixture.tick(10);
    assertThat(show("RANDOMKEY")).isEqualTo("(nil)");
    show("SET a v PX 5");
    show("SET b v PX 5");
    fixture.tick(10);
    show("MGET a b");
    List<String> stream = fixture.stream();
    assertThat(stream.subList(3, 5)).containsExactlyInAnyOrder("DEL a", "DEL b");
    assertThat(stream.subList(7, 11)).containsExactly("MULTI", "DEL a", "DEL b", "EXEC");
  }

  @Test
  void keysThatScanMeetsPastTheirTimeAreDeleted() {
    fixture.replication.createBacklog();
    fixture.engine.housekeeping().expiry().switchOn(false);
    show("SET a v PX 5");
    show("RPUSH b v");
    show("PEXPIRE b 5");
    show("SET other v PX 5");
    fixture.tick(10);
    assertThat(show("SCAN 0 MATCH ? TYPE list")).contains("\"0\"").doesNotContain("\"a\"");
    assertThat(show("DBSIZE")).isEqualTo("1");
    List<String> stream = fixture.stream();
    assertThat(stream.subList(5, 7)).containsExactlyInAnyOrder("DEL a", "DEL b");
  }

  @Test
  void setIsPropagatedWithItsConditionsButWithoutGet() {
    fixture.replication.createBacklog();
    show("SET k v NX GET");
    show("SET k v get xx KEEPTTL");
    show("SET k v XX EXAT 9999999999 GET");
    assertThat(fixture.stream())
        .containsExactly(
            "SELECT 0", "SET k v NX", "SET k v xx KEEPTTL", "SET k v PXAT 9999999999000");
  }

  @Test
  void whatGoesLazilyIsUnlinked() {
    fixture.replication.createBacklog();
    fixture.config.put(MemoryOptions.LAZYFREE_LAZY_EXPIRE, true);
    fixture.config.put(MemoryOptions.LAZYFREE_LAZY_SERVER_DEL, true);
    show("SET k v");
    show("EXPIRE k 0");
    show("SET k v");
    show("GETEX k PXAT 1");
    show("SADD s v");
    show("SPOP s 1");
    assertThat(fixture.stream())
        .containsExactly(
            "SELECT 0", "SET k v", "UNLINK k", "SET k v", "UNLINK k", "SADD s v", "UNLINK s");
  }

  @Test
  void effectsNotWordsArePropagated() {
    fixture.replication.createBacklog();
    show("SET k v EX 10 GET");
    show("EXPIRE k 20");
    show("INCRBYFLOAT f 1.5");
    show("GETDEL k");
    show("SET t v PX 5");
    fixture.tick(10);
    show("SET t w");
    show("GET nothing");
    assertThat(fixture.stream())
        .containsExactly(
            "SELECT 0",
            "SET k v PXAT " + (1_700_000_000_000L + 10_000),
            "PEXPIREAT k " + (1_700_000_000_000L + 20_000),
            "SET f 1.5 KEEPTTL",
            "DEL k",
            "SET t v PXAT " + (1_700_000_000_000L + 5),
            "MULTI",
            "DEL t",
            "SET t w",
            "EXEC");
  }

  @Test
  void pauseHoldsTheCommandBackAndRunsItAfterwards() {
    ClientSession other = fixture.open();
    assertThat(show("CLIENT PAUSE 100 WRITE")).isEqualTo("OK");
    assertThat(fixture.run(other, "SET k v")).isEmpty();
    assertThat(other.isParked()).isTrue();
    assertThat(show("GET k")).isEqualTo("(nil)");
    assertThat(fixture.run(session, "INFO clients")).contains("blocked_clients:1\r\n");
    fixture.tick(100);
    assertThat(other.isParked()).isFalse();
    assertThat(fixture.sent(other)).isEqualTo("+OK\r\n");
    assertThat(show("GET k")).isEqualTo("\"v\"");
  }

  @Test
  void infoHasItsSections() {
    show("SET k v");
    String info = fixture.run(session, "INFO everything");
    for (String field :
        new String[] {
          "redis_version:7.2.4",
          "server_name:jacinth",
          "redis_mode:standalone",
          "role:master",
          "cmdstat_set:calls=1",
          "db0:keys=1,expires=0",
          "cluster_enabled:0"
        }) {
      assertThat(info).contains(field);
    }
  }

  @Test
  void unpausedCommandsRunAfterTheCommandThatEndsThePause() {
    fixture.replication.createBacklog();
    ClientSession first = fixture.open();
    ClientSession second = fixture.open();
    show("CLIENT PAUSE 1000 WRITE");
    fixture.run(first, "SET a 1");
    fixture.run(second, "SET b 2");
    assertThat(show("CLIENT UNPAUSE")).isEqualTo("OK");
    assertThat(first.isParked()).isTrue();
    fixture.tick(0);
    assertThat(fixture.sent(first) + fixture.sent(second)).isEqualTo("+OK\r\n+OK\r\n");
    assertThat(fixture.stream()).containsExactly("SELECT 0", "SET a 1", "SET b 2");
  }

  @Test
  void largeValuesGoStraightIntoTheStoreAndBack() {
    fixture.replication.createBacklog();
    String value = "0123456789".repeat(30_000);
    byte[][] set = {
      "SET".getBytes(US_ASCII), "k".getBytes(US_ASCII), value.getBytes(US_ASCII),
    };
    assertThat(fixture.raw(session, set)).isEqualTo("+OK\r\n");
    assertThat(fixture.run(session, "GET k")).isEqualTo("$300000\r\n" + value + "\r\n");
    assertThat(show("STRLEN k")).isEqualTo("300000");
    assertThat(fixture.stream()).containsExactly("SELECT 0", "SET k " + value);
    ClientSession other = fixture.open();
    show("CLIENT PAUSE 10 WRITE");
    assertThat(fixture.raw(other, set)).isEmpty();
    fixture.tick(10);
    assertThat(fixture.sent(other)).isEqualTo("+OK\r\n");
    fixture.run(session, "MULTI");
    assertThat(fixture.raw(session, set)).isEqualTo("+QUEUED\r\n");
    assertThat(fixture.run(session, "EXEC")).isEqualTo("*1\r\n+OK\r\n");
    long before = fixture.store.usedBytes();
    fixture.config.put(io.jacinth.engine.config.MemoryOptions.MAXMEMORY, 1L);
    assertThat(fixture.raw(session, set)).startsWith("-OOM");
    assertThat(fixture.store.usedBytes()).isEqualTo(before);
  }

  @Test
  void aReplyOutlivesItsKey() {
    String value = "abcdefghij".repeat(20_000);
    fixture.raw(
        session, "SET".getBytes(US_ASCII), "k".getBytes(US_ASCII), value.getBytes(US_ASCII));
    fixture.engine.execute(session, io.jacinth.resp.Argv.of("GET", "k"));
    ClientSession other = fixture.open();
    assertThat(fixture.show(other, "SET k short")).isEqualTo("OK");
    assertThat(fixture.show(other, "FLUSHALL")).isEqualTo("OK");
    fixture.tick(1);
    assertThat(fixture.sent(session)).isEqualTo("$200000\r\n" + value + "\r\n");
    fixture.tick(1);
  }

  @Test
  void errorsAreCountedOnceAndByCode() {
    show("GET");
    show("NOSUCH");
    show("SET s text");
    show("MULTI");
    show("INCR s");
    show("INCR s");
    show("EXEC");
    String info = fixture.run(session, "INFO everything");
    assertThat(info).contains("errorstat_ERR:count=4").contains("total_error_replies:4");
    assertThat(info).contains("cmdstat_incr:calls=2").contains("failed_calls=2");
    assertThat(info).containsPattern("cmdstat_exec:calls=1,[^\r]*failed_calls=0");
    assertThat(info).containsPattern("cmdstat_get:calls=0,[^\r]*rejected_calls=1");
  }

  @Test
  void silenceIsKeptAsAsked() {
    assertThat(fixture.run(session, "CLIENT REPLY SKIP")).isEmpty();
    assertThat(fixture.run(session, "PING")).isEmpty();
    assertThat(fixture.run(session, "PING")).isEqualTo("+PONG\r\n");
    assertThat(fixture.run(session, "CLIENT REPLY OFF")).isEmpty();
    assertThat(fixture.run(session, "PING")).isEmpty();
    assertThat(fixture.run(session, "CLIENT REPLY ON")).isEqualTo("+OK\r\n");
    assertThat(fixture.run(session, "PING")).isEqualTo("+PONG\r\n");
  }

  @Test
  void scanMeetsEveryKeyOnceWhileNothingChanges() {
    for (int i = 0; i < 3000; i++) {
      show("SET key:" + i + " v");
    }
    java.util.TreeSet<String> seen = new java.util.TreeSet<>();
    String cursor = "0";
    int keys = 0;
    int calls = 0;
    do {
      String[] reply = fixture.run(session, "SCAN " + cursor + " COUNT 17").split("\r\n");
      cursor = reply[2];
      for (int i = 5; i < reply.length; i += 2) {
        seen.add(reply[i]);
        keys++;
      }
      calls++;
    } while (!cursor.equals("0") && calls < 5000);
    assertThat(seen).hasSize(3000);
    assertThat(keys).isEqualTo(3000);
  }

  @Test
  void watchedKeysBreakTransactions() {
    ClientSession other = fixture.open();
    show("SET k 1");
    show("WATCH k");
    fixture.show(other, "SET k 2");
    show("MULTI");
    show("SET k 3");
    assertThat(show("EXEC")).isEqualTo("(nil)");
    assertThat(show("GET k")).isEqualTo("\"2\"");
    show("SET e 1 PX 10");
    show("WATCH e");
    fixture.tick(20);
    show("MULTI");
    show("PING");
    assertThat(show("EXEC")).isEqualTo("(nil)");
  }
}
