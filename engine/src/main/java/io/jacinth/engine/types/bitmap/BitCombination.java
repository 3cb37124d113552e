package io.jacinth.engine.types.bitmap;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.keyspace.EventClass;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.store.Entries;
import io.jacinth.store.EntryTable;
import io.jacinth.store.RopeBuilder;
import java.util.Arrays;

/**
 * One BITOP. The sources are read in pieces that stay in the processor's cache, combined there, and
 * appended to the result, which lies in the store from the beginning. A source that is shorter than
 * the result goes on with zeros.
 */
final class BitCombination {
  private static final int PIECE_BYTES = 16 * 1024;

  private final Call c;
  private final Entries entries;
  private final BitOperation operation;
  private final int[] sources;
  private final int length;
  private final byte[] piece;
  private final byte[] other;

  /**
   * @param sources entries, 0 for keys that are not there
   * @param length of the result
   */
  BitCombination(Call c, BitOperation operation, int[] sources, int length) {
    this.c = c;
    this.entries = c.keys().entries();
    this.operation = operation;
    this.sources = sources;
    this.length = length;
    piece = new byte[Math.min(length, PIECE_BYTES)];
    other = new byte[piece.length];
  }

  /** Stores the result at the key that is word {@code i}. */
  void store(int i) {
    if (length <= PIECE_BYTES) {
      combine(0, length);
      WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), i);
      door.putRaw(piece, 0, length, EntryTable.NO_EXPIRE);
      door.commit(EventClass.STRING, "set");
      return;
    }
    RopeBuilder rope = c.keys().store().newRope(length);
    for (int at = 0; at < length; ) {
      int part = Math.min(PIECE_BYTES, length - at);
      combine(at, part);
      rope.append(piece, 0, part);
      at += part;
    }
    WriteDoor door = c.keys().openForWrite(c.db(), c.argv(), i);
    door.putRope(rope, EntryTable.NO_EXPIRE);
    door.commit(EventClass.STRING, "set");
  }

  private void combine(int at, int part) {
    read(sources[0], at, part, piece);
    if (operation == BitOperation.NOT) {
      BitOperation.negate(piece, part);
      return;
    }
    for (int i = 1; i < sources.length; i++) {
      read(sources[i], at, part, other);
      operation.combine(piece, other, part);
    }
  }

  private void read(int entry, int at, int part, byte[] into) {
    int there = entry == 0 ? 0 : Math.clamp(entries.valueLength(entry) - at, 0, part);
    if (there > 0) {
      entries.copyValue(entry, at, into, 0, there);
    }
    Arrays.fill(into, there, part, (byte) 0);
  }
}
