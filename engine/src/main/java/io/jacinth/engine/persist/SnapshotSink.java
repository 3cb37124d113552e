package io.jacinth.engine.persist;

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

  /** Whether it takes more now; the walk rests while one of its sinks does not. */
  boolean hasRoom();

  /** Everything has been handed over. */
  void complete();

  /** There will be no more, and what was handed over is not a snapshot. */
  void aborted(String reason);
}
