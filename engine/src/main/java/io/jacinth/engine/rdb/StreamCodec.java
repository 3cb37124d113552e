package io.jacinth.engine.rdb;

import io.jacinth.store.Draft;
import io.jacinth.store.FrozenStream;
import io.jacinth.store.FrozenValue;
import io.jacinth.store.GroupView;
import io.jacinth.store.Store;
import io.jacinth.store.StreamEdit;
import io.jacinth.store.StreamView;
import io.jacinth.store.ValueTypes;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Streams: their nodes as they are, what they note, their groups. Written as Redis 7.0 does (type
 * 19); Redis 7.2 adds to each consumer when it was active (type 21), which 7.0 does not read.
 */
final class StreamCodec extends ValueCodec {
  private static final int ID_BYTES = 16;

  private final Store store;
  private final StreamView view;

  StreamCodec(Store store) {
    this.store = store;
    view = store.newStreamView();
  }

  @Override
  public int type() {
    return ValueTypes.STREAM;
  }

  @Override
  public int rdbType(int encoding) {
    return RdbType.STREAM_2;
  }

  // ---- writing

  @Override
  public void beginLarge(RdbWriter out, FrozenValue value) {
    out.length(((FrozenStream) value).nodeCount());
  }

  @Override
  public void element(RdbWriter out, FrozenValue value, int block) {
    FrozenStream stream = (FrozenStream) value;
    if (stream.isNode()) {
      byte[] id = idBytes(stream.nodeMs(), stream.nodeSeq());
      out.string(id, 0, ID_BYTES);
      byte[] bytes = stream.nodeBytes();
      out.string(bytes, 0, bytes.length);
      return;
    }
    if (stream.isFirstGroup()) {
      noted(out, stream);
    }
    group(out, stream.group());
  }

  @Override
  public void endLarge(RdbWriter out, FrozenValue value) {
    FrozenStream stream = (FrozenStream) value;
    if (stream.groupCount() == 0) {
      noted(out, stream);
    }
  }

  private static byte[] idBytes(long ms, long seq) {
    return ByteBuffer.allocate(ID_BYTES).putLong(ms).putLong(seq).array();
  }

  private static void noted(RdbWriter out, FrozenStream stream) {
    out.unsignedLength(stream.count());
    out.unsignedLength(stream.lastMs());
    out.unsignedLength(stream.lastSeq());
    out.unsignedLength(stream.firstMs());
    out.unsignedLength(stream.firstSeq());
    out.unsignedLength(stream.deletedMs());
    out.unsignedLength(stream.deletedSeq());
    out.unsignedLength(stream.entriesAdded());
    out.length(stream.groupCount());
  }

  private static void group(RdbWriter out, GroupView group) {
    byte[] name = group.name();
    out.string(name, 0, name.length);
    out.unsignedLength(group.lastMs());
    out.unsignedLength(group.lastSeq());
    out.unsignedLength(group.entriesRead());
    out.length(group.pendingCount());
    for (boolean more = group.pendingFrom(0, 0); more; more = group.nextPending()) {
      out.piece(idBytes(group.pendingMs(), group.pendingSeq()), 0, ID_BYTES);
      out.little(group.deliveredWallMs(), 8);
      out.length(group.deliveries());
    }
    out.length(group.consumerCount());
    for (boolean more = group.firstConsumer(); more; more = group.nextConsumer()) {
      byte[] consumer = group.consumerName();
      out.string(consumer, 0, consumer.length);
      out.little(group.seenWallMs(), 8);
      out.length(group.ownCount());
      for (boolean own = group.ownFrom(0, 0); own; own = group.nextOwn()) {
        out.piece(idBytes(group.pendingMs(), group.pendingSeq()), 0, ID_BYTES);
      }
    }
  }

  // ---- reading

  @Override
  public boolean reads(int rdbType) {
    return switch (rdbType) {
      case RdbType.STREAM, RdbType.STREAM_2, RdbType.STREAM_3 -> true;
      default -> false;
    };
  }

  @Override
  public ValueLoad load(int rdbType, @Nullable Draft draft, boolean suspicious) {
    StreamEdit edit = draft == null ? null : store.newStreamEdit().open(draft.site(), 0, 0);
    if (edit != null) {
      edit.create();
    }
    return new StreamLoad(rdbType, draft, edit);
  }

  // ---- digest

  @Override
  public void digest(Digest digest, int entry) {
    view.open(entry);
    view.range(0, 0, -1, -1, false);
    while (view.next()) {
      digest.mix(Long.toUnsignedString(view.ms()) + '.' + Long.toUnsignedString(view.seq()));
      for (int i = 0; i < 2 * view.fields(); i++) {
        digest.mix(view.part());
      }
    }
  }
}
