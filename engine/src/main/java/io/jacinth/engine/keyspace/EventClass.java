package io.jacinth.engine.keyspace;

/** Classes of keyspace events, as the letters of {@code notify-keyspace-events}. */
public final class EventClass {
  public static final char GENERIC = 'g';
  public static final char STRING = '$';
  public static final char LIST = 'l';
  public static final char SET = 's';
  public static final char HASH = 'h';
  public static final char ZSET = 'z';
  public static final char STREAM = 't';
  public static final char EXPIRED = 'x';
  public static final char EVICTED = 'e';
  public static final char KEY_MISS = 'm';
  public static final char NEW = 'n';

  private EventClass() {}
}
