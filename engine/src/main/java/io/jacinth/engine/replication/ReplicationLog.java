package io.jacinth.engine.replication;

import io.jacinth.resp.ReplyBuffer.Segment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The replication stream: every byte the primary's history consists of, numbered from 1, of which
 * the newest are kept.
 *
 * <p>The bytes lie in a chain of blocks that everybody shares. The log itself holds the chain from
 * the oldest byte it may still need for a partial resynchronisation (the backlog); a replica's feed
 * holds a {@link Cursor} into the same chain, so a replica that lags does not copy anything: it
 * only keeps blocks alive that the log has let go. A block is garbage when the log and all cursors
 * have passed it. How far a cursor may fall behind is the feed's business (the output limits of
 * class {@code replica}).
 *
 * <p>A long value is not copied: the chain refers to its pages in the store, one block for each.
 * Such a page is not garbage but must be let go, so the log knows its cursors ({@link Cursor#close}
 * them) and lets a page go when the last of them and the backlog have passed it.
 *
 * <p>Offsets are those of PSYNC: {@link #endOffset} is the number of the last byte; the first byte
 * ever has number 1. While the log is not {@link #isActive active} (a primary that never had a
 * replica) appending does nothing and the offset stands still, as in Redis.
 */
public final class ReplicationLog {
  private static final int BLOCK_BYTES = 64 << 10;
  private static final int MIN_BACKLOG_BYTES = 16 << 10;
  private static final int NO_DB = -1;
  private static final byte[] NOTHING = {};

  private long backlogSizeBytes;
  private boolean active;
  private @Nullable Block oldest;
  private @Nullable Block newest;
  private long keptFrom; // stream bytes before the first kept one
  private long endOffset;
  private int selectedDb = NO_DB;

  /** Blocks in the chain that are pages of the store, the oldest first. */
  private final ArrayDeque<Block> pages = new ArrayDeque<>();

  private long pageBytes; // of all of these

  private final List<Cursor> cursors = new ArrayList<>();
  private final byte[] copied = new byte[BLOCK_BYTES];

  /** One piece of the chain. */
  private static final class Block {
    private final long start; // stream bytes before this block
    private final byte[] bytes;
    private final int capacity;
    private final @Nullable Segment page;
    private int used;
    private @Nullable Block next;

    Block(long start) {
      this.start = start;
      bytes = new byte[BLOCK_BYTES];
      capacity = BLOCK_BYTES;
      page = null;
    }

    /** A page of the store. */
    Block(long start, Segment page) {
      this.start = start;
      this.page = page;
      bytes = NOTHING;
      used = Math.toIntExact(page.length());
      capacity = used;
    }

    /** Stream bytes before the next block. */
    long end() {
      return start + used;
    }

    boolean isFull() {
      return used == capacity;
    }
  }

  public ReplicationLog(long backlogSizeBytes) {
    this.backlogSizeBytes = Math.max(MIN_BACKLOG_BYTES, backlogSizeBytes);
  }

  /** Whether there is a backlog; if not, nothing is recorded. */
  public boolean isActive() {
    return active;
  }

  /** Number of the last byte of the stream (INFO's master_repl_offset). */
  public long endOffset() {
    return endOffset;
  }

  /** Number of the oldest byte a partial resynchronisation can start with; 0 without a backlog. */
  public long firstByteOffset() {
    return active ? keptFrom + 1 : 0;
  }

  /** Bytes kept for partial resynchronisations. */
  public long historyBytes() {
    return active ? endOffset - keptFrom : 0;
  }

  /** Bytes kept only because a reader has not come that far; pages of the store not counted. */
  public long keptForReadersBytes() {
    long slowest = keptFrom;
    for (Cursor cursor : cursors) {
      slowest = Math.min(slowest, cursor.position);
    }
    return Math.max(0, keptFrom - slowest - pageBytes);
  }

  public long backlogSizeBytes() {
    return backlogSizeBytes;
  }

  /** {@code CONFIG SET repl-backlog-size}; a smaller size lets old bytes go at once. */
  public void resize(long newBacklogSizeBytes) {
    backlogSizeBytes = Math.max(MIN_BACKLOG_BYTES, newBacklogSizeBytes);
    trim();
  }

  /** The database the stream is in, or -1: the next command must be preceded by SELECT. */
  public int selectedDb() {
    return selectedDb;
  }

  /** The next command is preceded by SELECT (a replica joins that knows no database yet). */
  public void forgetSelectedDb() {
    selectedDb = NO_DB;
  }

  /** A replica's log follows the database its primary's stream is in. */
  public void noteSelectedDb(int db) {
    selectedDb = db;
  }

  /** Creates the backlog: the next byte appended is its first. */
  public void activate() {
    if (!active) {
      active = true;
      keptFrom = endOffset;
      selectedDb = NO_DB;
    }
  }

  /** Gives the backlog up (repl-backlog-ttl); the offset stays where it is. */
  public void deactivate() {
    active = false;
    letGo();
    keptFrom = endOffset;
  }

  /** Forgets the chain; cursors into it read no more. */
  private void letGo() {
    oldest = null;
    newest = null;
    for (Cursor cursor : cursors) {
      cursor.closed = true;
    }
    cursors.clear();
    releasePages();
  }

  /** Starts over with the history of a primary, which has {@code offset} bytes so far. */
  public void restartAt(long offset) {
    active = true;
    letGo();
    endOffset = offset;
    keptFrom = offset;
    selectedDb = NO_DB;
  }

  /** Appends one or more whole commands for a database, with SELECT before them if needed. */
  public void append(int db, byte[] bytes, int offset, int length) {
    if (!active) {
      return;
    }
    if (db != selectedDb) {
      String digits = Integer.toString(db);
      byte[] select =
          ("*2\r\n$6\r\nSELECT\r\n$" + digits.length() + "\r\n" + digits + "\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      append(select, 0, select.length);
      selectedDb = db;
    }
    append(bytes, offset, length);
  }

  /** Appends bytes of the stream as they are. */
  public void append(byte[] bytes, int offset, int length) {
    if (!active) {
      return;
    }
    int from = offset;
    int left = length;
    while (left > 0) {
      Block block = newest;
      if (block == null || block.isFull()) {
        trim(); // piece by piece: one huge command must not keep more than the backlog
        block = add(new Block(endOffset));
      }
      int count = Math.min(left, block.capacity - block.used);
      System.arraycopy(bytes, from, block.bytes, block.used, count);
      block.used += count;
      endOffset += count;
      from += count;
      left -= count;
    }
    trim();
  }

  /** Appends a page of a long value in the middle of a command; it is the log's from now on. */
  public void append(Segment page) {
    if (!active) {
      page.release();
      return;
    }
    Block block = add(new Block(endOffset, page));
    pages.addLast(block);
    pageBytes += block.used;
    endOffset += block.used;
    trim();
  }

  private Block add(Block block) {
    Block last = newest;
    if (last == null) {
      oldest = block;
    } else {
      last.next = block;
    }
    newest = block;
    return block;
  }

  private void trim() {
    if (endOffset - keptFrom > backlogSizeBytes) {
      keptFrom = endOffset - backlogSizeBytes;
    }
    Block block = oldest;
    while (block != null && block.next != null && block.end() <= keptFrom) {
      block = block.next;
    }
    oldest = block;
    releasePages();
  }

  /** The pages of long values it refers to, the oldest first. */
  public List<Segment> pages() {
    List<Segment> all = new ArrayList<>();
    for (Block block : pages) {
      if (block.page != null) {
        all.add(block.page);
      }
    }
    return all;
  }

  /** Lets pages go that nobody will read any more. */
  private void releasePages() {
    if (pages.isEmpty()) {
      return;
    }
    long wanted = oldest == null ? Long.MAX_VALUE : oldest.start;
    for (Cursor cursor : cursors) {
      wanted = Math.min(wanted, cursor.position);
    }
    while (!pages.isEmpty() && pages.getFirst().end() <= wanted) {
      Block gone = pages.removeFirst();
      pageBytes -= gone.used;
      Segment page = gone.page;
      if (page != null) {
        page.release();
      }
    }
  }

  /** Whether the stream can be continued with byte number {@code nextByteOffset}. */
  public boolean canContinueAt(long nextByteOffset) {
    return active && nextByteOffset > keptFrom && nextByteOffset <= endOffset + 1;
  }

  /**
   * A reading position.
   *
   * @param nextByteOffset number of the first byte to read; {@link #canContinueAt} holds for it
   */
  public Cursor cursorAt(long nextByteOffset) {
    if (!canContinueAt(nextByteOffset)) {
      throw new IllegalArgumentException(
          "byte "
              + nextByteOffset
              + " of the stream is not in "
              + (keptFrom + 1)
              + ".."
              + endOffset);
    }
    long position = nextByteOffset - 1;
    Block block = oldest == null ? add(new Block(endOffset)) : oldest;
    while (block.next != null && block.end() <= position) {
      block = block.next;
    }
    Cursor cursor = new Cursor(block, position);
    cursors.add(cursor);
    return cursor;
  }

  /**
   * Where a reader of the stream stands; to be closed by it. Reads nothing more after {@link
   * #restartAt} or {@link #deactivate}.
   */
  public final class Cursor {
    private Block block;
    private long position; // stream bytes already read
    private boolean closed;

    private Cursor(Block block, long position) {
      this.block = block;
      this.position = position;
    }

    /** Number of the last byte read. */
    public long offset() {
      return position;
    }

    /** Bytes not read yet. */
    public long lagBytes() {
      return endOffset - position;
    }

    /** Those of them that lie on the heap. */
    public long lagHeapBytes() {
      return Math.max(0, lagBytes() - pageBytes);
    }

    /**
     * Hands the next contiguous piece, at most {@code maxBytes}, to a sink and moves past it.
     *
     * @return bytes handed over; 0 at the end of the stream
     */
    public int read(Sink sink, int maxBytes) {
      if (closed) {
        return 0;
      }
      Block next = block.next;
      if (position == block.end() && next != null) {
        block = next;
      }
      int from = (int) (position - block.start);
      int count = Math.min(maxBytes, block.used - from);
      if (count <= 0) {
        return 0;
      }
      Segment page = block.page;
      if (page == null) {
        sink.write(block.bytes, from, count);
        position += count;
      } else {
        count = Math.min(count, copied.length);
        page.read(from, copied, 0, count);
        sink.write(copied, 0, count);
        position += count;
        releasePages();
      }
      return count;
    }

    /** Nobody reads on from here. */
    public void close() {
      if (!closed) {
        closed = true;
        cursors.remove(this);
        releasePages();
      }
    }
  }

  /** Takes bytes; they may change after the call. */
  @FunctionalInterface
  public interface Sink {
    void write(byte[] bytes, int offset, int length);
  }
}
