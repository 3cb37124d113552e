package io.jacinth.store;

import static io.jacinth.store.ModelRun.bytes;
import static io.jacinth.store.ModelRun.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Lists beside plain lists: packed and large, growing and shrinking at all places, copied, frozen,
 * given up and moved about, with the whole store checked again and again.
 */
class ListModelTest {
  /** The nodes of a frozen list, as they come. */
  private static final class NodesRead extends ModelRun.Reading implements ListpackBytes.Visitor {
    private final ListReader reader;
    private final List<String> expected;
    private final List<String> read = new ArrayList<>();
    private int nodesToCome;

    NodesRead(FrozenValue frozen, ListReader reader, List<String> plain) {
      super(frozen);
      this.reader = reader;
      expected = new ArrayList<>(plain);
      nodesToCome = reader.nodeCount(frozen);
    }

    @Override
    void take(int node) {
      nodesToCome--;
      if (reader.isAlone(frozen)) {
        read.add(ModelRun.text(reader.element(node)));
        return;
      }
      byte[] list = new byte[reader.listpackLength(node)];
      if (reader.isCompressed(frozen)) {
        byte[] compressed = new byte[reader.compressedLength(node)];
        reader.copyCompressed(node, compressed);
        assertThat(Lzf.decompress(compressed, 0, compressed.length, list, 0, list.length)).isTrue();
      } else {
        reader.copyListpack(node, list);
      }
      ListpackBytes.visit(list, 0, this);
    }

    @Override
    public void text(byte[] from, int off, int len) {
      read.add(new String(from, off, len, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void number(long value) {
      read.add(Long.toString(value));
    }

    @Override
    void checkEnd() {
      assertThat(frozen.count()).isEqualTo(expected.size());
      assertThat(read).isEqualTo(expected);
      assertThat(nodesToCome).isZero();
      assertThat(frozen.savedBytes()).isZero();
    }
  }

  private static final class Run extends ModelRun<List<String>> {
    final ListEdit edit;
    final ListView view;
    final ListReader reader;
    int fill;

    /** Elements that a list of one listpack may have by now; below zero if only bytes limit it. */
    int packedMax;

    final int longest;

    /** Of compression. */
    final int depth;

    Run(SplittableRandom random) {
      super(random, 4, 4);
      edit = store.newListEdit();
      view = store.newListView();
      reader = store.newListReader();
      fill = newFill();
      packedMax = fill < 0 ? -1 : Math.max(1, fill);
      longest = 1 << random.nextInt(9);
      depth = random.nextInt(4);
      if (random.nextInt(4) == 0) {
        store.listPackedThreshold(1 + random.nextInt(100));
      }
    }

    private int newFill() {
      return random.nextBoolean() ? -1 - random.nextInt(5) : random.nextInt(random.nextInt(1, 40));
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

    @Override
    void change(String key) {
      List<String> list = model.computeIfAbsent(key, name -> new ArrayList<>());
      if (random.nextInt(100) == 0) {
        fill = newFill();
        packedMax = fill < 0 || packedMax < 0 ? -1 : Math.max(packedMax, fill);
      }
      ListEdit e = edit.open(at(key), fill, depth);
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
        removeEmptied(key);
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

    @Override
    List<String> copyOf(List<String> plain) {
      return new ArrayList<>(plain);
    }

    @Override
    Reading newReading(FrozenValue frozen, List<String> plain) {
      return new NodesRead(frozen, reader, plain);
    }

    @Override
    void check(int entry, List<String> expected) {
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
        assertThat(packedMax < 0 || expected.size() <= packedMax).isTrue();
      }
    }
  }

  @Test
  void behaveLikeLists() {
    ModelRun.behave(60, 800, 200, Run::new);
  }

  /** An appender leaves the same nodes as a push of each element. */
  @Test
  void appendedAsIfPushed() {
    Case.run(
        40,
        random -> {
          Run run = new Run(random);
          List<String> values = new ArrayList<>();
          int count = 1 + random.nextInt(random.nextInt(1, 3000));
          long bytes = 0;
          for (int i = 0; i < count; i++) {
            values.add(run.value());
            bytes += values.getLast().length();
          }
          List<Integer> nodes = new ArrayList<>();
          for (String key : List.of("pushed", "appended")) {
            ListEdit list = run.edit.open(run.at(key), run.fill, run.depth);
            list.expect(bytes, count);
            ListAppender appender = new ListAppender(list);
            for (String value : values) {
              byte[] text = bytes(value);
              if (key.equals("pushed")) {
                list.push(false, text, 0, text.length);
              } else {
                appender.add(text, 0, text.length);
              }
            }
            appender.finish();
            nodes.add(list.large ? list.nodes.nodeCount() : 0);
            run.model.put(key, values);
          }
          assertThat(nodes.getLast()).isEqualTo(nodes.getFirst());
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
          for (int i = 0; i < 4000; i++) {
            ListEdit e = run.edit.open(run.at("k"), 2, run.depth);
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
            ListEdit e = run.edit.open(run.at("k"), 2, run.depth);
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

  /** The option holds for lists that get nodes while it is set; a copy is as the original. */
  @Test
  void howFullNodesAreStaysAsItWas() {
    Store store = Case.newStore(new SplittableRandom(1));
    byte[] name = bytes("k");
    Draft draft = store.newDraft(name, 0, 1);
    ListEdit edit = store.newListEdit().open(draft.site(), 2, 0);
    for (int i = 0; i < 7; i++) {
      edit.expect(1, 1);
      edit.push(false, name, 0, 1);
    }
    assertThat(edit.nodeCount()).isEqualTo(4);
    ListEdit later = store.newListEdit().open(draft.site(), -2, 0);
    for (int i = 0; i < 7; i++) {
      later.expect(1, 1);
      later.push(false, name, 0, 1);
    }
    assertThat(later.nodeCount()).isEqualTo(7);
    assertThat(later.nodeFill()).isEqualTo(2);
    Draft copy = store.copyOf(draft.entry(), name, 0, 1);
    assertThat(store.newListView().open(copy.entry()).nodeFill()).isEqualTo(2);
    copy.discard();
    draft.discard();
  }

  private static int compressed(ListEdit edit) {
    int compressed = 0;
    for (boolean more = edit.nodes.first(); more; more = edit.nodes.next()) {
      compressed += edit.nodes.isCompressed() ? 1 : 0;
    }
    return compressed;
  }
}
