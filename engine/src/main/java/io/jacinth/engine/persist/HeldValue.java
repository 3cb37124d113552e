package io.jacinth.engine.persist;

import io.jacinth.store.Entries;
import io.jacinth.store.FrozenValue;
import io.jacinth.store.FrozenValues;
import io.jacinth.store.Store;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A value that is too long to be handed over at once, kept as it was until it has been: its pages
 * are held, or its structure saves what changes. Handed over piece by piece.
 */
abstract class HeldValue {
  final int db;
  final long expireAtWallMs;
  final byte[] key;
  private boolean begun;

  HeldValue(int db, long expireAtWallMs, byte[] key) {
    this.db = db;
    this.expireAtWallMs = expireAtWallMs;
    this.key = key;
  }

  /** Hands the next piece to all sinks, which are in the value's database; true after the last. */
  final boolean handOver(List<SnapshotSink> sinks) {
    if (!begun) {
      begun = true;
      begin(sinks);
    }
    return piece(sinks);
  }

  abstract void begin(List<SnapshotSink> sinks);

  abstract boolean piece(List<SnapshotSink> sinks);

  /** Bytes held. */
  abstract long heldBytes();

  /** Lets go. */
  abstract void release();

  /** A string, or bytes of a packed value, in pages of their own. */
  static final class Pages extends HeldValue {
    private static final int PIECE_BYTES = 16 << 10;

    private final Entries entries;
    private final int[] pages;
    private final int[] lengths;
    private final long length;
    private final byte[] piece = new byte[PIECE_BYTES];
    private int index;
    private int offset;

    Pages(int db, byte[] key, Entries entries, int entry) {
      super(db, entries.expireAtWallMs(entry), key);
      this.entries = entries;
      int count = entries.pageCount(entry);
      pages = new int[count];
      lengths = new int[count];
      for (int i = 0; i < count; i++) {
        pages[i] = entries.page(entry, i);
        lengths[i] = entries.pageLength(entry, i);
        entries.retainPage(pages[i]);
      }
      length = entries.packedLength(entry);
    }

    @Override
    void begin(List<SnapshotSink> sinks) {
      for (int i = 0; i < sinks.size(); i++) {
        sinks.get(i).beginLong(expireAtWallMs, key, key.length, length);
      }
    }

    @Override
    boolean piece(List<SnapshotSink> sinks) {
      int count = Math.min(PIECE_BYTES, lengths[index] - offset);
      ByteBuffer view = entries.pageView(pages[index], offset, count);
      view.get(piece, 0, count);
      for (int i = 0; i < sinks.size(); i++) {
        sinks.get(i).piece(piece, 0, count);
      }
      offset += count;
      if (offset == lengths[index]) {
        offset = 0;
        index++;
      }
      return index == pages.length;
    }

    @Override
    long heldBytes() {
      return length;
    }

    @Override
    void release() {
      for (int page : pages) {
        entries.releasePage(page);
      }
    }
  }

  /** A large structure. */
  static final class Large extends HeldValue {
    private static final int BLOCKS_PER_PIECE_MAX = 64;
    private static final int BYTES_PER_PIECE = 64 << 10;

    private final int type;
    private final FrozenValue value;
    private final FrozenValues frozen;
    private final int blocksPerPiece;
    private boolean done;

    Large(int db, byte[] key, Store store, int entry) {
      super(db, store.entries().expireAtWallMs(entry), key);
      type = store.entries().type(entry);
      value = store.freeze(entry);
      frozen = store.frozenValues();
      long meanBytes = store.entries().blockBytes(entry) / Math.max(1, value.count()) + 1;
      blocksPerPiece = Math.clamp(BYTES_PER_PIECE / meanBytes, 1, BLOCKS_PER_PIECE_MAX);
    }

    @Override
    void begin(List<SnapshotSink> sinks) {
      for (int i = 0; i < sinks.size(); i++) {
        sinks.get(i).beginLarge(expireAtWallMs, key, key.length, type, value);
      }
    }

    @Override
    boolean piece(List<SnapshotSink> sinks) {
      boolean behind = false;
      for (int i = 0; i < sinks.size(); i++) {
        behind |= sinks.get(i).catchUp();
      }
      if (behind || done) {
        return !behind;
      }
      done =
          value.step(
              blocksPerPiece,
              block -> {
                for (int i = 0; i < sinks.size(); i++) {
                  sinks.get(i).element(value, block);
                }
              });
      for (int i = 0; done && i < sinks.size(); i++) {
        sinks.get(i).endLarge(value);
      }
      return false; // sinks may have put something off
    }

    @Override
    long heldBytes() {
      return 0; // counted by the store as it saves
    }

    @Override
    void release() {
      frozen.end(value);
    }
  }
}
