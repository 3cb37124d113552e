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

  private final TreeMap<Key, List<ClientSession>> sessions = new TreeMap<>();

  public boolean isEmpty() {
    return sessions.isEmpty();
  }

  /** WATCH of one key; a key watched already stays watched once. */
  public void watch(ClientSession session, int db, byte[] key, boolean expiredAlready) {
    WatchedKeys watched = session.watched();
    if (watched == null) {
      watched = new WatchedKeys();
      session.watched(watched);
    }
    List<ClientSession> watching =
        sessions.computeIfAbsent(new Key(db, key), k -> new ArrayList<>());
    if (watching.contains(session)) {
      return;
    }
    watching.add(session);
    watched.keys().add(new WatchedKeys.Key(db, key, expiredAlready));
  }

  /** UNWATCH. */
  public void unwatch(ClientSession session) {
    WatchedKeys watched = session.watched();
    if (watched == null) {
      return;
    }
    for (WatchedKeys.Key key : watched.keys()) {
      Key at = new Key(key.db(), key.bytes());
      List<ClientSession> watching = sessions.get(at);
      if (watching != null) {
        watching.remove(session);
        if (watching.isEmpty()) {
          sessions.remove(at);
        }
      }
    }
    session.watched(null);
  }

  /** A key changed: transactions that watch it will fail. */
  void changed(int db, byte[] key, int offset, int length) {
    List<ClientSession> watching =
        sessions.get(new Key(db, Arrays.copyOfRange(key, offset, offset + length)));
    if (watching != null) {
      for (ClientSession session : watching) {
        session.set(SessionFlags.WATCH_BROKEN);
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
    sessions.forEach((key, watching) -> {
      if ((db < 0 || key.db() == db) && presence.isThere(key.db(), key.bytes())) {
        for (ClientSession session : watching) {
          session.set(SessionFlags.WATCH_BROKEN);
        }
      }
    });
  }
}
