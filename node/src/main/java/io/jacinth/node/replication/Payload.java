package io.jacinth.node.replication;

import io.jacinth.engine.persist.Spool;
import io.jacinth.engine.rdb.RdbFormatException;
import io.jacinth.engine.rdb.RdbReader;
import io.jacinth.engine.rdb.RdbSink;
import io.jacinth.resp.QueryBuffer;
import io.jacinth.store.Draft;
import io.jacinth.store.RopeBuilder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

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
  static final String TIMED_OUT =
      "Timeout receiving bulk data from MASTER... If the problem persists try to set the"
          + " 'repl-timeout' parameter in redis.conf to a larger value.";

  private static final int MARK_BYTES = 40;
  private static final int CHUNK_BYTES = 16 << 10;
  private static final long MEMORY_BYTES = 16L << 20;

  private final Spool spool;
  private final RdbReader check;
  private final String mark;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private final long lengthBytes;
  private long left;
  private boolean imageComplete;

  private Payload(Around around, long lengthBytes, String mark) {
    this.spool = new Spool(MEMORY_BYTES, around::newSpillFile);
    int databases = around.engine().keyspace().databaseCount();
    this.check =
        new RdbReader(
            new Nothing(), around.engine().values().codecs(), around.maxStringBytes(), databases);
    this.lengthBytes = lengthBytes;
    this.left = lengthBytes;
    this.mark = mark;
  }

  /** What the primary's first line announces, or null: it cannot be understood, as was logged. */
  static @Nullable Payload announced(Around around, String line) {
    String prefix = "MASTER <-> REPLICA sync: receiving ";
    if (line.startsWith("$EOF:") && line.length() == "$EOF:".length() + MARK_BYTES) {
      around.notice(prefix + "streamed RDB from master with EOF to memory or disk");
      return new Payload(around, 0, line.substring("$EOF:".length()));
    }
    if (line.startsWith("$") && Handshake.isNumber(line.substring(1))) {
      String length = line.substring(1);
      around.notice(prefix + length + " bytes from master to memory or disk");
      return new Payload(around, Long.parseLong(length), "");
    }
    around.warning(
        line.startsWith("-")
            ? "MASTER aborted replication with an error: " + line.substring(1)
            : "Bad protocol from MASTER, the first byte is not '$' (we received '"
                + line
                + "'), are you sure the host and port are right?");
    return null;
  }

  /** Length of the image, 0 if it was not told. */
  long lengthBytes() {
    return lengthBytes;
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
    public @Nullable RopeBuilder beginLong(Entry entry, int lengthBytes) {
      return null;
    }

    @Override
    public void longString(Entry entry, RopeBuilder rope) {}

    @Override
    public @Nullable Draft begin(Entry entry) {
      return null;
    }

    @Override
    public void value(Entry entry, Draft draft) {}

    @Override
    public void function(byte[] source) {}
  }
}
