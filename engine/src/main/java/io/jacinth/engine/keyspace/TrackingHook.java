package io.jacinth.engine.keyspace;

/** Client-side caching wants to know of changed keys. */
public interface TrackingHook {
  void changed(byte[] key, int offset, int length);

  /** Everything is invalid. */
  void allChanged();
}
