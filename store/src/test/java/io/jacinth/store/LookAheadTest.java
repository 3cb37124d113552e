package io.jacinth.store;

import static io.jacinth.store.ModelRun.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which elements of large collections are fetched. */
class LookAheadTest {
  private static final int SIZE = 5000;

  private final Store store = NoLeak.open();
  private final EntryTable table = NoLeak.table(store);
  private final LookAhead ahead = store.newLookAhead();
  private final ValueSite site = NoLeak.site(store, table);

  private ValueSite at(String key) {
    byte[] name = bytes(key);
    long hash = store.hash(name, 0, name.length);
    site.open(hash, name, 0, name.length, table.find(hash, name, 0, name.length));
    return site;
  }

  private static byte[] name(int number) {
    return bytes("element:" + number);
  }

  private void note(String key, byte[] third, byte[] last) {
    byte[] name = bytes(key);
    byte[] words = new byte[third.length + last.length];
    System.arraycopy(third, 0, words, 0, third.length);
    System.arraycopy(last, 0, words, third.length, last.length);
    assertThat(ahead.add(table, store.hash(name, 0, name.length))).isTrue();
    ahead.words(words, 0, third.length, third.length, last.length);
  }

  @Test
  void fieldsOfHashesAndMembersOfSortedSetsAreFetched() {
    HashEdit hash = store.newHashEdit();
    ZsetEdit sorted = store.newZsetEdit();
    for (int i = 0; i < SIZE; i++) {
      byte[] name = name(i);
      hash.open(at("hash"), 1, 64).put(name, 0, name.length, name, 0, name.length);
      sorted.open(at("sorted"), 1, 64).put(i, name, 0, name.length);
    }
    int right = 0;
    for (int i = 0; i < SIZE; i++) {
      byte[] name = name(i);
      note("hash", name, bytes("value"));
      note("sorted", bytes("1.5"), name);
      assertThat(ahead.fetch()).isEqualTo(2);
      hash.open(at("hash"), 1, 64);
      sorted.open(at("sorted"), 1, 64);
      assertThat(hash.find(name, 0, name.length)).isTrue();
      assertThat(sorted.find(name, 0, name.length)).isTrue();
      right += ahead.readLast(0) == hash.place() ? 1 : 0;
      right += ahead.readLast(1) == sorted.place() ? 1 : 0;
    }
    assertThat(right).isGreaterThan(2 * SIZE * 9 / 10);
  }

  @Test
  void smallCollectionsAreLeftAlone() {
    HashEdit hash = store.newHashEdit();
    for (int i = 0; i < 1000; i++) {
      byte[] name = name(i);
      hash.open(at("hash"), 1, 64).put(name, 0, name.length, name, 0, name.length);
    }
    note("hash", name(1), bytes("value"));
    note("hash", name(2), bytes("value"));
    ahead.fetch();
    assertThat(ahead.readLast(0)).isEqualTo(at("hash").entry());
    assertThat(ahead.readLast(1)).isEqualTo(at("hash").entry());
    assertThat(ahead.wasInVain()).isTrue();
  }

  @Test
  void whatIsFetchedForOneValueOnlyIsInVain() {
    HashEdit hash = store.newHashEdit();
    for (int i = 0; i < SIZE; i++) {
      byte[] name = name(i);
      hash.open(at("hash"), 1, 64).put(name, 0, name.length, name, 0, name.length);
    }
    hash.open(at("other"), 1, 64).put(name(1), 0, 1, name(1), 0, 1);
    note("hash", name(1), bytes("value"));
    note("hash", name(2), bytes("value"));
    ahead.fetch();
    assertThat(ahead.wasInVain()).as("two of its elements").isFalse();
    note("other", name(1), bytes("value"));
    note("other", name(1), bytes("value"));
    ahead.fetch();
    assertThat(ahead.wasInVain()).isTrue();
    note("other", name(1), bytes("value"));
    note("hash", bytes("no such field"), bytes("value"));
    note("hash", bytes("nor this"), bytes("value"));
    ahead.fetch();
    assertThat(ahead.wasInVain()).as("elements that are not there").isFalse();
    note("other", name(1), bytes("value"));
    ahead.fetch();
    assertThat(ahead.wasInVain()).as("one alone").isFalse();
  }
}
