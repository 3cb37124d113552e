package io.jacinth.simulation.host;

import io.jacinth.store.Entries;
import io.jacinth.store.EntryTable;
import java.util.zip.CRC32C;

/** Sums up keys, values and expiries in a way that does not depend on their order. */
final class DataDigest {
  private final Entries entries;
  private final CRC32C crc = new CRC32C();
  private byte[] buffer = new byte[256];
  private long sum;

  DataDigest(Entries entries) {
    this.entries = entries;
  }

  void add(int db, EntryTable table) {
    long position = 0;
    while (position != EntryTable.POSITION_END) {
      position = table.walkStep(position, entry -> add(db, entry));
    }
  }

  private void add(int db, int entry) {
    long key = crcOf(entries.keyLength(entry), entry, true);
    long value = crcOf(entries.valueLength(entry), entry, false);
    long expiry = entries.hasExpiry(entry) ? entries.expireAtWallMs(entry) : 0;
    long mixed = (key << 32 | value) * 0x9E3779B97F4A7C15L + expiry * 31 + db;
    sum += mixed ^ (mixed >>> 29);
  }

  private long crcOf(int length, int entry, boolean key) {
    if (length > buffer.length) {
      buffer = new byte[length];
    }
    int copied = key ? entries.copyKey(entry, buffer, 0) : entries.copyValue(entry, buffer, 0);
    crc.reset();
    crc.update(buffer, 0, copied);
    return crc.getValue();
  }

  long sum() {
    return sum;
  }
}
