package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.session.ClientSession;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DefragTest {
  private static void set(EngineFixture fixture, String name, Object value) {
    assertThat(fixture.config.set(List.of(new Config.Assignment(name, "" + value)), true)).isNull();
  }

  private static EngineFixture thinlyFilled(boolean cluster, TreeMap<String, String> model) {
    EngineFixture fixture = cluster ? EngineFixture.cluster() : EngineFixture.standalone();
    ClientSession session = fixture.open();
    Random random = new Random(4);
    for (int i = 0; i < 60_000; i++) {
      String value = "v".repeat(1 + random.nextInt(200)) + i;
      fixture.run(session, "SET key" + i + " " + value + (i % 4 == 0 ? " EX 1000" : ""));
      if (i % 10 == 0) {
        model.put("key" + i, value);
      }
    }
    for (int i = 0; i < 60_000; i++) {
      if (i % 10 != 0) {
        fixture.run(session, "DEL key" + i);
      }
    }
    return fixture;
  }

  /** Nine keys in ten are gone; while clients go on writing, the memory goes back. */
  @Test
  void memoryGoesBackWhileClientsWrite() {
    for (boolean cluster : new boolean[] {false, true}) {
      TreeMap<String, String> model = new TreeMap<>();
      try (EngineFixture fixture = thinlyFilled(cluster, model)) {
        ClientSession session = fixture.open();
        Random random = new Random(5);
        Defrag defrag = fixture.engine.housekeeping().defrag();
        fixture.engine.cron();
        assertThat(defrag.runningPercent()).isZero();
        set(fixture, "active-defrag-ignore-bytes", 1_000_000);
        set(fixture, "activedefrag", "yes");
        long before = fixture.store.reservedBytes();
        fixture.nanosPerLook = 50_000;
        fixture.tick(1);
        fixture.engine.cron();
        assertThat(defrag.runningPercent()).isBetween(2, 25);
        assertThat(fixture.engine.nextDeadlineMonoMs()).isLessThan(fixture.monoMs + 200);
        for (int turn = 0; turn < 20_000 && defrag.runningPercent() > 0; turn++) {
          int i = random.nextInt(6000) * 10;
          String value = "w".repeat(1 + random.nextInt(100));
          fixture.run(session, "SET key" + i + " " + value);
          model.put("key" + i, value);
          fixture.tick(1);
          if (turn % 100 == 0) {
            fixture.engine.cron();
          }
        }
        assertThat(defrag.runningPercent()).isZero();
        assertThat(defrag.moves().movedEntries()).isGreaterThan(1000);
        assertThat(defrag.totalMillis()).isPositive();
        assertThat(fixture.store.reservedBytes()).isLessThan(before * 6 / 10);
        ActiveExpiryTest.checkCounts(fixture);
        model.forEach((key, value) ->
            assertThat(fixture.run(session, "GET " + key))
                .isEqualTo("$" + value.length() + "\r\n" + value + "\r\n"));
      }
    }
  }

  @Test
  void switchingItOffEndsIt() {
    try (EngineFixture fixture = thinlyFilled(false, new TreeMap<>())) {
      Defrag defrag = fixture.engine.housekeeping().defrag();
      set(fixture, "active-defrag-ignore-bytes", 1_000_000);
      set(fixture, "activedefrag", "yes");
      fixture.nanosPerLook = 500_000;
      fixture.engine.cron();
      fixture.tick(1);
      assertThat(defrag.runningPercent()).isPositive();
      assertThat(fixture.store.evacuation().isUnderWay()).isTrue();
      set(fixture, "activedefrag", "no");
      fixture.engine.cron();
      assertThat(defrag.runningPercent()).isZero();
      assertThat(fixture.store.evacuation().isUnderWay()).isFalse();
      ActiveExpiryTest.checkCounts(fixture);
    }
  }
}
