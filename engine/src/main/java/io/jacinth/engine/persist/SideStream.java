package io.jacinth.engine.persist;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Values that were saved because they were about to change before the walk had come to them, in the
 * order of their changes. A record is a database, an expiry, a key and either a number or the bytes
 * of a small value.
 *
 * <p>Bounded: 32 MiB in memory, then a file. {@link #isCongested} says when even that is too much
 * and whoever writes must be slowed down.
 */
final class SideStream {
  private static final int HEADER_BYTES = 4 + 8 + 4 + 4;
  private static final int IS_INTEGER = -1;

  private final Spool spool;
  private final long spillLimitBytes;
  private final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
  private byte[] record = new byte[512];
  private int filled;
  private boolean headerRead;
  private int recordLength;

  SideStream(long memoryLimitBytes, long spillLimitBytes, SpillFile.Factory files) {
    this.spool = new Spool(memoryLimitBytes, files);
    this.spillLimitBytes = spillLimitBytes;
  }

  boolean isEmpty() {
    return spool.size() == 0 && filled == 0 && !headerRead;
  }

  long sizeBytes() {
    return spool.size();
  }

  boolean isCongested() {
    return spool.spilledBytes() > spillLimitBytes;
  }

  void addString(int db, long expireAtWallMs, byte[] key, int keyLength, byte[] value, int length) {
    putHeader(db, expireAtWallMs, keyLength, length);
    spool.append(key, 0, keyLength);
    spool.append(value, 0, length);
  }

  void addInteger(int db, long expireAtWallMs, byte[] key, int keyLength, long value) {
    putHeader(db, expireAtWallMs, keyLength, IS_INTEGER);
    spool.append(key, 0, keyLength);
    header.clear().putLong(value);
    spool.append(header.array(), 0, 8);
  }

  private void putHeader(int db, long expireAtWallMs, int keyLength, int valueLength) {
    header.clear().putInt(db).putLong(expireAtWallMs).putInt(keyLength).putInt(valueLength);
    spool.append(header.array(), 0, HEADER_BYTES);
  }

  /** Takes records that were read back. */
  interface Reader {
    void string(
        int db, long expireAtWallMs, byte[] key, int keyLength, byte[] value, int at, int length);

    void integer(int db, long expireAtWallMs, byte[] key, int keyLength, long value);
  }

  /** Hands the next record over; false when there is none or it is not back from the file yet. */
  boolean next(Reader reader) throws IOException {
    if (!headerRead) {
      if (!fill(HEADER_BYTES)) {
        return false;
      }
      ByteBuffer head = ByteBuffer.wrap(record);
      int valueLength = head.getInt(16);
      recordLength = HEADER_BYTES + head.getInt(12) + (valueLength == IS_INTEGER ? 8 : valueLength);
      headerRead = true;
    }
    if (!fill(recordLength)) {
      return false;
    }
    ByteBuffer whole = ByteBuffer.wrap(record);
    int db = whole.getInt(0);
    long expireAtWallMs = whole.getLong(4);
    int keyLength = whole.getInt(12);
    int valueLength = whole.getInt(16);
    byte[] key = new byte[keyLength];
    whole.get(HEADER_BYTES, key);
    int valueAt = HEADER_BYTES + keyLength;
    filled = 0;
    headerRead = false;
    if (valueLength == IS_INTEGER) {
      reader.integer(db, expireAtWallMs, key, keyLength, whole.getLong(valueAt));
    } else {
      reader.string(db, expireAtWallMs, key, keyLength, record, valueAt, valueLength);
    }
    return true;
  }

  private boolean fill(int length) throws IOException {
    if (record.length < length) {
      record = java.util.Arrays.copyOf(record, Math.max(length, record.length * 2));
    }
    if (filled < length) {
      filled += spool.read(record, filled, length - filled);
    }
    return filled >= length;
  }

  void clear() {
    spool.clear();
    filled = 0;
    headerRead = false;
  }

  /** A long value kept by holding its pages: nothing is copied. */
  record HeldValue(
      int db, long expireAtWallMs, byte[] key, int[] pages, int[] pageLengths, long length) {}
}
