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
 * Sets beside plain sets: intsets, listpacks and tables, growing and shrinking, copied, frozen,
 * given up and moved about, with the whole store checked again and again.
 */
class SetModelTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static boolean isNumber(String text) {
    return !text.startsWith("m") && !text.startsWith("long");
  }

  private static String text(Item item) {
    return new String(item.bytes(), StandardCharsets.ISO_8859_1);
  }

  /** A value that is being read by parts, with what it must turn out to have been. */
  private static final class Reading {
    final FrozenValue frozen;
    final Set<String> expected;
    final Set<String> read = new HashSet<>();

    Reading(FrozenValue frozen, Set<String> expected) {
      this.frozen = frozen;
      this.expected = new HashSet<>(expected);
    }
  }

  private static final class Run {
    final SplittableRandom random;
    final Store store;
    final EntryTable table;
    final Map<String, Set<String>> model = new HashMap<>();
    final List<Reading> readings = new ArrayList<>();
    final SetEdit edit;
    final SetView view;
    final ElementReader reader;
    final ValueSite site;
    final int keys;
    final int members;
    final int numbersPerMille;
    final SetEdit.Limits limits;
    long evacuationAt;

    Run(SplittableRandom random) {
      this.random = random;
      store = Case.newStore(random);
      table = NoLeak.table(store);
      edit = store.newSetEdit();
      view = store.newSetView();
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
      members = 1 << random.nextInt(12);
      numbersPerMille = random.nextInt(3) == 0 ? 1000 : random.nextInt(1001);
      limits =
          new SetEdit.Limits(
              random.nextInt(3) == 0 ? 0 : 1 << random.nextInt(10),
              random.nextInt(3) == 0 ? 0 : 1 << random.nextInt(8),
              64);
    }

    String member() {
      int number = random.nextInt(members);
      if (random.nextInt(1000) < numbersPerMille) {
        return Long.toString((number - 3L) * (number % 7 == 6 ? 1L << 40 : number % 5 * 1000L));
      }
      return number % 500 == 499
          ? "long".repeat(number % 1000 == 999 ? 50_000 : 1300) + number
          : "member:" + number;
    }

    SetEdit at(byte[] key, long hash) {
      site.open(hash, key, 0, key.length, table.find(hash, key, 0, key.length));
      return edit.open(site, limits);
    }

    void step() {
      String key = "key:" + random.nextInt(keys);
      byte[] keyBytes = bytes(key);
      long hash = store.hash(keyBytes, 0, keyBytes.length);
      SetEdit set = at(keyBytes, hash);
      switch (random.nextInt(40)) {
        case 0 -> copy(key, keyBytes);
        case 1 -> removeKey(key, keyBytes, hash);
        case 2 -> freeze(key, keyBytes, hash);
        case 3 -> store.freeQueue().freeSome(random.nextInt(50));
        case 4 -> table.setExpire(hash, present(keyBytes, hash), random.nextInt(1000));
        case 5, 6, 7, 8, 9 -> read();
        default -> change(set, key, hash);
      }
      evacuate();
    }

    /** An entry, made if there is none. */
    private int present(byte[] keyBytes, long hash) {
      int entry = table.find(hash, keyBytes, 0, keyBytes.length);
      if (entry == 0) {
        at(keyBytes, hash).add(bytes("m"), 0, 1);
        model
            .computeIfAbsent(
                new String(keyBytes, StandardCharsets.ISO_8859_1), name -> new HashSet<>())
            .add("m");
      }
      return table.find(hash, keyBytes, 0, keyBytes.length);
    }

    private void change(SetEdit set, String key, long hash) {
      Set<String> plain = model.computeIfAbsent(key, name -> new HashSet<>());
      String member = member();
      byte[] name = bytes(member);
      if (random.nextInt(3) < (shrinking ? 2 : 1)) {
        remove(set, key, plain, member, hash);
      } else if (plain.isEmpty()) {
        set.createFor(name, 0, name.length, 1 + random.nextInt(3));
        assertThat(set.add(name, 0, name.length)).isTrue();
        plain.add(member);
      } else {
        if (random.nextInt(300) == 0) {
          set.expectMembers(random.nextInt(200));
        }
        assertThat(set.add(name, 0, name.length)).isEqualTo(plain.add(member));
        if (random.nextInt(200) == 0 && plain.stream().allMatch(SetModelTest::isNumber)) {
          set.openAt(site);
          set.becomeIntset();
        }
      }
      if (plain.isEmpty()) {
        model.remove(key);
      }
    }

    private boolean shrinking;

    private void remove(SetEdit set, String key, Set<String> plain, String member, long hash) {
      byte[] name = bytes(member);
      boolean removed = set.remove(name, 0, name.length);
      assertThat(removed).isEqualTo(plain.remove(member));
      if (removed && plain.isEmpty()) {
        assertThat(set.size()).isZero();
        table.removeEntry(hash, site.entry());
      }
      if (plain.isEmpty()) {
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
      model.put(target, new HashSet<>(model.get(key)));
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
                String member = text(reader.key(element));
                assertThat(reading.read.add(member)).as("handed over twice: %s", member).isTrue();
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

    private void check(String key, Set<String> plain) {
      byte[] keyBytes = bytes(key);
      long hash = store.hash(keyBytes, 0, keyBytes.length);
      view.open(table.find(hash, keyBytes, 0, keyBytes.length));
      assertThat(view.size()).isEqualTo(plain.size());
      Set<String> seen = new HashSet<>();
      while (view.next()) {
        assertThat(seen.add(text(view.member()))).isTrue();
      }
      assertThat(seen).isEqualTo(plain);
      for (String member : plain) {
        byte[] name = bytes(member);
        assertThat(view.find(name, 0, name.length)).isTrue();
        assertThat(text(view.member())).isEqualTo(member);
        if (isNumber(member)) {
          assertThat(view.find(Long.parseLong(member))).isTrue();
        }
      }
      view.random(new java.util.Random(1));
      assertThat(plain).contains(text(view.member()));
      assertThat(view.find(bytes("absent"), 0, 6)).isFalse();
      assertThat(view.find(Long.MIN_VALUE)).isFalse();
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
  void behaveLikeSets() {
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

  /** A member that is there all the time is met by a scan, whatever comes and goes meanwhile. */
  @Test
  void scanMissesNoMemberThatStays() {
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
            run.edit.open(run.site, new SetEdit.Limits(0, 0, 0)).add(name, 0, name.length);
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
                      seen.add(text(run.view.member()));
                    });
            for (int i = 0; i < 20; i++) {
              byte[] name = bytes("t" + random.nextInt(3000));
              run.site.open(hash, key, 0, 1, run.table.find(hash, key, 0, 1));
              run.edit.open(run.site, new SetEdit.Limits(0, 0, 0));
              if (random.nextBoolean()) {
                run.edit.add(name, 0, name.length);
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
