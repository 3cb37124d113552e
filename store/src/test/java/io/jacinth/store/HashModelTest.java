package io.jacinth.store;

import static io.jacinth.store.ModelRun.bytes;
import static io.jacinth.store.ModelRun.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Hashes beside plain maps: packed and large, growing and shrinking, copied, frozen, given up and
 * moved about, with the whole store checked again and again.
 */
class HashModelTest {
  private static final class Run extends ModelRun<Map<String, String>> {
    final HashEdit edit;
    final HashView view;
    final ElementReader reader;
    final int fields;
    final int listpackMax;

    Run(SplittableRandom random) {
      super(random, 8, 1);
      edit = store.newHashEdit();
      view = store.newHashView();
      reader = store.newElementReader();
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

    @Override
    void change(String key) {
      HashEdit hashEdit = edit.open(at(key), listpackMax, 64);
      Map<String, String> map = model.computeIfAbsent(key, name -> new HashMap<>());
      String field = field();
      byte[] name = bytes(field);
      if (random.nextInt(shrinking ? 3 : 10) > (shrinking ? 0 : 3)) {
        if (shrinking) {
          remove(hashEdit, key, map, field);
          return;
        }
        String value = value();
        byte[] text = bytes(value);
        boolean added = hashEdit.put(name, 0, name.length, text, 0, text.length);
        assertThat(added).isEqualTo(map.put(field, value) == null);
      } else {
        remove(hashEdit, key, map, field);
      }
      if (map.isEmpty()) {
        model.remove(key);
      }
    }

    private void remove(HashEdit hashEdit, String key, Map<String, String> map, String field) {
      byte[] name = bytes(field);
      boolean removed = hashEdit.remove(name, 0, name.length);
      assertThat(removed).isEqualTo(map.remove(field) != null);
      if (removed && map.isEmpty()) {
        assertThat(hashEdit.size()).isZero();
        removeEmptied(key);
      }
      if (map.isEmpty()) {
        model.remove(key);
      }
    }

    @Override
    Map<String, String> copyOf(Map<String, String> plain) {
      return new HashMap<>(plain);
    }

    @Override
    Reading newReading(FrozenValue frozen, Map<String, String> plain) {
      Map<String, String> expected = new HashMap<>(plain);
      Map<String, String> read = new HashMap<>();
      return new Reading(frozen) {
        @Override
        void take(int element) {
          String field = text(reader.key(element));
          String old = read.put(field, text(reader.value(element)));
          assertThat(old).as("handed over twice: %s", field).isNull();
        }

        @Override
        void checkEnd() {
          assertThat(frozen.count()).isEqualTo(expected.size());
          assertThat(read).isEqualTo(expected);
        }
      };
    }

    @Override
    void check(int entry, Map<String, String> map) {
      view.open(entry);
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
  }

  @Test
  void behaveLikeMaps() {
    ModelRun.behave(60, 1500, 200, Run::new);
  }

  /** A field that is there all the time is met by a scan, whatever comes and goes meanwhile. */
  @Test
  void scanMissesNoFieldThatStays() {
    Case.run(
        20,
        random -> {
          Run run = new Run(random);
          int staying = 1 + random.nextInt(2000);
          for (int i = 0; i < staying; i++) {
            byte[] name = bytes("s" + i);
            run.edit.open(run.at("k"), 0, 64).put(name, 0, name.length, name, 0, name.length);
          }
          Set<String> seen = new HashSet<>();
          long cursor = 0;
          do {
            run.view.open(run.entry("k"));
            cursor =
                run.view.scan(
                    cursor,
                    element -> {
                      run.view.goTo(element);
                      seen.add(text(run.view.field()));
                    });
            for (int i = 0; i < 20; i++) {
              byte[] name = bytes("t" + random.nextInt(3000));
              run.edit.open(run.at("k"), 0, 64);
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
