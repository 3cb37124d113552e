package io.jacinth.engine.rdb;

/**
 * CRC-64 with Jones's polynomial, reflected, start value 0, as RDB files and DUMP payloads carry
 * it: {@code "123456789"} gives {@code e9c6d914c4b8d9ca}. Eight bytes a step.
 */
public final class Crc64 {
  private static final long POLYNOMIAL = Long.reverse(0xad93d23594c935a9L);
  private static final long[][] TABLES = tables();

  private Crc64() {}

  /** Continues a checksum over more bytes. */
  public static long update(long crc, byte[] bytes, int offset, int length) {
    long value = crc;
    int i = offset;
    int end = offset + length;
    long[][] tables = TABLES;
    for (; end - i >= 8; i += 8) {
      for (int b = 0; b < 8; b++) {
        value ^= (bytes[i + b] & 0xffL) << (8 * b);
      }
      value =
          tables[7][(int) value & 0xff]
              ^ tables[6][(int) (value >>> 8) & 0xff]
              ^ tables[5][(int) (value >>> 16) & 0xff]
              ^ tables[4][(int) (value >>> 24) & 0xff]
              ^ tables[3][(int) (value >>> 32) & 0xff]
              ^ tables[2][(int) (value >>> 40) & 0xff]
              ^ tables[1][(int) (value >>> 48) & 0xff]
              ^ tables[0][(int) (value >>> 56)];
    }
    for (; i < end; i++) {
      value = tables[0][(int) (value ^ bytes[i]) & 0xff] ^ (value >>> 8);
    }
    return value;
  }

  private static long[][] tables() {
    long[][] tables = new long[8][256];
    for (int i = 0; i < 256; i++) {
      long crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
      }
      tables[0][i] = crc;
    }
    for (int i = 0; i < 256; i++) {
      for (int t = 1; t < 8; t++) {
        long crc = tables[t - 1][i];
        tables[t][i] = tables[0][(int) crc & 0xff] ^ (crc >>> 8);
      }
    }
    return tables;
  }
}
