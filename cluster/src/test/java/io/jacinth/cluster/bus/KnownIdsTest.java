package io.jacinth.cluster.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KnownIdsTest {
  private static ByteBuffer ids(int count, Random random) {
    byte[] bytes = new byte[count * BusLayout.ID_BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) "0123456789abcdef".charAt(random.nextInt(16));
    }
    return ByteBuffer.wrap(bytes);
  }

  @Test
  void whatIsFoundIsWhatThePacketSays() {
    KnownIds known = new KnownIds();
    int count = 20_000;
    ByteBuffer in = ids(count, new Random(7));
    for (int i = 0; i < count; i++) {
      int at = i * BusLayout.ID_BYTES;
      assertThat(known.get(in, at)).isNull();
      String id = known.add(in, at);
      assertThat(id)
          .isEqualTo(new String(in.array(), at, BusLayout.ID_BYTES, StandardCharsets.US_ASCII));
      assertThat(known.get(in, at)).isSameAs(id);
    }
  }

  @Test
  void anIdThatDiffersInOneDigitIsAnother() {
    KnownIds known = new KnownIds();
    ByteBuffer in = ids(1, new Random(8));
    known.add(in, 0);
    for (int i = 0; i < BusLayout.ID_BYTES; i++) {
      byte was = in.get(i);
      in.put(i, (byte) (was ^ 1));
      assertThat(known.get(in, 0)).as("digit %d", i).isNull();
      in.put(i, was);
    }
    assertThat(known.get(in, 0)).isNotNull();
  }

  @Test
  void theNamesOfALargeClusterStayKnown() {
    KnownIds known = new KnownIds();
    int count = 1000;
    ByteBuffer in = ids(count, new Random(9));
    int misses = 0;
    for (int round = 0; round < 20; round++) {
      misses = 0;
      for (int i = 0; i < count; i++) {
        if (known.get(in, i * BusLayout.ID_BYTES) == null) {
          known.add(in, i * BusLayout.ID_BYTES);
          misses++;
        }
      }
    }
    assertThat(misses).isLessThan(count / 2);
  }
}
