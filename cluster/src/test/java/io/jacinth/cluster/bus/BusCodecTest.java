package io.jacinth.cluster.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.cluster.view.SlotSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BusCodecTest {
  private static final String ID = "0123456789abcdef0123456789abcdef01234567";
  private static final String OTHER = "fedcba9876543210fedcba9876543210fedcba98";
  private static final BusHeader HEADER =
      new BusHeader(
          ID,
          7,
          5,
          1234567890123L,
          SlotSet.EMPTY.withRange(0, 5460).with(16383),
          null,
          "10.0.0.1",
          7001,
          0,
          17001,
          NodeFlags.MASTER | NodeFlags.MYSELF,
          true,
          MessageFlags.EXT_DATA | MessageFlags.JACINTH);
  private static final BusHeader REPLICA =
      new BusHeader(
          OTHER, 7, 5, 0, SlotSet.EMPTY, ID, "", 7002, 7443, 17002, NodeFlags.SLAVE, false, 0);

  static List<BusMessage> samples() {
    GossipEntry entry =
        new GossipEntry(
            OTHER, 0, 0xf0000000L, "::1", 7002, 0, 17002, NodeFlags.SLAVE | NodeFlags.PFAIL);
    PingExtensions extensions =
        new PingExtensions(
            "host.example", "n", ID, List.of(new PingExtensions.Forgotten(OTHER, 59)));
    return List.of(
        new BusMessage.Ping(BusType.PING, HEADER, List.of(entry, entry), PingExtensions.NONE),
        new BusMessage.Ping(BusType.PONG, HEADER, List.of(entry), extensions),
        new BusMessage.Ping(BusType.MEET, REPLICA, List.of(), PingExtensions.NONE),
        new BusMessage.Fail(HEADER, OTHER),
        new BusMessage.AuthRequest(REPLICA),
        new BusMessage.AuthAck(HEADER),
        new BusMessage.MfStart(REPLICA),
        new BusMessage.Module(HEADER),
        new BusMessage.Update(HEADER, OTHER, 9, SlotSet.all()));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = BusCodecTest.class.getResourceAsStream("/bus/" + name)) {
      return in.readAllBytes();
    }
  }

  private static BusMessage decode(byte[] packet) {
    BusDecoder decoder = new BusDecoder();
    decoder.feed(packet, 0, packet.length);
    BusMessage message = decoder.next();
    assertThat(decoder.refusal()).isNull();
    assertThat(decoder.next()).isNull();
    return message;
  }

  @Test
  void everyTypeComesBackAsItWas() {
    for (BusMessage message : samples()) {
      assertThat(decode(BusCodec.encode(message))).isEqualTo(message);
    }
    BusMessage.Publish publish =
        new BusMessage.Publish(HEADER, true, new byte[] {1, 2}, new byte[100_000]);
    BusMessage.Publish back = (BusMessage.Publish) decode(BusCodec.encode(publish));
    assertThat(back.channel()).containsExactly(1, 2);
    assertThat(back.payload()).hasSize(100_000);
    assertThat(back.type()).isEqualTo(BusType.PUBLISHSHARD);
  }

  /** Packets a redis-server 7.0.15 with an announced host name sent to a listening socket. */
  @ParameterizedTest
  @ValueSource(strings = {"meet-7.0.15.bin", "ping-7.0.15.bin"})
  void packetsOfARealServerAreReadAndWrittenTheSame(String name) throws IOException {
    byte[] golden = resource(name);
    BusMessage.Ping ping = (BusMessage.Ping) decode(golden);
    assertThat(ping.type()).isEqualTo(name.startsWith("meet") ? BusType.MEET : BusType.PING);
    assertThat(ping.header().port()).isEqualTo(21001);
    assertThat(ping.header().busPort()).isEqualTo(31001);
    assertThat(ping.header().slots().ranges()).isEqualTo("0-5 7");
    assertThat(ping.header().has(MessageFlags.EXT_DATA)).isTrue();
    assertThat(ping.header().stateOk()).isFalse();
    assertThat(ping.extensions().hostname()).isEqualTo("host.example");
    assertThat(BusCodec.encode(ping)).isEqualTo(golden);
  }

  @Test
  void headerLayoutIsTheDocumentedOne() {
    ByteBuffer packet = ByteBuffer.wrap(BusCodec.encode(new BusMessage.AuthAck(HEADER)));
    assertThat(packet.capacity()).isEqualTo(2256);
    assertThat(packet.getInt(4)).isEqualTo(2256);
    assertThat(packet.getShort(8)).isEqualTo((short) 1);
    assertThat(packet.getShort(10)).isEqualTo((short) 7001);
    assertThat(packet.getShort(12)).isEqualTo((short) 6);
    assertThat(packet.getLong(16)).isEqualTo(7);
    assertThat(packet.get(80) & 0xff).isEqualTo(0xff);
    assertThat(packet.get(2127) & 0xff).isEqualTo(0x80);
    assertThat(packet.getShort(2248)).isEqualTo((short) 17001);
    assertThat(packet.getShort(2250)).isEqualTo((short) 17);
    assertThat(packet.get(2253)).isEqualTo((byte) 4);
    assertThat(packet.get(2255)).isEqualTo((byte) 0x80);
  }

  @Test
  void anySplitGivesTheSamePackets() {
    List<byte[]> packets = samples().stream().map(BusCodec::encode).toList();
    int total = packets.stream().mapToInt(p -> p.length).sum();
    byte[] stream = new byte[total];
    int at = 0;
    for (byte[] packet : packets) {
      System.arraycopy(packet, 0, stream, at, packet.length);
      at += packet.length;
    }
    Random random = new Random(1);
    for (int run = 0; run < 200; run++) {
      BusDecoder decoder = new BusDecoder();
      List<BusMessage> out = new ArrayList<>();
      for (int from = 0; from < total; ) {
        int length = Math.min(1 + random.nextInt(run < 20 ? 7 : 5000), total - from);
        decoder.feed(stream, from, length);
        from += length;
        for (BusMessage m = decoder.next(); m != null; m = decoder.next()) {
          out.add(m);
        }
      }
      assertThat(out).isEqualTo(samples());
    }
  }

  @Test
  void malformedPacketsAreRefusedWithAReason() {
    assertThat(refusal(p -> p.put(0, (byte) 'X'))).contains("signature");
    assertThat(refusal(p -> p.putInt(4, 100))).contains("length");
    assertThat(refusal(p -> p.putInt(4, Integer.MAX_VALUE))).contains("length");
    assertThat(refusal(p -> p.putShort(14, (short) 200))).contains("gossip");
    assertThat(refusal(p -> p.put(41, (byte) 'Z'))).contains("node id");
    assertThat(refusal(p -> p.putLong(16, -1))).contains("64 bits");
    assertThat(refusal(p -> p.putShort(2214, (short) 1))).contains("extension");
    assertThat(refusal(p -> p.put(2168, (byte) ' '))).contains("address");
  }

  private interface Damage {
    void to(ByteBuffer packet);
  }

  private static String refusal(Damage damage) {
    byte[] packet = BusCodec.encode(samples().getFirst());
    damage.to(ByteBuffer.wrap(packet));
    BusDecoder decoder = new BusDecoder();
    decoder.feed(packet, 0, packet.length);
    assertThat(decoder.next()).isNull();
    return decoder.refusal();
  }

  @Test
  void otherVersionsAndUnknownTypesAreReadOver() {
    byte[] strange = BusCodec.encode(samples().getFirst());
    ByteBuffer.wrap(strange).putShort(12, (short) 99);
    byte[] good = BusCodec.encode(samples().getLast());
    BusDecoder decoder = new BusDecoder();
    decoder.feed(strange, 0, strange.length);
    decoder.feed(good, 0, good.length);
    assertThat(decoder.next()).isEqualTo(samples().getLast());
  }

  @Test
  void mutatedPacketsNeverThrow() {
    Random random = new Random(42);
    List<byte[]> packets = samples().stream().map(BusCodec::encode).toList();
    int accepted = 0;
    int refused = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] packet = packets.get(random.nextInt(packets.size())).clone();
      int flips = 1 + random.nextInt(6);
      for (int f = 0; f < flips; f++) {
        // Half of the flips hit what is not slots or gossip text: lengths, counts, types.
        int at = random.nextBoolean() ? random.nextInt(packet.length) : random.nextInt(48);
        packet[at] = (byte) random.nextInt(256);
      }
      BusDecoder decoder = new BusDecoder(1 << 20);
      decoder.feed(packet, 0, packet.length);
      BusMessage message = decoder.next();
      if (message != null) {
        accepted++;
        BusCodec.encode(message);
      } else if (decoder.refusal() != null) {
        refused++;
      }
      assertThat(decoder.heldBytes()).isLessThanOrEqualTo(packet.length);
    }
    assertThat(accepted).isPositive();
    assertThat(refused).isPositive();
  }
}
