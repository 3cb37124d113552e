package io.jacinth.engine.persist;

import io.jacinth.store.FrozenValue;

/** What a snapshot is made into: an RDB image now, a rewritten AOF later. */
public interface SnapshotSink {
  /** The entries that follow belong to this database. */
  void database(int db, long keys, long expiring);

  /** A string of bytes; the arrays are used again after the call. */
  void string(long expireAtWallMs, byte[] key, int keyLength, byte[] value, int offset, int length);

  /** A string that is kept as a number. */
  void integer(long expireAtWallMs, byte[] key, int keyLength, long value);

  /** A long string, which follows by {@link #piece}. */
  void beginLong(long expireAtWallMs, byte[] key, int keyLength, long lengthBytes);

  void piece(byte[] bytes, int offset, int length);

  /** A packed value of another type: its bytes as the store keeps them, which are used again. */
  void packed(
      long expireAtWallMs,
      byte[] key,
      int keyLength,
      int type,
      int encoding,
      byte[] value,
      int offset,
      int length);

  /** A large value, whose blocks follow by {@link #element}. */
  void beginLarge(long expireAtWallMs, byte[] key, int keyLength, int type, FrozenValue value);

  /** A block of the large value begun last; void after the call. */
  void element(FrozenValue value, int block);

  /** All its blocks have been handed over. */
  void endLarge(FrozenValue value);

  /**
   * Takes more of what it was given and has put off: long elements.
   *
   * @return whether there is still more
   */
  default boolean catchUp() {
    return false;
  }

  /** The walk has ended for it before its time: lets go of what it holds. */
  default void release() {}

  /** Whether it takes more now; the walk rests while one of its sinks does not. */
  boolean hasRoom();

  /** Everything has been handed over. */
  void complete();

  /** There will be no more, and what was handed over is not a snapshot. */
  void aborted(String reason);
}
