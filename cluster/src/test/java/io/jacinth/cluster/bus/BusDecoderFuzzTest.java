package io.jacinth.cluster.bus;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever a peer sends: messages or a refusal, and what was accepted can be written again. */
class BusDecoderFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void decodes(byte[] data) {
    BusDecoder decoder = new BusDecoder(1 << 20);
    int half = data.length / 2;
    decoder.feed(data, 0, half);
    read(decoder);
    decoder.feed(data, half, data.length - half);
    read(decoder);
  }

  private static void read(BusDecoder decoder) {
    for (BusMessage message = decoder.next(); message != null; message = decoder.next()) {
      BusCodec.encode(message);
    }
    if (decoder.heldBytes() > 1 << 20) {
      throw new AssertionError("holds more than a packet");
    }
  }
}
