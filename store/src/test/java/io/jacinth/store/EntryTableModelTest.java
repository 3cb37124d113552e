package io.jacinth.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random operations on tables beside plain maps: everything a key can go through, with values of
 * all sizes and places, growing and shrinking phases, and replies that hold on to pages.
 */
class EntryTableModelTest {
  /** A page kept by a reply in flight, with what it must still contain. */
  private record Held(int page, byte[] content) {}

  private static final class Run {
    final SplittableRandom random;
    final Store store;
    final List<ModelTable> tables = new ArrayList<>();
    final ArrayDeque<Held> held = new ArrayDeque<>();
    final int largestValue;
    int removeChance = 10;

    Run(SplittableRandom random, int tableCount, int keyCount, int largestValue) {
      this.random = random;
      this.largestValue = largestValue;
      store = Case.newStore(random);
      for (int i = 0; i < tableCount; i++) {
        tables.add(new ModelTable(store, random, keyCount, i == 0 && largestValue > 1 << 20));
      }
    }

    private int evacuatedTable;
    private long evacuationAt;

    /** Now and then chunks are set aside and emptied in steps between other operations. */
    void evacuate() {
      if (!store.evacuation().isUnderWay()) {
        if (random.nextInt(100) == 0) {
          store.evacuation().plan();
          evacuatedTable = 0;
          evacuationAt = 0;
        }
        return;
      }
      evacuationAt = store.evacuation().step(tables.get(evacuatedTable).table, evacuationAt);
      if (evacuationAt == EntryTable.POSITION_END) {
        evacuationAt = 0;
        if (++evacuatedTable == tables.size() || random.nextInt(10) == 0) {
          store.evacuation().end();
        }
      }
    }

    void step() {
      evacuate();
      ModelTable model = tables.get(random.nextInt(tables.size()));
      int index = random.nextInt(model.keyCount());
      if (random.nextInt(100) < removeChance) {
        remove(model, index);
        return;
      }
      switch (random.nextInt(14)) {
        case 0, 1, 2, 3 -> putString(model, index);
        case 4 -> putInteger(model, index);
        case 5 -> putRope(model, index);
        case 6 -> append(model, index);
        case 7 -> setRange(model, index);
        case 8, 9 -> setExpire(model, index);
        case 10 -> increment(model, index);
        case 11 -> readPart(model, index);
        case 12 -> move(model, index);
        default -> hold(model, index);
      }
      model.check(index);
    }

    int size() {
      int kind = random.nextInt(1000);
      if (kind < 600) {
        return random.nextInt(70);
      } else if (kind < 900) {
        return random.nextInt(1200);
      } else if (kind < 985) {
        return random.nextInt(Math.min(largestValue, 24_000));
      } else if (kind < 997) {
        return random.nextInt(Math.min(largestValue, 400_000));
      }
      return random.nextInt(largestValue);
    }

    long expiry() {
      int kind = random.nextInt(4);
      if (kind == 0) {
        return EntryTable.KEEP_EXPIRE;
      }
      return kind == 1 ? random.nextLong(1_000_000) : EntryTable.NO_EXPIRE;
    }

    ModelTable.Value written(ModelTable model, int index, byte[] bytes, int encoding, long expiry) {
      ModelTable.Value value =
          model.values.computeIfAbsent(index, ignored -> new ModelTable.Value());
      value.bytes = bytes;
      value.encoding = encoding;
      if (expiry != EntryTable.KEEP_EXPIRE) {
        value.expireAt = expiry;
      }
      return value;
    }

    static int encodingOf(byte[] bytes) {
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      if (text.length() <= 20 && text.matches("0|-?[1-9][0-9]*")) {
        try {
          Long.parseLong(text);
          return ValueTypes.ENCODING_INT;
        } catch (NumberFormatException e) {
          return ValueTypes.ENCODING_EMBSTR;
        }
      }
      return bytes.length <= 44 ? ValueTypes.ENCODING_EMBSTR : ValueTypes.ENCODING_RAW;
    }

    void putString(ModelTable model, int index) {
      byte[] bytes =
          random.nextInt(5) == 0
              ? Long.toString(random.nextLong() >> random.nextInt(64))
                  .getBytes(StandardCharsets.US_ASCII)
              : Case.bytes(random, size());
      long expiry = expiry();
      byte[] key = model.key(index);
      model.table.putString(model.hash(index), key, 0, key.length, bytes, 0, bytes.length, expiry);
      written(model, index, bytes, encodingOf(bytes), expiry);
    }

    void putInteger(ModelTable model, int index) {
      long number = random.nextLong() >> random.nextInt(64);
      long expiry = expiry();
      byte[] key = model.key(index);
      model.table.putInteger(model.hash(index), key, 0, key.length, number, expiry);
      byte[] text = Long.toString(number).getBytes(StandardCharsets.US_ASCII);
      written(model, index, text, ValueTypes.ENCODING_INT, expiry);
    }

    void putRope(ModelTable model, int index) {
      byte[] bytes = Case.bytes(random, size());
      RopeBuilder rope = store.newRope(bytes.length);
      fill(rope, bytes, random.nextInt(8) == 0 ? random.nextInt(bytes.length + 1) : bytes.length);
      if (rope.remaining() > 0) {
        rope.abandon();
        return;
      }
      long expiry = expiry();
      byte[] key = model.key(index);
      model.table.putRope(model.hash(index), key, 0, key.length, rope, expiry);
      int encoding = bytes.length <= 44 ? ValueTypes.ENCODING_EMBSTR : ValueTypes.ENCODING_RAW;
      written(model, index, bytes, encoding, expiry);
    }

    private void fill(RopeBuilder rope, byte[] bytes, int end) {
      for (int at = 0; at < end; ) {
        int part = Math.min(end - at, 1 + random.nextInt(1 + bytes.length / 2));
        switch (random.nextInt(3)) {
          case 0 -> rope.append(bytes, at, part);
          case 1 -> rope.append(ByteBuffer.wrap(bytes, at, part));
          default -> {
            ByteBuffer window = rope.window();
            part = Math.min(part, window.remaining());
            window.put(bytes, at, part);
            rope.advance(part);
          }
        }
        at += part;
        assertThat(rope.remaining()).isEqualTo(bytes.length - at);
      }
    }

    void append(ModelTable model, int index) {
      int entry = model.find(index);
      if (entry == 0) {
        return;
      }
      byte[] more = Case.bytes(random, size());
      int moved = model.table.append(model.hash(index), entry, more, 0, more.length);
      assertThat(model.find(index)).isEqualTo(moved);
      ModelTable.Value value = model.values.get(index);
      int at = value.bytes.length;
      value.bytes = Arrays.copyOf(value.bytes, at + more.length);
      System.arraycopy(more, 0, value.bytes, at, more.length);
      value.encoding = ValueTypes.ENCODING_RAW;
    }

    void setRange(ModelTable model, int index) {
      int entry = model.find(index);
      if (entry == 0) {
        return;
      }
      byte[] part = Case.bytes(random, 1 + size());
      ModelTable.Value value = model.values.get(index);
      int at = random.nextInt(value.bytes.length + (random.nextInt(4) == 0 ? size() : 0) + 1);
      int moved = model.table.setRange(model.hash(index), entry, at, part, 0, part.length);
      assertThat(model.find(index)).isEqualTo(moved);
      int length = Math.max(value.bytes.length, at + part.length);
      value.bytes = Arrays.copyOf(value.bytes, length);
      System.arraycopy(part, 0, value.bytes, at, part.length);
      value.encoding = ValueTypes.ENCODING_RAW;
    }

    void setExpire(ModelTable model, int index) {
      int entry = model.find(index);
      if (entry == 0) {
        return;
      }
      long expiry = random.nextInt(4) == 0 ? EntryTable.NO_EXPIRE : random.nextLong(1_000_000);
      int moved = model.table.setExpire(model.hash(index), entry, expiry);
      assertThat(model.find(index)).isEqualTo(moved);
      model.values.get(index).expireAt = expiry;
    }

    void increment(ModelTable model, int index) {
      int entry = model.find(index);
      if (entry != 0 && store.entries().encoding(entry) == ValueTypes.ENCODING_INT) {
        ModelTable.Value value = model.values.get(index);
        long number = Long.parseLong(new String(value.bytes, StandardCharsets.US_ASCII));
        assertThat(store.entries().integerValue(entry)).isEqualTo(number);
        store.entries().setIntegerValue(entry, number + 1);
        value.bytes = Long.toString(number + 1).getBytes(StandardCharsets.US_ASCII);
      }
    }

    void readPart(ModelTable model, int index) {
      int entry = model.find(index);
      if (entry == 0) {
        return;
      }
      byte[] bytes = model.values.get(index).bytes;
      int from = random.nextInt(bytes.length + 1);
      int len = random.nextInt(bytes.length - from + 1);
      byte[] read = new byte[len + 2];
      store.entries().copyValue(entry, from, read, 2, len);
      assertThat(Arrays.equals(read, 2, len + 2, bytes, from, from + len)).isTrue();
    }

    /** Takes a key out and puts it back, here or under a free key of another table. */
    void move(ModelTable model, int index) {
      byte[] key = model.key(index);
      int entry = model.table.detach(model.hash(index), key, 0, key.length);
      if (entry == 0) {
        return;
      }
      ModelTable.Value value = model.values.remove(index);
      model.checkEntry(index, value, entry);
      ModelTable target = tables.get(random.nextInt(tables.size()));
      int newIndex = random.nextInt(target.keyCount());
      if (target.values.containsKey(newIndex)) {
        model.table.attach(model.hash(index), entry);
        model.values.put(index, value);
      } else {
        byte[] newKey = target.key(newIndex);
        target.table.attachAs(target.hash(newIndex), newKey, 0, newKey.length, entry);
        target.values.put(newIndex, value);
        target.check(newIndex);
      }
    }

    void remove(ModelTable model, int index) {
      byte[] key = model.key(index);
      boolean there = model.values.remove(index) != null;
      if (random.nextBoolean()) {
        assertThat(model.table.remove(model.hash(index), key, 0, key.length)).isEqualTo(there);
      } else {
        int entry = model.table.detach(model.hash(index), key, 0, key.length);
        assertThat(entry != 0).isEqualTo(there);
        if (entry != 0) {
          store.freeQueue().addDetached(entry);
          store.freeQueue().freeSome(1);
        }
      }
      model.check(index);
    }

    void hold(ModelTable model, int index) {
      int entry = model.find(index);
      Entries entries = store.entries();
      if (entry != 0 && entries.pageCount(entry) > 0) {
        int page = entries.page(entry, random.nextInt(entries.pageCount(entry)));
        byte[] content = null;
        for (int i = 0; i < entries.pageCount(entry); i++) {
          if (entries.page(entry, i) == page) {
            content = new byte[entries.pageLength(entry, i)];
          }
        }
        entries.pageView(page, 0, content.length).get(content);
        entries.retainPage(page);
        held.add(new Held(page, content));
      }
      if (held.size() > 20) {
        letGo();
      }
    }

    void letGo() {
      Held oldest = held.removeFirst();
      byte[] now = new byte[oldest.content.length];
      store.entries().pageView(oldest.page, 0, now.length).get(now);
      assertThat(Arrays.equals(now, oldest.content)).isTrue();
      store.entries().releasePage(oldest.page);
    }

    void validate() {
      List<EntryTable> inUse = tables.stream().map(model -> model.table).toList();
      int[] retained = held.stream().mapToInt(Held::page).toArray();
      StoreValidator.validate(store, inUse, new int[0], retained);
    }

    void end() {
      for (ModelTable model : tables) {
        model.checkAll();
        for (int i = 0; i < model.keyCount(); i++) {
          if (random.nextInt(3) > 0) {
            remove(model, i);
          }
        }
        model.checkAll();
      }
      validate();
      while (!held.isEmpty()) {
        letGo();
      }
      tables.forEach(model -> store.freeQueue().add(model.table));
      tables.clear();
      while (store.freeQueue().freeSome(7) > 0) {
        if (random.nextInt(50) == 0) {
          validate();
        }
      }
      assertThat(store.freeQueue().pendingEntries()).isZero();
      assertThat(store.freeQueue().isEmpty()).isTrue();
      validate();
      assertThat(store.usedBytes()).isZero();
      assertThat(store.reservedBytes()).isZero();
    }
  }

  @Test
  void smallValuesInManyKeysThroughSplitsAndMerges() {
    Case.run(
        6,
        random -> {
          Run run = new Run(random, 3, 3_000, 400);
          for (int phase = 0; phase < 6; phase++) {
            run.removeChance = phase % 2 == 0 ? 5 : 70;
            for (int i = 0; i < 12_000; i++) {
              run.step();
            }
            run.validate();
          }
          run.end();
        });
  }

  @Test
  void valuesOfAllSizesUpToSeveralMegabytes() {
    Case.run(
        4,
        random -> {
          Run run = new Run(random, 2, 60, 5 << 20);
          for (int i = 0; i < 6_000; i++) {
            run.step();
            if (i % 500 == 0) {
              run.validate();
            }
          }
          assertThat(run.store.evacuation().movedBlocks()).isPositive();
          run.end();
        });
  }

  @Test
  void oneHugeTable() {
    Case.run(
        1,
        random -> {
          Run run = new Run(random, 1, 60_000, 100);
          run.removeChance = 3;
          for (int i = 0; i < 200_000; i++) {
            run.step();
          }
          run.validate();
          run.end();
        });
  }
}
