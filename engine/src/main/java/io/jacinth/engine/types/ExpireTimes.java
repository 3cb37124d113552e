package io.jacinth.engine.types;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;

/** Turns the time arguments of SET, GETEX and their kin into absolute wall-clock milliseconds. */
final class ExpireTimes {
  /** An error has been replied. */
  static final long REFUSED = Long.MIN_VALUE;

  private ExpireTimes() {}

  /** Reads word {@code i}; must be above zero and must not overflow. */
  static long read(Call c, int i, boolean seconds, boolean relative) {
    if (!c.argv().readLong(i)) {
      c.notAnInteger();
      return REFUSED;
    }
    long value = c.argv().longValue();
    if (value <= 0 || (seconds && value > Long.MAX_VALUE / 1000)) {
      return invalid(c);
    }
    long millis = seconds ? value * 1000 : value;
    if (!relative) {
      return millis;
    }
    return millis > Long.MAX_VALUE - c.wallMs() ? invalid(c) : millis + c.wallMs();
  }

  static long invalid(Call c) {
    c.error("ERR invalid expire time in '" + c.row().name() + "' command");
    return REFUSED;
  }

  /**
   * Whether a key with this time would be gone at once. A replica never decides that: its primary
   * sends the deletion.
   */
  static boolean isPast(Call c, long expireAtWallMs) {
    return expireAtWallMs <= c.wallMs()
        && !c.engine().isLoading()
        && !c.engine().replication().isReplica();
  }

  /** Deletes the key in word 1, which was given a time that is past. */
  static void remove(Call c, WriteDoor door) {
    boolean lazily = c.engine().config().isOn(MemoryOptions.LAZYFREE_LAZY_EXPIRE);
    door.removed(EventClass.GENERIC, "del", lazily);
    if (c.effects().isWanted()) {
      c.effects().command(c.db(), 2).word(lazily ? "UNLINK" : "DEL").word(c.argv(), 1);
    }
  }
}
