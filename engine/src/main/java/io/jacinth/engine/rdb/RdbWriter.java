package io.jacinth.engine.rdb;

import io.jacinth.store.Entries;
import io.jacinth.store.Item;
import io.jacinth.store.Lzf;
import io.jacinth.store.Rooms;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes an RDB image, piece by piece.
 *
 * <p>Bytes collect in a buffer of fixed size and go to {@link Out} when it is full; the checksum is
 * made there.
 */
public final class RdbWriter {
  /** Takes finished bytes; the array is used again after the call. */
  @FunctionalInterface
  public interface Out {
    void write(byte[] bytes, int offset, int length);
  }

  /**
   * How to write.
   *
   * @param compress LZF for strings over 20 bytes ({@code rdbcompression})
   * @param checksum CRC-64 at the end ({@code rdbchecksum}); zero otherwise
   */
  public record Options(boolean compress, boolean checksum) {}

  /** The place in a replication history a snapshot was taken at. */
  public record ReplicationPoint(int streamDb, String replId, long offset) {}

  private static final int BUFFER_BYTES = 16 << 10;
  private static final int COMPRESS_OVER_BYTES = 20;
  private static final int COMPRESS_UP_TO_BYTES = 64 << 20;
  private static final int MAX_INT_TEXT = 11;
  private static final int BYTES_PER_CATCH_UP = 64 << 10;

  private final Out out;
  private final Options options;
  private final Lzf lzf = new Lzf();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private byte[] compressed = new byte[4096];
  private byte[] room = new byte[256];
  private int used;
  private @Nullable PendingPieces pending;
  private boolean behind;
  private long crc;
  private long flushedBytes;

  public RdbWriter(Options options, Out out) {
    this.options = options;
    this.out = out;
  }

  /** Long elements are handed out bit by bit, by {@link #catchUp}. */
  public void handOutLongElements(Entries entries) {
    pending = new PendingPieces(entries);
  }

  /**
   * Hands out more of a long element, and what was written behind it.
   *
   * @return whether there is still more
   */
  public boolean catchUp() {
    PendingPieces rest = pending;
    if (!behind || rest == null) {
      return false;
    }
    behind = false; // what is handed out now is not to be kept again
    for (int left = BYTES_PER_CATCH_UP; left > 0 && !rest.isEmpty(); ) {
      byte[] bytes = room(BUFFER_BYTES);
      int count = rest.take(bytes, BUFFER_BYTES);
      raw(bytes, 0, count);
      left -= count;
    }
    behind = !rest.isEmpty();
    return behind;
  }

  /** The image is given up. */
  public void giveUp() {
    if (pending != null) {
      pending.clear();
    }
  }

  /** Bytes written so far. */
  public long bytesWritten() {
    return flushedBytes + used;
  }

  /** Writes the magic and the auxiliary fields. */
  public void header(
      String redisVersion,
      long ctimeSeconds,
      long usedMemoryBytes,
      ReplicationPoint point,
      boolean aofBase) {
    raw(String.format(java.util.Locale.ROOT, "REDIS%04d", RdbType.VERSION));
    aux("redis-ver", redisVersion);
    aux("redis-bits", "64");
    aux("ctime", Long.toString(ctimeSeconds));
    aux("used-mem", Long.toString(usedMemoryBytes));
    aux("repl-stream-db", Integer.toString(point.streamDb()));
    aux("repl-id", point.replId());
    aux("repl-offset", Long.toString(point.offset()));
    aux("aof-base", aofBase ? "1" : "0");
  }

  private void aux(String name, String value) {
    put(RdbType.OP_AUX);
    text(name);
    text(value);
  }

  /** The entries that follow belong to {@code db}, which has about so many keys. */
  public void database(int db, long keys, long expiring) {
    put(RdbType.OP_SELECTDB);
    length(db);
    put(RdbType.OP_RESIZEDB);
    length(keys);
    length(expiring);
  }

  /** What stands before a string entry's key and value, which follow. */
  public void beginString(long expireAtWallMs) {
    begin(expireAtWallMs, RdbType.STRING);
  }

  /**
   * What stands before an entry's key and value: its expiry and type. The key and the value follow
   * by {@link #string}, {@link #integer} and whatever the type has.
   *
   * @param expireAtWallMs {@link RdbSink.Entry#NEVER} for none
   */
  public void begin(long expireAtWallMs, int rdbType) {
    if (expireAtWallMs != RdbSink.Entry.NEVER) {
      put(RdbType.OP_EXPIRETIME_MS);
      little(expireAtWallMs, 8);
    }
    type(rdbType);
  }

  /** The type of a value. */
  void type(int rdbType) {
    put(rdbType);
  }

  /** An element of a collection. */
  public void item(Item item) {
    if (item.isInteger()) {
      integer(item.integer());
      return;
    }
    int length = item.length();
    if (item.pageCount() > 1) {
      length(length);
      if (pending != null) {
        pending.add(item);
        behind = true;
        return;
      }
      for (int i = 0; i < item.pageCount(); i++) {
        for (int at = 0; at < item.pageLength(i); at += BUFFER_BYTES) {
          int count = Math.min(BUFFER_BYTES, item.pageLength(i) - at);
          item.copyPage(i, at, room(count), 0, count);
          raw(room, 0, count);
        }
      }
      return;
    }
    item.copyTo(room(length), 0);
    string(room, 0, length);
  }

  private byte[] room(int bytes) {
    room = Rooms.atLeast(room, bytes);
    return room;
  }

  /** A string: as a small integer, compressed, or as it is, whichever Redis would choose. */
  public void string(byte[] bytes, int offset, int length) {
    if (length <= MAX_INT_TEXT && smallInteger(bytes, offset, length)) {
      return;
    }
    if (options.compress()
        && length > COMPRESS_OVER_BYTES
        && length <= COMPRESS_UP_TO_BYTES
        && compressed(bytes, offset, length)) {
      return;
    }
    length(length);
    raw(bytes, offset, length);
  }

  /** A string that is the decimal form of a number. */
  public void integer(long value) {
    if (!encodedInteger(value)) {
      text(Long.toString(value));
    }
  }

  /** A string longer than an array wants to be: its pieces follow by {@link #piece}. */
  public void beginPieces(long lengthBytes) {
    length(lengthBytes);
  }

  public void piece(byte[] bytes, int offset, int length) {
    raw(bytes, offset, length);
  }

  /** Bytes in RDB format made elsewhere (the side stream of a snapshot). */
  public void encoded(byte[] bytes, int offset, int length) {
    raw(bytes, offset, length);
  }

  /** Ends the image and hands the last bytes out. */
  public void end() {
    put(RdbType.OP_EOF);
    flush();
    little(options.checksum() ? crc : 0, 8);
    out.write(buffer, 0, used);
    flushedBytes += used;
    used = 0;
  }

  /** Hands out what is buffered. */
  public void flush() {
    if (used > 0) {
      if (options.checksum()) {
        crc = Crc64.update(crc, buffer, 0, used);
      }
      out.write(buffer, 0, used);
      flushedBytes += used;
      used = 0;
    }
  }

  private boolean smallInteger(byte[] bytes, int offset, int length) {
    if (length == 0) {
      return false;
    }
    boolean negative = bytes[offset] == '-';
    int from = negative ? offset + 1 : offset;
    int end = offset + length;
    if (from == end || (bytes[from] == '0' && (negative || end - from > 1))) {
      return false; // "-", "-0" and "007" would not come back as they were
    }
    long value = 0;
    for (int i = from; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      value = value * 10 + digit;
    }
    return encodedInteger(negative ? -value : value);
  }

  private boolean encodedInteger(long value) {
    if (value == (byte) value) {
      put(0xc0 | RdbType.ENC_INT8);
      little(value, 1);
    } else if (value == (short) value) {
      put(0xc0 | RdbType.ENC_INT16);
      little(value, 2);
    } else if (value == (int) value) {
      put(0xc0 | RdbType.ENC_INT32);
      little(value, 4);
    } else {
      return false;
    }
    return true;
  }

  private boolean compressed(byte[] bytes, int offset, int length) {
    int limit = length - 4; // it must be worth its own two length fields
    compressed = Rooms.atLeast(compressed, limit);
    int size = lzf.compress(bytes, offset, length, compressed, limit);
    if (size == 0) {
      return false;
    }
    compressedString(compressed, size, length);
    return true;
  }

  /**
   * A string that is in {@link Lzf} format already.
   *
   * @param length of the string itself
   */
  public void compressedString(byte[] bytes, int size, int length) {
    put(0xc0 | RdbType.ENC_LZF);
    length(size);
    length(length);
    raw(bytes, 0, size);
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_INT_TEXT || !smallInteger(bytes, 0, bytes.length)) {
      length(bytes.length);
      raw(bytes, 0, bytes.length);
    }
  }

  private void raw(String ascii) {
    byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
    raw(bytes, 0, bytes.length);
  }

  /** A length or count. */
  public void length(long length) {
    if (length < 1 << 6) {
      put((int) length);
    } else if (length < 1 << 14) {
      put(0x40 | (int) (length >>> 8));
      put((int) length);
    } else if (length <= 0xffffffffL) {
      put(0x80);
      big(length, 4);
    } else {
      put(0x81);
      big(length, 8);
    }
  }

  /** A number of 64 bits without a sign, in the form of a length. */
  public void unsignedLength(long number) {
    if (number >= 0) {
      length(number);
    } else {
      put(0x81);
      big(number, 8);
    }
  }

  private void big(long value, int bytes) {
    for (int i = bytes - 1; i >= 0; i--) {
      put((int) (value >>> (8 * i)));
    }
  }

  /** A number of so many bytes, little-endian. */
  public void little(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      put((int) (value >>> (8 * i)));
    }
  }

  private void put(int b) {
    if (behind && pending != null) {
      pending.add(b);
      return;
    }
    if (used == BUFFER_BYTES) {
      flush();
    }
    buffer[used++] = (byte) b;
  }

  private void raw(byte[] bytes, int offset, int length) {
    if (behind && pending != null) {
      pending.add(bytes, offset, length);
      return;
    }
    int from = offset;
    int left = length;
    while (left > 0) {
      if (used == BUFFER_BYTES) {
        flush();
      }
      int count = Math.min(left, BUFFER_BYTES - used);
      System.arraycopy(bytes, from, buffer, used, count);
      used += count;
      from += count;
      left -= count;
    }
  }
}
