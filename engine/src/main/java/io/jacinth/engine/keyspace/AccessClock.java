package io.jacinth.engine.keyspace;

import io.jacinth.store.Entries;
import java.util.random.RandomGenerator;

/**
 * What the 24 bits mean that every entry has for LRU or LFU.
 *
 * <p><b>LRU</b>: the second of the last access, modulo 2^24 (194 days).
 *
 * <p><b>LFU</b>: the minute of the last access, modulo 2^16, above a counter of 8 bits. The counter
 * is logarithmic: the more it shows, the less likely an access raises it, one in {@code (counter -
 * 5) * lfu-log-factor + 1} times. It falls by one for every {@code lfu-decay-time} minutes without
 * an access; that is worked out when somebody looks. A new key starts at 5, so that it is not the
 * first to go.
 *
 * <p>A change from one policy to another leaves the words as they are; they come right as keys are
 * used, as in Redis.
 */
public final class AccessClock {
  private static final int LRU_MASK = 0xFFFFFF;
  private static final int MINUTES_MASK = 0xFFFF;
  private static final int COUNTER_BITS = 8;
  private static final int COUNTER_MAX = 255;
  private static final int COUNTER_OF_NEW = 5;

  private final Entries entries;
  private final RandomGenerator random;
  private boolean lfu;
  private long logFactor = 10;
  private long decayMinutes = 1;
  private long secondFromWallMs = Long.MIN_VALUE;
  private int seconds;
  private int minutes;

  AccessClock(Entries entries, RandomGenerator random) {
    this.entries = entries;
    this.random = random;
  }

  /** What maxmemory-policy, lfu-log-factor and lfu-decay-time say. */
  public void configure(boolean countsFrequency, long newLogFactor, long newDecayMinutes) {
    lfu = countsFrequency;
    logFactor = newLogFactor;
    decayMinutes = newDecayMinutes;
    secondFromWallMs = Long.MIN_VALUE;
  }

  boolean countsFrequency() {
    return lfu;
  }

  /** Whether {@link #ofNew} has changed. */
  boolean advance(long wallMs) {
    if (wallMs >= secondFromWallMs && wallMs < secondFromWallMs + 1000) {
      return false;
    }
    long second = wallMs / 1000;
    secondFromWallMs = second * 1000;
    seconds = (int) second & LRU_MASK;
    minutes = (int) (second / 60) & MINUTES_MASK;
    return true;
  }

  /** The word of a key that comes into being. */
  int ofNew() {
    return lfu ? minutes << COUNTER_BITS | COUNTER_OF_NEW : seconds;
  }

  /** Notes an access to an entry. */
  void touch(int entry) {
    int before = entries.access(entry);
    int after = lfu ? minutes << COUNTER_BITS | raised(decayed(before)) : seconds;
    if (after != before) {
      entries.setAccess(entry, after);
    }
  }

  private int raised(int counter) {
    if (counter == COUNTER_MAX) {
      return counter;
    }
    long odds = Math.max(0, counter - COUNTER_OF_NEW) * logFactor + 1;
    return odds == 1 || random.nextLong(odds) == 0 ? counter + 1 : counter;
  }

  /** The counter of an access word as it is by now. */
  private int decayed(int access) {
    int counter = access & COUNTER_MAX;
    int since = access >>> COUNTER_BITS;
    int elapsed = minutes >= since ? minutes - since : MINUTES_MASK - since + minutes;
    long decay = decayMinutes == 0 ? 0 : elapsed / decayMinutes;
    return (int) Math.max(0, counter - decay);
  }

  private long idle(int access) {
    return seconds >= access ? seconds - access : (long) seconds + LRU_MASK - access;
  }

  /** LRU: seconds since an entry was used. */
  public long idleSeconds(int entry) {
    return idle(entries.access(entry));
  }

  /** LFU: how often an entry is used, on a logarithmic scale of 0 to 255. */
  public int frequency(int entry) {
    return decayed(entries.access(entry));
  }

  /** LRU: makes an entry one that was used so long ago. */
  public void setIdleSeconds(int entry, long idleSeconds) {
    entries.setAccess(entry, (int) (seconds - Math.min(idleSeconds, LRU_MASK)) & LRU_MASK);
  }

  /** LFU: gives an entry a counter of 0 to 255. */
  public void setFrequency(int entry, int counter) {
    entries.setAccess(entry, minutes << COUNTER_BITS | counter);
  }

  /** The later a key should be evicted, the larger; comparable as long as the policy stays. */
  long rank(int access) {
    return lfu ? decayed(access) : secondFromWallMs / 1000 - idle(access);
  }
}
