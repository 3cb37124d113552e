package io.jacinth.engine.rdb;

import io.jacinth.store.Draft;
import io.jacinth.store.FrozenStream;
import io.jacinth.store.FrozenValue;
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
    switch (stream.part()) {
      case NODE -> {
        byte[] id = idBytes(stream.nodeMs(), stream.nodeSeq());
        out.string(id, 0, ID_BYTES);
        byte[] bytes = stream.nodeBytes();
        out.string(bytes, 0, bytes.length);
      }
      case GROUP -> {
        if (stream.isFirstGroup()) {
          noted(out, stream);
        }
        group(out, stream);
      }
      case PENDING -> {
        out.piece(idBytes(stream.pendingMs(), stream.pendingSeq()), 0, ID_BYTES);
        out.little(stream.deliveredWallMs(), 8);
        out.length(stream.deliveries());
      }
      case CONSUMERS -> out.length(stream.consumerCount());
      case CONSUMER -> {
        byte[] consumer = stream.consumerName();
        out.string(consumer, 0, consumer.length);
        out.little(stream.seenWallMs(), 8);
        out.length(stream.ownCount());
      }
      case OWN -> out.piece(idBytes(stream.pendingMs(), stream.pendingSeq()), 0, ID_BYTES);
    }
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

  private static void group(RdbWriter out, FrozenStream stream) {
    byte[] name = stream.groupName();
    out.string(name, 0, name.length);
    out.unsignedLength(stream.groupLastMs());
    out.unsignedLength(stream.groupLastSeq());
    out.unsignedLength(stream.entriesRead());
    out.length(stream.pendingCount());
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
