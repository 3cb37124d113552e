package io.jacinth.engine.keyspace;

import io.jacinth.cluster.view.SlotHash;
import io.jacinth.resp.Argv;
import io.jacinth.store.Entries;
import io.jacinth.store.EntryTable;
import io.jacinth.store.Store;
import java.util.random.RandomGenerator;

/**
 * All databases of a node. Finding a key for reading, the door for writing, and the facts about
 * keys that INFO and the cluster want.
 *
 * <p>The engine says before every top-level command what all of it sees ({@link #begin}): the time,
 * what a key past it is ({@link Expirer}), and whether reading leaves traces.
 */
public final class Keyspace {
  private final Store store;
  private final Entries entries;
  private final Database[] databases;
  private final boolean slotted;
  private final Hooks hooks = new Hooks();
  private final WriteDoor door;
  private final DueKeys dueKeys;
  private final OwnExpiries ownExpiries;
  private final StoredKeys storedKeys = new StoredKeys(this);
  private final RandomGenerator random;
  private final AccessClock access;
  private final Evictor evictor;
  private final Expirer expirer;
  private DeletionSink deletions = (db, key, offset, length, lazily) -> {};
  private boolean touching = true;
  private int commandSlot = -1;
  private int bornWalk;
  private long dirty;
  private long hits;
  private long misses;

  /**
   * @param slotted a table per hash slot (cluster mode) instead of one per database
   */
  public Keyspace(Store store, int databaseCount, boolean slotted, RandomGenerator random) {
    this.store = store;
    this.entries = store.entries();
    this.slotted = slotted;
    this.random = random;
    access = new AccessClock(entries, random);
    evictor = new Evictor(this, access, random);
    expirer = new Expirer(this);
    dueKeys = new DueKeys(this, random);
    ownExpiries = new OwnExpiries(this);
    databases = new Database[databaseCount];
    for (int i = 0; i < databaseCount; i++) {
      databases[i] = new Database(i, slotted ? SlotHash.SLOTS : 1, store);
    }
    door = new WriteDoor(this, hooks, entries, databases[0]);
  }

  public Store store() {
    return store;
  }

  public Entries entries() {
    return entries;
  }

  public Hooks hooks() {
    return hooks;
  }

  public int databaseCount() {
    return databases.length;
  }

  public Database database(int index) {
    return databases[index];
  }

  public boolean isSlotted() {
    return slotted;
  }

  DeletionSink deletions() {
    return deletions;
  }

  public void deletionSink(DeletionSink sink) {
    deletions = sink;
  }

  /** How access words are read. */
  public AccessClock accessClock() {
    return access;
  }

  public Evictor evictor() {
    return evictor;
  }

  /** Keys past their time. */
  public Expirer expirer() {
    return expirer;
  }

  /**
   * What the next top-level command sees.
   *
   * @param touch whether reading a key makes it recently used
   */
  public void begin(long nowWallMs, Expiry mode, boolean touch) {
    expirer.begin(nowWallMs, mode);
    touching = touch;
    commandSlot = -1;
    if (access.advance(nowWallMs)) {
      entries.setStamp(access.ofNew(), bornWalk);
    }
  }

  /** Number of the snapshot walk under way; written into every entry put from now on. */
  public void bornWalk(int walk) {
    bornWalk = walk & 0xFF;
    entries.setStamp(access.ofNew(), bornWalk);
  }

  /**
   * The slot all keys of the running command are in, -1 when nobody has worked it out. Routing has
   * hashed the first key already; doing it again would cost a command as much as its gates do.
   */
  public void commandSlot(int slot) {
    commandSlot = slot;
  }

  public int commandSlot() {
    return commandSlot;
  }

  private int tableIndex(Argv argv, int i) {
    return commandSlot >= 0
        ? commandSlot
        : tableIndex(argv.array(), argv.offset(i), argv.length(i));
  }

  /** The time the current command sees. */
  public long wallMs() {
    return expirer.wallMs();
  }

  // ---- finding

  /** The table index of a key: its slot in cluster mode, else 0. */
  public int tableIndex(byte[] key, int offset, int length) {
    return slotted ? SlotHash.slotOf(key, offset, length) : 0;
  }

  /** The entry of word {@code i} for reading, 0 when there is none; counts and touches. */
  public int read(int db, Argv argv, int i) {
    int entry = readNoTouch(db, argv, i);
    if (entry != 0) {
      touch(entry);
    }
    return entry;
  }

  /** A command has read through the door what was there: counts and tells as reading does. */
  public void noteRead(int db, Argv argv, int i, int entry) {
    if (entry == 0) {
      missed(db, argv, i);
    } else {
      hits++;
    }
  }

  private void missed(int db, Argv argv, int i) {
    misses++;
    EventHook events = hooks.events;
    if (events != null) {
      events.event(
          EventClass.KEY_MISS, "keymiss", db, argv.array(), argv.offset(i), argv.length(i));
    }
  }

  /** As {@link #read}, without touching, counting or telling anybody. */
  public int peek(int db, Argv argv, int i) {
    return find(db, argv, i);
  }

  /** As {@link #read} for commands that look without reading the value (EXISTS, TTL): no touch. */
  public int readNoTouch(int db, Argv argv, int i) {
    int entry = find(db, argv, i);
    if (entry == 0) {
      missed(db, argv, i);
    } else {
      hits++;
    }
    return entry;
  }

  /** As {@link #readNoTouch}, and nobody is told of a key that is not there: OBJECT. */
  public int readForFacts(int db, Argv argv, int i) {
    int entry = find(db, argv, i);
    if (entry == 0) {
      misses++;
    } else {
      hits++;
    }
    return entry;
  }

  /** Whether a key is stored, expired or not. */
  public boolean isStored(int db, byte[] key, int offset, int length) {
    return stored(db, key, offset, length) != 0;
  }

  int stored(int db, byte[] key, int offset, int length) {
    EntryTable table = databases[db].table(tableIndex(key, offset, length));
    return table == null ? 0 : table.find(store.hash(key, offset, length), key, offset, length);
  }

  /** The type of a key's value, -1 if there is none; leaves no traces. */
  public int typeOf(int db, byte[] key) {
    int entry = stored(db, key, 0, key.length);
    return entry != 0 && isLive(entry) ? entries.type(entry) : -1;
  }

  private int find(int db, Argv argv, int i) {
    return find(db, tableIndex(argv, i), argv.array(), argv.offset(i), argv.length(i));
  }

  int find(int db, int slot, byte[] key, int offset, int length) {
    Database database = databases[db];
    EntryTable table = database.table(slot);
    if (table == null) {
      return 0;
    }
    long hash = store.hash(key, offset, length);
    int entry = table.find(hash, key, offset, length);
    if (entry == 0 || expirer.isLive(entry)) {
      return entry;
    }
    if (expirer.deletes()) {
      expirer.expire(database, slot, hash, key, offset, length, entry);
    }
    return 0;
  }

  /** Notes an access to an entry, unless the command shall leave no traces. */
  public void touch(int entry) {
    if (touching) {
      access.touch(entry);
    }
  }

  /** As {@link #touch}, whatever the client asked for: TOUCH. */
  public void touchAnyway(int entry) {
    access.touch(entry);
  }

  /** LRU: seconds since an entry was used. */
  public long idleSeconds(int entry) {
    return access.idleSeconds(entry);
  }

  /** LFU: how often an entry is used, on a logarithmic scale of 0 to 255. */
  public int frequency(int entry) {
    return access.frequency(entry);
  }

  // ---- writing

  /** Opens the door for word {@code i}. */
  public WriteDoor openForWrite(int db, Argv argv, int i) {
    return openForWrite(db, tableIndex(argv, i), argv.array(), argv.offset(i), argv.length(i));
  }

  /** Opens the door for a key; the bytes must stay as they are until it is closed. */
  public WriteDoor openForWrite(int db, byte[] key, int offset, int length) {
    return openForWrite(db, tableIndex(key, offset, length), key, offset, length);
  }

  private WriteDoor openForWrite(int db, int slot, byte[] key, int offset, int length) {
    Database database = databases[db];
    long hash = store.hash(key, offset, length);
    EntryTable table = database.table(slot);
    int entry = table == null ? 0 : table.find(hash, key, offset, length);
    if (entry != 0 && !expirer.isLive(entry)) {
      // Whoever writes to a key past its time writes to a key that is not there; a writable replica
      // deletes its own copy without telling anybody.
      expirer.expire(database, slot, hash, key, offset, length, entry);
      entry = 0;
    }
    if (entry != 0) {
      touch(entry);
    }
    door.open(database, slot, hash, key, offset, length, entry);
    return door;
  }

  /** Opens the door for a stored entry, whether its time is past or not. */
  void openAt(int db, byte[] key, int offset, int length, int entry) {
    long hash = store.hash(key, offset, length);
    door.open(databases[db], tableIndex(key, offset, length), hash, key, offset, length, entry);
  }

  /** The door; for checks that it was closed. */
  public WriteDoor door() {
    return door;
  }

  /** The keys that a writable replica's own clients gave a time. */
  public OwnExpiries ownExpiries() {
    return ownExpiries;
  }

  /** Keys whether their time is past or not. */
  public StoredKeys storedKeys() {
    return storedKeys;
  }

  /** Active expiry. */
  public DueKeys dueKeys() {
    return dueKeys;
  }

  Database[] databases() {
    return databases;
  }

  /** A copy of an entry's key. */
  public byte[] keyOf(int entry) {
    byte[] key = new byte[entries.keyLength(entry)];
    entries.copyKey(entry, key, 0);
    return key;
  }

  // ---- facts

  /** A random live entry, 0 when there is none or none was found in a bounded number of tries. */
  public int randomEntry(int db) {
    for (int attempt = 0; attempt < 100; attempt++) {
      int entry = databases[db].randomEntry(random);
      if (entry == 0) {
        return 0;
      }
      if (expirer.isLive(entry)) {
        return entry;
      }
      if (expirer.deletes()) {
        byte[] key = keyOf(entry);
        find(db, tableIndex(key, 0, key.length), key, 0, key.length);
      }
    }
    return 0;
  }

  /** Whether an entry met by a scan counts as being there. */
  public boolean isLive(int entry) {
    return expirer.isLive(entry);
  }

  public int keysInSlot(int slot) {
    return slotted ? databases[0].keysInSlot(slot) : 0;
  }

  public boolean isEmpty() {
    for (Database database : databases) {
      if (database.keyCount() > 0) {
        return false;
      }
    }
    return true;
  }

  public long keyCount() {
    long count = 0;
    for (Database database : databases) {
      count += database.keyCount();
    }
    return count;
  }

  /** Grows with every change; INFO's rdb_changes_since_last_save counts from a mark in it. */
  public long dirty() {
    return dirty;
  }

  public void addDirty(long changes) {
    dirty += changes;
  }

  /** What has been counted since was nobody's change. */
  void takeBackDirty(long before) {
    dirty = before;
  }

  public long hits() {
    return hits;
  }

  public long misses() {
    return misses;
  }

  public void resetStatistics() {
    hits = 0;
    misses = 0;
    expirer.resetStatistics();
    store.freeQueue().resetStatistics();
    evictor.resetStatistics();
  }

  /** A handler threw: the door must not stay open. */
  public void afterFailure() {
    door.forceClosed();
  }
}
