package io.jacinth.engine.persist;

/** Makes a snapshot into an RDB image. Who uses it says when there is room and what follows. */
public abstract class RdbSnapshotSink implements SnapshotSink {
  private final RdbWriter writer;

  protected RdbSnapshotSink(RdbWriter writer) {
    this.writer = writer;
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
  public void complete() {
    writer.end();
    finished();
  }

  /** The image is written, its checksum included. */
  protected abstract void finished();
}
