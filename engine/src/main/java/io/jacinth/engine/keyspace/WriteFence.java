package io.jacinth.engine.keyspace;

/** Somebody moves keys of a slot elsewhere and must learn of every change to them. */
public interface WriteFence {
  void written(int db, int slot, byte[] key, int offset, int length);
}
