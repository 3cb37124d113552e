package io.jacinth.engine.keyspace;

/** SWAPDB: everything in a database gets the other's number. */
public final class DatabaseSwap {
  private DatabaseSwap() {}

  public static void swap(Keyspace keyspace, int first, int second) {
    keyspace.addDirty(1);
    if (first == second) {
      return;
    }
    Hooks hooks = keyspace.hooks();
    if (!hooks.watchers.isEmpty()) {
      hooks.watchers.swapping(first, second, keyspace);
    }
    Database[] databases = keyspace.databases();
    Database a = databases[first];
    databases[first] = databases[second];
    databases[second] = a;
    databases[first].index(first);
    databases[second].index(second);
    SnapshotHook snapshot = hooks.snapshot;
    if (snapshot != null) {
      snapshot.swapped(first, second);
    }
    WakeHook wakeUps = hooks.wakeUps;
    if (wakeUps != null) {
      wakeUps.databaseReplaced(first);
      wakeUps.databaseReplaced(second);
    }
  }
}
