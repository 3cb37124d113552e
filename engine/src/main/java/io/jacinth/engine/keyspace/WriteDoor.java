package io.jacinth.engine.keyspace;

import io.jacinth.resp.Argv;
import io.jacinth.store.Draft;
import io.jacinth.store.Entries;
import io.jacinth.store.EntryTable;
import io.jacinth.store.Rooms;
import io.jacinth.store.RopeBuilder;
import io.jacinth.store.Store;
import io.jacinth.store.ValueSite;
import io.jacinth.store.ValueTypes;

/**
 * The one way to change a key. {@link Keyspace#openForWrite} opens it (a key past its time is gone
 * by then), the mutators change the value, and exactly one of {@link #commit}, {@link #removed},
 * {@link #unchangedButRaw} and {@link #unchanged} closes it.
 *
 * <p>Before the first change the snapshot sees the old value. At the end run, in this order: fence,
 * WATCH, tracking, keyspace events, wake-ups, dirty and key counts. There is one door per keyspace
 * and it does not nest: a handler that changes several keys opens it for one after the other.
 */
public final class WriteDoor implements ValueSite.Owner {
  /** Instead of an access word: there is no entry yet. */
  private static final int NEW = -1;

  private final Keyspace keyspace;
  private final Hooks hooks;
  private final Entries entries;
  private final Store store;
  private final ValueSite site;
  private Database db;
  private int slot;
  private long hash;
  private byte[] key = new byte[0];
  private int keyOffset;
  private int keyLength;
  private int entry;
  private boolean existed;
  private boolean hadExpiry;

  /** Looked up where clients' own expiries are remembered. */
  private long expireBefore;

  /** What a key that existed was, while somebody waits for keys; else {@link #NEW}. */
  private int typeBefore;

  /** A value that was there has made way for another one. */
  private boolean replaced;

  /** The key counts as a new one even if there was another value. */
  private boolean asNew;

  private boolean touched;

  private boolean open;

  /** The value is changed through the site, which knows its entry. */
  private boolean atSite;

  WriteDoor(Keyspace keyspace, Hooks hooks, Entries entries, Database first) {
    this.keyspace = keyspace;
    this.hooks = hooks;
    this.entries = entries;
    this.db = first;
    store = keyspace.store();
    site = new ValueSite(store, this);
  }

  void open(
      Database newDb, int newSlot, long newHash, byte[] bytes, int offset, int length, int found) {
    if (open) {
      throw new IllegalStateException("the write door is open already");
    }
    open = true;
    touched = false;
    atSite = false;
    db = newDb;
    slot = newSlot;
    hash = newHash;
    key = bytes;
    keyOffset = offset;
    keyLength = length;
    entry = found;
    existed = found != 0;
    hadExpiry = existed && entries.hasExpiry(found);
    expireBefore =
        hadExpiry && keyspace.hidesExpired() ? entries.expireAtWallMs(found) : EntryTable.NO_EXPIRE;
    replaced = false;
    asNew = false;
    typeBefore = existed && hooks.wakeUps != null ? entries.type(found) : NEW;
  }

  /** Whether the key is there. */
  public boolean exists() {
    return entry() != 0;
  }

  /** The entry for reading, 0 when the key is not there; changes with every mutator. */
  public int entry() {
    return atSite ? site.entry() : entry;
  }

  /** {@link ValueTypes} of the value; only when it exists. */
  public int type() {
    return entries.type(entry());
  }

  /** The value is there and of another type. */
  public boolean isOfOtherType(int type) {
    return entry() != 0 && entries.type(entry()) != type;
  }

  /** Wall-clock ms, or {@link EntryTable#NO_EXPIRE}. */
  public long expireAtWallMs() {
    return entry() == 0 ? EntryTable.NO_EXPIRE : entries.expireAtWallMs(entry());
  }

  // ---- changing

  /** Sets a string, in the encoding Redis would choose. */
  public void putString(byte[] value, int offset, int length, long expireAtWallMs) {
    changing();
    int access = access();
    entry =
        db.tableForWrite(slot)
            .putString(hash, key, keyOffset, keyLength, value, offset, length, expireAtWallMs);
    keepAccess(access);
  }

  /** Sets a string that stays text even if it reads like a number. */
  public void putText(byte[] value, int offset, int length, long expireAtWallMs) {
    changing();
    int access = access();
    entry =
        db.tableForWrite(slot)
            .putText(hash, key, keyOffset, keyLength, value, offset, length, expireAtWallMs);
    keepAccess(access);
  }

  /** Sets a string that is raw however short it is. */
  public void putRaw(byte[] value, int offset, int length, long expireAtWallMs) {
    beforeChange();
    int access = access();
    entry =
        db.tableForWrite(slot)
            .putRaw(hash, key, keyOffset, keyLength, value, offset, length, expireAtWallMs);
    keepAccess(access);
  }

  /** Sets a string that is a number. */
  public void putInteger(long value, long expireAtWallMs) {
    changing();
    if (entry != 0
        && expireAtWallMs == EntryTable.KEEP_EXPIRE
        && entries.encoding(entry) == ValueTypes.ENCODING_INT) {
      entries.setIntegerValue(entry, value);
      return;
    }
    int access = access();
    entry =
        db.tableForWrite(slot).putInteger(hash, key, keyOffset, keyLength, value, expireAtWallMs);
    keepAccess(access);
  }

  /** Sets a string whose bytes are in the store already. */
  public void putRope(RopeBuilder rope, long expireAtWallMs) {
    changing();
    int access = access();
    entry = db.tableForWrite(slot).putRope(hash, key, keyOffset, keyLength, rope, expireAtWallMs);
    keepAccess(access);
  }

  /** Adds to the end of the string that is there. */
  public void append(byte[] value, int offset, int length) {
    changing();
    int access = access();
    entry = db.tableForWrite(slot).append(hash, entry, value, offset, length);
    keepAccess(access);
  }

  /** Overwrites part of the string that is there, padding it with zeros first if need be. */
  public void setRange(int at, byte[] value, int offset, int length) {
    changing();
    int access = access();
    entry = db.tableForWrite(slot).setRange(hash, entry, at, value, offset, length);
    keepAccess(access);
  }

  /** Sets, changes or ({@link EntryTable#NO_EXPIRE}) takes away the expiry of the key. */
  public void setExpire(long expireAtWallMs) {
    changing();
    entry = db.tableForWrite(slot).setExpire(hash, entry, expireAtWallMs);
  }

  /**
   * Where a value that is no string is changed: to be handed to the type's edit. The other mutators
   * may be used after it.
   */
  public ValueSite site() {
    if (!atSite) {
      atSite = true;
      site.open(hash, key, keyOffset, keyLength, entry);
    }
    return site;
  }

  /** Ends the use of the site, if it was used. */
  private void leaveSite() {
    if (atSite) {
      entry = site.entry();
      atSite = false;
    }
  }

  @Override
  public EntryTable table() {
    return db.tableForWrite(slot);
  }

  /** Puts a value in that was built outside, in the place of whatever was there. */
  public void putDraft(Draft draft, long expireAtWallMs) {
    changing();
    replaced = true;
    entry = db.tableForWrite(slot).putDraft(hash, key, keyOffset, keyLength, draft, expireAtWallMs);
  }

  /**
   * Puts an entry in that {@link #taken} took out elsewhere, with its expiry, in the place of
   * whatever was there.
   */
  public void putTaken(int other) {
    changing();
    replaced = true;
    EntryTable table = db.tableForWrite(slot);
    if (entry != 0) {
      table.detachEntry(hash, entry);
      store.freeQueue().free(entry, false);
    }
    entry = table.attachAs(hash, key, keyOffset, keyLength, other);
    // A snapshot walk saw it, or will not see it, under its old key.
    entries.setBornWalk(entry, keyspace.bornWalk());
    asNew = true;
  }

  /** The value put in is that of a new key, whatever was there: COPY, RESTORE. */
  public void asNew() {
    asNew = true;
  }

  /** What every mutator but the site begins with. */
  private void changing() {
    leaveSite();
    beforeChange();
  }

  private int access() {
    return entry == 0 ? NEW : entries.access(entry);
  }

  /** A new value is a new entry to the store; to LRU and LFU the key is the one it was. */
  private void keepAccess(int access) {
    if (access != NEW && access != entries.access(entry)) {
      entries.setAccess(entry, access);
    }
  }

  @Override
  public void beforeChange() {
    if (!open) {
      throw new IllegalStateException("a change outside the write door");
    }
    if (!touched) {
      touched = true;
      SnapshotHook snapshot = hooks.snapshot;
      if (snapshot != null && existed) {
        snapshot.beforeChange(db.index(), slot, db.tableForWrite(slot), hash, entry);
      }
    }
  }

  /** A change that keyspace events do not tell of; the key was there before. */
  public void commitSilently() {
    close();
    noteExpiry();
    signal();
    keyspace.addDirty(1);
  }

  /** The value changed in a way that Redis hides from WATCH and caches: a stream's groups. */
  public void commitUnwatched(long changes) {
    close();
    hooks.written(db.index(), slot, key, keyOffset, keyLength);
    keyspace.addDirty(changes);
  }

  /** The key was created or changed. */
  public void commit(char eventClass, String event) {
    commit(eventClass, event, 1);
  }

  /**
   * The key was created or changed.
   *
   * @param changes how many changes it counts as
   */
  public void commit(char eventClass, String event, long changes) {
    settle();
    alsoEvent(eventClass, event);
    wake();
    keyspace.addDirty(changes);
  }

  /** The key was given the value of another one: RENAME, MOVE. Both of them have an event. */
  public void commitMoved(int fromDb, String fromEvent, Argv argv, int from, String event) {
    settle();
    EventHook events = hooks.events;
    if (events != null) {
      byte[] array = argv.array();
      events.event(
          EventClass.GENERIC, fromEvent, fromDb, array, argv.offset(from), argv.length(from));
    }
    alsoEvent(EventClass.GENERIC, event);
    wake();
    keyspace.addDirty(1);
  }

  private void settle() {
    close();
    if (!existed) {
      db.slots().addKeys(slot, 1);
    }
    noteExpiry();
    signal();
    if (!existed || asNew) {
      alsoEvent(EventClass.NEW, "new");
    }
  }

  private void wake() {
    WakeHook wakeUps = hooks.wakeUps;
    if (wakeUps == null) {
      return;
    }
    int type = entries.type(entry);
    if (existed && (replaced || type != typeBefore)) {
      wakeUps.gone(db.index(), key, keyOffset, keyLength);
      wakeUps.ready(db.index(), type, key, keyOffset, keyLength);
    } else if (!existed) {
      wakeUps.ready(db.index(), type, key, keyOffset, keyLength);
    }
  }

  private void noteExpiry() {
    boolean hasExpiry = entries.hasExpiry(entry);
    if (hasExpiry != hadExpiry) {
      db.slots().addExpiring(slot, hasExpiry ? 1 : -1);
    }
    if (hasExpiry) {
      long expireAt = entries.expireAtWallMs(entry);
      db.slots().noteExpiry(slot, expireAt);
      if (keyspace.hidesExpired() && expireAt != expireBefore) {
        keyspace.ownExpiries().note(db.index(), key, keyOffset, keyLength);
      }
    }
  }

  /** A second event of the change just committed. */
  public void alsoEvent(char eventClass, String event) {
    EventHook events = hooks.events;
    if (events != null) {
      events.event(eventClass, event, db.index(), key, keyOffset, keyLength);
    }
  }

  /** Deletes the key, which must be there. */
  public void removed(char eventClass, String event) {
    removed(eventClass, event, false);
  }

  /**
   * Deletes the key, which must be there.
   *
   * @param lazily large values are freed later, in slices
   */
  public void removed(char eventClass, String event, boolean lazily) {
    beforeChange();
    close();
    takeOut(lazily);
    gone();
    alsoEvent(eventClass, event);
    keyspace.addDirty(1);
  }

  private void takeOut(boolean lazily) {
    db.tableForWrite(slot).detachEntry(hash, entry);
    store.freeQueue().free(entry, lazily);
  }

  /** The key is in the table no more. */
  private void gone() {
    entry = 0;
    if (existed) {
      db.slots().addKeys(slot, -1);
    }
    if (hadExpiry) {
      db.slots().addExpiring(slot, -1);
    }
    signal();
    WakeHook wakeUps = hooks.wakeUps;
    if (wakeUps != null && existed) {
      wakeUps.gone(db.index(), key, keyOffset, keyLength);
    }
  }

  /**
   * The last element of the value was taken out, so the key goes: the command's own event, then
   * {@code del}.
   *
   * @param changes how many changes it counts as
   */
  public void emptied(char eventClass, String event, long changes) {
    beforeChange();
    close();
    takeOut(false);
    gone();
    alsoEvent(eventClass, event);
    alsoEvent(EventClass.GENERIC, "del");
    keyspace.addDirty(changes);
  }

  /**
   * Takes the entry, which must be there, out of this key to be put in at another one by {@link
   * #putTaken}: RENAME and MOVE. The events are told when it is there.
   *
   * @return the entry, which is the caller's
   */
  public int taken() {
    beforeChange();
    close();
    int entryTaken = entry;
    db.tableForWrite(slot).detachEntry(hash, entryTaken);
    gone();
    return entryTaken;
  }

  /** Nothing was changed after all. */
  public void unchanged() {
    if (touched) {
      throw new IllegalStateException("a changed key was closed as unchanged");
    }
    close();
  }

  /** Nothing was changed, but the string was opened for changing its bytes: it is raw from now. */
  public void unchangedButRaw() {
    if (entries.encoding(entry) != ValueTypes.ENCODING_RAW) {
      setRange(0, key, keyOffset, 0);
    }
    close();
  }

  /** Nothing was changed, but the value is kept in another form from now on. */
  public void unchangedButConverted() {
    close();
  }

  private void close() {
    if (!open) {
      throw new IllegalStateException("the write door is not open");
    }
    leaveSite();
    open = false;
  }

  /** A handler failed in the middle: whatever it did stays, the door does not. */
  void forceClosed() {
    if (open && touched) {
      db.recount();
    }
    atSite = false;
    open = false;
  }

  /** Between two uses: a key within a huge request does not keep its array. */
  public void letGo() {
    if (!open && Rooms.isLarge(key)) {
      key = new byte[0];
      site.open(0, key, 0, 0, 0);
    }
  }

  public boolean isOpen() {
    return open;
  }

  private void signal() {
    hooks.written(db.index(), slot, key, keyOffset, keyLength);
    hooks.changed(db.index(), key, keyOffset, keyLength, entry != 0);
  }
}
