package io.jacinth.engine.persist;

import io.jacinth.engine.rdb.RdbWriter;
import io.jacinth.engine.rdb.ValueCodec;
import io.jacinth.engine.rdb.ValueCodecs;
import io.jacinth.store.FrozenValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes a snapshot into an RDB image. Who uses it says when there is room and what follows. */
public abstract class RdbSnapshotSink implements SnapshotSink {
  private final RdbWriter writer;
  private final ValueCodecs codecs;
  private @Nullable ValueCodec codec;

  protected RdbSnapshotSink(RdbWriter writer, ValueCodecs codecs) {
    writer.handOutLongElements(codecs.entries());
    this.writer = writer;
    this.codecs = codecs;
  }

  protected final RdbWriter writer() {
    return writer;
  }

  @Override
  public void database(int db, long keys, long expiring) {
    writer.database(db, keys, expiring);
  }

  @Override
  public void string(
      long expireAtWallMs, byte[] key, int keyLength, byte[] value, int offset, int length) {
    writer.beginString(expireAtWallMs);
    writer.string(key, 0, keyLength);
    writer.string(value, offset, length);
  }

  @Override
  public void integer(long expireAtWallMs, byte[] key, int keyLength, long value) {
    writer.beginString(expireAtWallMs);
    writer.string(key, 0, keyLength);
    writer.integer(value);
  }

  @Override
  public void beginLong(long expireAtWallMs, byte[] key, int keyLength, long lengthBytes) {
    writer.beginString(expireAtWallMs);
    writer.string(key, 0, keyLength);
    writer.beginPieces(lengthBytes);
  }

  @Override
  public void piece(byte[] bytes, int offset, int length) {
    writer.piece(bytes, offset, length);
  }

  @Override
  public void packed(
      long expireAtWallMs,
      byte[] key,
      int keyLength,
      int type,
      int encoding,
      byte[] value,
      int offset,
      int length) {
    ValueCodec of = codecs.of(type);
    writer.begin(expireAtWallMs, of.rdbType(encoding));
    writer.string(key, 0, keyLength);
    of.packed(writer, encoding, value, offset, length);
  }

  @Override
  public void beginLarge(
      long expireAtWallMs, byte[] key, int keyLength, int type, FrozenValue value) {
    ValueCodec of = codecs.of(type);
    codec = of;
    writer.begin(expireAtWallMs, of.rdbType(value.encoding()));
    writer.string(key, 0, keyLength);
    of.beginLarge(writer, value);
  }

  @Override
  public void element(FrozenValue value, int block) {
    Objects.requireNonNull(codec).element(writer, value, block);
  }

  @Override
  public void endLarge(FrozenValue value) {
    Objects.requireNonNull(codec).endLarge(writer, value);
  }

  @Override
  public boolean catchUp() {
    return writer.catchUp();
  }

  @Override
  public void release() {
    writer.giveUp();
  }

  @Override
  public void complete() {
    writer.end();
    finished();
  }

  /** The image is written, its checksum included. */
  protected abstract void finished();
}
