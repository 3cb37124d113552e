package io.jacinth.cluster.bus;

import static io.jacinth.cluster.bus.BusLayout.EXTENSION_HEADER_BYTES;
import static io.jacinth.cluster.bus.BusLayout.ID_BYTES;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ping extensions: each has a length (with its own head), a type, and is padded to 8 bytes. */
final class ExtensionsCodec {
  private static final int MAX_NAME_BYTES = 255;
  private static final int FORGOTTEN_BYTES = ID_BYTES + 8;

  private ExtensionsCodec() {}

  static int count(PingExtensions extensions) {
    return (extensions.hostname() == null ? 0 : 1)
        + (extensions.nodename() == null ? 0 : 1)
        + (extensions.shardId() == null ? 0 : 1)
        + extensions.forgotten().size();
  }

  static int bytes(PingExtensions extensions) {
    if (extensions.isEmpty()) {
      return 0;
    }
    return nameBytes(extensions.hostname())
        + nameBytes(extensions.nodename())
        + (extensions.shardId() == null ? 0 : EXTENSION_HEADER_BYTES + ID_BYTES)
        + extensions.forgotten().size() * (EXTENSION_HEADER_BYTES + FORGOTTEN_BYTES);
  }

  /** Names end with at least one zero byte. */
  private static int nameBytes(@Nullable String name) {
    return name == null ? 0 : EXTENSION_HEADER_BYTES + ((name.length() + 1 + 7) & ~7);
  }

  static void write(PingExtensions extensions, ByteBuffer out, int start) {
    int at = start;
    at += name(out, at, BusLayout.EXTENSION_HOSTNAME, extensions.hostname());
    at += name(out, at, BusLayout.EXTENSION_NODENAME, extensions.nodename());
    for (PingExtensions.Forgotten forgotten : extensions.forgotten()) {
      head(out, at, EXTENSION_HEADER_BYTES + FORGOTTEN_BYTES, BusLayout.EXTENSION_FORGOTTEN);
      BusCodec.putId(out, at + EXTENSION_HEADER_BYTES, forgotten.id());
      out.putLong(at + EXTENSION_HEADER_BYTES + ID_BYTES, forgotten.ttlSeconds());
      at += EXTENSION_HEADER_BYTES + FORGOTTEN_BYTES;
    }
    if (extensions.shardId() != null) {
      head(out, at, EXTENSION_HEADER_BYTES + ID_BYTES, BusLayout.EXTENSION_SHARD_ID);
      BusCodec.putId(out, at + EXTENSION_HEADER_BYTES, extensions.shardId());
    }
  }

  private static int name(ByteBuffer out, int at, int type, @Nullable String name) {
    if (name == null) {
      return 0;
    }
    int bytes = nameBytes(name);
    head(out, at, bytes, type);
    out.put(at + EXTENSION_HEADER_BYTES, name.getBytes(StandardCharsets.US_ASCII));
    return bytes;
  }

  private static void head(ByteBuffer out, int at, int bytes, int type) {
    out.putInt(at, bytes);
    out.putShort(at + 4, (short) type);
  }

  /**
   * Reads {@code count} extensions that must fill the packet exactly. Unknown types are skipped.
   */
  static PingExtensions read(PacketReader in, int start, int count) throws RefusedException {
    if (count == 0) {
      in.require(start == in.length(), "bytes after the gossip section");
      return PingExtensions.NONE;
    }
    String hostname = null;
    String nodename = null;
    String shardId = null;
    List<PingExtensions.Forgotten> forgotten = new ArrayList<>();
    int at = start;
    for (int i = 0; i < count; i++) {
      in.require(at + EXTENSION_HEADER_BYTES <= in.length(), "extension beyond the packet");
      long bytes = in.u32(at);
      in.require(
          bytes >= EXTENSION_HEADER_BYTES && bytes % 8 == 0 && at + bytes <= in.length(),
          "length of an extension");
      int body = at + EXTENSION_HEADER_BYTES;
      int bodyBytes = (int) bytes - EXTENSION_HEADER_BYTES;
      switch (in.u16(at + 4)) {
        case BusLayout.EXTENSION_HOSTNAME -> hostname = in.name(body, bodyBytes, MAX_NAME_BYTES);
        case BusLayout.EXTENSION_NODENAME -> nodename = in.name(body, bodyBytes, MAX_NAME_BYTES);
        case BusLayout.EXTENSION_FORGOTTEN -> {
          in.require(bodyBytes == FORGOTTEN_BYTES, "length of a forgotten-node extension");
          forgotten.add(
              new PingExtensions.Forgotten(in.id(body), in.nonNegative64(body + ID_BYTES)));
        }
        case BusLayout.EXTENSION_SHARD_ID -> {
          in.require(bodyBytes == ID_BYTES, "length of a shard-id extension");
          shardId = in.id(body);
        }
        default -> {}
      }
      at += (int) bytes;
    }
    in.require(at == in.length(), "bytes after the extensions");
    return new PingExtensions(hostname, nodename, shardId, List.copyOf(forgotten));
  }
}
