package io.jacinth.engine.types.sort;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The order of indexes beside that of a plain comparator, with many ties and common beginnings. */
class SortVectorTest {
  private final SplittableRandom random = new SplittableRandom(21);

  private byte[] text() {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "same start" : "");
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append("ab\0\u00ff".charAt(random.nextInt(4)));
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] asC(byte[] text) {
    for (int i = 0; i < text.length; i++) {
      if (text[i] == 0) {
        return Arrays.copyOf(text, i);
      }
    }
    return text;
  }

  private static void check(int[] order, int count, boolean down, Comparator<Integer> by) {
    List<Integer> expected = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    expected.sort(down ? (a, b) -> -by.compare(a, b) : by);
    assertThat(Arrays.stream(order).boxed().toList()).isEqualTo(expected);
  }

  @Test
  void textsAreSortedByTheirBytes() {
    for (int round = 0; round < 200; round++) {
      int count = random.nextInt(200);
      SortVector vector = new SortVector(random.nextInt(20));
      List<byte[]> texts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] text = text();
        texts.add(text);
        vector.add(text, 0, text.length);
      }
      for (boolean down : new boolean[] {false, true}) {
        check(
            vector.sorted(true, true, down),
            count,
            down,
            (a, b) -> Arrays.compareUnsigned(texts.get(a), texts.get(b)));
        check(
            vector.sorted(true, false, down),
            count,
            down,
            (a, b) -> Arrays.compareUnsigned(asC(texts.get(a)), asC(texts.get(b))));
      }
    }
  }

  @Test
  void weightsAreSortedByTheirBytesAndNoneComesFirst() {
    for (int round = 0; round < 200; round++) {
      int count = random.nextInt(100);
      SortVector vector = new SortVector(random.nextInt(20));
      List<byte @Nullable []> weights = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        vector.add(new byte[] {'x'}, 0, 1);
        weights.add(random.nextInt(4) == 0 ? null : text());
      }
      vector.byWeights();
      for (int i = 0; i < count; i++) {
        byte[] weight = weights.get(i);
        if (weight != null) {
          vector.weight(i, weight, 0, weight.length);
        }
      }
      for (boolean down : new boolean[] {false, true}) {
        check(vector.sorted(true, true, down), count, down, (a, b) -> compare(weights, a, b));
      }
    }
  }

  private static int compare(List<byte @Nullable []> weights, int a, int b) {
    byte[] first = weights.get(a);
    byte[] second = weights.get(b);
    if (first == null || second == null) {
      return Boolean.compare(first != null, second != null);
    }
    return Arrays.compareUnsigned(first, second);
  }

  @Test
  void numbersAreSortedAndEqualOnesByTheirTexts() {
    List<String> spellings =
        List.of("-0", "0", "1", "1.0", "1e3", "1000", "-1", "-1.0", "inf", "-inf");
    for (int round = 0; round < 200; round++) {
      int count = random.nextInt(200);
      SortVector vector = new SortVector(random.nextInt(20));
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String text =
            random.nextInt(3) == 0
                ? Double.toString((random.nextInt(2001) - 1000) / 8.0)
                : spellings.get(random.nextInt(spellings.size()));
        texts.add(text);
        vector.add(text.getBytes(StandardCharsets.US_ASCII), 0, text.length());
      }
      assertThat(vector.byElements()).isTrue();
      for (boolean down : new boolean[] {false, true}) {
        check(
            vector.sorted(false, true, down),
            count,
            down,
            Comparator.comparingDouble((Integer i) -> valueOf(texts.get(i)))
                .thenComparing(texts::get));
      }
    }
  }

  private static double valueOf(String text) {
    return text.endsWith("inf")
        ? (text.charAt(0) == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY)
        : Double.parseDouble(text) + 0.0;
  }

  @Test
  void aTextThatIsNoNumberIsFound() {
    SortVector vector = new SortVector(random.nextInt(20));
    vector.add(new byte[] {'1'}, 0, 1);
    vector.add(new byte[] {'x'}, 0, 1);
    assertThat(vector.byElements()).isFalse();
  }
}
