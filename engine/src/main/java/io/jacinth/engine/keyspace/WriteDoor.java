package io.jacinth.engine.keyspace;

import io.jacinth.resp.Argv;
import io.jacinth.store.Draft;
import io.jacinth.store.Entries;
import io.jacinth.store.EntryTable;
import io.jacinth.store.RopeBuilder;
import io.jacinth.store.Store;
import io.jacinth.store.StringForm;
import io.jacinth.store.ValueSite;
import io.jacinth.store.ValueTypes;

/**
 * The one way to change a key. {@link Keyspace#openForWrite} opens it (a key past its time is gone
 * by then), the mutators change the value, and exactly one of {@link #commit}, {@link #removed},
 * {@link #unchangedButRaw} and {@link #unchanged} closes it.
 *
 * <p>Before the first change the snapshot sees the old value. At the end run, in this order: fence,
 * WATCH, tracking, keyspace events, wake-ups ({@link KeyChange} has them), and dirty. There is one
 * door per keyspace and it does not nest: a handler that changes several keys opens it for one
 * after the other.
 */
public final class WriteDoor implements ValueSite.Owner {
  /** Instead of an access word: there is no entry yet. */
  private static final int NEW = -1;

  private final Keyspace keyspace;
  private final Entries entries;
  private final Store store;
  private final KeyChange change;
  private final ValueSite site;
  private int entry;
  private boolean touched;

  private boolean open;

  /** The value is changed through the site, which knows its entry. */
  private boolean atSite;

  WriteDoor(Keyspace keyspace, Hooks hooks, Entries entries, Database first) {
    this.keyspace = keyspace;
    this.entries = entries;
    store = keyspace.store();
    change = new KeyChange(keyspace, hooks, entries, first);
    site = new ValueSite(store, this);
  }

  void open(Database db, int slot, long hash, byte[] key, int offset, int length, int found) {
    if (open) {
      throw new IllegalStateException("the write door is open already");
    }
    open = true;
    touched = false;
    atSite = false;
    entry = found;
    change.begin(db, slot, hash, key, offset, length, found);
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
    put(value, offset, length, expireAtWallMs, StringForm.SHORTEST);
  }

  /** Sets a string that stays text even if it reads like a number. */
  public void putText(byte[] value, int offset, int length, long expireAtWallMs) {
    changing();
    put(value, offset, length, expireAtWallMs, StringForm.TEXT);
  }

  /** Sets a string that is raw however short it is. */
  public void putRaw(byte[] value, int offset, int length, long expireAtWallMs) {
    beforeChange();
    put(value, offset, length, expireAtWallMs, StringForm.RAW);
  }

  private void put(byte[] value, int offset, int length, long expireAtWallMs, StringForm form) {
    int access = access();
    entry =
        change
            .table()
            .putString(
                change.hash,
                change.key,
                change.offset,
                change.length,
                value,
                offset,
                length,
                expireAtWallMs,
                form);
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
        change
            .table()
            .putInteger(
                change.hash, change.key, change.offset, change.length, value, expireAtWallMs);
    keepAccess(access);
  }

  /** Sets a string whose bytes are in the store already. */
  public void putRope(RopeBuilder rope, long expireAtWallMs) {
    changing();
    int access = access();
    entry =
        change
            .table()
            .putRope(change.hash, change.key, change.offset, change.length, rope, expireAtWallMs);
    keepAccess(access);
  }

  /** Adds to the end of the string that is there. */
  public void append(byte[] value, int offset, int length) {
    changing();
    int access = access();
    entry = change.table().append(change.hash, entry, value, offset, length);
    keepAccess(access);
  }

  /** Overwrites part of the string that is there, padding it with zeros first if need be. */
  public void setRange(int at, byte[] value, int offset, int length) {
    changing();
    int access = access();
    entry = change.table().setRange(change.hash, entry, at, value, offset, length);
    keepAccess(access);
  }

  /** Sets, changes or ({@link EntryTable#NO_EXPIRE}) takes away the expiry of the key. */
  public void setExpire(long expireAtWallMs) {
    changing();
    entry = change.table().setExpire(change.hash, entry, expireAtWallMs);
  }

  /**
   * Where a value that is no string is changed: to be handed to the type's edit. The other mutators
   * may be used after it.
   */
  public ValueSite site() {
    if (!atSite) {
      atSite = true;
      site.open(change.hash, change.key, change.offset, change.length, entry);
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
    return change.table();
  }

  /** Puts a value in that was built outside, in the place of whatever was there. */
  public void putDraft(Draft draft, long expireAtWallMs) {
    changing();
    change.replaced();
    entry =
        change
            .table()
            .putDraft(change.hash, change.key, change.offset, change.length, draft, expireAtWallMs);
  }

  /**
   * Puts an entry in that {@link #taken} took out elsewhere, with its expiry, in the place of
   * whatever was there.
   */
  public void putTaken(int other) {
    changing();
    change.replaced();
    EntryTable table = change.table();
    if (entry != 0) {
      table.detachEntry(change.hash, entry);
      store.freeQueue().free(entry, false);
    }
    // As young as one that is put now: a snapshot walk saw it, or will see it, under its old key.
    entry = table.attachAs(change.hash, change.key, change.offset, change.length, other);
    change.asNew();
  }

  /** The value put in is that of a new key, whatever was there: COPY, RESTORE. */
  public void asNew() {
    change.asNew();
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
      change.beforeChange(entry);
    }
  }

  /** A change that keyspace events do not tell of; the key was there before. */
  public void commitSilently() {
    close();
    change.changed(entry);
    keyspace.addDirty(1);
  }

  /** The value changed in a way that Redis hides from WATCH and caches: a stream's groups. */
  public void commitUnwatched(long changes) {
    close();
    change.changedUnwatched();
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
    close();
    change.settled(entry);
    change.event(eventClass, event);
    change.ready(entry);
    keyspace.addDirty(changes);
  }

  /** The key was given the value of another one: RENAME, MOVE. Both of them have an event. */
  public void commitMoved(int fromDb, String fromEvent, Argv argv, int from, String event) {
    close();
    change.settled(entry);
    change.eventOfSource(fromDb, fromEvent, argv, from);
    change.event(EventClass.GENERIC, event);
    change.ready(entry);
    keyspace.addDirty(1);
  }

  /** A second event of the change just committed. */
  public void alsoEvent(char eventClass, String event) {
    change.event(eventClass, event);
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
    change.gone();
    change.event(eventClass, event);
    keyspace.addDirty(1);
  }

  private void takeOut(boolean lazily) {
    change.table().detachEntry(change.hash, entry);
    store.freeQueue().free(entry, lazily);
    entry = 0;
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
    change.gone();
    change.event(eventClass, event);
    change.event(EventClass.GENERIC, "del");
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
    change.table().detachEntry(change.hash, entryTaken);
    entry = 0;
    change.gone();
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
      setRange(0, change.key, change.offset, 0);
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
      change.recount();
    }
    atSite = false;
    open = false;
  }

  /** Between two uses: a key within a huge request does not keep its array. */
  public void letGo() {
    if (!open && change.letGoIfLarge()) {
      site.open(0, change.key, 0, 0, 0);
    }
  }

  public boolean isOpen() {
    return open;
  }
}
