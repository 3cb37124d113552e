package io.jacinth.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Values of one type in a store, beside plain objects that must always say the same. What befalls
 * every type is done here: values are copied, given an expiry, frozen and read by parts while they
 * go on changing, removed, given up and moved about, and the whole store is checked again and
 * again. A type adds how its values are changed and looked at.
 *
 * @param <M> the plain object
 */
abstract class ModelRun<M> {
  private static final int PHASES = 6;

  final SplittableRandom random;
  final Store store;
  final EntryTable table;
  final Map<String, M> model = new HashMap<>();
  final ValueSite site;

  /** This phase takes more away than it adds. */
  boolean shrinking;

  private final List<Reading> readings = new ArrayList<>();
  private final int keys;
  private final int removeOneIn;
  private long evacuationAt;

  /** A value that is being read by parts, with what it must turn out to have been. */
  abstract static class Reading {
    final FrozenValue frozen;

    Reading(FrozenValue frozen) {
      this.frozen = frozen;
    }

    /** A part is handed over. */
    abstract void take(int part);

    /** Nothing more will come. */
    abstract void checkEnd();
  }

  /**
   * @param keysMax values at a time, at most
   * @param removeOneIn of so many times that a key could be removed, it is once
   */
  ModelRun(SplittableRandom random, int keysMax, int removeOneIn) {
    this.random = random;
    this.removeOneIn = removeOneIn;
    store = Case.newStore(random);
    table = NoLeak.table(store);
    site = NoLeak.site(store, table);
    keys = 1 + random.nextInt(keysMax);
  }

  // ---- what a type adds

  abstract M copyOf(M plain);

  abstract Reading newReading(FrozenValue frozen, M plain);

  /** Does something to the value of a key, which may not be there. */
  abstract void change(String key);

  /** Compares what is read of an entry. */
  abstract void check(int entry, M plain);

  // ---- for types

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static String text(Item item) {
    return text(item.bytes());
  }

  private long hash(byte[] key) {
    return store.hash(key, 0, key.length);
  }

  /** The entry of a key, 0 when there is none. */
  final int entry(String key) {
    byte[] name = bytes(key);
    return table.find(hash(name), name, 0, name.length);
  }

  /** The site of a key, for an edit. */
  final ValueSite at(String key) {
    byte[] name = bytes(key);
    long hash = hash(name);
    site.open(hash, name, 0, name.length, table.find(hash, name, 0, name.length));
    return site;
  }

  /** Removes the entry the site is at: its value has lost its last element. */
  final void removeEmptied(String key) {
    table.removeEntry(hash(bytes(key)), site.entry());
  }

  // ---- the run

  /** Runs many steps under many seeds, growing and shrinking in turn. */
  static void behave(
      int seeds, int steps, int checkEvery, Function<SplittableRandom, ModelRun<?>> start) {
    Case.run(
        seeds,
        random -> {
          ModelRun<?> run = start.apply(random);
          for (int phase = 0; phase < PHASES; phase++) {
            run.shrinking = phase % 3 == 2;
            for (int i = 0; i < steps; i++) {
              run.step();
              if (i % checkEvery == 0) {
                run.checkAll();
              }
            }
          }
          run.checkAll();
          run.end();
        });
  }

  private void step() {
    String key = "key:" + random.nextInt(keys);
    switch (random.nextInt(40)) {
      case 0 -> copy(key);
      case 1 -> remove(key);
      case 2 -> freeze(key);
      case 3 -> store.freeQueue().freeSome(random.nextInt(50));
      case 4 -> expire(key);
      case 5, 6, 7, 8, 9 -> read();
      default -> change(key);
    }
    evacuate();
  }

  private void copy(String key) {
    String target = "key:" + random.nextInt(keys);
    int entry = entry(key);
    if (entry == 0 || target.equals(key)) {
      return;
    }
    byte[] name = bytes(target);
    Draft draft = store.copyOf(entry, name, 0, name.length);
    if (random.nextInt(5) == 0) {
      StoreValidator.validate(store, List.of(table));
      draft.discard();
      return;
    }
    table.putDraft(hash(name), name, 0, name.length, draft, EntryTable.KEEP_EXPIRE);
    model.put(target, copyOf(model.get(key)));
  }

  private void remove(String key) {
    if (random.nextInt(removeOneIn) == 0) {
      byte[] name = bytes(key);
      assertThat(table.remove(hash(name), name, 0, name.length))
          .isEqualTo(model.remove(key) != null);
    }
  }

  private void expire(String key) {
    int entry = entry(key);
    if (entry != 0) {
      table.setExpire(hash(bytes(key)), entry, random.nextInt(1000));
    }
  }

  private void freeze(String key) {
    int entry = entry(key);
    if (entry != 0
        && store.entries().isLarge(entry)
        && store.frozenValues().of(store.entries().root(entry)) == null) {
      readings.add(newReading(store.freeze(entry), model.get(key)));
    }
  }

  private void read() {
    if (readings.isEmpty()) {
      return;
    }
    int index = random.nextInt(readings.size());
    Reading reading = readings.get(index);
    boolean givenUp = random.nextInt(200) == 0;
    boolean done = !givenUp && reading.frozen.step(random.nextInt(60), reading::take);
    if (done) {
      reading.checkEnd();
    }
    if (done || givenUp) {
      store.frozenValues().end(reading.frozen);
      readings.remove(index);
    }
  }

  private void evacuate() {
    if (!store.evacuation().isUnderWay()) {
      if (random.nextInt(100) == 0) {
        store.evacuation().plan();
        evacuationAt = 0;
      }
      return;
    }
    evacuationAt = store.evacuation().step(table, evacuationAt);
    if (evacuationAt == EntryTable.POSITION_END) {
      store.evacuation().end();
    }
  }

  /** Compares everything. */
  final void checkAll() {
    StoreValidator.validate(store, List.of(table));
    assertThat(table.size()).isEqualTo(model.size());
    model.forEach((key, plain) -> check(entry(key), plain));
  }

  /** Gives everything up; nothing must be left. */
  final void end() {
    for (Reading reading : readings) {
      store.frozenValues().end(reading.frozen);
    }
    assertThat(store.frozenValues().savedBytes()).isZero();
    store.evacuation().end();
    store.freeQueue().add(table);
    for (int rounds = 0; store.freeQueue().freeSome(64) > 0; rounds++) {
      assertThat(rounds).isLessThan(10_000_000);
      if (rounds % 50 == 0) {
        StoreValidator.validate(store, List.of());
      }
    }
    assertThat(store.freeQueue().isEmpty()).isTrue();
    assertThat(store.freeQueue().pendingEntries()).isZero();
    assertThat(store.usedBytes()).isZero();
    assertThat(store.reservedBytes()).isZero();
  }
}
