package io.jacinth.store;

import static io.jacinth.store.ModelRun.bytes;
import static io.jacinth.store.ModelRun.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Sets beside plain sets: intsets, listpacks and tables, growing and shrinking, copied, frozen,
 * given up and moved about, with the whole store checked again and again.
 */
class SetModelTest {
  private static boolean isNumber(String text) {
    return !text.startsWith("m") && !text.startsWith("long");
  }

  private static final class Run extends ModelRun<Set<String>> {
    final SetEdit edit;
    final SetView view;
    final ElementReader reader;
    final int members;
    final int numbersPerMille;
    final SetEdit.Limits limits;

    Run(SplittableRandom random) {
      super(random, 8, 1);
      edit = store.newSetEdit();
      view = store.newSetView();
      reader = store.newElementReader();
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

    @Override
    void change(String key) {
      SetEdit set = edit.open(at(key), limits);
      Set<String> plain = model.computeIfAbsent(key, name -> new HashSet<>());
      String member = member();
      byte[] name = bytes(member);
      if (random.nextInt(3) < (shrinking ? 2 : 1)) {
        remove(set, key, plain, member);
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

    private void remove(SetEdit set, String key, Set<String> plain, String member) {
      byte[] name = bytes(member);
      boolean removed = set.remove(name, 0, name.length);
      assertThat(removed).isEqualTo(plain.remove(member));
      if (removed && plain.isEmpty()) {
        assertThat(set.size()).isZero();
        removeEmptied(key);
      }
      if (plain.isEmpty()) {
        model.remove(key);
      }
    }

    @Override
    Set<String> copyOf(Set<String> plain) {
      return new HashSet<>(plain);
    }

    @Override
    Reading newReading(FrozenValue frozen, Set<String> plain) {
      Set<String> expected = new HashSet<>(plain);
      Set<String> read = new HashSet<>();
      return new Reading(frozen) {
        @Override
        void take(int element) {
          String member = text(reader.key(element));
          assertThat(read.add(member)).as("handed over twice: %s", member).isTrue();
        }

        @Override
        void checkEnd() {
          assertThat(frozen.count()).isEqualTo(expected.size());
          assertThat(read).isEqualTo(expected);
        }
      };
    }

    @Override
    void check(int entry, Set<String> plain) {
      view.open(entry);
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
  }

  @Test
  void behaveLikeSets() {
    ModelRun.behave(60, 1500, 200, Run::new);
  }

  /** A member that is there all the time is met by a scan, whatever comes and goes meanwhile. */
  @Test
  void scanMissesNoMemberThatStays() {
    Case.run(
        20,
        random -> {
          Run run = new Run(random);
          int staying = 1 + random.nextInt(2000);
          for (int i = 0; i < staying; i++) {
            byte[] name = bytes("s" + i);
            run.edit.open(run.at("k"), new SetEdit.Limits(0, 0, 0)).add(name, 0, name.length);
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
                      seen.add(text(run.view.member()));
                    });
            for (int i = 0; i < 20; i++) {
              byte[] name = bytes("t" + random.nextInt(3000));
              run.edit.open(run.at("k"), new SetEdit.Limits(0, 0, 0));
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

  /** Tables of all proportions, walked bucket by bucket for what they have in common. */
  @Test
  void commonMembersAreThoseOfAll() {
    Case.run(
        80,
        random -> {
          Run run = new Run(random);
          List<Set<String>> plain = new ArrayList<>();
          List<SetView> views = new ArrayList<>();
          int count = 1 + random.nextInt(4);
          int range = 1 << random.nextInt(15);
          for (int i = 0; i < count; i++) {
            int size = 1 + random.nextInt(random.nextInt(4) == 0 ? 20 : 6000);
            Set<String> members = new HashSet<>();
            for (int j = 0; j < size; j++) {
              String member = commonMember(random.nextInt(range));
              byte[] name = bytes(member);
              SetEdit set = run.edit.open(run.at("k" + i), new SetEdit.Limits(0, 0, 0));
              assertThat(set.add(name, 0, name.length)).isEqualTo(members.add(member));
            }
            plain.add(members);
          }
          Set<String> expected = new HashSet<>(plain.getFirst());
          plain.forEach(expected::retainAll);
          for (int i = 0; i < count; i++) {
            views.add(run.store.newSetView().open(run.entry("k" + i)));
          }
          views.sort(Comparator.comparingInt(SetView::size));
          SetView[] sets = views.toArray(SetView[]::new);
          assertThat(CommonMembers.canWalk(sets)).isTrue();
          Set<String> seen = new HashSet<>();
          CommonMembers common = CommonMembers.of(sets);
          while (common.next()) {
            assertThat(seen.add(text(sets[0].member()))).isTrue();
          }
          assertThat(seen).isEqualTo(expected);
        });
  }

  /** Of all forms an element has, some that differ in the middle only. */
  private static String commonMember(int number) {
    return switch (number % 97) {
      case 0 -> "long".repeat(1300) + number;
      case 1 -> "a".repeat(300) + number + "b".repeat(200);
      default -> number % 5 == 0 ? "member:" + number + ":end" : Integer.toString(number, 36);
    };
  }
}
