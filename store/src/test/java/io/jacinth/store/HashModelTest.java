package io.jacinth.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Hashes beside plain maps: packed and large, growing and shrinking, copied, frozen, given up and
 * moved about, with the whole store checked again and again.
 */
class HashModelTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(Item item) {
    return new String(item.bytes(), StandardCharsets.ISO_8859_1);
  }

  /** A value that is being read by parts, with what it must turn out to have been. */
  private static final class Reading {
    final FrozenValue frozen;
    final Map<String, String> expected;
    final Map<String, String> read = new HashMap<>();

    Reading(FrozenValue frozen, Map<String, String> expected) {
      this.frozen = frozen;
      this.expected = new HashMap<>(expected);
    }
  }

  private static final class Run {
    final SplittableRandom random;
    final Store store;
    final EntryTable table;
    final Map<String, Map<String, String>> model = new HashMap<>();
    final List<Reading> readings = new ArrayList<>();
    final HashEdit edit;
    final HashView view;
    final ElementReader reader;
    final ValueSite site;
    final int keys;
    final int fields;
    final int listpackMax;
    long evacuationAt;

    Run(SplittableRandom random) {
      this.random = random;
      store = Case.newStore(random);
      table = NoLeak.table(store);
      edit = store.newHashEdit();
      view = store.newHashView();
      reader = store.newElementReader();
      site =
          new ValueSite(
              store,
              new ValueSite.Owner() {
                @Override
                public void beforeChange() {}

                @Override
                public EntryTable table() {
                  return table;
                }
              });
      keys = 1 + random.nextInt(8);
      fields = 1 << random.nextInt(12);
      listpackMax = random.nextInt(3) == 0 ? 0 : 1 << random.nextInt(8);
    }

    String value() {
      int kind = random.nextInt(1000);
      if (kind < 300) {
        return Long.toString(random.nextLong() >> random.nextInt(64));
      }
      int length = kind < 900 ? random.nextInt(60) : kind < 990 ? random.nextInt(600) : 0;
      if (kind >= 995) {
        length = kind == 999 ? 1_200_000 : 5000 + random.nextInt(300_000);
      }
      return Character.toString('a' + random.nextInt(26)).repeat(length);
    }

    String field() {
      int number = random.nextInt(fields);
      return number % 500 == 499
          ? "long".repeat(1300) + number
          : number % 3 == 0 ? Integer.toString(number) : "field:" + number;
    }

    HashEdit at(byte[] key, long hash) {
      site.open(hash, key, 0, key.length, table.find(hash, key, 0, key.length));
      return edit.open(site, listpackMax, 64);
    }

    void step() {
      String key = "key:" + random.nextInt(keys);
      byte[] keyBytes = bytes(key);
      long hash = store.hash(keyBytes, 0, keyBytes.length);
      HashEdit hashEdit = at(keyBytes, hash);
      switch (random.nextInt(40)) {
        case 0 -> copy(key, keyBytes);
        case 1 -> removeKey(key, keyBytes, hash);
        case 2 -> freeze(key, keyBytes, hash);
        case 3 -> store.freeQueue().freeSome(random.nextInt(50));
        case 4 -> table.setExpire(hash, present(keyBytes, hash), random.nextInt(1000));
        case 5, 6, 7, 8, 9 -> read();
        default -> change(hashEdit, key, hash);
      }
      evacuate();
    }

    /** An entry, made if there is none. */
    private int present(byte[] keyBytes, long hash) {
      int entry = table.find(hash, keyBytes, 0, keyBytes.length);
      if (entry == 0) {
        at(keyBytes, hash).put(bytes("f"), 0, 1, bytes("v"), 0, 1);
        model
            .computeIfAbsent(
                new String(keyBytes, StandardCharsets.ISO_8859_1), name -> new HashMap<>())
            .put("f", "v");
      }
      return table.find(hash, keyBytes, 0, keyBytes.length);
    }

    private void change(HashEdit hashEdit, String key, long hash) {
      Map<String, String> map = model.computeIfAbsent(key, name -> new HashMap<>());
      String field = field();
      byte[] name = bytes(field);
      if (random.nextInt(shrinking ? 3 : 10) > (shrinking ? 0 : 3)) {
        if (shrinking) {
          remove(hashEdit, key, map, field, hash);
          return;
        }
        String value = value();
        byte[] text = bytes(value);
        boolean added = hashEdit.put(name, 0, name.length, text, 0, text.length);
        assertThat(added).isEqualTo(map.put(field, value) == null);
      } else {
        remove(hashEdit, key, map, field, hash);
      }
      if (map.isEmpty()) {
        model.remove(key);
      }
    }

    private boolean shrinking;

    private void remove(
        HashEdit hashEdit, String key, Map<String, String> map, String field, long hash) {
      byte[] name = bytes(field);
      boolean removed = hashEdit.remove(name, 0, name.length);
      assertThat(removed).isEqualTo(map.remove(field) != null);
      if (removed && map.isEmpty()) {
        assertThat(hashEdit.size()).isZero();
        table.removeEntry(hash, site.entry());
      }
      if (map.isEmpty()) {
        model.remove(key);
      }
    }

    private void copy(String key, byte[] keyBytes) {
      String target = "key:" + random.nextInt(keys);
      byte[] targetBytes = bytes(target);
      long hash = store.hash(keyBytes, 0, keyBytes.length);
      int entry = table.find(hash, keyBytes, 0, keyBytes.length);
      if (entry == 0 || target.equals(key)) {
        return;
      }
      Draft draft = store.copyOf(entry, targetBytes, 0, targetBytes.length);
      if (random.nextInt(5) == 0) {
        StoreValidator.validate(store, List.of(table));
        draft.discard();
        return;
      }
      long targetHash = store.hash(targetBytes, 0, targetBytes.length);
      table.putDraft(targetHash, targetBytes, 0, targetBytes.length, draft, EntryTable.KEEP_EXPIRE);
      model.put(target, new HashMap<>(model.get(key)));
    }

    private void removeKey(String key, byte[] keyBytes, long hash) {
      assertThat(table.remove(hash, keyBytes, 0, keyBytes.length))
          .isEqualTo(model.remove(key) != null);
    }

    private void freeze(String key, byte[] keyBytes, long hash) {
      int entry = table.find(hash, keyBytes, 0, keyBytes.length);
      if (entry == 0 || !store.entries().isLarge(entry)) {
        return;
      }
      if (store.frozenValues().of(store.entries().root(entry)) != null) {
        return;
      }
      readings.add(new Reading(store.freeze(entry), model.get(key)));
    }

    private void read() {
      if (readings.isEmpty()) {
        return;
      }
      int index = random.nextInt(readings.size());
      Reading reading = readings.get(index);
      if (random.nextInt(200) == 0) {
        store.frozenValues().end(reading.frozen);
        readings.remove(index);
        return;
      }
      boolean done =
          reading.frozen.step(
              random.nextInt(60),
              element -> {
                String field = text(reader.key(element));
                String old = reading.read.put(field, text(reader.value(element)));
                assertThat(old).as("handed over twice: %s", field).isNull();
              });
      if (done) {
        assertThat(reading.frozen.count()).isEqualTo(reading.expected.size());
        assertThat(reading.read).isEqualTo(reading.expected);
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

    void checkAll() {
      int[] retained = {};
      StoreValidator.validate(store, List.of(table), new int[0], retained);
      assertThat(table.size()).isEqualTo(model.size());
      model.forEach(this::check);
    }

    private void check(String key, Map<String, String> map) {
      byte[] keyBytes = bytes(key);
      long hash = store.hash(keyBytes, 0, keyBytes.length);
      view.open(table.find(hash, keyBytes, 0, keyBytes.length));
      assertThat(view.size()).isEqualTo(map.size());
      Map<String, String> seen = new HashMap<>();
      while (view.next()) {
        assertThat(seen.put(text(view.field()), text(view.value()))).isNull();
      }
      assertThat(seen).isEqualTo(map);
      map.forEach((field, value) -> {
        byte[] name = bytes(field);
        assertThat(view.find(name, 0, name.length)).isTrue();
        assertThat(text(view.value())).isEqualTo(value);
      });
      view.random(new java.util.Random(1));
      assertThat(map).containsEntry(text(view.field()), text(view.value()));
      assertThat(view.find(bytes("absent"), 0, 6)).isFalse();
    }

    void end() {
      for (Reading reading : readings) {
        store.frozenValues().end(reading.frozen);
      }
      store.evacuation().end();
      store.freeQueue().add(table);
      for (int rounds = 0; store.freeQueue().freeSome(64) > 0; rounds++) {
        assertThat(rounds).isLessThan(10_000_000);
      }
      assertThat(store.freeQueue().isEmpty()).isTrue();
      assertThat(store.freeQueue().pendingEntries()).isZero();
      assertThat(store.usedBytes()).isZero();
      assertThat(store.reservedBytes()).isZero();
    }
  }

  @Test
  void behaveLikeMaps() {
    Case.run(
        60,
        random -> {
          Run run = new Run(random);
          for (int phase = 0; phase < 6; phase++) {
            run.shrinking = phase % 3 == 2;
            for (int i = 0; i < 1500; i++) {
              run.step();
              if (i % 200 == 0) {
                run.checkAll();
              }
            }
          }
          run.checkAll();
          run.end();
        });
  }

  /** A field that is there all the time is met by a scan, whatever comes and goes meanwhile. */
  @Test
  void scanMissesNoFieldThatStays() {
    Case.run(
        20,
        random -> {
          Run run = new Run(random);
          byte[] key = bytes("k");
          long hash = run.store.hash(key, 0, 1);
          int staying = 1 + random.nextInt(2000);
          for (int i = 0; i < staying; i++) {
            byte[] name = bytes("s" + i);
            run.site.open(hash, key, 0, 1, run.table.find(hash, key, 0, 1));
            run.edit.open(run.site, 0, 64).put(name, 0, name.length, name, 0, name.length);
          }
          Set<String> seen = new HashSet<>();
          long cursor = 0;
          do {
            run.view.open(run.table.find(hash, key, 0, 1));
            cursor =
                run.view.scan(
                    cursor,
                    element -> {
                      run.view.goTo(element);
                      seen.add(text(run.view.field()));
                    });
            for (int i = 0; i < 20; i++) {
              byte[] name = bytes("t" + random.nextInt(3000));
              run.site.open(hash, key, 0, 1, run.table.find(hash, key, 0, 1));
              run.edit.open(run.site, 0, 64);
              if (random.nextBoolean()) {
                run.edit.put(name, 0, name.length, name, 0, name.length);
              } else {
                run.edit.remove(name, 0, name.length);
              }
            }
          } while (cursor != 0);
          for (int i = 0; i < staying; i++) {
            assertThat(seen).contains("s" + i);
          }
        });
  }
}
