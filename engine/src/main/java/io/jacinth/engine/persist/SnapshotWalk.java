package io.jacinth.engine.persist;

import io.jacinth.engine.keyspace.Database;
import io.jacinth.engine.keyspace.Keyspace;
import io.jacinth.engine.keyspace.SnapshotHook;
import io.jacinth.store.Entries;
import io.jacinth.store.EntryTable;
import io.jacinth.store.EntryVisitor;
import io.jacinth.store.Rooms;
import io.jacinth.store.ValueTypes;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Makes an image of the keyspace as it is at one moment while the keyspace goes on changing, in
 * slices of the engine's loop. No fork, no copy of the data, no pause. The full essay is {@code
 * docs/snapshot.md}; in short:
 *
 * <ul>
 *   <li>The walk visits databases, slots in them, and positions in a slot's table (which stay put
 *       while the table grows and shrinks) in ascending order. What lies before its cursor is
 *       <em>visited</em>: it has been handed to the sinks, and changes of it concern nobody.
 *   <li>Before an unvisited entry changes, its old value is written to the side stream and the
 *       entry is marked with the walk's number ({@code bornWalk}). Long values are not copied:
 *       their pages are held, and large structures save what changes in them ({@link HeldValue}).
 *   <li>Entries put during the walk carry its number from birth. The walk passes over every entry
 *       that carries its number: it is new, or its old value is in the side stream.
 * </ul>
 *
 * <p>So every key that existed at the start is handed over exactly once with its value of that
 * moment, and no other key is. Numbers are one byte. A walk wipes the numbers of earlier walks off
 * the entries it visits, so an old number can meet its namesake only if 254 walks in a row were
 * given up; then a sweep wipes all.
 */
public final class SnapshotWalk implements SnapshotHook {
  /** How a slice ended. */
  public enum Progress {
    /** The budget is used up. */
    WORKED,
    /** A sink has no room, or the spill file is behind. */
    WAITING,
    /** No walk is under way (any more). */
    IDLE
  }

  /**
   * Bounds of the side stream.
   *
   * @param memoryBytes in memory; the rest goes to a file
   * @param spillBytes in the file, and held in pages: beyond it {@link #isCongested}
   */
  public record Limits(long memoryBytes, long spillBytes) {
    public static final Limits DEFAULT = new Limits(32L << 20, 1L << 30);
  }

  private static final int NUMBERS = 255;

  /** Longer values are handed over piece by piece, a piece per look at the budget. */
  private static final int WHOLE_BYTES = 64 << 10;

  private final Keyspace keyspace;
  private final Entries entries;
  private final SideStream side;
  private final long heldLimitBytes;
  private final ArrayDeque<HeldValue> held = new ArrayDeque<>();
  private final List<SnapshotSink> sinks = new ArrayList<>();

  /** Where the database that had number {@code i} at the start is now, and the reverse. */
  private final int[] nowAt;

  private final int[] wasAt;
  private final long[] keysAtStart;
  private final long[] expiringAtStart;
  private final EntryVisitor visitor = this::visit;
  private final ToSinks toSinks = new ToSinks();
  private byte[] key = new byte[256];
  private byte[] value = new byte[1024];
  private boolean running;
  private int number;
  private long walks;
  private long lastComplete;
  private int cursorDb;
  private int cursorSlot;
  private long cursorPosition;
  private int sinkDb;
  private long heldBytes;
  private long entriesWalked;
  private long entriesSaved;

  public SnapshotWalk(Keyspace keyspace, SpillFile.Factory files, Limits limits) {
    this.keyspace = keyspace;
    this.entries = keyspace.entries();
    this.side = new SideStream(limits.memoryBytes(), limits.spillBytes(), files);
    this.heldLimitBytes = limits.spillBytes();
    int databases = keyspace.databaseCount();
    nowAt = new int[databases];
    wasAt = new int[databases];
    keysAtStart = new long[databases];
    expiringAtStart = new long[databases];
  }

  public boolean isRunning() {
    return running;
  }

  /** More changes than the side stream may hold: writers must be slowed down. */
  public boolean isCongested() {
    long heldNow = heldBytes + keyspace.store().frozenValues().savedBytes();
    return running && (side.isCongested() || heldNow > heldLimitBytes);
  }

  /** Entries the current or last walk met itself. */
  public long entriesWalked() {
    return entriesWalked;
  }

  /** Entries whose old value the current or last walk got through the side stream. */
  public long entriesSaved() {
    return entriesSaved;
  }

  /** Begins a walk for all its sinks; between commands, never inside a transaction. */
  public void start(List<? extends SnapshotSink> newSinks) {
    if (running) {
      throw new IllegalStateException("one walk at a time");
    }
    if (walks - lastComplete >= NUMBERS - 1) {
      sweepMarks();
    }
    number = (int) (walks++ % NUMBERS) + 1;
    running = true;
    sinks.addAll(newSinks);
    cursorDb = 0;
    cursorSlot = 0;
    cursorPosition = 0;
    sinkDb = -1;
    entriesWalked = 0;
    entriesSaved = 0;
    for (int i = 0; i < nowAt.length; i++) {
      nowAt[i] = i;
      wasAt[i] = i;
      keysAtStart[i] = keyspace.database(i).keyCount();
      expiringAtStart[i] = keysAtStart[i] == 0 ? 0 : keyspace.database(i).expireCount();
    }
    keyspace.bornWalk(number);
    keyspace.hooks().snapshot(this);
  }

  /** A sink has failed by itself; the last one to go ends the walk. */
  public void leave(SnapshotSink sink) {
    if (sinks.remove(sink)) {
      sink.release();
      if (running && sinks.isEmpty()) {
        end();
      }
    }
  }

  /** Gives the walk up. */
  public void abort(String reason) {
    if (!running) {
      return;
    }
    List<SnapshotSink> told = List.copyOf(sinks);
    end();
    for (SnapshotSink sink : told) {
      sink.release();
      sink.aborted(reason);
    }
  }

  private void end() {
    running = false;
    sinks.clear();
    side.clear();
    for (HeldValue left : held) {
      release(left);
    }
    held.clear();
    keyspace.bornWalk(0);
    keyspace.hooks().snapshot(null);
  }

  // The slices

  /**
   * Goes on for about {@code budgetNanos}.
   *
   * @param ticker a clock of nanoseconds
   */
  public Progress step(LongSupplier ticker, long budgetNanos) {
    long until = ticker.getAsLong() + budgetNanos;
    while (running) {
      if (!haveRoom()) {
        return Progress.WAITING;
      }
      if (!held.isEmpty()) {
        handOverPiece();
      } else if (!nextFromSide() && !nextBucket()) {
        if (!running) {
          break;
        }
        if (!side.isEmpty()) {
          return Progress.WAITING;
        }
        complete();
        break;
      }
      if (ticker.getAsLong() - until >= 0) {
        return running ? Progress.WORKED : Progress.IDLE;
      }
    }
    return Progress.IDLE;
  }

  private boolean haveRoom() {
    for (int i = 0; i < sinks.size(); i++) {
      if (!sinks.get(i).hasRoom()) {
        return false;
      }
    }
    return true;
  }

  private boolean nextFromSide() {
    try {
      return side.next(toSinks);
    } catch (IOException e) {
      abort("the side stream's file cannot be read: " + e.getMessage());
      return false;
    }
  }

  /** Visits one bucket; false when all databases have been visited (or the walk was aborted). */
  private boolean nextBucket() {
    while (running && cursorDb < nowAt.length) {
      Database database = keyspace.database(nowAt[cursorDb]);
      if (keysAtStart[cursorDb] > 0) {
        while (cursorSlot < database.tableCount()) {
          EntryTable table = database.table(cursorSlot);
          if (table != null && table.size() > 0 && cursorPosition < EntryTable.POSITION_END) {
            cursorPosition = table.walkStep(cursorPosition, visitor);
            return true;
          }
          cursorSlot++;
          cursorPosition = 0;
        }
      }
      cursorDb++;
      cursorSlot = 0;
      cursorPosition = 0;
    }
    return false;
  }

  private void complete() {
    lastComplete = walks;
    List<SnapshotSink> told = List.copyOf(sinks);
    end();
    for (SnapshotSink sink : told) {
      sink.complete();
    }
  }

  private void visit(int entry) {
    int mark = entries.bornWalk(entry) & 0xff;
    if (mark == number) {
      return;
    }
    if (mark != 0) {
      entries.setBornWalk(entry, 0);
    }
    entriesWalked++;
    if (entries.isLarge(entry) || isLongString(entry, WHOLE_BYTES)) {
      hold(cursorDb, entry);
      return;
    }
    int keyLength = copyKey(entry);
    long expireAtWallMs = entries.expireAtWallMs(entry);
    int type = entries.type(entry);
    int encoding = entries.encoding(entry);
    if (encoding == ValueTypes.ENCODING_INT) {
      toSinks.integer(cursorDb, expireAtWallMs, key, keyLength, entries.integerValue(entry));
      return;
    }
    int length = copyValue(entry);
    toSinks.value(cursorDb, type, encoding, expireAtWallMs, key, keyLength, value, 0, length);
  }

  private void enter(int db) {
    if (sinkDb == db) {
      return;
    }
    sinkDb = db;
    for (int i = 0; i < sinks.size(); i++) {
      sinks.get(i).database(db, keysAtStart[db], expiringAtStart[db]);
    }
  }

  private int copyKey(int entry) {
    int length = entries.keyLength(entry);
    key = Rooms.atLeast(key, length);
    entries.copyKey(entry, key, 0);
    return length;
  }

  /** A string that stands alone; it can be held instead of being copied. */
  private boolean isLongString(int entry, int overBytes) {
    return entries.type(entry) == ValueTypes.STRING
        && entries.pageCount(entry) > 0
        && entries.packedLength(entry) > overBytes;
  }

  private int copyValue(int entry) {
    int length = entries.packedLength(entry);
    if (value.length < length) {
      value = new byte[Math.max(length, value.length * 2)];
    }
    entries.copyPacked(entry, value, 0);
    return length;
  }

  // Long values

  /** Keeps a long value as it is now; it will be handed over piece by piece. */
  private void hold(int db, int entry) {
    byte[] keyCopy = keyspace.keyOf(entry);
    HeldValue value =
        entries.isLarge(entry)
            ? new HeldValue.Large(db, keyCopy, keyspace.store(), entry)
            : new HeldValue.Pages(db, keyCopy, entries, entry);
    held.addLast(value);
    heldBytes += value.heldBytes();
  }

  private void handOverPiece() {
    HeldValue first = held.getFirst();
    enter(first.db);
    if (first.handOver(sinks)) {
      held.removeFirst();
      release(first);
    }
  }

  private void release(HeldValue value) {
    value.release();
    heldBytes -= value.heldBytes();
  }

  // What changes meanwhile

  @Override
  public void beforeChange(int db, int slot, EntryTable table, long hash, int entry) {
    int captured = wasAt[db];
    if (isVisited(captured, slot, EntryTable.position(hash))
        || (entries.bornWalk(entry) & 0xff) == number) {
      return;
    }
    save(captured, entry);
    entries.setBornWalk(entry, number);
  }

  private boolean isVisited(int captured, int slot, long position) {
    if (captured != cursorDb) {
      return captured < cursorDb;
    }
    return slot != cursorSlot ? slot < cursorSlot : position < cursorPosition;
  }

  private void save(int captured, int entry) {
    entriesSaved++;
    if (entries.isLarge(entry) || isLongString(entry, 0)) {
      hold(captured, entry);
      return;
    }
    int keyLength = copyKey(entry);
    long expireAtWallMs = entries.expireAtWallMs(entry);
    if (entries.encoding(entry) == ValueTypes.ENCODING_INT) {
      side.addInteger(captured, expireAtWallMs, key, keyLength, entries.integerValue(entry));
      return;
    }
    int length = copyValue(entry);
    side.add(
        captured,
        entries.type(entry),
        entries.encoding(entry),
        expireAtWallMs,
        key,
        keyLength,
        value,
        length);
  }

  @Override
  public void beforeDrop(int db, int slot) {
    int captured = wasAt[db];
    if (slot < 0) {
      boolean behind = captured < cursorDb;
      if (!behind && keyspace.database(db).keyCount() > 0) {
        abort("database " + db + " was flushed");
      }
      return;
    }
    EntryTable table = keyspace.database(db).table(slot);
    boolean behind = captured < cursorDb || captured == cursorDb && slot < cursorSlot;
    if (behind || table == null) {
      return;
    }
    long from = captured == cursorDb && slot == cursorSlot ? cursorPosition : 0;
    while (from < EntryTable.POSITION_END) {
      from =
          table.walkStep(
              from,
              entry -> {
                if ((entries.bornWalk(entry) & 0xff) != number) {
                  save(captured, entry);
                }
              });
    }
  }

  /** SWAPDB: the walk follows each database to its new number. */
  @Override
  public void swapped(int first, int second) {
    int a = wasAt[first];
    int b = wasAt[second];
    wasAt[first] = b;
    wasAt[second] = a;
    nowAt[a] = second;
    nowAt[b] = first;
  }

  /** Wipes the numbers of walks that were given up. */
  private void sweepMarks() {
    for (int db = 0; db < nowAt.length; db++) {
      Database database = keyspace.database(db);
      for (int slot = 0; slot < database.tableCount(); slot++) {
        EntryTable table = database.table(slot);
        long from = table == null ? EntryTable.POSITION_END : 0;
        while (table != null && from < EntryTable.POSITION_END) {
          from = table.walkStep(from, entry -> entries.setBornWalk(entry, 0));
        }
      }
    }
    lastComplete = walks;
  }

  /** Hands small values to the sinks, those that come back from the side stream and others. */
  private final class ToSinks implements SideStream.Reader {
    @Override
    public void value(
        int db,
        int type,
        int encoding,
        long expireAtWallMs,
        byte[] keyBytes,
        int keyLength,
        byte[] from,
        int at,
        int len) {
      enter(db);
      for (int i = 0; i < sinks.size(); i++) {
        SnapshotSink sink = sinks.get(i);
        if (type == ValueTypes.STRING) {
          sink.string(expireAtWallMs, keyBytes, keyLength, from, at, len);
        } else {
          sink.packed(expireAtWallMs, keyBytes, keyLength, type, encoding, from, at, len);
        }
      }
    }

    @Override
    public void integer(int db, long expireAtWallMs, byte[] keyBytes, int keyLength, long number) {
      enter(db);
      for (int i = 0; i < sinks.size(); i++) {
        sinks.get(i).integer(expireAtWallMs, keyBytes, keyLength, number);
      }
    }
  }
}
