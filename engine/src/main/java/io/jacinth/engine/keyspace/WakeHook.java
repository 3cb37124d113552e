package io.jacinth.engine.keyspace;

/** Sessions blocked on keys want to know that one came into being. */
public interface WakeHook {
  void created(int db, int type, byte[] key, int offset, int length);
}
