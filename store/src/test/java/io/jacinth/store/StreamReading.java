package io.jacinth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.store.StreamModel.Group;
import io.jacinth.store.StreamModel.Id;
import io.jacinth.store.StreamModel.Model;
import io.jacinth.store.StreamModel.Pending;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A stream that is being read by parts, with what it must turn out to have been. */
final class StreamReading extends ModelRun.Reading {
  private final Store store;
  private final FrozenStream stream;
  final String expected;
  final Model read = new Model();

  /** The group that is being read, how much of it must still come, and whose entries come. */
  Group group = new Group();

  int pendingToCome;
  int consumersToCome;
  int ownToCome;
  String consumer = "";

  StreamReading(Store store, FrozenStream stream, Model model) {
    super(stream);
    this.store = store;
    this.stream = stream;
    expected = model.toString();
    read.last = new Id(stream.lastMs(), stream.lastSeq());
    read.added = stream.entriesAdded();
  }

  @Override
  void take(int block) {
    if (stream.part() != FrozenStream.Part.NODE) {
      takeOfGroup();
      return;
    }
    byte[] bytes = stream.nodeBytes();
    StreamNode node = new StreamNode();
    assertThat(node.isSound(bytes, bytes.length)).isTrue();
    node.open(stream.nodeMs(), stream.nodeSeq(), bytes, bytes.length);
    Item item = new Item(store);
    while (node.next()) {
      if (!node.isDeleted()) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < 2 * node.fields(); i++) {
          node.part(item);
          parts.add(text(item.bytes()));
        }
        Id id = new Id(node.ms(), node.seq());
        assertThat(read.entries.put(id, parts.toString())).isNull();
      }
    }
  }

  private void takeOfGroup() {
    switch (stream.part()) {
      case NODE -> throw new AssertionError();
      case GROUP -> {
        assertThat(pendingToCome + consumersToCome + ownToCome).isZero();
        group = new Group();
        group.last = new Id(stream.groupLastMs(), stream.groupLastSeq());
        pendingToCome = stream.pendingCount();
        assertThat(read.groups.put(text(stream.groupName()), group)).isNull();
      }
      case PENDING -> {
        Id id = new Id(stream.pendingMs(), stream.pendingSeq());
        assertThat(group.pending.isEmpty() || id.compareTo(group.pending.lastKey()) > 0).isTrue();
        group.pending.put(id, new Pending("", stream.deliveredWallMs(), stream.deliveries()));
        pendingToCome--;
      }
      case CONSUMERS -> {
        assertThat(pendingToCome).isZero();
        consumersToCome = stream.consumerCount();
      }
      case CONSUMER -> {
        assertThat(ownToCome).isZero();
        consumer = text(stream.consumerName());
        ownToCome = stream.ownCount();
        consumersToCome--;
        assertThat(group.seen.put(consumer, stream.seenWallMs())).isNull();
      }
      case OWN -> {
        Id id = new Id(stream.pendingMs(), stream.pendingSeq());
        Pending pending = group.pending.get(id);
        assertThat(pending.consumer()).isEmpty();
        group.pending.put(id, new Pending(consumer, pending.wallMs(), pending.count()));
        ownToCome--;
      }
    }
  }

  @Override
  void checkEnd() {
    assertThat(read).hasToString(expected);
    assertThat(pendingToCome + consumersToCome + ownToCome).isZero();
    assertThat(stream.count()).isEqualTo(read.entries.size());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
