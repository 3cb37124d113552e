package io.jacinth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Decimal text, the key hash, lazy freeing, ropes, expiry order: one piece at a time. */
class SmallPartsTest {
  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean canonical(String text) {
    return Decimal.isCanonical(ascii(text), 0, text.length());
  }

  @Test
  void decimalAcceptsExactlyWhatItWrites() {
    for (String good :
        List.of("0", "-1", "7", "10", "9223372036854775807", "-9223372036854775808")) {
      assertThat(canonical(good)).as(good).isTrue();
      assertThat(Decimal.parse(ascii(good), 0, good.length())).isEqualTo(Long.parseLong(good));
    }
    for (String bad :
        List.of(
            "",
            "-",
            "-0",
            "00",
            "01",
            "+1",
            " 1",
            "1 ",
            "1.0",
            "1e3",
            "9223372036854775808",
            "-9223372036854775809",
            "99999999999999999999",
            "9999999999999999999",
            "a")) {
      assertThat(canonical(bad)).as(bad).isFalse();
    }
    Case.run(
        2,
        random -> {
          byte[] out = new byte[24];
          for (int i = 0; i < 10_000; i++) {
            long number = random.nextLong() >> random.nextInt(64);
            int len = Decimal.write(number, out, 2);
            assertThat(new String(out, 2, len, StandardCharsets.US_ASCII))
                .isEqualTo(Long.toString(number));
            assertThat(len).isEqualTo(Decimal.length(number));
            assertThat(Decimal.isCanonical(out, 2, len)).isTrue();
            assertThat(Decimal.parse(out, 2, len)).isEqualTo(number);
          }
        });
  }

  @Test
  void hashIsSipHashOneThree() {
    // Key 00 01 .. 0f, empty message: the published vector of SipHash-1-3.
    KeyHash hash = new KeyHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
    assertThat(hash.hash(new byte[0], 0, 0)).isEqualTo(0xabac0158050fc4dcL);
  }

  /** SipHash-1-3 as its definition says it, a byte at a time. */
  private static long plainHash(long key0, long key1, byte[] bytes, int off, int len) {
    long[] v = {
      key0 ^ 0x736f6d6570736575L,
      key1 ^ 0x646f72616e646f6dL,
      key0 ^ 0x6c7967656e657261L,
      key1 ^ 0x7465646279746573L
    };
    for (int start = 0; start <= len; start += Long.BYTES) {
      long word = start + Long.BYTES > len ? (long) len << 56 : 0;
      for (int i = start; i < Math.min(len, start + Long.BYTES); i++) {
        word |= (bytes[off + i] & 0xFFL) << 8 * (i - start);
      }
      v[3] ^= word;
      plainRound(v);
      v[0] ^= word;
    }
    v[2] ^= 0xFF;
    for (int i = 0; i < 3; i++) {
      plainRound(v);
    }
    return v[0] ^ v[1] ^ v[2] ^ v[3];
  }

  private static void plainRound(long[] v) {
    v[0] += v[1];
    v[1] = Long.rotateLeft(v[1], 13) ^ v[0];
    v[0] = Long.rotateLeft(v[0], 32);
    v[2] += v[3];
    v[3] = Long.rotateLeft(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = Long.rotateLeft(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = Long.rotateLeft(v[1], 17) ^ v[2];
    v[2] = Long.rotateLeft(v[2], 32);
  }

  @Test
  void hashOfArrayAndOfMemoryAgreeAndDependOnTheKey() {
    Store store = NoLeak.open(StoreSettings.withHashKey(11, 12), Runnable::run);
    KeyHash hash = new KeyHash(11, 12);
    KeyHash other = new KeyHash(11, 13);
    SplittableRandom random = new SplittableRandom(4);
    for (int len = 0; len < 300; len++) {
      byte[] bytes = Case.bytes(random, len + 9);
      int ref = store.allocator.allocate(len + 9);
      store.memory.copyIn(bytes, 0, ref, 0, len + 9);
      long expected = plainHash(11, 12, bytes, 5, len);
      assertThat(hash.hash(bytes, 5, len)).isEqualTo(expected);
      assertThat(hash.hash(store.memory.segment(ref), Ref.offset(ref) + 5, len))
          .isEqualTo(expected);
      assertThat(store.hash(bytes, 5, len)).isEqualTo(expected);
      assertThat(other.hash(bytes, 5, len)).isNotEqualTo(expected);
      store.allocator.free(ref);
    }
  }

  @Test
  void hashOfCountingKeysSpreadsOverBucketsAndTags() {
    KeyHash hash = new KeyHash(1, 2);
    int[] low = new int[1024];
    int[] tag = new int[256];
    int keys = 1 << 17;
    for (int i = 0; i < keys; i++) {
      byte[] key = ascii("key:" + i);
      long h = hash.hash(key, 0, key.length);
      low[(int) h & 1023]++;
      tag[(int) (h >>> 56)]++;
    }
    // 128 and 512 are expected; six standard deviations are 68 and 136.
    assertThat(low).satisfies(counts -> between(counts, 60, 196));
    assertThat(tag).satisfies(counts -> between(counts, 376, 648));
  }

  private static void between(int[] counts, int low, int high) {
    for (int count : counts) {
      assertThat(count).isBetween(low, high);
    }
  }

  @Test
  void freeQueueKeepsToItsBudget() {
    Store store = NoLeak.open();
    byte[] value = new byte[40];
    for (int tables = 0; tables < 5; tables++) {
      EntryTable table = NoLeak.table(store);
      for (int i = 0; i < 2_000; i++) {
        byte[] key = ascii("k" + i);
        long expiry = i % 3 == 0 ? i : EntryTable.NO_EXPIRE;
        long hash = store.hash(key, 0, key.length);
        table.putString(hash, key, 0, key.length, value, 0, 40, expiry);
      }
      store.freeQueue().add(table);
    }
    assertThat(store.freeQueue().pendingEntries()).isEqualTo(10_000);
    int calls = 0;
    long pending = store.freeQueue().pendingEntries();
    for (int freed; (freed = store.freeQueue().freeSome(100)) > 0; calls++) {
      assertThat(freed).isLessThan(150);
      assertThat(pending - store.freeQueue().pendingEntries()).isLessThan(150);
      pending = store.freeQueue().pendingEntries();
      StoreValidator.validate(store, List.of());
    }
    assertThat(calls).isGreaterThan(90);
    assertThat(store.usedBytes()).isZero();
  }

  @Test
  void ropesTakeNoPageBeforeItsBytesArrive() {
    Store store = NoLeak.open();
    RopeBuilder rope = store.newRope(512 << 20);
    assertThat(store.usedBytes()).isLessThan(10_000);
    rope.append(new byte[1000], 0, 1000);
    assertThat(store.usedBytes()).isBetween(262_144L, 280_000L);
    assertThatThrownBy(() -> NoLeak.table(store).putRope(1, new byte[1], 0, 1, rope, -1))
        .isInstanceOf(IllegalStateException.class);
    StoreValidator.validate(store, List.of());
    rope.abandon();
    assertThatThrownBy(rope::abandon).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> rope.append(ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(store.usedBytes()).isZero();

    RopeBuilder small = store.newRope(10);
    assertThatThrownBy(() -> small.append(new byte[11], 0, 11))
        .isInstanceOf(IndexOutOfBoundsException.class);
    small.abandon();
  }

  @Test
  void expiriesComeInOrder() {
    Case.run(
        4,
        random -> {
          Store store = Case.newStore(random);
          EntryTable table = NoLeak.table(store);
          TreeMap<Long, Integer> due = new TreeMap<>();
          int keys = 5_000;
          for (int i = 0; i < keys; i++) {
            byte[] key = ascii("k" + i);
            long at = random.nextLong(1L << 40);
            due.merge(at, 1, Integer::sum);
            table.putString(store.hash(key, 0, key.length), key, 0, key.length, key, 0, 1, at);
          }
          StoreValidator.validate(store, List.of(table));
          List<Long> order = new ArrayList<>();
          for (int entry; (entry = table.firstExpiring()) != 0; ) {
            long at = store.entries().expireAtWallMs(entry);
            assertThat(table.firstDue(at - 1)).isZero();
            assertThat(table.firstDue(at)).isEqualTo(entry);
            assertThat(store.entries().hasExpiry(table.randomExpiring(random))).isTrue();
            order.add(at);
            table.removeEntry(store.entries().hashOf(entry), entry);
          }
          assertThat(order).hasSize(keys).isSorted();
          assertThat(table.randomExpiring(random)).isZero();
          assertThat(table.earliestExpireAtWallMs()).isEqualTo(Long.MAX_VALUE);
          assertThat(store.usedBytes()).isZero();
        });
  }

  @Test
  void headerFieldsDoNotDisturbEachOther() {
    Store store = NoLeak.open();
    EntryTable table = NoLeak.table(store);
    Entries entries = store.entries();
    byte[] key = ascii("key");
    long hash = store.hash(key, 0, 3);
    entries.setStamp(0xABCDEF, 200);
    int entry = table.putString(hash, key, 0, 3, ascii("value"), 0, 5, 77);
    assertThat(entries.access(entry)).isEqualTo(0xABCDEF);
    assertThat(entries.bornWalk(entry)).isEqualTo(200);
    entries.setAccess(entry, 0x123456);
    entries.setBornWalk(entry, 255);
    assertThat(entries.access(entry)).isEqualTo(0x123456);
    assertThat(entries.bornWalk(entry)).isEqualTo(255);
    int moved = table.setExpire(hash, entry, EntryTable.NO_EXPIRE);
    assertThat(entries.access(moved)).isEqualTo(0x123456);
    assertThat(entries.bornWalk(moved)).isEqualTo(255);
    assertThat(entries.keyEquals(moved, key, 0, 3)).isTrue();
    assertThat(entries.valueLength(moved)).isEqualTo(5);
    moved = table.putInteger(hash, key, 0, 3, 5, EntryTable.NO_EXPIRE);
    assertThat(entries.access(moved)).isEqualTo(0xABCDEF);
    assertThatThrownBy(() -> table.detachEntry(hash, entry + 1000))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void validatorNoticesDamage() {
    damaged(
        "wrong tag|wrong bucket",
        (store, entry) -> store.memory.setByte(entry, EntryLayout.PLAIN_BYTES + 12, 'x'));
    damaged(
        "another time", (store, entry) -> store.memory.setLong(entry, EntryLayout.EXPIRY_AT, 999));
    damaged("structures hold", (store, entry) -> store.allocator.allocate(100));
    damaged("heap bytes", (store, entry) -> store.addHeapBytes(1));
    damaged("entry of|live|free|hold", (store, entry) -> store.allocator.free(entry));
  }

  private interface Damage {
    void to(Store store, int entry);
  }

  private static void damaged(String message, Damage damage) {
    // Damaged on purpose, so nothing can be expected of its end.
    Store store = new Store(StoreSettings.withHashKey(1, 2), Runnable::run);
    EntryTable table = store.newTable();
    int entry = 0;
    for (int i = 0; i < 40; i++) {
      byte[] key = ascii("key" + i);
      entry = table.putString(store.hash(key, 0, key.length), key, 0, key.length, key, 0, 3, 100);
    }
    StoreValidator.validate(store, List.of(table));
    damage.to(store, entry);
    assertThatThrownBy(() -> StoreValidator.validate(store, List.of(table)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching(".*(" + message + ").*");
    store.close();
  }
}
