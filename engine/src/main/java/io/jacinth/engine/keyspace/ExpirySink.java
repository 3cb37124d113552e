package io.jacinth.engine.keyspace;

/** Learns of keys the keyspace deleted by itself, to propagate that. */
@FunctionalInterface
public interface ExpirySink {
  void expired(int db, byte[] key, int offset, int length);
}
