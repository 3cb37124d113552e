package io.jacinth.store;

import static io.jacinth.store.ModelRun.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is packed never outgrows a block, whatever limits a configuration allows. */
class PackedLimitsTest {
  private static final long NO_LIMIT = 1 << 30;

  /** As long a text as scores have. */
  private static final double FRACTION = 0.12345678901234566;

  private final Store store = NoLeak.open();
  private final Draft draft = store.newDraft(bytes("key"), 0, 3);

  private void validate() {
    StoreValidator.validate(store, List.of());
  }

  /** An intset of numbers with 19 digits, which take more in a listpack. */
  private static byte[] longNumbers(int count) {
    ByteBuffer set =
        ByteBuffer.allocate(Intset.EMPTY_BYTES + count * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    set.putInt(Long.BYTES).putInt(count);
    for (int i = 0; i < count; i++) {
      set.putLong(Long.MAX_VALUE - count + i);
    }
    return set.array();
  }

  @Test
  void numbersTooManyForAListpackBecomeATable() {
    int count = 110_000;
    SetEdit set = store.newSetEdit().open(draft.site(), new SetEdit.Limits(NO_LIMIT, NO_LIMIT, 64));
    byte[] numbers = longNumbers(count);
    set.takeIntset(numbers, 0, numbers.length);
    assertThat(set.isIntset()).isTrue();
    assertThat(set.add(bytes("word"), 0, 4)).isTrue();
    assertThat(set.isTable()).isTrue();
    assertThat(set.size()).isEqualTo(count + 1);
    validate();
  }

  @Test
  void scoresThatBecomeLongerMakeATable() {
    ZsetEdit zset = store.newZsetEdit().open(draft.site(), NO_LIMIT, NO_LIMIT);
    int count = 0;
    while (!zset.isTable()) {
      byte[] member = bytes("m".repeat(2000) + ++count);
      zset.put(1, member, 0, member.length);
    }
    byte[] last = bytes("m".repeat(2000) + count--);
    draft.discard();
    Draft other = store.newDraft(bytes("key"), 0, 3);
    zset.open(other.site(), NO_LIMIT, NO_LIMIT);
    for (int i = 1; i <= count; i++) {
      byte[] member = bytes("m".repeat(2000) + i);
      zset.put(1, member, 0, member.length);
    }
    assertThat(zset.isTable()).as("as many as a listpack takes").isFalse();
    for (int i = 1; i <= count; i++) {
      byte[] member = bytes("m".repeat(2000) + i);
      assertThat(zset.put(i + FRACTION, member, 0, member.length)).isEqualTo(ZsetEdit.Change.MOVED);
    }
    assertThat(zset.isTable()).isTrue();
    assertThat(zset.size()).isEqualTo(count);
    assertThat(zset.rankOf(last, 0, last.length)).isEqualTo(ZsetView.NOWHERE);
    byte[] third = bytes("m".repeat(2000) + 3);
    assertThat(zset.rankOf(third, 0, third.length)).isEqualTo(2);
    assertThat(zset.score()).isEqualTo(3 + FRACTION);
    validate();
  }

  /** A node of Redis's form: entries with one field, in ids 1-0, 1-1 and so on. */
  private static byte[] node(int entries, int bytes) {
    ListpackBuilder node = new ListpackBuilder();
    node.number(entries);
    node.number(0);
    node.number(1);
    node.text(bytes("field"), 0, 5);
    node.number(0);
    int perEntry = (bytes - node.elementBytes()) / entries - 16;
    byte[] value = bytes("v".repeat(perEntry));
    for (int i = 0; i < entries; i++) {
      node.number(StreamNode.SAME_FIELDS);
      node.number(0);
      node.number(i);
      if (i == entries - 1) {
        int room = bytes - Listpack.EMPTY_BYTES - node.elementBytes() - 2;
        int length = room - Listpack.OVERHEAD_MAX;
        while (ListpackSizes.bytesOf(value, 0, value.length) != room) {
          value = bytes("v".repeat(length++));
        }
      }
      node.text(value, 0, value.length);
      node.number(4);
    }
    return node.toBytes();
  }

  @Test
  void aNodeFromOutsideHasRoomForTheNumberOfItsDeletedEntries() {
    byte[] node = node(5000, ValueSite.PACKED_BYTES_MAX);
    assertThat(node).hasSize(ValueSite.PACKED_BYTES_MAX);
    StreamEdit stream = store.newStreamEdit().open(draft.site(), 0, 0);
    stream.create();
    assertThat(stream.addNode(1, 0, node, node.length)).isTrue();
    stream.setLoaded(1, 5000, 0, 0, 5000);
    for (int i = 0; i < 150; i++) {
      assertThat(stream.delete(1, i)).isTrue();
    }
    assertThat(stream.length()).isEqualTo(4850);
    validate();
  }

  @Test
  void aRopeMayBeAsLongAsAnyLength() {
    assertThat(Values.pageCount(Integer.MAX_VALUE)).isEqualTo(8192);
    assertThat(Values.pageLength(Integer.MAX_VALUE, 8191)).isEqualTo(Values.PAGE_BYTES - 1);
    assertThat(Values.pageCount(Values.PAGE_BYTES)).isEqualTo(1);
    assertThat(Values.pageCount(Values.PAGE_BYTES + 1)).isEqualTo(2);
  }
}
