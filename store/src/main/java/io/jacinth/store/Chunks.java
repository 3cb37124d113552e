package io.jacinth.store;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where chunks come from and go to.
 *
 * <p>The JDK fills native memory with zeros when it is allocated, which takes half a millisecond
 * per MiB and makes every byte resident at once. Two rules follow. First, allocation happens ahead
 * of need on the given executor, and so does the closing of a shared arena, which waits for a
 * handshake with all threads. The engine thread only picks up a finished chunk; if none is ready in
 * time it allocates a small one itself rather than wait for a large one. Second, a chunk must be
 * small beside what is already there, or the unused part of the newest one and the spare would
 * dominate memory per key: the size is a 64th of the reserved memory, rounded down to a power of
 * two between 1 and 64 MiB. Large stores thus use large chunks, which any C library hands back to
 * the system when freed.
 *
 * <p>The engine asks for the spare when the free pages of the store fall below half a chunk, so a
 * store with a handful of keys holds one chunk of 1 MiB and an empty one holds nothing.
 */
final class Chunks {
  static final int CHUNK_BYTES_MIN = 1 << 20;
  static final int CHUNK_BYTES_MAX = 64 << 20;

  private static final int RESERVED_PER_CHUNK = 64;

  /**
   * From this much reserved memory on, a chunk made on the spot has the size of a span: smaller
   * ones would use up the numbers of spans while the store fills faster than spares can be made.
   */
  private static final long WHOLE_SPANS_FROM_BYTES = 512L << 20;

  private final Executor executor;
  private final long reservedBytesMax;
  private final IntFunction<Chunk> system;
  private final AtomicReference<@Nullable Chunk> ready = new AtomicReference<>();

  /** Bytes that are no longer ours to use and not yet the system's. */
  private final AtomicLong closingBytes = new AtomicLong();

  /** A spare finished after this is set is closed by the task that made it. */
  private volatile boolean closed;

  private boolean sparePending;

  /** The system had no memory for the spare; it is asked again once it had some for a chunk. */
  private volatile boolean spareFailed;

  private long usedChunkBytes;

  Chunks(Executor executor, long reservedBytesMax) {
    this(executor, reservedBytesMax, Chunk::allocate);
  }

  /**
   * @param system makes a chunk of that many bytes, or throws OutOfMemoryError
   */
  Chunks(Executor executor, long reservedBytesMax, IntFunction<Chunk> system) {
    this.executor = executor;
    this.reservedBytesMax = reservedBytesMax;
    this.system = system;
  }

  /** Memory of all chunks in use and of the spare, if it is there. */
  long reservedBytes() {
    Chunk spare = ready.get();
    return usedChunkBytes + (spare == null ? 0 : spare.bytes);
  }

  /** {@link #reservedBytes} and the chunks whose closing is under way. */
  long residentBytes() {
    return reservedBytes() + closingBytes.get();
  }

  int nextChunkBytes() {
    long share = usedChunkBytes / RESERVED_PER_CHUNK;
    long bounded = Math.clamp(share, CHUNK_BYTES_MIN, CHUNK_BYTES_MAX);
    return Math.toIntExact(Long.highestOneBit(bounded));
  }

  /** Has a spare made in the background unless there is one or one is on its way. */
  void prepareSpare() {
    if (sparePending || ready.get() != null) {
      return;
    }
    int bytes = nextChunkBytes();
    if (usedChunkBytes + bytes > reservedBytesMax) {
      return;
    }
    sparePending = true;
    try {
      executor.execute(() -> makeSpare(bytes));
    } catch (RejectedExecutionException e) {
      sparePending = false;
    }
  }

  private void makeSpare(int bytes) {
    Chunk chunk;
    try {
      chunk = system.apply(bytes);
    } catch (OutOfMemoryError e) {
      // The engine thread finds no spare, tries the smallest size itself and reports.
      spareFailed = true;
      return;
    }
    if (!ready.compareAndSet(null, chunk)) {
      chunk.arena.close();
    } else if (closed) {
      closeSpare();
    }
  }

  private void closeSpare() {
    Chunk spare = ready.getAndSet(null);
    if (spare != null) {
      closeLater(spare);
    }
  }

  /** Closes the spare, if it is there; another is made when memory runs short again. */
  void dropSpare() {
    if (ready.get() != null) {
      sparePending = false;
      closeSpare();
    }
  }

  /** The spare if it is ready, else a small chunk made on the spot. */
  Chunk take() {
    if (closed) {
      throw new IllegalStateException("store is closed");
    }
    Chunk spare = ready.getAndSet(null);
    if (spare != null) {
      sparePending = false;
      usedChunkBytes += spare.bytes;
      return spare;
    }
    int bytes = usedChunkBytes < WHOLE_SPANS_FROM_BYTES ? CHUNK_BYTES_MIN : Ref.SPAN_BYTES;
    if (usedChunkBytes + bytes > reservedBytesMax) {
      throw new StoreFullException("store limit reached: " + reservedBytesMax + " bytes");
    }
    try {
      Chunk chunk = system.apply(bytes);
      usedChunkBytes += chunk.bytes;
      if (spareFailed) {
        spareFailed = false;
        sparePending = false;
      }
      return chunk;
    } catch (OutOfMemoryError e) {
      throw new StoreFullException("system has no memory for another chunk: " + e.getMessage());
    }
  }

  /** Takes an empty chunk back: kept as the spare where that is cheap, else closed. */
  void giveBack(Chunk chunk) {
    usedChunkBytes -= chunk.bytes;
    chunk.setAside = false;
    if (!isCheapSpare(chunk) || sparePending || !ready.compareAndSet(null, chunk)) {
      closeLater(chunk);
    }
    Chunk spare = ready.get();
    if (spare != null && !isCheapSpare(spare)) {
      sparePending = false;
      closeSpare();
    }
  }

  private boolean isCheapSpare(Chunk chunk) {
    return usedChunkBytes > 0 && chunk.bytes <= 2 * nextChunkBytes();
  }

  private void closeLater(Chunk chunk) {
    closingBytes.addAndGet(chunk.bytes);
    try {
      executor.execute(() -> closeNow(chunk));
    } catch (RejectedExecutionException e) {
      closeNow(chunk);
    }
  }

  private void closeNow(Chunk chunk) {
    chunk.arena.close();
    closingBytes.addAndGet(-chunk.bytes);
  }

  /** Closes the spare and the given chunks; nothing can be taken afterwards. */
  void close(Iterable<Chunk> inUse) {
    closed = true;
    closeSpare();
    for (Chunk chunk : inUse) {
      closeLater(chunk);
    }
    usedChunkBytes = 0;
  }
}
