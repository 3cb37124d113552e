package io.jacinth.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LzfTest {
  private final Lzf lzf = new Lzf();

  /** Texts of all kinds: random, of few letters, repeated from near and from far. */
  private static byte[] text(SplittableRandom random) {
    byte[] text = new byte[random.nextInt(1 << random.nextInt(1, 17))];
    int letters = 1 + random.nextInt(1 << random.nextInt(1, 9));
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) random.nextInt(letters);
    }
    for (int i = random.nextInt(20); i > 0 && text.length > 10; i--) {
      int length = 1 + random.nextInt(text.length / 2);
      int from = random.nextInt(text.length - length);
      int to = random.nextInt(text.length - length);
      System.arraycopy(text, from, text, to, length);
    }
    return text;
  }

  @Test
  void whatIsCompressedComesBack() {
    Case.run(
        2000,
        random -> {
          byte[] text = text(random);
          int offset = random.nextInt(10);
          byte[] in = new byte[offset + text.length + 5];
          System.arraycopy(text, 0, in, offset, text.length);
          byte[] out = new byte[text.length * 2 + 64];
          int size = lzf.compress(in, offset, text.length, out, out.length);
          assertThat(size > 0 || text.length == 0).isTrue();
          byte[] back = new byte[text.length + 8];
          assertThat(Lzf.decompress(out, 0, size, back, 3, text.length)).isTrue();
          assertThat(Arrays.copyOfRange(back, 3, 3 + text.length)).isEqualTo(text);
          // Neither a byte more nor a byte less is taken for it.
          assertThat(Lzf.decompress(out, 0, size, back, 3, text.length + 1)).isFalse();
          if (text.length > 0) {
            assertThat(Lzf.decompress(out, 0, size, back, 3, text.length - 1)).isFalse();
            assertThat(Lzf.decompress(out, 0, size - 1, back, 3, text.length)).isFalse();
          }
        });
  }

  @Test
  void noMoreIsWrittenThanAllowed() {
    Case.run(
        2000,
        random -> {
          byte[] text = text(random);
          byte[] out = new byte[text.length * 2 + 64];
          int size = lzf.compress(text, 0, text.length, out, out.length);
          Arrays.fill(out, (byte) 0x55);
          int limit = random.nextInt(size + 1);
          int again = lzf.compress(text, 0, text.length, out, limit);
          assertThat(again).isEqualTo(limit == size ? size : 0);
          for (int i = limit; i < out.length; i++) {
            assertThat(out[i]).isEqualTo((byte) 0x55);
          }
        });
  }

  /** The three kinds of items, written by hand. */
  @Test
  void theFormat() {
    byte[] packed = {2, 'a', 'b', 'c', (byte) (1 << 5), 2, (byte) (7 << 5), 10, 0};
    byte[] out = new byte[3 + 3 + 19];
    assertThat(Lzf.decompress(packed, 0, packed.length, out, 0, out.length)).isTrue();
    assertThat(new String(out, StandardCharsets.US_ASCII)).isEqualTo("abcabc" + "c".repeat(19));
  }

  @Test
  void aReferenceBeforeTheStartIsRefused() {
    byte[] packed = {0, 'a', (byte) (1 << 5), 1};
    assertThat(Lzf.decompress(packed, 0, packed.length, new byte[20], 10, 4)).isFalse();
    packed[3] = 0;
    assertThat(Lzf.decompress(packed, 0, packed.length, new byte[20], 10, 4)).isTrue();
  }

  @Test
  void whatIsDamagedNeverLeadsBeyondTheBounds() {
    SplittableRandom random = new SplittableRandom(11);
    byte[] out = new byte[300];
    for (int i = 0; i < 200_000; i++) {
      byte[] in = new byte[random.nextInt(12)];
      random.nextBytes(in);
      int length = random.nextInt(280);
      Arrays.fill(out, (byte) 0x55);
      Lzf.decompress(in, 0, in.length, out, 10, length);
      assertThat(out[9]).isEqualTo((byte) 0x55);
      assertThat(out[10 + length]).isEqualTo((byte) 0x55);
    }
  }

  /** Places are counted over all strings; when the count comes to its end it starts anew. */
  @Test
  void forALongTime() {
    byte[] text = new byte[20_000];
    new SplittableRandom(5).nextBytes(text);
    System.arraycopy(text, 0, text, 8000, 8000);
    byte[] out = new byte[text.length * 2];
    int size = lzf.compress(text, 0, text.length, out, out.length);
    Lzf late = new Lzf(Integer.MAX_VALUE - 5 * text.length - 100);
    for (int i = 0; i < 20; i++) {
      assertThat(late.compress(text, 0, text.length, out, out.length)).isEqualTo(size);
      byte[] back = new byte[text.length];
      assertThat(Lzf.decompress(out, 0, size, back, 0, back.length)).isTrue();
      assertThat(back).isEqualTo(text);
    }
  }
}
