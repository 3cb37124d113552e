package io.jacinth.store;

import static io.jacinth.store.ModelRun.bytes;
import static io.jacinth.store.ModelRun.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Sorted sets beside plain maps: packed and large, growing and shrinking, by member and by rank,
 * copied, frozen, given up and moved about, with the whole store checked again and again.
 */
class ZsetModelTest {
  /** A member with its score, in the order of sorted sets. */
  private record Pair(double score, String member) implements Comparable<Pair> {
    @Override
    public int compareTo(Pair other) {
      return score != other.score ? (score < other.score ? -1 : 1) : member.compareTo(other.member);
    }
  }

  private static List<Pair> ordered(Map<String, Double> map) {
    List<Pair> pairs = new ArrayList<>();
    map.forEach((member, score) -> pairs.add(new Pair(score, member)));
    pairs.sort(null);
    return pairs;
  }

  private static final class Run extends ModelRun<Map<String, Double>> {
    final ZsetEdit edit;
    final ZsetView view;
    final ElementReader reader;
    final int members;
    final int scores;
    final int listpackMax;

    Run(SplittableRandom random) {
      super(random, 6, 1);
      edit = store.newZsetEdit();
      view = store.newZsetView();
      reader = store.newElementReader();
      members = 1 << random.nextInt(13);
      scores = 1 << random.nextInt(12);
      listpackMax = random.nextInt(3) == 0 ? 0 : 1 << random.nextInt(8);
    }

    double score() {
      return switch (random.nextInt(12)) {
        case 0 -> Double.NEGATIVE_INFINITY;
        case 1 -> Double.POSITIVE_INFINITY;
        case 2, 3 -> random.nextInt(scores) / 8.0;
        case 4 -> Double.longBitsToDouble(random.nextLong() & 0xBFEFFFFFFFFFFFFFL);
        default -> random.nextInt(scores) - scores / 4;
      };
    }

    String member() {
      int number = random.nextInt(members);
      return number % 700 == 699
          ? "long".repeat(1300) + number
          : number % 3 == 0 ? Integer.toString(number) : "member:" + number;
    }

    @Override
    void change(String key) {
      ZsetEdit zset = edit.open(at(key), listpackMax, 64);
      if (random.nextInt(50) == 0) {
        removeRanks(zset, key);
      } else {
        putOrRemove(zset, key);
      }
    }

    private void putOrRemove(ZsetEdit zset, String key) {
      Map<String, Double> map = model.computeIfAbsent(key, name -> new HashMap<>());
      String member = member();
      byte[] name = bytes(member);
      boolean removing = shrinking ? random.nextInt(4) > 0 : random.nextInt(10) < 3;
      if (!removing) {
        double score = score();
        Double before = map.get(member);
        ZsetEdit.Change expected =
            before == null
                ? ZsetEdit.Change.ADDED
                : before == score ? ZsetEdit.Change.NONE : ZsetEdit.Change.MOVED;
        assertThat(zset.put(score, name, 0, name.length)).isEqualTo(expected);
        if (expected != ZsetEdit.Change.NONE) {
          map.put(member, score);
        }
      } else {
        boolean removed = zset.remove(name, 0, name.length);
        assertThat(removed).isEqualTo(map.remove(member) != null);
        dropIfEmpty(zset, key, map, removed);
      }
      if (map.isEmpty()) {
        model.remove(key);
      }
    }

    private void dropIfEmpty(ZsetEdit zset, String key, Map<String, Double> map, boolean removed) {
      if (removed && map.isEmpty()) {
        assertThat(zset.size()).isZero();
        removeEmptied(key);
      }
    }

    private void removeRanks(ZsetEdit zset, String key) {
      Map<String, Double> map = model.get(key);
      if (map == null) {
        assertThat(zset.size()).isZero();
        return;
      }
      int from = random.nextInt(map.size());
      int most = shrinking ? map.size() - from : Math.min(20, map.size() - from);
      int to = from + 1 + random.nextInt(most);
      List<Pair> pairs = ordered(map).subList(from, to);
      zset.removeRanks(from, to);
      pairs.forEach(pair -> map.remove(pair.member()));
      dropIfEmpty(zset, key, map, true);
      if (map.isEmpty()) {
        model.remove(key);
      }
    }

    @Override
    Map<String, Double> copyOf(Map<String, Double> plain) {
      return new HashMap<>(plain);
    }

    @Override
    Reading newReading(FrozenValue frozen, Map<String, Double> plain) {
      Map<String, Double> expected = new HashMap<>(plain);
      Map<String, Double> read = new HashMap<>();
      return new Reading(frozen) {
        @Override
        void take(int element) {
          String member = text(reader.key(element));
          double score = Double.longBitsToDouble(reader.number(element));
          assertThat(read.put(member, score)).as("twice: %s", member).isNull();
        }

        @Override
        void checkEnd() {
          assertThat(frozen.count()).isEqualTo(expected.size());
          assertThat(read).isEqualTo(expected);
        }
      };
    }

    @Override
    void check(int entry, Map<String, Double> map) {
      view.open(entry);
      List<Pair> pairs = ordered(map);
      assertThat(view.size()).isEqualTo(pairs.size());
      List<Pair> seen = new ArrayList<>();
      for (boolean more = view.goToRank(0); more; more = view.next()) {
        seen.add(new Pair(view.score(), text(view.member())));
      }
      assertThat(seen).isEqualTo(pairs);
      seen.clear();
      for (boolean more = view.goToRank(pairs.size() - 1); more; more = view.previous()) {
        seen.add(new Pair(view.score(), text(view.member())));
      }
      assertThat(seen.reversed()).isEqualTo(pairs);
      assertThat(view.goToRank(pairs.size())).isFalse();
      for (int i = 0; i < 20; i++) {
        int rank = random.nextInt(pairs.size());
        checkRank(pairs, rank);
      }
      view.random(new Random(1));
      assertThat(map).containsEntry(text(view.member()), view.score());
      assertThat(view.rankOf(bytes("absent"), 0, 6)).isEqualTo(ZsetView.NOWHERE);
    }

    private void checkRank(List<Pair> pairs, int rank) {
      Pair pair = pairs.get(rank);
      byte[] member = bytes(pair.member());
      assertThat(view.rankOf(member, 0, member.length)).isEqualTo(rank);
      assertThat(view.next()).isEqualTo(rank + 1 < pairs.size());
      assertThat(view.goToRank(rank)).isTrue();
      assertThat(text(view.member())).isEqualTo(pair.member());
      double bound = random.nextBoolean() ? pair.score() : score();
      assertThat(view.countBelow(bound, false))
          .isEqualTo((int) pairs.stream().filter(p -> p.score() < bound).count());
      assertThat(view.countBelow(bound, true))
          .isEqualTo((int) pairs.stream().filter(p -> p.score() <= bound).count());
    }
  }

  @Test
  void behaveLikeMaps() {
    ModelRun.behave(50, 1500, 300, Run::new);
  }

  /** With one score for all, the order is that of the members' bytes. */
  @Test
  void ranksByMember() {
    Case.run(
        20,
        random -> {
          Run run = new Run(random);
          TreeSet<String> names = new TreeSet<>();
          for (int i = random.nextInt(1, 3000); i > 0; i--) {
            byte[] name = new byte[random.nextInt(1, 12)];
            for (int k = 0; k < name.length; k++) {
              name[k] = (byte) (random.nextInt(10) == 0 ? random.nextInt(256) : 'a' + k % 3);
            }
            run.edit.open(run.at("k"), run.listpackMax, 64).put(0, name, 0, name.length);
            names.add(new String(name, StandardCharsets.ISO_8859_1));
          }
          run.view.open(run.entry("k"));
          assertThat(run.view.size()).isEqualTo(names.size());
          for (int i = 0; i < 200; i++) {
            byte[] bound = new byte[random.nextInt(0, 6)];
            for (int k = 0; k < bound.length; k++) {
              bound[k] = (byte) (random.nextInt(10) == 0 ? random.nextInt(256) : 'a' + k % 3);
            }
            String text = new String(bound, StandardCharsets.ISO_8859_1);
            assertThat(run.view.countBelow(bound, 0, bound.length, false, 0))
                .isEqualTo(names.headSet(text, false).size());
            assertThat(run.view.countBelow(bound, 0, bound.length, true, 0))
                .isEqualTo(names.headSet(text, true).size());
          }
          StoreValidator.validate(run.store, List.of(run.table));
        });
  }

  /** A set that lies thinly where another one was is moved together, elements and nodes. */
  @Test
  void isMovedOutOfChunksThatAreEmptied() {
    Case.run(
        3,
        random -> {
          Run run = new Run(random);
          Map<String, Double> map = new HashMap<>();
          for (int i = 0; i < 150_000; i++) {
            String key = i % 20 == 0 ? "k" : "other";
            byte[] member = bytes("member:" + i);
            double score = random.nextInt(1000);
            run.edit.open(run.at(key), 0, 64).put(score, member, 0, member.length);
            if (i % 20 == 0) {
              map.put("member:" + i, score);
            }
          }
          byte[] other = bytes("other");
          run.table.remove(run.store.hash(other, 0, 5), other, 0, 5);
          while (run.store.freeQueue().freeSome(1000) > 0) {
            // until nothing is left
          }
          assertThat(run.store.evacuation().plan()).isPositive();
          long at = 0;
          for (int steps = 0; at != EntryTable.POSITION_END; steps++) {
            assertThat(steps).isLessThan(1_000_000);
            at = run.store.evacuation().step(run.table, at);
          }
          run.store.evacuation().end();
          assertThat(run.store.evacuation().movedBlocks()).isGreaterThan(3000);
          StoreValidator.validate(run.store, List.of(run.table));
          run.model.put("k", map);
          run.checkAll();
        });
  }

  /** Elements that come in order, either way, leave full nodes behind. */
  @Test
  void orderedElementsFillTheirNodes() {
    for (int direction = -1; direction <= 1; direction += 2) {
      Store store = NoLeak.open();
      Draft draft = store.newDraft(bytes("k"), 0, 1);
      ZsetEdit edit = store.newZsetEdit().open(draft.site(), 0, 64);
      edit.expectMembers(100_000);
      for (int i = 0; i < 100_000; i++) {
        byte[] name = bytes("m" + i);
        edit.put(direction * i, name, 0, name.length);
      }
      RankTree tree = new RankTree(store);
      tree.open(store.entries().root(draft.entry()));
      assertThat(tree.bytes()).isLessThan(100_000 * 13L);
      StoreValidator.validate(store, List.of());
      draft.discard();
    }
  }
}
