package io.jacinth.engine.persist;

import io.jacinth.store.ValueTypes;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Values that were saved because they were about to change before the walk had come to them, in the
 * order of their changes. A record is a database, a type, an encoding, an expiry, a key and the
 * bytes of a small value.
 *
 * <p>Bounded: 32 MiB in memory, then a file. {@link #isCongested} says when even that is too much
 * and whoever writes must be slowed down.
 */
final class SideStream {
  /** Database, type, encoding, expiry, length of the key, length of the value. */
  private static final int HEADER_BYTES = 4 + 1 + 1 + 8 + 4 + 4;

  private static final int TYPE_AT = 4;
  private static final int ENCODING_AT = 5;
  private static final int EXPIRY_AT = 6;
  private static final int KEY_LENGTH_AT = 14;
  private static final int VALUE_LENGTH_AT = 18;

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

  void add(
      int db,
      int type,
      int encoding,
      long expireAtWallMs,
      byte[] key,
      int keyLength,
      byte[] value,
      int length) {
    header.clear().putInt(db).put((byte) type).put((byte) encoding);
    header.putLong(expireAtWallMs).putInt(keyLength).putInt(length);
    spool.append(header.array(), 0, HEADER_BYTES);
    spool.append(key, 0, keyLength);
    spool.append(value, 0, length);
  }

  void addInteger(int db, long expireAtWallMs, byte[] key, int keyLength, long value) {
    byte[] eight = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    int encoding = ValueTypes.ENCODING_INT;
    add(db, ValueTypes.STRING, encoding, expireAtWallMs, key, keyLength, eight, eight.length);
  }

  /** Takes records that were read back. */
  interface Reader {
    /** Bytes of a string or of a packed value. */
    void value(
        int db,
        int type,
        int encoding,
        long expireAtWallMs,
        byte[] key,
        int keyLength,
        byte[] value,
        int at,
        int length);

    void integer(int db, long expireAtWallMs, byte[] key, int keyLength, long value);
  }

  /** Hands the next record over; false when there is none or it is not back from the file yet. */
  boolean next(Reader reader) throws IOException {
    if (!headerRead) {
      if (!fill(HEADER_BYTES)) {
        return false;
      }
      ByteBuffer head = ByteBuffer.wrap(record);
      recordLength = HEADER_BYTES + head.getInt(KEY_LENGTH_AT) + head.getInt(VALUE_LENGTH_AT);
      headerRead = true;
    }
    if (!fill(recordLength)) {
      return false;
    }
    ByteBuffer whole = ByteBuffer.wrap(record);
    int db = whole.getInt(0);
    int type = whole.get(TYPE_AT);
    int encoding = whole.get(ENCODING_AT);
    long expireAtWallMs = whole.getLong(EXPIRY_AT);
    int keyLength = whole.getInt(KEY_LENGTH_AT);
    int valueLength = whole.getInt(VALUE_LENGTH_AT);
    byte[] key = new byte[keyLength];
    whole.get(HEADER_BYTES, key);
    int valueAt = HEADER_BYTES + keyLength;
    filled = 0;
    headerRead = false;
    if (encoding == ValueTypes.ENCODING_INT) {
      reader.integer(db, expireAtWallMs, key, keyLength, whole.getLong(valueAt));
    } else {
      reader.value(
          db, type, encoding, expireAtWallMs, key, keyLength, record, valueAt, valueLength);
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
}
