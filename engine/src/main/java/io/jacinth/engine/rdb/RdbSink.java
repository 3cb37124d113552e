package io.jacinth.engine.rdb;

import io.jacinth.store.Draft;
import io.jacinth.store.RopeBuilder;
import org.jspecify.annotations.Nullable;

/** Takes what {@link RdbReader} reads, in the order of the file. */
public interface RdbSink {
  /** An auxiliary field, such as {@code redis-ver}. */
  void aux(String name, String value);

  /** The entries that follow belong to this database. */
  void database(int db);

  /** How many keys the database has, and how many of them expire: a hint only. */
  void sizes(long keys, long expiring);

  /** A string entry. */
  void string(Entry entry);

  /**
   * A long string begins.
   *
   * @return what to receive it in; null if it is only to be checked
   */
  @Nullable RopeBuilder beginLong(Entry entry, int lengthBytes);

  /** That string is complete and the sink's. */
  void longString(Entry entry, RopeBuilder rope);

  /**
   * A value of another type begins; the entry has only its key.
   *
   * @return what to build it in, under the entry's key bytes; null if it is only to be checked
   */
  @Nullable Draft begin(Entry entry);

  /** That value is complete and the sink's; not called for one that turned out to be empty. */
  void value(Entry entry, Draft draft);

  /** A function library's source. */
  void function(byte[] source);

  /** A key with what stands before it, and a string's value; valid during the call. */
  final class Entry {
    /** {@link #expireAtWallMs} of a key that does not expire. */
    public static final long NEVER = -1;

    byte[] keyBytes = new byte[0];
    int keyOffset;
    int keyLength;
    byte[] valueBytes = new byte[0];
    int valueOffset;
    int valueLength;
    long expireAtWallMs = NEVER;
    long idleSeconds = -1;
    int frequency = -1;

    Entry() {}

    /** What stood before this entry does not hold for the next one. */
    void forget() {
      expireAtWallMs = NEVER;
      idleSeconds = -1;
      frequency = -1;
    }

    public byte[] keyBytes() {
      return keyBytes;
    }

    public int keyOffset() {
      return keyOffset;
    }

    public int keyLength() {
      return keyLength;
    }

    public byte[] valueBytes() {
      return valueBytes;
    }

    public int valueOffset() {
      return valueOffset;
    }

    public int valueLength() {
      return valueLength;
    }

    public long expireAtWallMs() {
      return expireAtWallMs;
    }

    /** Idle time as an LRU server wrote it, or -1. */
    public long idleSeconds() {
      return idleSeconds;
    }

    /** Access counter as an LFU server wrote it, or -1. */
    public int frequency() {
      return frequency;
    }
  }
}
