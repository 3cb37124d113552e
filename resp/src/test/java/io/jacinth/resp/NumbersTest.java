package io.jacinth.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NumbersTest {
  private static List<Long> numbers() {
    List<Long> numbers = new ArrayList<>(List.of(0L, Long.MIN_VALUE, Long.MAX_VALUE));
    for (long power = 1; power > 0 && power <= 1_000_000_000_000_000_000L; power *= 10) {
      numbers.addAll(List.of(power, power - 1, power + 1, -power, 1 - power, -1 - power));
    }
    for (int bit = 0; bit < Long.SIZE; bit++) {
      numbers.addAll(List.of(1L << bit, (1L << bit) - 1, -(1L << bit)));
    }
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 10_000; i++) {
      numbers.add(random.nextLong() >> random.nextInt(64));
    }
    return numbers;
  }

  @Test
  void whatIsWrittenIsWhatJavaWrites() {
    byte[] target = new byte[24];
    for (long number : numbers()) {
      String expected = Long.toString(number);
      int length = Numbers.writeLong(number, target, 2);
      assertThat(new String(target, 2, length, StandardCharsets.US_ASCII)).isEqualTo(expected);
      assertThat(Numbers.longLength(number)).isEqualTo(expected.length());
      assertThat(Numbers.isLong(target, 2, length)).isTrue();
      assertThat(Numbers.longOf(target, 2, length)).isEqualTo(number);
    }
  }
}
