package io.jacinth.cluster.bus;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Whatever a peer sends: messages or a refusal, and what was accepted can be written again. Each
 * input is tried as it is and as the inside of a packet with a good frame, for chance does not find
 * a signature and a length that fit.
 */
class BusDecoderFuzzTest {
  private static final int MIN_FRAME_BYTES = 16;

  @FuzzTest(maxDuration = "10m")
  void decodes(byte[] data) {
    decode(data);
    byte[] framed = Arrays.copyOf(data, Math.max(MIN_FRAME_BYTES, data.length));
    ByteBuffer frame = ByteBuffer.wrap(framed);
    frame.put((byte) 'R').put((byte) 'C').put((byte) 'm').put((byte) 'b');
    frame.putInt(framed.length).putShort((short) 1);
    decode(framed);
  }

  private static void decode(byte[] data) {
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
