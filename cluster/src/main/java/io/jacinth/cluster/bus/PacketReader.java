package io.jacinth.cluster.bus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Checked reads within one complete packet. */
final class PacketReader {
  private final ByteBuffer in;
  private final int length;
  private final KnownIds knownIds;

  /**
   * @param knownIds those of this link
   */
  PacketReader(byte[] packet, int length, KnownIds knownIds) {
    this.in = ByteBuffer.wrap(packet, 0, length);
    this.length = length;
    this.knownIds = knownIds;
  }

  int length() {
    return length;
  }

  void require(boolean condition, String what) throws RefusedException {
    if (!condition) {
      throw new RefusedException("malformed packet: " + what);
    }
  }

  int u8(int at) {
    return in.get(at) & 0xff;
  }

  int u16(int at) {
    return in.getShort(at) & 0xffff;
  }

  long u32(int at) {
    return in.getInt(at) & 0xffffffffL;
  }

  /** Epochs and counts are unsigned on the wire; one that does not fit 63 bits is nonsense. */
  long nonNegative64(int at) throws RefusedException {
    long value = in.getLong(at);
    require(value >= 0, "a number of 64 bits");
    return value;
  }

  long s64(int at) {
    return in.getLong(at);
  }

  byte[] bytes(int at, int count) {
    byte[] copy = new byte[count];
    in.get(at, copy);
    return copy;
  }

  String id(int at) throws RefusedException {
    String known = knownIds.get(in, at);
    if (known != null) {
      return known;
    }
    for (int i = at; i < at + BusLayout.ID_BYTES; i++) {
      byte c = in.get(i);
      require((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'), "a node id");
    }
    return knownIds.add(in, at);
  }

  @Nullable String idOrNull(int at) throws RefusedException {
    for (int i = at; i < at + BusLayout.ID_BYTES; i++) {
      if (in.get(i) != 0) {
        return id(at);
      }
    }
    return null;
  }

  /** An address: zero terminated, without blanks or anything a nodes.conf line could not hold. */
  String ip(int at) throws RefusedException {
    int end = at;
    while (end < at + BusLayout.IP_BYTES && in.get(end) != 0) {
      byte c = in.get(end);
      require(isNameByte(c) || c == ':' || c == '%', "an address");
      end++;
    }
    require(end < at + BusLayout.IP_BYTES, "an address without end");
    return new String(in.array(), at, end - at, StandardCharsets.US_ASCII);
  }

  /** A name in a padded field. */
  String name(int at, int fieldBytes, int maxBytes) throws RefusedException {
    int end = at;
    while (end < at + fieldBytes && in.get(end) != 0) {
      require(isNameByte(in.get(end)), "a name");
      end++;
    }
    require(end < at + fieldBytes && end - at <= maxBytes, "length of a name");
    return new String(in.array(), at, end - at, StandardCharsets.US_ASCII);
  }

  private static boolean isNameByte(byte c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_';
  }
}
