package io.jacinth.engine.keyspace;

/** Keyspace notifications. Installed only while {@code notify-keyspace-events} asks for some. */
public interface EventHook {
  /**
   * @param eventClass one of {@link EventClass}
   */
  void event(char eventClass, String event, int db, byte[] key, int offset, int length);
}
