package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.engine.session.ClientSession;
import org.junit.jupiter.api.Test;

/** {@code replica-read-only no}: what a replica's own clients let expire, it deletes itself. */
class WritableReplicaTest {
  private static EngineFixture replica() {
    EngineFixture fixture = EngineFixture.standalone();
    fixture.config.put(ReplicationOptions.REPLICA_READ_ONLY, false);
    return fixture;
  }

  private static String tracked(EngineFixture fixture, ClientSession session) {
    return field(fixture, session, "slave_expires_tracked_keys");
  }

  private static String field(EngineFixture fixture, ClientSession session, String name) {
    String info = fixture.run(session, "INFO stats");
    int at = info.indexOf(name + ":") + name.length() + 1;
    return info.substring(at, info.indexOf('\r', at));
  }

  @Test
  void deletesWhatItsClientsLetExpire() {
    try (EngineFixture fixture = replica()) {
      ClientSession session = fixture.open();
      fixture.run(session, "SET primarys 1 PX 500");
      fixture.replication.follow("127.0.0.1", 7000);
      fixture.run(session, "SET a 1 PX 100");
      fixture.run(session, "SET b 1");
      fixture.run(session, "PEXPIRE b 100");
      fixture.run(session, "SET c 1 PX 100");
      fixture.run(session, "PERSIST c");
      fixture.run(session, "SET d 1 PX 100000");
      fixture.run(session, "SELECT 3");
      fixture.run(session, "SET a 1 PX 100");
      fixture.run(session, "SELECT 0");
      fixture.run(session, "INCR primarys");
      assertThat(tracked(fixture, session)).isEqualTo("5");
      fixture.tick(101);
      fixture.engine.cron();
      assertThat(tracked(fixture, session)).isEqualTo("1");
      assertThat(fixture.run(session, "DBSIZE")).isEqualTo(":3\r\n");
      assertThat(fixture.run(session, "GET c")).isEqualTo("$1\r\n1\r\n");
      assertThat(field(fixture, session, "expired_keys")).isEqualTo("3");
      fixture.tick(1000);
      fixture.engine.cron();
      // The primary's key is hidden, and stays until the primary says otherwise.
      assertThat(fixture.run(session, "EXISTS primarys")).isEqualTo(":0\r\n");
      assertThat(fixture.run(session, "DBSIZE")).isEqualTo(":3\r\n");
      fixture.run(session, "FLUSHALL");
      assertThat(tracked(fixture, session)).isEqualTo("0");
    }
  }

  @Test
  void activeExpiryMayBeSwitchedOff() {
    try (EngineFixture fixture = replica()) {
      ClientSession session = fixture.open();
      fixture.replication.follow("127.0.0.1", 7000);
      fixture.run(session, "DEBUG SET-ACTIVE-EXPIRE 0");
      fixture.run(session, "SET a 1 PX 100");
      fixture.tick(101);
      fixture.engine.cron();
      assertThat(fixture.run(session, "DBSIZE")).isEqualTo(":1\r\n");
      fixture.run(session, "DEBUG SET-ACTIVE-EXPIRE 1");
      fixture.engine.cron();
      assertThat(fixture.run(session, "DBSIZE")).isEqualTo(":0\r\n");
    }
  }

  @Test
  void manyKeysTakeSeveralRounds() {
    try (EngineFixture fixture = replica()) {
      ClientSession session = fixture.open();
      fixture.replication.follow("127.0.0.1", 7000);
      for (int i = 0; i < 1000; i++) {
        fixture.run(session, "SET stays" + i + " 1 PX 100000");
        fixture.run(session, "SET goes" + i + " 1 PX 100");
      }
      fixture.tick(101);
      fixture.nanosPerLook = 100_000; // so that a round ends before all are seen
      fixture.engine.cron();
      fixture.nanosPerLook = 0;
      assertThat(tracked(fixture, session)).isNotEqualTo("1000");
      for (int i = 0; i < 100 && !tracked(fixture, session).equals("1000"); i++) {
        fixture.engine.cron();
      }
      assertThat(fixture.run(session, "DBSIZE")).isEqualTo(":1000\r\n");
    }
  }
}
