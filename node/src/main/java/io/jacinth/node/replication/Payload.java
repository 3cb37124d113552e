package io.jacinth.node.replication;

import io.jacinth.engine.persist.RdbFormatException;
import io.jacinth.engine.persist.RdbReader;
import io.jacinth.engine.persist.RdbSink;
import io.jacinth.engine.persist.Spool;
import io.jacinth.resp.QueryBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Receives the snapshot of a full synchronisation: a length and that many bytes, or, when the
 * primary does not know the length, an image followed by a mark of 40 bytes.
 *
 * <p>The image is checked to its last byte while it arrives and kept aside, in memory or a file.
 * The old data stays and is served until all of it is there and sound: a primary that dies in the
 * middle, or that has values this node cannot hold, costs nothing. (Redis checks while it loads,
 * when the old data is gone.) The price is that the image is decoded twice.
 */
final class Payload {
  private static final int MARK_BYTES = 40;
  private static final int CHUNK_BYTES = 16 << 10;
  private static final long MEMORY_BYTES = 16L << 20;

  private final Spool spool;
  private final RdbReader check;
  private final String mark;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private long left;
  private boolean imageComplete;

  /**
   * @param lengthBytes length of the image, or -1
   * @param mark what follows an image of unknown length
   */
  Payload(Around around, int databases, int maxStringBytes, long lengthBytes, String mark) {
    this.spool = new Spool(MEMORY_BYTES, around::newSpillFile);
    this.check = new RdbReader(new Nothing(), maxStringBytes, databases);
    this.left = lengthBytes;
    this.mark = mark;
  }

  /** The image; to be read once it is complete. */
  Spool spool() {
    return spool;
  }

  /** The file is behind: nothing more should be received for a while. */
  boolean isCongested() {
    return spool.unwrittenBytes() > MEMORY_BYTES;
  }

  /**
   * Takes bytes of the payload out of the buffer, and none after it.
   *
   * @return true when all of it is there
   */
  boolean take(QueryBuffer in) throws RdbFormatException {
    while (!imageComplete && in.readable() > 0) {
      int count = Math.min(in.readable(), CHUNK_BYTES);
      if (mark.isEmpty()) {
        count = (int) Math.min(count, left);
      }
      System.arraycopy(in.array(), in.readIndex(), chunk, 0, count);
      check.feed(chunk, 0, count);
      imageComplete = check.read(Integer.MAX_VALUE) == RdbReader.Progress.DONE;
      int used = imageComplete ? count - check.unreadBytes() : count;
      spool.append(chunk, 0, used);
      in.consume(used);
      left -= used;
      if (mark.isEmpty() && imageComplete != (left == 0)) {
        throw new RdbFormatException(
            imageComplete ? "Bytes after the end" : "Unexpected end", check.consumedBytes());
      }
    }
    if (!imageComplete || mark.isEmpty()) {
      return imageComplete;
    }
    if (in.readable() < MARK_BYTES) {
      return false;
    }
    String found = new String(in.array(), in.readIndex(), MARK_BYTES, StandardCharsets.ISO_8859_1);
    if (!found.equals(mark)) {
      throw new RdbFormatException("Wrong end mark", check.consumedBytes());
    }
    in.consume(MARK_BYTES);
    return true;
  }

  void discard() {
    spool.clear();
  }

  /** The check is for its own sake. */
  private static final class Nothing implements RdbSink {
    @Override
    public void aux(String name, String value) {}

    @Override
    public void database(int db) {}

    @Override
    public void sizes(long keys, long expiring) {}

    @Override
    public void string(Entry entry) {}

    @Override
    public void function(byte[] source) {}
  }
}
