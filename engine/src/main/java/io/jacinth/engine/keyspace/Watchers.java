package io.jacinth.engine.keyspace;

import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.engine.session.WatchedKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** Who watches which keys. Empty most of the time, and then a write asks one question. */
public final class Watchers {
  private record Key(int db, byte[] bytes) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = Integer.compare(db, other.db);
      return order != 0 ? order : Arrays.compare(bytes, other.bytes);
    }
  }

  /** A watched key of one session. */
  private record Watch(ClientSession session, WatchedKeys.Key key) {}

  private final TreeMap<Key, List<Watch>> watches = new TreeMap<>();

  public boolean isEmpty() {
    return watches.isEmpty();
  }

  /** WATCH of one key; a key watched already stays watched once. */
  public void watch(ClientSession session, int db, byte[] key, boolean expiredAlready) {
    WatchedKeys watched = session.watched();
    if (watched == null) {
      watched = new WatchedKeys();
      session.watched(watched);
    }
    List<Watch> watching = watches.computeIfAbsent(new Key(db, key), k -> new ArrayList<>());
    for (Watch watch : watching) {
      if (watch.session == session) {
        return;
      }
    }
    WatchedKeys.Key noted = new WatchedKeys.Key(db, key, expiredAlready);
    watching.add(new Watch(session, noted));
    watched.add(noted);
  }

  /** UNWATCH. */
  public void unwatch(ClientSession session) {
    WatchedKeys watched = session.watched();
    if (watched == null) {
      return;
    }
    for (WatchedKeys.Key key : watched.keys()) {
      Key at = new Key(key.db(), key.bytes());
      List<Watch> watching = watches.get(at);
      if (watching != null) {
        watching.removeIf(watch -> watch.session == session);
        if (watching.isEmpty()) {
          watches.remove(at);
        }
      }
    }
    session.watched(null);
  }

  /**
   * A key changed: transactions that watch it will fail. A key that was past its time when it was
   * watched was no key to the one who watched it, so its deletion is no change.
   */
  void changed(int db, byte[] key, int offset, int length, boolean isThere) {
    List<Watch> watching =
        watches.get(new Key(db, Arrays.copyOfRange(key, offset, offset + length)));
    if (watching == null) {
      return;
    }
    for (Watch watch : watching) {
      if (!watch.key.isExpired()) {
        watch.session.set(SessionFlags.WATCH_BROKEN);
      } else if (!isThere) {
        watch.key.expired(false);
      }
    }
  }

  /** What a watched key is at the moment all keys of its database go. */
  @FunctionalInterface
  public interface Presence {
    boolean isThere(int db, byte[] key);
  }

  /** All keys of a database ({@code -1}: of all) go. Only watched keys that exist count. */
  void dropped(int db, Presence presence) {
    watches.forEach((key, watching) -> {
      if ((db < 0 || key.db() == db) && presence.isThere(key.db(), key.bytes())) {
        for (Watch watch : watching) {
          if (watch.key.isExpired()) {
            watch.key.expired(false);
          } else {
            watch.session.set(SessionFlags.WATCH_BROKEN);
          }
        }
      }
    });
  }

  /** Two databases are about to change places; asks the keyspace as it is before. */
  void swapping(int first, int second, Keyspace keyspace) {
    watches.forEach((key, watching) -> {
      if (key.db() == first || key.db() == second) {
        int other = key.db() == first ? second : first;
        boolean was = keyspace.isStored(key.db(), key.bytes(), 0, key.bytes().length);
        boolean comes = keyspace.isStored(other, key.bytes(), 0, key.bytes().length);
        boolean comesExpired = comes && keyspace.storedKeys().isExpired(other, key.bytes());
        for (Watch watch : watching) {
          swapping(watch, was, comes, comesExpired);
        }
      }
    });
  }

  /** An expired key counts as none: none for none is no change. */
  private static void swapping(Watch watch, boolean was, boolean comes, boolean comesExpired) {
    boolean nothingBefore = watch.key.isExpired() || !was;
    if (nothingBefore && (!comes || comesExpired)) {
      watch.key.expired(comesExpired);
    } else {
      watch.session.set(SessionFlags.WATCH_BROKEN);
    }
  }
}
