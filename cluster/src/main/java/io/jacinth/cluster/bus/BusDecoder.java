package io.jacinth.cluster.bus;

import static io.jacinth.cluster.bus.BusLayout.GOSSIP_BYTES;
import static io.jacinth.cluster.bus.BusLayout.HEADER_BYTES;

import io.jacinth.cluster.view.SlotSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one link's bytes, in pieces of any size, into packets.
 *
 * <p>Call {@link #feed}, then {@link #next} until it answers null, then look at {@link #refusal}: a
 * reason means the link must be closed, and nothing more comes out. Packets of another protocol
 * version or of a type this version does not know are skipped, as Redis does. Memory is bounded by
 * the largest packet allowed, and the buffer shrinks again after a large one.
 */
public final class BusDecoder {
  /** Enough for a PUBLISH of a large message; anything above is not a bus packet. */
  public static final int DEFAULT_MAX_PACKET_BYTES = 64 << 20;

  private static final int SIGNATURE =
      ('R' << 24) | ('C' << 16) | ('m' << 8) | 'b'; // the first four bytes of every packet
  private static final int START_BYTES = 4096;

  private final int maxPacketBytes;
  private final KnownIds knownIds = new KnownIds();
  private byte[] buffer = new byte[START_BYTES];
  private int start;
  private int end;
  private @Nullable String refusal;
  private SlotSet lastSlots = SlotSet.EMPTY;

  public BusDecoder() {
    this(DEFAULT_MAX_PACKET_BYTES);
  }

  public BusDecoder(int maxPacketBytes) {
    this.maxPacketBytes = maxPacketBytes;
  }

  /** Takes bytes; they are copied. */
  public void feed(byte[] bytes, int offset, int length) {
    if (refusal != null) {
      return;
    }
    if (end + length > buffer.length) {
      makeRoom(length);
    }
    System.arraycopy(bytes, offset, buffer, end, length);
    end += length;
  }

  private void makeRoom(int length) {
    int held = end - start;
    byte[] target = buffer;
    if (held + length > buffer.length) {
      target = new byte[Math.max(held + length, Math.min(buffer.length * 2, maxPacketBytes))];
    } else if (buffer.length > 1 << 20 && held + length <= START_BYTES) {
      target = new byte[START_BYTES];
    }
    System.arraycopy(buffer, start, target, 0, held);
    buffer = target;
    start = 0;
    end = held;
  }

  /** Why the link must be closed, or null. */
  public @Nullable String refusal() {
    return refusal;
  }

  /** Bytes held for a packet that is not complete. */
  public int heldBytes() {
    return end - start;
  }

  /** The next complete packet, or null: feed more, or see {@link #refusal}. */
  public @Nullable BusMessage next() {
    while (refusal == null && end - start >= 8) {
      int signature = int32(start);
      long total = int32(start + 4) & 0xffffffffL;
      if (signature != SIGNATURE || total < HEADER_BYTES || total > maxPacketBytes) {
        refuse("bad message length or signature");
        return null;
      }
      int length = (int) total;
      if (end - start < length) {
        return null;
      }
      byte[] packet = Arrays.copyOfRange(buffer, start, start + length);
      start += length;
      if (start == end) {
        start = 0;
        end = 0;
      }
      try {
        BusMessage message = decode(new PacketReader(packet, length, knownIds), packet);
        if (message != null) {
          return message;
        }
      } catch (RefusedException e) {
        refuse(String.valueOf(e.getMessage()));
        return null;
      }
    }
    return null;
  }

  private void refuse(String reason) {
    refusal = reason;
    buffer = new byte[0];
    start = 0;
    end = 0;
  }

  private int int32(int at) {
    return ((buffer[at] & 0xff) << 24)
        | ((buffer[at + 1] & 0xff) << 16)
        | ((buffer[at + 2] & 0xff) << 8)
        | (buffer[at + 3] & 0xff);
  }

  private @Nullable BusMessage decode(PacketReader in, byte[] packet) throws RefusedException {
    int typeCode = in.u16(BusLayout.TYPE);
    if (in.u16(BusLayout.VERSION_AT) != BusLayout.VERSION || !BusType.isKnown(typeCode)) {
      return null;
    }
    BusType type = BusType.of(typeCode);
    BusHeader header = header(in, packet);
    int body = HEADER_BYTES;
    return switch (type) {
      case PING, PONG, MEET -> ping(in, type, header);
      case FAIL -> {
        in.require(in.length() == body + BusLayout.ID_BYTES, "length of FAIL");
        yield new BusMessage.Fail(header, in.id(body));
      }
      case PUBLISH, PUBLISHSHARD -> publish(in, type, header);
      case AUTH_REQUEST -> {
        in.require(in.length() == body, "length of FAILOVER_AUTH_REQUEST");
        yield new BusMessage.AuthRequest(header);
      }
      case AUTH_ACK -> {
        in.require(in.length() == body, "length of FAILOVER_AUTH_ACK");
        yield new BusMessage.AuthAck(header);
      }
      case MFSTART -> {
        in.require(in.length() == body, "length of MFSTART");
        yield new BusMessage.MfStart(header);
      }
      case UPDATE -> {
        in.require(in.length() == body + BusLayout.UPDATE_BYTES, "length of UPDATE");
        yield new BusMessage.Update(
            header,
            in.id(body + 8),
            in.nonNegative64(body),
            SlotSet.fromWire(packet, body + 8 + BusLayout.ID_BYTES));
      }
      case MODULE -> new BusMessage.Module(header);
    };
  }

  private BusHeader header(PacketReader in, byte[] packet) throws RefusedException {
    SlotSet slots = SlotSet.fromWire(packet, BusLayout.SLOTS);
    if (slots.equals(lastSlots)) {
      slots = lastSlots; // one object per link while nothing changes, and equals() by identity
    } else {
      lastSlots = slots;
    }
    int flags =
        in.u8(BusLayout.MESSAGE_FLAGS)
            | in.u8(BusLayout.MESSAGE_FLAGS + 1) << 8
            | in.u8(BusLayout.MESSAGE_FLAGS + 2) << 16;
    return new BusHeader(
        in.id(BusLayout.SENDER),
        in.nonNegative64(BusLayout.CURRENT_EPOCH),
        in.nonNegative64(BusLayout.CONFIG_EPOCH),
        in.s64(BusLayout.OFFSET),
        slots,
        in.idOrNull(BusLayout.REPLICA_OF),
        in.ip(BusLayout.OWN_IP),
        in.u16(BusLayout.PORT),
        in.u16(BusLayout.SECOND_PORT),
        in.u16(BusLayout.BUS_PORT),
        in.u16(BusLayout.FLAGS),
        in.u8(BusLayout.STATE) == 0,
        flags);
  }

  private static BusMessage ping(PacketReader in, BusType type, BusHeader header)
      throws RefusedException {
    int count = in.u16(BusLayout.COUNT);
    int gossipEnd = HEADER_BYTES + count * GOSSIP_BYTES;
    in.require(gossipEnd <= in.length(), "gossip section beyond the packet");
    List<GossipEntry> gossip = new ArrayList<>(count);
    for (int at = HEADER_BYTES; at < gossipEnd; at += GOSSIP_BYTES) {
      gossip.add(
          new GossipEntry(
              in.id(at),
              in.u32(at + BusLayout.GOSSIP_PING_SENT),
              in.u32(at + BusLayout.GOSSIP_PONG_RECEIVED),
              in.ip(at + BusLayout.GOSSIP_IP),
              in.u16(at + BusLayout.GOSSIP_PORT),
              in.u16(at + BusLayout.GOSSIP_SECOND_PORT),
              in.u16(at + BusLayout.GOSSIP_BUS_PORT),
              in.u16(at + BusLayout.GOSSIP_FLAGS)));
    }
    PingExtensions extensions = ExtensionsCodec.read(in, gossipEnd, in.u16(BusLayout.EXTENSIONS));
    return new BusMessage.Ping(type, header, gossip, extensions);
  }

  private static BusMessage publish(PacketReader in, BusType type, BusHeader header)
      throws RefusedException {
    int body = HEADER_BYTES + BusLayout.PUBLISH_FIXED_BYTES;
    in.require(in.length() >= body, "length of PUBLISH");
    long channelBytes = in.u32(HEADER_BYTES);
    long payloadBytes = in.u32(HEADER_BYTES + 4);
    in.require(body + channelBytes + payloadBytes == in.length(), "lengths within PUBLISH");
    return new BusMessage.Publish(
        header,
        type == BusType.PUBLISHSHARD,
        in.bytes(body, (int) channelBytes),
        in.bytes(body + (int) channelBytes, (int) payloadBytes));
  }
}
