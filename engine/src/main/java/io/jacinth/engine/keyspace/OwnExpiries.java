package io.jacinth.engine.keyspace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Keys of a replica that takes writes ({@code replica-read-only no}) which its own clients gave a
 * time. A replica leaves the keys of its primary to the primary; of these the primary knows
 * nothing, so the replica itself deletes them, tells nobody, and forgets them.
 *
 * <p>As in Redis this is a best effort: a key of the same name that the primary sends later is
 * deleted, too, when its time has passed.
 */
public final class OwnExpiries {
  /** Redis remembers the databases of a key in 64 bits. */
  private static final int DATABASES = 64;

  private final Keyspace keyspace;
  private final LinkedHashSet<Key> keys = new LinkedHashSet<>();

  OwnExpiries(Keyspace keyspace) {
    this.keyspace = keyspace;
  }

  /** A key and its database; one char per byte. */
  private record Key(int db, String name) {}

  void note(int db, byte[] key, int offset, int length) {
    if (db < DATABASES) {
      keys.add(new Key(db, new String(key, offset, length, StandardCharsets.ISO_8859_1)));
    }
  }

  /** How many are remembered: slave_expires_tracked_keys. */
  public int size() {
    return keys.size();
  }

  void clear() {
    keys.clear();
  }

  /**
   * Looks at those that were not looked at for longest: deletes what is past its time, and forgets
   * what is gone or expires no more. The engine has said what time it is, and that this is a
   * replica.
   *
   * @param most how many to look at
   */
  public void look(int most) {
    List<Key> stay = new ArrayList<>();
    Iterator<Key> oldest = keys.iterator();
    for (int i = 0; i < most && oldest.hasNext(); i++) {
      Key key = oldest.next();
      oldest.remove();
      byte[] name = key.name.getBytes(StandardCharsets.ISO_8859_1);
      int entry = keyspace.stored(key.db, name, 0, name.length);
      if (entry != 0 && keyspace.expirer().isPast(entry)) {
        keyspace.openForWrite(key.db, name, 0, name.length).unchanged(); // opening deletes it
      } else if (entry != 0 && keyspace.entries().hasExpiry(entry)) {
        stay.add(key);
      }
    }
    keys.addAll(stay);
  }
}
