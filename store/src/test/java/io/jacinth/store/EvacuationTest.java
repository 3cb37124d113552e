package io.jacinth.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EvacuationTest {
  private static final int TABLES = 5;

  private final List<EntryTable> tables = new ArrayList<>();
  private Store store = NoLeak.open();

  private void fill(int keys, int valueBytes, SplittableRandom random) {
    for (int i = 0; i < TABLES; i++) {
      tables.add(NoLeak.table(store));
    }
    for (int i = 0; i < keys; i++) {
      byte[] key = key(i);
      byte[] value = Case.bytes(random, 1 + random.nextInt(valueBytes));
      long expireAt = i % 3 == 0 ? i : EntryTable.NO_EXPIRE;
      tables
          .get(i % TABLES)
          .putString(
              store.hash(key, 0, key.length), key, 0, key.length, value, 0, value.length, expireAt);
    }
  }

  private static byte[] key(int i) {
    return ("key:" + i).getBytes(StandardCharsets.US_ASCII);
  }

  private boolean remove(int i) {
    byte[] key = key(i);
    return tables.get(i % TABLES).remove(store.hash(key, 0, key.length), key, 0, key.length);
  }

  private void evacuateAll() {
    for (EntryTable table : tables) {
      long at = 0;
      for (int steps = 0; at != EntryTable.POSITION_END; steps++) {
        assertThat(steps).isLessThan(1_000_000);
        at = store.evacuation().step(table, at);
      }
    }
    store.evacuation().end();
  }

  private void close() {
    tables.forEach(store.freeQueue()::add);
    while (store.freeQueue().freeSome(1000) > 0) {
      // bit by bit
    }
    assertThat(store.usedBytes()).isZero();
    assertThat(store.reservedBytes()).isZero();
  }

  /**
   * Nine keys in ten go, at random: hardly a chunk is empty, and afterwards hardly one too many.
   */
  @Test
  void thinlyFilledChunksAreGivenBack() {
    SplittableRandom random = new SplittableRandom(4);
    int keys = 200_000;
    fill(keys, 200, random);
    long full = store.reservedBytes();
    for (int i = 0; i < keys; i++) {
      if (random.nextInt(10) > 0) {
        remove(i);
      }
    }
    long used = store.usedBytes();
    assertThat(store.reservedBytes()).isGreaterThan(full * 8 / 10);
    assertThat(store.evacuation().plan()).isPositive();
    StoreValidator.validate(store, tables);
    evacuateAll();
    assertThat(store.usedBytes()).isEqualTo(used);
    StoreValidator.validate(store, tables);
    for (int round = 0; round < 5 && store.evacuation().plan() > 0; round++) {
      evacuateAll();
    }
    assertThat(store.evacuation().plan()).isZero();
    StoreValidator.validate(store, tables);
    assertThat(store.reservedBytes()).isLessThan(used * 13 / 10 + (4 << 20));
    close();
  }

  @Test
  void nothingIsPlannedForAStoreThatIsFull() {
    fill(100_000, 200, new SplittableRandom(5));
    assertThat(store.evacuation().plan()).isZero();
    assertThat(store.evacuation().isUnderWay()).isFalse();
    close();
  }

  @Test
  void pagesThatSomebodyHoldsStayWhereTheyAre() {
    SplittableRandom random = new SplittableRandom(6);
    fill(400, 100_000, random);
    List<Integer> held = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      byte[] key = key(i);
      EntryTable table = tables.get(i % TABLES);
      int entry = table.find(store.hash(key, 0, key.length), key, 0, key.length);
      if (i % 40 == 0 && store.entries().pageCount(entry) > 0) {
        int page = store.entries().page(entry, 0);
        store.entries().retainPage(page);
        held.add(page);
      } else if (i % 8 != 0) {
        remove(i);
      }
    }
    int[] retained = held.stream().mapToInt(page -> page).toArray();
    assertThat(store.evacuation().plan()).isPositive();
    evacuateAll();
    StoreValidator.validate(store, tables, new int[0], retained);
    for (int page : retained) {
      assertThat(store.shared.isShared(page)).isTrue();
      store.entries().releasePage(page);
    }
    close();
  }

  @Test
  void aRopeMovesAFewPagesAtATime() {
    tables.add(NoLeak.table(store));
    EntryTable table = tables.getFirst();
    byte[] filler = new byte[250_000];
    byte[] large = Case.bytes(new SplittableRandom(8), 12 << 20);
    for (int i = 0; i < 160; i++) {
      byte[] key = key(i);
      byte[] value = i == 150 ? large : filler;
      table.putString(
          store.hash(key, 0, key.length),
          key,
          0,
          key.length,
          value,
          0,
          value.length,
          EntryTable.NO_EXPIRE);
    }
    for (int i = 0; i < 160; i++) {
      byte[] key = key(i);
      if (i != 150) {
        table.remove(store.hash(key, 0, key.length), key, 0, key.length);
      }
    }
    store.evacuation().plan();
    long at = 0;
    int steps = 0;
    while (at != EntryTable.POSITION_END) {
      long before = store.evacuation().movedBlocks();
      at = store.evacuation().step(table, at);
      assertThat(store.evacuation().movedBlocks() - before).isLessThan(10);
      steps++;
    }
    store.evacuation().end();
    assertThat(steps).isBetween(1, 60);
    byte[] key = key(150);
    int entry = table.find(store.hash(key, 0, key.length), key, 0, key.length);
    byte[] read = new byte[large.length];
    store.entries().copyValue(entry, read, 0);
    assertThat(read).isEqualTo(large);
    StoreValidator.validate(store, tables);
    close();
  }
}
