package io.jacinth.engine.keyspace;

import org.jspecify.annotations.Nullable;

/**
 * What a write sets off beside itself; null where nobody listens. The door calls them in this
 * order: snapshot (before the change), fence, WATCH, tracking, keyspace event, wake-up.
 */
public final class Hooks {
  @Nullable SnapshotHook snapshot;
  @Nullable WriteFence fence;
  final Watchers watchers = new Watchers();
  @Nullable TrackingHook tracking;
  @Nullable EventHook events;
  @Nullable WakeHook wakeUps;

  Hooks() {}

  /** Tells the fence of a change. */
  void written(int db, int slot, byte[] key, int offset, int length) {
    WriteFence listening = fence;
    if (listening != null) {
      listening.written(db, slot, key, offset, length);
    }
  }

  /** Tells WATCH and caches of clients. */
  void changed(int db, byte[] key, int offset, int length, boolean isThere) {
    if (!watchers.isEmpty()) {
      watchers.changed(db, key, offset, length, isThere);
    }
    TrackingHook listening = tracking;
    if (listening != null) {
      listening.changed(key, offset, length);
    }
  }

  /** All keys of a database, or of one of its slots (else -1), are about to go at once. */
  void beforeDrop(int db, int slot) {
    WakeHook listening = wakeUps;
    if (listening != null) {
      listening.dropping(db, slot);
    }
    SnapshotHook walking = snapshot;
    if (walking != null) {
      walking.beforeDrop(db, slot);
    }
  }

  public void snapshot(@Nullable SnapshotHook hook) {
    snapshot = hook;
  }

  public void fence(@Nullable WriteFence hook) {
    fence = hook;
  }

  public Watchers watchers() {
    return watchers;
  }

  public void tracking(@Nullable TrackingHook hook) {
    tracking = hook;
  }

  public void events(@Nullable EventHook hook) {
    events = hook;
  }

  public void wakeUps(@Nullable WakeHook hook) {
    wakeUps = hook;
  }
}
