package io.jacinth.engine.types;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.EngineFixture;
import io.jacinth.engine.session.ClientSession;
import org.junit.jupiter.api.Test;

/** DEBUG SLEEP never ends early. */
class DebugSleepTest {
  @Test
  void theSleepBeginsWithTheCommandNotWithTheTurn() {
    try (EngineFixture fixture = EngineFixture.standalone()) {
      ClientSession session = fixture.open();
      fixture.engine.turn().read(fixture.monoMs * 1_000_000 + 7_300_000);
      assertThat(fixture.run(session, "DEBUG SLEEP 0.05")).isEmpty();
      fixture.tick(57);
      assertThat(fixture.sent(session)).isEmpty();
      fixture.tick(1);
      assertThat(fixture.sent(session)).isEqualTo("+OK\r\n");
    }
  }

  @Test
  void lessThanAMicrosecondIsNothing() {
    try (EngineFixture fixture = EngineFixture.standalone()) {
      ClientSession session = fixture.open();
      for (String time : new String[] {"0", "-1", "0.0000001", "abc"}) {
        assertThat(fixture.run(session, "DEBUG SLEEP " + time)).isEqualTo("+OK\r\n");
      }
      assertThat(fixture.run(session, "DEBUG SLEEP 0.0001")).isEmpty();
      fixture.tick(1);
      assertThat(fixture.sent(session)).isEqualTo("+OK\r\n");
    }
  }
}
