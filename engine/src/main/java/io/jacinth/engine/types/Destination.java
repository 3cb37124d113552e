package io.jacinth.engine.types;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.config.MemoryOptions;

/** The key that a command puts its result at. */
public final class Destination {
  private Destination() {}

  /**
   * There is no result: whatever is at the key in word {@code i} goes, even if its time is past.
   */
  public static void clear(Call c, int i) {
    boolean lazily = c.engine().config().isOn(MemoryOptions.LAZYFREE_LAZY_SERVER_DEL);
    c.keys().storedKeys().delete(c.db(), c.argv(), i, lazily);
  }
}
