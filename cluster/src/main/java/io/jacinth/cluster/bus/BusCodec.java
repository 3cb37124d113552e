package io.jacinth.cluster.bus;

import static io.jacinth.cluster.bus.BusLayout.HEADER_BYTES;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes packets. Reading is {@link BusDecoder}'s. */
public final class BusCodec {
  private BusCodec() {}

  /** The packet's bytes, ready for the wire. */
  public static byte[] encode(BusMessage message) {
    return switch (message) {
      case BusMessage.Ping ping -> ping(ping);
      case BusMessage.Fail fail -> {
        ByteBuffer out = start(fail, BusLayout.ID_BYTES, 0, 0);
        putId(out, HEADER_BYTES, fail.failingId());
        yield out.array();
      }
      case BusMessage.Publish publish -> publish(publish);
      case BusMessage.AuthRequest request -> start(request, 0, 0, 0).array();
      case BusMessage.AuthAck ack -> start(ack, 0, 0, 0).array();
      case BusMessage.MfStart mfStart -> start(mfStart, 0, 0, 0).array();
      case BusMessage.Module module -> start(module, 0, 0, 0).array();
      case BusMessage.Update update -> {
        ByteBuffer out = start(update, BusLayout.UPDATE_BYTES, 0, 0);
        out.putLong(HEADER_BYTES, update.nodeConfigEpoch());
        putId(out, HEADER_BYTES + 8, update.nodeId());
        update.nodeSlots().toWire(out.array(), HEADER_BYTES + 8 + BusLayout.ID_BYTES);
        yield out.array();
      }
    };
  }

  private static ByteBuffer start(
      BusMessage message, int bodyBytes, int gossipCount, int extensionCount) {
    BusHeader header = message.header();
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + bodyBytes);
    byte[] bytes = out.array();
    bytes[0] = 'R';
    bytes[1] = 'C';
    bytes[2] = 'm';
    bytes[3] = 'b';
    out.putInt(BusLayout.TOTAL_LENGTH, bytes.length);
    out.putShort(BusLayout.VERSION_AT, (short) BusLayout.VERSION);
    out.putShort(BusLayout.PORT, (short) header.port());
    out.putShort(BusLayout.TYPE, (short) message.type().code());
    out.putShort(BusLayout.COUNT, (short) gossipCount);
    out.putLong(BusLayout.CURRENT_EPOCH, header.currentEpoch());
    out.putLong(BusLayout.CONFIG_EPOCH, header.configEpoch());
    out.putLong(BusLayout.OFFSET, header.offset());
    putId(out, BusLayout.SENDER, header.sender());
    header.slots().toWire(bytes, BusLayout.SLOTS);
    putId(out, BusLayout.REPLICA_OF, header.replicaOf());
    putText(out, BusLayout.OWN_IP, header.ip(), BusLayout.IP_BYTES - 1);
    out.putShort(BusLayout.EXTENSIONS, (short) extensionCount);
    out.putShort(BusLayout.SECOND_PORT, (short) header.secondPort());
    out.putShort(BusLayout.BUS_PORT, (short) header.busPort());
    out.putShort(BusLayout.FLAGS, (short) header.flags());
    bytes[BusLayout.STATE] = (byte) (header.stateOk() ? 0 : 1);
    int flags = header.messageFlags();
    bytes[BusLayout.MESSAGE_FLAGS] = (byte) flags;
    bytes[BusLayout.MESSAGE_FLAGS + 1] = (byte) (flags >>> 8);
    bytes[BusLayout.MESSAGE_FLAGS + 2] = (byte) (flags >>> 16);
    return out;
  }

  private static byte[] ping(BusMessage.Ping ping) {
    PingExtensions extensions = ping.extensions();
    int gossipBytes = ping.gossip().size() * BusLayout.GOSSIP_BYTES;
    int extensionBytes = ExtensionsCodec.bytes(extensions);
    ByteBuffer out =
        start(
            ping,
            gossipBytes + extensionBytes,
            ping.gossip().size(),
            ExtensionsCodec.count(extensions));
    int at = HEADER_BYTES;
    for (GossipEntry entry : ping.gossip()) {
      putId(out, at, entry.id());
      out.putInt(at + BusLayout.GOSSIP_PING_SENT, (int) entry.pingSentSeconds());
      out.putInt(at + BusLayout.GOSSIP_PONG_RECEIVED, (int) entry.pongReceivedSeconds());
      putText(out, at + BusLayout.GOSSIP_IP, entry.ip(), BusLayout.IP_BYTES - 1);
      out.putShort(at + BusLayout.GOSSIP_PORT, (short) entry.port());
      out.putShort(at + BusLayout.GOSSIP_BUS_PORT, (short) entry.busPort());
      out.putShort(at + BusLayout.GOSSIP_FLAGS, (short) entry.flags());
      out.putShort(at + BusLayout.GOSSIP_SECOND_PORT, (short) entry.secondPort());
      at += BusLayout.GOSSIP_BYTES;
    }
    ExtensionsCodec.write(extensions, out, at);
    return out.array();
  }

  private static byte[] publish(BusMessage.Publish publish) {
    int channelBytes = publish.channel().length;
    int payloadBytes = publish.payload().length;
    ByteBuffer out =
        start(publish, BusLayout.PUBLISH_FIXED_BYTES + channelBytes + payloadBytes, 0, 0);
    out.putInt(HEADER_BYTES, channelBytes);
    out.putInt(HEADER_BYTES + 4, payloadBytes);
    out.put(HEADER_BYTES + 8, publish.channel());
    out.put(HEADER_BYTES + 8 + channelBytes, publish.payload());
    return out.array();
  }

  static void putId(ByteBuffer out, int at, @Nullable String id) {
    if (id != null) {
      putText(out, at, id, BusLayout.ID_BYTES);
    }
  }

  private static void putText(ByteBuffer out, int at, String text, int maxBytes) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    out.put(at, bytes, 0, Math.min(bytes.length, maxBytes));
  }
}
