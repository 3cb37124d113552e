package io.jacinth.engine.persist;

import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A queue of bytes that may become long: in memory up to a limit, in a file beyond.
 *
 * <p>While the file holds unread bytes, everything new goes behind them into the file, so the order
 * stays. When it has been read to its end it is removed and memory is used again.
 */
public final class Spool {
  private static final int BLOCK_BYTES = 64 << 10;

  private final long memoryLimitBytes;
  private final SpillFile.Factory files;
  private final ArrayDeque<byte[]> blocks = new ArrayDeque<>();
  private int headRead;
  private int tailUsed = BLOCK_BYTES;
  private long memoryBytes;
  private @Nullable SpillFile file;
  private long fileLength;
  private long fileRead;

  public Spool(long memoryLimitBytes, SpillFile.Factory files) {
    this.memoryLimitBytes = memoryLimitBytes;
    this.files = files;
  }

  /** Bytes appended and not yet read. */
  public long size() {
    return memoryBytes + fileLength - fileRead;
  }

  /** Bytes that wait in the file. */
  public long spilledBytes() {
    return fileLength - fileRead;
  }

  /** Bytes on their way to the file: memory that the limit does not count. */
  public long unwrittenBytes() {
    SpillFile here = file;
    return here == null ? 0 : here.unwrittenBytes();
  }

  public void append(byte[] bytes, int offset, int length) {
    if (file == null && memoryBytes + length > memoryLimitBytes) {
      file = files.create();
    }
    SpillFile here = file;
    if (here != null) {
      here.append(bytes, offset, length);
      fileLength += length;
      return;
    }
    int from = offset;
    int left = length;
    while (left > 0) {
      if (tailUsed == BLOCK_BYTES) {
        blocks.addLast(new byte[BLOCK_BYTES]);
        tailUsed = 0;
      }
      int count = Math.min(left, BLOCK_BYTES - tailUsed);
      System.arraycopy(bytes, from, blocks.getLast(), tailUsed, count);
      tailUsed += count;
      from += count;
      left -= count;
    }
    memoryBytes += length;
  }

  /**
   * Takes the next bytes.
   *
   * @return how many; fewer than {@code length} at the end of the queue, or when the file is not
   *     written that far yet
   */
  public int read(byte[] target, int offset, int length) throws IOException {
    int done = 0;
    while (done < length && memoryBytes > 0) {
      int inHead = (blocks.size() == 1 ? tailUsed : BLOCK_BYTES) - headRead;
      int count = Math.min(length - done, inHead);
      System.arraycopy(blocks.getFirst(), headRead, target, offset + done, count);
      headRead += count;
      memoryBytes -= count;
      done += count;
      if (count == inHead) {
        blocks.removeFirst();
        headRead = 0;
        if (blocks.isEmpty()) {
          tailUsed = BLOCK_BYTES;
        }
      }
    }
    SpillFile here = file;
    if (done < length && here != null) {
      int count = (int) Math.min(length - done, fileLength - fileRead);
      if (count > 0 && here.read(fileRead, target, offset + done, count)) {
        fileRead += count;
        done += count;
      }
      if (fileRead == fileLength) {
        dropFile(here);
      }
    }
    return done;
  }

  private void dropFile(SpillFile here) {
    here.discard();
    file = null;
    fileLength = 0;
    fileRead = 0;
  }

  /** Forgets everything. */
  public void clear() {
    blocks.clear();
    headRead = 0;
    tailUsed = BLOCK_BYTES;
    memoryBytes = 0;
    SpillFile here = file;
    if (here != null) {
      dropFile(here);
    }
  }
}
