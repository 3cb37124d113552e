package io.jacinth.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Listpack and intset beside a plain list and a plain set, byte for byte where it matters. */
class ListpackTest {
  private final Store store = NoLeak.open();

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private BlockRoom emptyRoom() {
    BlockRoom room = new BlockRoom(store);
    int ref = store.allocator.allocate(Listpack.EMPTY_BYTES);
    Listpack.writeEmpty(store.memory, ref, 0);
    room.open(ref, Listpack.EMPTY_BYTES);
    return room;
  }

  private byte[] bytesOf(BlockRoom room) {
    byte[] bytes = new byte[room.length()];
    store.memory.copyOut(room.ref(), 0, bytes, 0, bytes.length);
    return bytes;
  }

  /** What Redis 7.0.15 writes into DUMP for a list or hash of these elements. */
  @Test
  void bytesAreThoseOfRedis() {
    BlockRoom room = emptyRoom();
    Listpack list = new Listpack(store, room);
    list.open(room);
    for (String text : List.of("a", "1", "-1", "4095", "-4097", "8388607", "2147483647")) {
      list.append(ascii(text), 0, text.length());
    }
    list.append(ascii("9223372036854775807"), 0, 19);
    list.append(ascii("-9223372036854775808"), 0, 20);
    list.append(ascii("007"), 0, 3);
    assertThat(HexFormat.of().formatHex(bytesOf(room)))
        .isEqualTo(
            "3a000000"
                + "0a00"
                + "816102"
                + "0101"
                + "dfff02"
                + "cfff02"
                + "f1ffef03"
                + "f2ffff7f04"
                + "f3ffffff7f05"
                + "f4ffffffffffffff7f09"
                + "f4000000000000008009"
                + "8330303704"
                + "ff");
    store.allocator.free(room.ref());
  }

  private static String text(SplittableRandom random) {
    int kind = random.nextInt(100);
    if (kind < 40) {
      return Long.toString(random.nextLong() >> random.nextInt(64));
    }
    if (kind < 45) {
      return List.of("", "-", "-0", "00", "+1", "9223372036854775808").get(random.nextInt(6));
    }
    int length = kind < 90 ? random.nextInt(80) : kind < 98 ? random.nextInt(5000) : 20_000;
    return Character.toString('a' + random.nextInt(26)).repeat(length);
  }

  private void check(Listpack list, BlockRoom room, List<String> model) {
    byte[] bytes = bytesOf(room);
    assertThat(ListpackBytes.isValid(bytes, 0, bytes.length)).isTrue();
    assertThat(ListpackBytes.count(bytes, 0)).isEqualTo(model.size());
    List<String> visited = new ArrayList<>();
    ListpackBytes.visit(
        bytes,
        0,
        new ListpackBytes.Visitor() {
          @Override
          public void text(byte[] from, int off, int len) {
            visited.add(new String(from, off, len, StandardCharsets.ISO_8859_1));
          }

          @Override
          public void number(long value) {
            visited.add(Long.toString(value));
          }
        });
    assertThat(visited).isEqualTo(model);
    list.open(room);
    assertThat(list.count()).isEqualTo(model.size());
    Item item = new Item(store);
    int at = list.first();
    for (String expected : model) {
      list.get(at, item);
      assertThat(new String(item.bytes(), StandardCharsets.ISO_8859_1)).isEqualTo(expected);
      at = list.next(at);
    }
    assertThat(at).isEqualTo(Listpack.NONE);
    at = list.last();
    for (String expected : model.reversed()) {
      assertThat(list.equals(at, ascii(expected), 0, expected.length())).isTrue();
      at = list.previous(at);
    }
    assertThat(at).isEqualTo(Listpack.NONE);
  }

  @Test
  void behavesLikeAList() {
    Case.run(
        40,
        random -> {
          BlockRoom room = emptyRoom();
          Listpack list = new Listpack(store, room);
          List<String> model = new ArrayList<>();
          for (int i = 0; i < 300; i++) {
            list.open(room);
            String text = text(random);
            byte[] bytes = ascii(text);
            int index = model.isEmpty() ? 0 : random.nextInt(model.size());
            switch (model.isEmpty() ? 0 : random.nextInt(6)) {
              case 0 -> {
                list.append(bytes, 0, bytes.length);
                model.add(text);
              }
              case 1 -> {
                list.insert(list.seek(index), bytes, 0, bytes.length);
                model.add(index, text);
              }
              case 2 -> {
                long value = random.nextLong() >> random.nextInt(64);
                list.insert(list.seek(index - model.size()), value);
                model.add(index, Long.toString(value));
              }
              case 3 -> {
                list.replace(list.seek(index), bytes, 0, bytes.length);
                model.set(index, text);
              }
              case 4 -> {
                int count = 1 + random.nextInt(Math.min(4, model.size() - index));
                list.delete(list.seek(index), count);
                model.subList(index, index + count).clear();
              }
              default -> {
                int found =
                    list.find(
                        list.first(), ascii(model.get(index)), 0, model.get(index).length(), 0);
                assertThat(found).isEqualTo(list.seek(model.indexOf(model.get(index))));
                int odd = list.find(list.first(), bytes, 0, bytes.length, 1);
                int expected = -1;
                for (int k = 0; k < model.size() && expected < 0; k += 2) {
                  expected = model.get(k).equals(text) ? k : -1;
                }
                assertThat(odd).isEqualTo(expected < 0 ? Listpack.NONE : list.seek(expected));
              }
            }
            if (i % 10 == 0) {
              check(list, room, model);
            }
          }
          check(list, room, model);
          store.shared.release(room.ref());
        });
    assertThat(store.usedBytes()).isZero();
  }

  @Test
  void countsBeyondWhatTheHeaderHolds() {
    BlockRoom room = emptyRoom();
    Listpack list = new Listpack(store, room);
    list.open(room);
    for (int i = 0; i < 66_000; i++) {
      list.append(i & 63);
    }
    assertThat(list.count()).isEqualTo(66_000);
    list.delete(list.first(), 1000);
    assertThat(list.count()).isEqualTo(65_000);
    byte[] bytes = bytesOf(room);
    assertThat(ListpackBytes.isValid(bytes, 0, bytes.length)).isTrue();
    assertThat(ListpackBytes.count(bytes, 0)).isEqualTo(65_000);
    store.allocator.free(room.ref());
  }

  /** No change of a byte makes the checker believe what walking would trip over. */
  @Test
  void damagedBytesAreRefusedOrHarmless() {
    Case.run(
        20,
        random -> {
          BlockRoom room = emptyRoom();
          Listpack list = new Listpack(store, room);
          list.open(room);
          for (int i = 0; i < 12; i++) {
            byte[] text = ascii(text(random));
            list.append(text, 0, text.length);
          }
          byte[] good = bytesOf(room);
          for (int i = 0; i < 400; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            int length = random.nextInt(10) == 0 ? random.nextInt(bad.length) : bad.length;
            if (ListpackBytes.isValid(bad, 0, length)) {
              assertThat(ListpackBytes.count(bad, 0)).isPositive();
            }
          }
          store.shared.release(room.ref());
        });
  }

  @Test
  void intsetBehavesLikeASortedSet() {
    Case.run(
        40,
        random -> {
          BlockRoom room = new BlockRoom(store);
          int ref = store.allocator.allocate(Intset.EMPTY_BYTES);
          Intset.writeEmpty(store.memory, ref, 0);
          room.open(ref, Intset.EMPTY_BYTES);
          Intset set = new Intset(store, room);
          TreeSet<Long> model = new TreeSet<>();
          int spread = random.nextInt(64);
          for (int i = 0; i < 400; i++) {
            set.open(room);
            long value = (random.nextLong() >> spread) >> random.nextInt(8) * 8 % 64;
            if (random.nextInt(3) > 0) {
              assertThat(set.add(value)).isEqualTo(model.add(value));
            } else {
              long gone = model.isEmpty() || random.nextBoolean() ? value : model.first();
              assertThat(set.remove(gone)).isEqualTo(model.remove(gone));
            }
            assertThat(set.contains(value)).isEqualTo(model.contains(value));
            assertThat(set.count()).isEqualTo(model.size());
            byte[] bytes = bytesOf(room);
            assertThat(Intset.isValid(bytes, 0, bytes.length)).isTrue();
          }
          int index = 0;
          for (long value : model) {
            assertThat(set.get(index++)).isEqualTo(value);
          }
          store.shared.release(room.ref());
        });
    assertThat(store.usedBytes()).isZero();
  }
}
