package io.jacinth.engine.keyspace;

/** Classes of keyspace events, as the letters of {@code notify-keyspace-events}. */
public final class EventClass {
  public static final char GENERIC = 'g';
  public static final char STRING = '$';
  public static final char EXPIRED = 'x';
  public static final char EVICTED = 'e';
  public static final char KEY_MISS = 'm';
  public static final char NEW = 'n';

  private EventClass() {}
}
