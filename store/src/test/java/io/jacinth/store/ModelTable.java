package io.jacinth.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A table beside a plain map that must always agree with it. Keys are picked from a list so that
 * hits, replacements and misses are all frequent.
 */
final class ModelTable {
  /** What the model knows of a key. */
  static final class Value {
    byte[] bytes = new byte[0];
    int encoding;
    long expireAt = EntryTable.NO_EXPIRE;
  }

  final Store store;
  final EntryTable table;
  final Map<Integer, Value> values = new HashMap<>();
  private final List<byte[]> keys = new ArrayList<>();

  ModelTable(Store store, SplittableRandom random, int keyCount, boolean longKeys) {
    this.store = store;
    table = NoLeak.table(store);
    for (int i = 0; i < keyCount; i++) {
      byte[] unique = ("k" + i + ":").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      keys.add(Arrays.copyOf(unique, unique.length + keyTail(random, i, longKeys)));
    }
  }

  private static int keyTail(SplittableRandom random, int index, boolean longKeys) {
    if (longKeys && index < 3) {
      return new int[] {65_535, 70_000, (1 << 20) + 300_000}[index];
    }
    return random.nextInt(10) == 0 ? random.nextInt(1500) : random.nextInt(24);
  }

  int keyCount() {
    return keys.size();
  }

  byte[] key(int index) {
    return keys.get(index);
  }

  long hash(int index) {
    return store.hash(key(index), 0, key(index).length);
  }

  int find(int index) {
    byte[] padded = new byte[key(index).length + 5];
    System.arraycopy(key(index), 0, padded, 3, key(index).length);
    return table.find(hash(index), padded, 3, key(index).length);
  }

  /** Checks one key in all its aspects. */
  void check(int index) {
    Value value = values.get(index);
    int entry = find(index);
    if (value == null) {
      assertThat(entry).isZero();
      return;
    }
    checkEntry(index, value, entry);
  }

  void checkEntry(int index, Value value, int entry) {
    Entries entries = store.entries();
    assertThat(entry).isNotZero();
    assertThat(entries.type(entry)).isEqualTo(ValueTypes.STRING);
    assertThat(entries.encoding(entry)).isEqualTo(value.encoding);
    assertThat(entries.expireAtWallMs(entry)).isEqualTo(value.expireAt);
    assertThat(entries.keyLength(entry)).isEqualTo(key(index).length);
    byte[] key = new byte[key(index).length + 2];
    assertThat(entries.copyKey(entry, key, 1)).isEqualTo(key(index).length);
    assertThat(Arrays.equals(key, 1, key.length - 1, key(index), 0, key(index).length)).isTrue();
    assertThat(entries.hashOf(entry)).isEqualTo(hash(index));
    int len = entries.valueLength(entry);
    assertThat(len).isEqualTo(value.bytes.length);
    byte[] read = new byte[len + 7];
    assertThat(entries.copyValue(entry, read, 7)).isEqualTo(len);
    assertThat(Arrays.equals(read, 7, read.length, value.bytes, 0, len)).isTrue();
    assertThat(entries.blockBytes(entry)).isGreaterThanOrEqualTo(entries.pageCount(entry));
    checkPages(value, entry);
  }

  private void checkPages(Value value, int entry) {
    Entries entries = store.entries();
    int at = 0;
    for (int i = 0; i < entries.pageCount(entry); i++) {
      int len = entries.pageLength(entry, i);
      byte[] page = new byte[len];
      entries.pageView(entries.page(entry, i), 0, len).get(page);
      assertThat(Arrays.equals(page, 0, len, value.bytes, at, at + len)).isTrue();
      at += len;
    }
    assertThat(at == value.bytes.length || at == 0).isTrue();
  }

  void checkAll() {
    assertThat(table.size()).isEqualTo(values.size());
    for (int i = 0; i < keys.size(); i++) {
      check(i);
    }
    long earliest =
        values.values().stream()
            .mapToLong(v -> v.expireAt)
            .filter(at -> at != EntryTable.NO_EXPIRE)
            .min()
            .orElse(Long.MAX_VALUE);
    assertThat(table.earliestExpireAtWallMs()).isEqualTo(earliest);
    assertThat(table.expireCount())
        .isEqualTo(
            (int) values.values().stream().filter(v -> v.expireAt != EntryTable.NO_EXPIRE).count());
  }
}
