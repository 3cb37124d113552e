package io.jacinth.engine.session;

import java.util.ArrayList;
import java.util.List;

/** Keys one session watches. */
public final class WatchedKeys {
  /**
   * @param expiredAtWatch the key was past its time already when it was watched
   */
  public record Key(int db, byte[] bytes, boolean expiredAtWatch) {}

  private final List<Key> keys = new ArrayList<>();

  public List<Key> keys() {
    return keys;
  }
}
