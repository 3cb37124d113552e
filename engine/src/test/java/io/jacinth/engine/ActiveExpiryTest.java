package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.keyspace.Database;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.store.EntryTable;
import io.jacinth.store.StoreValidator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ActiveExpiryTest {
  /** Random keys that expire, stop expiring, move their time, vanish: beside a map. */
  @Test
  void exactlyTheDueKeysGo() {
    for (int seed = 0; seed < 12; seed++) {
      try (EngineFixture fixture =
          seed % 2 == 0 ? EngineFixture.standalone() : EngineFixture.cluster()) {
        play(fixture, new Random(seed), seed % 2 == 0);
      }
    }
  }

  private static void play(EngineFixture fixture, Random random, boolean databases) {
    ClientSession session = fixture.open();
    TreeMap<String, Long> model = new TreeMap<>();
    int db = 0;
    for (int step = 0; step < 4000; step++) {
      if (databases && random.nextInt(50) == 0) {
        db = random.nextInt(3);
        fixture.run(session, "SELECT " + db);
      }
      String key = "key" + random.nextInt(400);
      String name = db + key;
      long ttl = 1L + random.nextInt(2000);
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> {
          fixture.run(session, "SET " + key + " v PX " + ttl);
          model.put(name, fixture.wallMs + ttl);
        }
        case 3 -> {
          fixture.run(session, "SET " + key + " v");
          model.put(name, Long.MAX_VALUE);
        }
        case 4 -> {
          if (fixture.run(session, "PEXPIRE " + key + " " + ttl).equals(":1\r\n")) {
            model.put(name, fixture.wallMs + ttl);
          }
        }
        case 5 -> {
          if (fixture.run(session, "PERSIST " + key).equals(":1\r\n")) {
            model.put(name, Long.MAX_VALUE);
          }
        }
        case 6 -> {
          fixture.run(session, "DEL " + key);
          model.remove(name);
        }
        case 7 -> {
          if (random.nextInt(200) == 0) {
            fixture.run(session, "FLUSHALL");
            model.clear();
          }
        }
        default -> {
          fixture.tick(random.nextInt(100));
          if (random.nextInt(4) == 0) {
            fixture.engine.cron();
            model.values().removeIf(at -> at < fixture.wallMs);
            assertThat(fixture.engine.keyspace().keyCount()).isEqualTo(model.size());
          }
        }
      }
    }
    checkCounts(fixture);
  }

  /** The counts beside the tables agree with the tables. */
  static void checkCounts(EngineFixture fixture) {
    List<EntryTable> tables = new ArrayList<>();
    for (int i = 0; i < fixture.engine.keyspace().databaseCount(); i++) {
      Database database = fixture.engine.keyspace().database(i);
      long keys = 0;
      long expiring = 0;
      for (int slot = 0; slot < database.tableCount(); slot++) {
        EntryTable table = database.table(slot);
        if (table != null) {
          tables.add(table);
          keys += table.size();
          expiring += table.expireCount();
        }
      }
      assertThat(database.keyCount()).isEqualTo(keys);
      assertThat(database.expireCount()).isEqualTo(expiring);
    }
    StoreValidator.validate(fixture.store, tables);
  }

  /**
   * Every look at the clock takes 100 us: a slice is a millisecond, then others have their turn.
   */
  @Test
  void manyDueKeysGoInSlices() {
    try (EngineFixture fixture = EngineFixture.cluster()) {
      ClientSession session = fixture.open();
      for (int i = 0; i < 5000; i++) {
        fixture.run(session, "SET key" + i + " v PX 5");
      }
      fixture.nanosPerLook = 100_000;
      fixture.tick(10);
      fixture.engine.cron();
      long left = fixture.engine.keyspace().keyCount();
      assertThat(left).isBetween(4000L, 4999L);
      assertThat(fixture.engine.housekeeping().expiry().timeCapReached()).isOne();
      assertThat(fixture.engine.nextDeadlineMonoMs()).isBetween(fixture.monoMs, fixture.monoMs + 5);
      // While clients are busy nothing more happens until three milliseconds have passed.
      fixture.run(session, "PING");
      fixture.engine.beforeSleep();
      assertThat(fixture.engine.keyspace().keyCount()).isEqualTo(left);
      // Without anybody asking for anything, slices follow each other.
      for (int i = 0; i < 200 && fixture.engine.keyspace().keyCount() > 0; i++) {
        fixture.tick(5);
      }
      assertThat(fixture.engine.keyspace().keyCount()).isZero();
      assertThat(fixture.engine.nextDeadlineMonoMs()).isEqualTo(Long.MAX_VALUE);
      assertThat(fixture.engine.housekeeping().expiry().spentMillis()).isPositive();
    }
  }

  @Test
  void noSlotWaitsForAnother() {
    try (EngineFixture fixture = EngineFixture.cluster()) {
      ClientSession session = fixture.open();
      for (int i = 0; i < 3000; i++) {
        fixture.run(session, "SET {big}" + i + " v PX 5");
      }
      for (int i = 0; i < 20; i++) {
        fixture.run(session, "SET small" + i + " v PX 5");
      }
      fixture.nanosPerLook = 20_000;
      fixture.tick(10);
      fixture.engine.cron();
      int small = 0;
      for (int i = 0; i < 20; i++) {
        small +=
            fixture
                    .engine
                    .keyspace()
                    .isStored(
                        0, ("small" + i).getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, 6)
                ? 1
                : 0;
      }
      assertThat(fixture.engine.keyspace().keyCount()).isPositive();
      assertThat(small).isZero();
    }
  }
}
