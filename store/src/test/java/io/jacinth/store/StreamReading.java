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
final class StreamReading {
  final FrozenStream frozen;
  final String expected;
  final Model read = new Model();

  /** The group that is being read, how much of it must still come, and whose entries come. */
  Group group = new Group();

  int pendingToCome;
  int consumersToCome;
  int ownToCome;
  String consumer = "";

  StreamReading(FrozenStream frozen, Model model) {
    this.frozen = frozen;
    expected = model.toString();
    read.last = new Id(frozen.lastMs(), frozen.lastSeq());
    read.added = frozen.entriesAdded();
  }

  void take(Store store) {
    if (frozen.part() != FrozenStream.Part.NODE) {
      takeOfGroup();
      return;
    }
    byte[] bytes = frozen.nodeBytes();
    StreamNode node = new StreamNode();
    assertThat(node.isSound(bytes, bytes.length)).isTrue();
    node.open(frozen.nodeMs(), frozen.nodeSeq(), bytes, bytes.length);
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
    switch (frozen.part()) {
      case NODE -> throw new AssertionError();
      case GROUP -> {
        assertThat(pendingToCome + consumersToCome + ownToCome).isZero();
        group = new Group();
        group.last = new Id(frozen.groupLastMs(), frozen.groupLastSeq());
        pendingToCome = frozen.pendingCount();
        assertThat(read.groups.put(text(frozen.groupName()), group)).isNull();
      }
      case PENDING -> {
        Id id = new Id(frozen.pendingMs(), frozen.pendingSeq());
        assertThat(group.pending.isEmpty() || id.compareTo(group.pending.lastKey()) > 0).isTrue();
        group.pending.put(id, new Pending("", frozen.deliveredWallMs(), frozen.deliveries()));
        pendingToCome--;
      }
      case CONSUMERS -> {
        assertThat(pendingToCome).isZero();
        consumersToCome = frozen.consumerCount();
      }
      case CONSUMER -> {
        assertThat(ownToCome).isZero();
        consumer = text(frozen.consumerName());
        ownToCome = frozen.ownCount();
        consumersToCome--;
        assertThat(group.seen.put(consumer, frozen.seenWallMs())).isNull();
      }
      case OWN -> {
        Id id = new Id(frozen.pendingMs(), frozen.pendingSeq());
        Pending pending = group.pending.get(id);
        assertThat(pending.consumer()).isEmpty();
        group.pending.put(id, new Pending(consumer, pending.wallMs(), pending.count()));
        ownToCome--;
      }
    }
  }

  void checkEnd() {
    assertThat(read).hasToString(expected);
    assertThat(pendingToCome + consumersToCome + ownToCome).isZero();
    assertThat(frozen.count()).isEqualTo(read.entries.size());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
