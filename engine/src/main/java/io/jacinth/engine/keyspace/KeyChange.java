package io.jacinth.engine.keyspace;

import io.jacinth.resp.Argv;
import io.jacinth.store.Entries;
import io.jacinth.store.EntryTable;
import io.jacinth.store.Rooms;

/**
 * The key the {@link WriteDoor} is open for: where it is, what it was before, and who is told what
 * became of it.
 *
 * <p>The door's business is the value; everybody else wants to know of a difference. Whether the
 * key is a new one, whether it expires now and did not before, whether those who wait for a list
 * have one: each is a comparison of what is there with what was there, so the latter is noted when
 * the door opens, and only as far as somebody will ask: the type is not read while nobody waits for
 * keys.
 *
 * <p>They are told in this order: snapshot (before the change), then counts, fence, WATCH,
 * tracking, keyspace events, wake-ups.
 */
final class KeyChange {
  /** Instead of a type: nobody has looked, or there was none. */
  private static final int UNKNOWN = -1;

  private final Keyspace keyspace;
  private final Hooks hooks;
  private final Entries entries;
  private Database db;
  private int slot;

  long hash;
  byte[] key = new byte[0];
  int offset;
  int length;

  private boolean existed;
  private boolean hadExpiry;

  /** Looked up where clients' own expiries are remembered. */
  private long expireBefore;

  /** What a key that existed was, while somebody waits for keys; else {@link #UNKNOWN}. */
  private int typeBefore;

  /** A value that was there has made way for another one. */
  private boolean replaced;

  /** The key counts as a new one even if there was another value. */
  private boolean asNew;

  KeyChange(Keyspace keyspace, Hooks hooks, Entries entries, Database first) {
    this.keyspace = keyspace;
    this.hooks = hooks;
    this.entries = entries;
    this.db = first;
  }

  void begin(
      Database newDb, int newSlot, long newHash, byte[] bytes, int from, int count, int found) {
    db = newDb;
    slot = newSlot;
    hash = newHash;
    key = bytes;
    offset = from;
    length = count;
    existed = found != 0;
    hadExpiry = existed && entries.hasExpiry(found);
    expireBefore =
        hadExpiry && keyspace.expirer().hides()
            ? entries.expireAtWallMs(found)
            : EntryTable.NO_EXPIRE;
    replaced = false;
    asNew = false;
    typeBefore = existed && hooks.wakeUps != null ? entries.type(found) : UNKNOWN;
  }

  /** Where the key is, or comes. */
  EntryTable table() {
    return db.tableForWrite(slot);
  }

  /** A value that was built elsewhere has taken the place of whatever was there. */
  void replaced() {
    replaced = true;
  }

  /** The key is a new one, whatever was there. */
  void asNew() {
    asNew = true;
  }

  // ---- who is told

  /** Before the first change. */
  void beforeChange(int entry) {
    SnapshotHook snapshot = hooks.snapshot;
    if (snapshot != null && existed) {
      snapshot.beforeChange(db.index(), slot, table(), hash, entry);
    }
  }

  /** The key is there, and not as it was; {@link #ready} follows behind its events. */
  void settled(int entry) {
    if (!existed) {
      db.slots().addKeys(slot, 1);
    }
    changed(entry);
    if (!existed || asNew) {
      event(EventClass.NEW, "new");
    }
  }

  /** A key that was there before is not as it was. */
  void changed(int entry) {
    noteExpiry(entry);
    signal(true);
  }

  /** The fence alone hears of it. */
  void changedUnwatched() {
    hooks.written(db.index(), slot, key, offset, length);
  }

  private void noteExpiry(int entry) {
    boolean hasExpiry = entries.hasExpiry(entry);
    if (hasExpiry != hadExpiry) {
      db.slots().addExpiring(slot, hasExpiry ? 1 : -1);
    }
    if (hasExpiry) {
      long expireAt = entries.expireAtWallMs(entry);
      db.slots().noteExpiry(slot, expireAt);
      if (keyspace.expirer().hides() && expireAt != expireBefore) {
        keyspace.ownExpiries().note(db.index(), key, offset, length);
      }
    }
  }

  /** The key is in the table no more. */
  void gone() {
    if (existed) {
      db.slots().addKeys(slot, -1);
    }
    if (hadExpiry) {
      db.slots().addExpiring(slot, -1);
    }
    signal(false);
    WakeHook wakeUps = hooks.wakeUps;
    if (wakeUps != null && existed) {
      wakeUps.gone(db.index(), key, offset, length);
    }
  }

  private void signal(boolean isThere) {
    hooks.written(db.index(), slot, key, offset, length);
    hooks.changed(db.index(), key, offset, length, isThere);
  }

  void event(char eventClass, String event) {
    EventHook events = hooks.events;
    if (events != null) {
      events.event(eventClass, event, db.index(), key, offset, length);
    }
  }

  /** An event of the other key, which this one's value came from. */
  void eventOfSource(int fromDb, String event, Argv argv, int from) {
    EventHook events = hooks.events;
    if (events != null) {
      byte[] array = argv.array();
      events.event(EventClass.GENERIC, event, fromDb, array, argv.offset(from), argv.length(from));
    }
  }

  /** Behind the events: tells those who wait for keys, if there is something new for them. */
  void ready(int entry) {
    WakeHook wakeUps = hooks.wakeUps;
    if (wakeUps == null) {
      return;
    }
    int type = entries.type(entry);
    if (existed && (replaced || type != typeBefore)) {
      wakeUps.gone(db.index(), key, offset, length);
      wakeUps.ready(db.index(), type, key, offset, length);
    } else if (!existed) {
      wakeUps.ready(db.index(), type, key, offset, length);
    }
  }

  // ---- ends

  /** A change stopped in the middle, and nobody knows how far it came. */
  void recount() {
    db.recount();
  }

  /** Lets go of the array of a huge request; true if it had one. */
  boolean letGoIfLarge() {
    if (!Rooms.isLarge(key)) {
      return false;
    }
    key = new byte[0];
    return true;
  }
}
