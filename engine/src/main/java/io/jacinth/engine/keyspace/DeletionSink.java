package io.jacinth.engine.keyspace;

/** Learns of keys the keyspace deleted by itself (expired, evicted), to propagate that. */
@FunctionalInterface
public interface DeletionSink {
  /**
   * A key is gone.
   *
   * @param lazily it may be freed in the background elsewhere, too
   */
  void deleted(int db, byte[] key, int offset, int length, boolean lazily);
}
