package io.jacinth.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Lists beside plain lists: packed and large, growing and shrinking at all places, copied, frozen,
 * given up and moved about, with the whole store checked again and again.
 */
class ListModelTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(Item item) {
    return new String(item.bytes(), StandardCharsets.ISO_8859_1);
  }

  /** A value that is being read by parts, with what it must turn out to have been. */
  private static final class Reading {
    final FrozenValue frozen;
    final List<String> expected;
    final List<String> read = new ArrayList<>();
    int nodes;

    Reading(FrozenValue frozen, List<String> expected) {
      this.frozen = frozen;
      this.expected = new ArrayList<>(expected);
    }
  }

  private static final class Run {
    final SplittableRandom random;
    final Store store;
    final EntryTable table;
    final Map<String, List<String>> model = new HashMap<>();
    final List<Reading> readings = new ArrayList<>();
    final ListEdit edit;
    final ListView view;
    final ListReader reader;
    final ValueSite site;
    final int keys;
    final int fill;
    final int longest;

    /** Of compression. */
    final int depth;

    long evacuationAt;
    boolean shrinking;

    Run(SplittableRandom random) {
      this.random = random;
      store = Case.newStore(random);
      table = NoLeak.table(store);
      edit = store.newListEdit();
      view = store.newListView();
      reader = store.newListReader();
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
      keys = 1 + random.nextInt(4);
      fill = random.nextBoolean() ? -1 - random.nextInt(5) : random.nextInt(random.nextInt(1, 40));
      longest = 1 << random.nextInt(9);
      depth = random.nextInt(4);
      if (random.nextInt(4) == 0) {
        store.listPackedThreshold(1 + random.nextInt(100));
      }
    }

    String value() {
      int kind = random.nextInt(2000);
      if (kind < 600) {
        return Long.toString(random.nextLong() >> random.nextInt(64));
      }
      int length = random.nextInt(longest);
      if (kind > 1980) {
        length = kind == 1999 ? 1_200_000 : random.nextInt(20_000);
      }
      return Character.toString('a' + random.nextInt(26)).repeat(length);
    }

    ListEdit at(String key) {
      byte[] name = bytes(key);
      long hash = store.hash(name, 0, name.length);
      site.open(hash, name, 0, name.length, table.find(hash, name, 0, name.length));
      return edit.open(site, fill, depth);
    }

    void step() {
      String key = "key:" + random.nextInt(keys);
      switch (random.nextInt(40)) {
        case 0 -> copy(key);
        case 1 -> removeKey(key);
        case 2 -> freeze(key);
        case 3 -> store.freeQueue().freeSome(random.nextInt(50));
        case 4, 5, 6, 7, 8, 9 -> read();
        default -> change(key);
      }
      evacuate();
    }

    private void change(String key) {
      List<String> list = model.computeIfAbsent(key, name -> new ArrayList<>());
      ListEdit e = at(key);
      int choice = random.nextInt(20);
      if (list.isEmpty() || choice < (shrinking ? 4 : 9)) {
        push(e, list);
      } else if (choice < 13) {
        insertOrReplace(e, list);
      } else if (choice < 18) {
        removeSome(e, list);
      } else {
        removeRange(e, list);
      }
      assertThat(e.size()).isEqualTo(list.size());
      if (list.isEmpty()) {
        byte[] name = bytes(key);
        table.removeEntry(store.hash(name, 0, name.length), site.entry());
        model.remove(key);
      }
    }

    private void push(ListEdit e, List<String> list) {
      boolean head = random.nextBoolean();
      int count = 1 + random.nextInt(shrinking ? 3 : 30);
      for (int i = 0; i < count; i++) {
        String value = value();
        byte[] text = bytes(value);
        e.expect(text.length, 1);
        e.push(head, text, 0, text.length);
        list.add(head ? 0 : list.size(), value);
      }
    }

    private void insertOrReplace(ListEdit e, List<String> list) {
      int index = random.nextInt(list.size());
      String value = value();
      byte[] text = bytes(value);
      e.expect(text.length, 1);
      assertThat(e.seek(index)).isTrue();
      assertThat(text(e.item())).isEqualTo(list.get(index));
      if (random.nextBoolean()) {
        e.replace(text, 0, text.length);
        list.set(index, value);
        e.settle();
      } else {
        boolean after = random.nextBoolean();
        e.insert(after, text, 0, text.length);
        list.add(after ? index + 1 : index, value);
      }
    }

    private void removeSome(ListEdit e, List<String> list) {
      int index = random.nextInt(list.size());
      boolean goBack = random.nextBoolean();
      int count = 1 + random.nextInt(shrinking ? 30 : 5);
      boolean there = e.seek(index);
      for (int i = 0; i < count && there; i++) {
        assertThat(text(e.item())).isEqualTo(list.get(index));
        there = e.remove(goBack);
        list.remove(index);
        index -= goBack ? 1 : 0;
        assertThat(there).isEqualTo(index >= 0 && index < list.size());
      }
      e.settle();
    }

    private void removeRange(ListEdit e, List<String> list) {
      int from = random.nextInt(list.size());
      int count = random.nextInt(Math.min(list.size() - from, shrinking ? 2000 : 50) + 1);
      e.removeRange(from, count);
      list.subList(from, from + count).clear();
      e.settle();
    }

    private void copy(String key) {
      String target = "key:" + random.nextInt(keys);
      byte[] name = bytes(key);
      byte[] targetBytes = bytes(target);
      int entry = table.find(store.hash(name, 0, name.length), name, 0, name.length);
      if (entry == 0 || target.equals(key)) {
        return;
      }
      Draft draft = store.copyOf(entry, targetBytes, 0, targetBytes.length);
      long targetHash = store.hash(targetBytes, 0, targetBytes.length);
      table.putDraft(targetHash, targetBytes, 0, targetBytes.length, draft, EntryTable.KEEP_EXPIRE);
      model.put(target, new ArrayList<>(model.get(key)));
    }

    private void removeKey(String key) {
      if (random.nextInt(4) == 0) {
        byte[] name = bytes(key);
        assertThat(table.remove(store.hash(name, 0, name.length), name, 0, name.length))
            .isEqualTo(model.remove(key) != null);
      }
    }

    private void freeze(String key) {
      byte[] name = bytes(key);
      int entry = table.find(store.hash(name, 0, name.length), name, 0, name.length);
      if (entry == 0 || !store.entries().isLarge(entry)) {
        return;
      }
      if (store.frozenValues().of(store.entries().root(entry)) != null) {
        return;
      }
      Reading reading = new Reading(store.freeze(entry), model.get(key));
      reading.nodes = reader.nodeCount(reading.frozen);
      readings.add(reading);
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
      if (reading.frozen.step(random.nextInt(100), node -> collect(reading, node))) {
        assertThat(reading.frozen.count()).isEqualTo(reading.expected.size());
        assertThat(reading.read).isEqualTo(reading.expected);
        assertThat(reading.nodes).isZero();
        assertThat(reading.frozen.savedBytes()).isZero();
        store.frozenValues().end(reading.frozen);
        readings.remove(index);
      }
    }

    private void collect(Reading reading, int node) {
      reading.nodes--;
      if (reader.isAlone(reading.frozen)) {
        reading.read.add(text(reader.element(node)));
        return;
      }
      byte[] list = new byte[reader.listpackLength(node)];
      if (reader.isCompressed(reading.frozen)) {
        byte[] compressed = new byte[reader.compressedLength(node)];
        reader.copyCompressed(node, compressed);
        assertThat(Lzf.decompress(compressed, 0, compressed.length, list, 0, list.length)).isTrue();
      } else {
        reader.copyListpack(node, list);
      }
      ListpackBytes.visit(
          list,
          0,
          new ListpackBytes.Visitor() {
            @Override
            public void text(byte[] from, int off, int len) {
              reading.read.add(new String(from, off, len, StandardCharsets.ISO_8859_1));
            }

            @Override
            public void number(long value) {
              reading.read.add(Long.toString(value));
            }
          });
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
      StoreValidator.validate(store, List.of(table));
      assertThat(table.size()).isEqualTo(model.size());
      model.forEach(this::check);
    }

    private void check(String key, List<String> expected) {
      byte[] name = bytes(key);
      int entry = table.find(store.hash(name, 0, name.length), name, 0, name.length);
      view.open(entry);
      assertThat(view.size()).isEqualTo(expected.size());
      List<String> seen = new ArrayList<>();
      for (boolean more = view.seek(0); more; more = view.next()) {
        seen.add(text(view.item()));
      }
      assertThat(seen).isEqualTo(expected);
      for (boolean more = view.seek(expected.size() - 1); more; more = view.previous()) {
        assertThat(text(view.item())).isEqualTo(seen.removeLast());
      }
      assertThat(seen).isEmpty();
      for (int i = 0; i < 20; i++) {
        int index = random.nextInt(expected.size());
        assertThat(view.seek(index)).isTrue();
        byte[] text = bytes(expected.get(index));
        assertThat(view.is(text, 0, text.length)).isTrue();
        assertThat(view.is(bytes("no element"), 0, 10)).isFalse();
      }
      assertThat(view.seek(expected.size())).isFalse();
      if (!store.entries().isLarge(entry)) {
        assertThat(fill < 0 || expected.size() <= Math.max(1, fill)).isTrue();
      }
    }

    void end() {
      for (Reading reading : readings) {
        store.frozenValues().end(reading.frozen);
      }
      assertThat(store.frozenValues().savedBytes()).isZero();
      store.evacuation().end();
      store.freeQueue().add(table);
      for (int rounds = 0; store.freeQueue().freeSome(64) > 0; rounds++) {
        assertThat(rounds).isLessThan(10_000_000);
      }
      assertThat(store.usedBytes()).isZero();
      assertThat(store.reservedBytes()).isZero();
    }
  }

  @Test
  void behaveLikeLists() {
    Case.run(
        60,
        random -> {
          Run run = new Run(random);
          for (int phase = 0; phase < 6; phase++) {
            run.shrinking = phase % 3 == 2;
            for (int i = 0; i < 800; i++) {
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

  /** Enough nodes for many pages, which are split, filled from both ends, and emptied. */
  @Test
  void manyNodes() {
    Case.run(
        6,
        random -> {
          Run run = new Run(random);
          List<String> expected = new ArrayList<>();
          byte[] name = bytes("k");
          long hash = run.store.hash(name, 0, 1);
          for (int i = 0; i < 4000; i++) {
            run.site.open(hash, name, 0, 1, run.table.find(hash, name, 0, 1));
            ListEdit e = run.edit.open(run.site, 2, run.depth);
            byte[] text = bytes("element " + i);
            e.expect(text.length, 1);
            int place = random.nextInt(i + 1);
            boolean head = random.nextInt(3) == 0;
            if (i > 1000 && e.seek(place)) {
              e.insert(true, text, 0, text.length);
              expected.add(place + 1, "element " + i);
            } else {
              e.push(head, text, 0, text.length);
              expected.add(head ? 0 : expected.size(), "element " + i);
            }
          }
          run.model.put("k", expected);
          run.checkAll();
          while (expected.size() > 1) {
            run.site.open(hash, name, 0, 1, run.table.find(hash, name, 0, 1));
            ListEdit e = run.edit.open(run.site, 2, run.depth);
            int index = random.nextInt(expected.size());
            int count = Math.min(random.nextInt(40), expected.size() - 1 - index);
            e.removeRange(index, count);
            expected.subList(index, index + count).clear();
            if (count == 0 && expected.size() < 50) {
              e.removeRange(0, 1);
              expected.removeFirst();
            }
            e.settle();
          }
          run.checkAll();
          run.end();
        });
  }

  /** Compressed as deep as it is to be, whatever is done to the list, and never when it is read. */
  @Test
  void innerNodesAreCompressed() {
    for (int depth = 0; depth < 4; depth++) {
      Store store = Case.newStore(new SplittableRandom(1));
      byte[] name = bytes("k");
      Draft draft = store.newDraft(name, 0, 1);
      ListEdit edit = store.newListEdit().open(draft.site(), 10, depth);
      byte[] text = bytes("some text, some text, some text, some text, some text");
      for (int i = 0; i < 2000; i++) {
        edit.expect(text.length, 1);
        edit.push(i % 3 == 0, text, 0, text.length);
      }
      assertThat(compressed(edit)).isEqualTo(depth == 0 ? 0 : edit.nodeCount() - 2 * depth);
      for (boolean more = edit.seek(0); more; more = edit.next()) {
        assertThat(edit.is(text, 0, text.length)).isTrue();
      }
      edit.removeRange(100, 17);
      edit.removeRange(0, 100);
      edit.settle();
      edit.seek(500);
      edit.insert(true, text, 0, text.length);
      assertThat(compressed(edit)).isEqualTo(depth == 0 ? 0 : edit.nodeCount() - 2 * depth);
      draft.discard();
    }
  }

  private static int compressed(ListEdit edit) {
    int compressed = 0;
    for (boolean more = edit.nodes.first(); more; more = edit.nodes.next()) {
      compressed += edit.nodes.isCompressed() ? 1 : 0;
    }
    return compressed;
  }
}
