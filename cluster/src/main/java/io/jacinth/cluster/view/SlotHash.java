package io.jacinth.cluster.view;

/** Key to slot: CRC16-XMODEM of the key, or of its hash tag, modulo {@link #SLOTS}. */
public final class SlotHash {
  /** Number of slots of every Redis Cluster. */
  public static final int SLOTS = 16384;

  private static final short[] CRC_TABLE = crcTable();

  private SlotHash() {}

  /**
   * The slot of a key. Only the part between the first <code>{</code> and the first following
   * <code>}</code> counts, when there is one and it is not empty.
   *
   * @return 0 to 16383
   */
  public static int slotOf(byte[] bytes, int offset, int length) {
    int end = offset + length;
    for (int open = offset; open < end; open++) {
      if (bytes[open] != '{') {
        continue;
      }
      for (int close = open + 1; close < end; close++) {
        if (bytes[close] == '}') {
          return close == open + 1
              ? crc16(bytes, offset, length) & (SLOTS - 1)
              : crc16(bytes, open + 1, close - open - 1) & (SLOTS - 1);
        }
      }
      break;
    }
    return crc16(bytes, offset, length) & (SLOTS - 1);
  }

  /** CRC16-XMODEM: polynomial 0x1021, initial value 0; "123456789" gives 0x31C3. */
  public static int crc16(byte[] bytes, int offset, int length) {
    int crc = 0;
    for (int i = offset, end = offset + length; i < end; i++) {
      crc = (crc << 8) ^ CRC_TABLE[((crc >>> 8) ^ bytes[i]) & 0xff];
    }
    return crc & 0xffff;
  }

  private static short[] crcTable() {
    short[] table = new short[256];
    for (int i = 0; i < 256; i++) {
      int crc = i << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
      }
      table[i] = (short) crc;
    }
    return table;
  }
}
