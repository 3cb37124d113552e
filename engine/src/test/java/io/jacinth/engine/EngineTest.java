package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.session.ClientSession;
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
}
