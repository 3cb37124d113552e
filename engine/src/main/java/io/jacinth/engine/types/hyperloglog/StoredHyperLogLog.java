package io.jacinth.engine.types.hyperloglog;

import io.jacinth.engine.command.Call;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.keyspace.WriteDoor;
import io.jacinth.store.Entries;
import io.jacinth.store.EntryTable;
import io.jacinth.store.ValueTypes;

/**
 * HyperLogLogs in the keyspace. A dense one is changed where it lies, a few bytes at a time; a
 * sparse one is at most as long as {@code hll-sparse-max-bytes} as a rule, is copied, changed and
 * put back.
 */
final class StoredHyperLogLog {
  static final String CORRUPT = "INVALIDOBJ Corrupted HLL object detected";
  private static final String INVALID = "WRONGTYPE Key is not a valid HyperLogLog string value.";

  private StoredHyperLogLog() {}

  static long sparseBytesMax(Call c) {
    return c.engine().config().number(MemoryOptions.HLL_SPARSE_MAX_BYTES);
  }

  /** Whether an entry holds a HyperLogLog; says why not. */
  static boolean isValid(Call c, int entry) {
    Entries entries = c.keys().entries();
    if (entries.type(entry) != ValueTypes.STRING) {
      c.wrongType();
      return false;
    }
    int length = entries.valueLength(entry);
    if (length < HyperLogLog.HEADER_BYTES
        || !HyperLogLog.isHeader(header(entries, entry), length)) {
      c.error(INVALID);
      return false;
    }
    if (length > HyperLogLog.SPARSE_BYTES_MAX) {
      c.error(CORRUPT);
      return false;
    }
    return true;
  }

  static byte[] header(Entries entries, int entry) {
    byte[] header = new byte[HyperLogLog.HEADER_BYTES];
    entries.copyValue(entry, 0, header, 0, header.length);
    return header;
  }

  static boolean isDense(Entries entries, int entry) {
    return entries.valueLength(entry) == HyperLogLog.DENSE_BYTES
        && header(entries, entry)[HyperLogLog.ENCODING_AT] == HyperLogLog.DENSE;
  }

  /** A copy of one that {@link #isValid}. */
  static HyperLogLog copy(Call c, int entry) {
    Entries entries = c.keys().entries();
    byte[] bytes = new byte[entries.valueLength(entry)];
    entries.copyValue(entry, bytes, 0);
    return new HyperLogLog(bytes, sparseBytesMax(c));
  }

  /** Raises a register of the dense one behind the door; whether that changed it. */
  static boolean raiseDense(Entries entries, WriteDoor door, int register, int value, byte[] two) {
    int at = HyperLogLog.denseByte(register);
    int length = Math.min(2, HyperLogLog.DENSE_BYTES - at);
    entries.copyValue(door.entry(), at, two, 0, length);
    // As if the string began at the register's byte.
    int before = register * 6 / 8;
    if (HyperLogLog.dense(two, -before, register) >= value) {
      return false;
    }
    HyperLogLog.setDense(two, 0, register, value);
    door.setRange(at, two, 0, length);
    return true;
  }

  /** Puts a changed copy back. */
  static void put(WriteDoor door, HyperLogLog value) {
    door.putRaw(value.bytes(), 0, value.length(), EntryTable.KEEP_EXPIRE);
  }

  /** Marks the cardinality of the one behind the door as void. */
  static void voidCardinality(Entries entries, WriteDoor door, byte[] scratch) {
    entries.copyValue(door.entry(), HyperLogLog.VOID_AT, scratch, 0, 1);
    if (scratch[0] >= 0) {
      scratch[0] |= (byte) 0x80;
      door.setRange(HyperLogLog.VOID_AT, scratch, 0, 1);
    }
  }
}
