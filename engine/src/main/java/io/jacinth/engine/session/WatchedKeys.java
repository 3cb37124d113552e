package io.jacinth.engine.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Keys one session watches. */
public final class WatchedKeys {
  /** One of them. */
  public static final class Key {
    private final int db;
    private final byte[] bytes;
    private boolean expired;

    public Key(int db, byte[] bytes, boolean expired) {
      this.db = db;
      this.bytes = bytes;
      this.expired = expired;
    }

    public int db() {
      return db;
    }

    public byte[] bytes() {
      return bytes;
    }

    /** It was past its time already when it was watched, and is still stored. */
    public boolean isExpired() {
      return expired;
    }

    public void expired(boolean yes) {
      expired = yes;
    }
  }

  /** Objects of one watched key here and in the table of all, without its name. */
  private static final int KEY_BYTES = 200;

  private final List<Key> keys = new ArrayList<>();
  private long heldBytes;

  public List<Key> keys() {
    return Collections.unmodifiableList(keys);
  }

  public void add(Key key) {
    keys.add(key);
    heldBytes += KEY_BYTES + key.bytes.length;
  }

  /** What they take on the heap, nearly. */
  public long heldBytes() {
    return heldBytes;
  }
}
