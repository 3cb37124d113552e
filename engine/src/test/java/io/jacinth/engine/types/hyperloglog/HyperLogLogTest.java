package io.jacinth.engine.types.hyperloglog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Format and arithmetic; that the bytes are Redis's is what the differential tests see to. */
class HyperLogLogTest {
  private static void add(HyperLogLog to, byte[] element) {
    long hash = ElementHash.hash(element, 0, element.length);
    to.raise(ElementHash.register(hash), ElementHash.rank(hash));
  }

  private static byte[] registers(HyperLogLog of) {
    byte[] registers = new byte[HyperLogLog.REGISTERS];
    assertThat(of.mergeInto(registers)).isTrue();
    return registers;
  }

  @Test
  void threeLettersBecomeTheRunsThatRedisMakesOfThem() {
    HyperLogLog made = HyperLogLog.empty(3000);
    for (String letter : new String[] {"a", "b", "c"}) {
      add(made, letter.getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(SparseRegisters.show(made.bytes(), made.length()))
        .isEqualTo("Z:8436 v:1,1 Z:4274 v:2,1 Z:3068 v:1,1 Z:603");
  }

  @Test
  void sparseAndDenseHoldTheSameRegisters() {
    for (int seed = 1; seed <= 5; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] expected = new byte[HyperLogLog.REGISTERS];
      HyperLogLog sparse = HyperLogLog.empty(Long.MAX_VALUE);
      HyperLogLog dense = HyperLogLog.empty(0);
      assertThat(dense.toDense()).isTrue();
      int near = random.nextInt(HyperLogLog.REGISTERS - 40);
      for (int i = 0; i < 6000; i++) {
        // Neighbours are raised often, so that runs split and join.
        int register =
            random.nextInt(3) == 0
                ? random.nextInt(HyperLogLog.REGISTERS)
                : near + random.nextInt(40);
        int value = 1 + random.nextInt(random.nextInt(2) == 0 ? 3 : SparseRegisters.VALUE_MAX);
        int result = value > expected[register] ? HyperLogLog.CHANGED : HyperLogLog.UNCHANGED;
        expected[register] = (byte) Math.max(expected[register], value);
        assertThat(sparse.raise(register, value)).isEqualTo(result);
        assertThat(dense.raise(register, value)).isEqualTo(result);
        if (i % 500 == 0) {
          assertThat(registers(sparse)).isEqualTo(expected);
        }
      }
      assertThat(sparse.isDense()).isFalse();
      assertThat(registers(sparse)).isEqualTo(expected);
      assertThat(registers(dense)).isEqualTo(expected);
      int[] ofSparse = new int[Cardinality.VALUES];
      int[] ofDense = new int[Cardinality.VALUES];
      assertThat(sparse.countValues(ofSparse)).isTrue();
      assertThat(dense.countValues(ofDense)).isTrue();
      assertThat(ofSparse).isEqualTo(ofDense);
      assertThat(sparse.toDense()).isTrue();
      sparse.voidCardinality();
      dense.voidCardinality();
      assertThat(sparse.bytes()).isEqualTo(dense.bytes());
    }
  }

  @Test
  void denseRegistersOfAllValuesAreJoinedAndCounted() {
    SplittableRandom random = new SplittableRandom(5);
    byte[] first = new byte[HyperLogLog.REGISTERS];
    byte[] second = new byte[HyperLogLog.REGISTERS];
    byte[] greater = new byte[HyperLogLog.REGISTERS];
    int[] expected = new int[Cardinality.VALUES];
    for (int i = 0; i < HyperLogLog.REGISTERS; i++) {
      first[i] = (byte) random.nextInt(Cardinality.VALUES);
      second[i] = (byte) random.nextInt(Cardinality.VALUES);
      greater[i] = (byte) Math.max(first[i], second[i]);
      expected[greater[i]]++;
    }
    HyperLogLog dense = HyperLogLog.empty(0);
    dense.becomeDense(second);
    for (int i = 0; i < HyperLogLog.REGISTERS; i++) {
      assertThat(HyperLogLog.dense(dense.bytes(), HyperLogLog.HEADER_BYTES, i))
          .isEqualTo(second[i]);
    }
    assertThat(dense.mergeInto(first)).isTrue();
    assertThat(first).isEqualTo(greater);
    dense.becomeDense(greater);
    int[] counted = new int[Cardinality.VALUES];
    assertThat(dense.countValues(counted)).isTrue();
    assertThat(counted).isEqualTo(expected);
    assertThat(Cardinality.histogram(greater)).isEqualTo(expected);
  }

  @Test
  void aRegisterAbove32OrTooLongAStringMakesItDense() {
    HyperLogLog high = HyperLogLog.empty(3000);
    high.raise(5, 33);
    assertThat(high.isDense()).isTrue();
    assertThat(registers(high)[5]).isEqualTo((byte) 33);

    HyperLogLog small = HyperLogLog.empty(20);
    small.raise(0, 1);
    assertThat(small.isDense()).isFalse();
    small.raise(100, 1);
    assertThat(small.isDense()).isTrue();
    assertThat(registers(small)[0]).isEqualTo((byte) 1);
    assertThat(registers(small)[100]).isEqualTo((byte) 1);
    assertThat(small.length()).isEqualTo(HyperLogLog.DENSE_BYTES);
  }

  @Test
  void estimatesAreNearTheTruth() {
    HyperLogLog made = HyperLogLog.empty(3000);
    byte[] element = new byte[Long.BYTES];
    int[] checkpoints = {0, 1, 10, 100, 1000, 10_000, 100_000, 1_000_000};
    int added = 0;
    for (int checkpoint : checkpoints) {
      for (; added < checkpoint; added++) {
        HyperLogLog.noteCardinality(element, 0, added);
        add(made, element);
      }
      int[] histogram = new int[Cardinality.VALUES];
      assertThat(made.countValues(histogram)).isTrue();
      double allowed = Math.max(1, 4 * 1.04 / 128 * checkpoint);
      assertThat((double) Cardinality.estimate(histogram) - checkpoint)
          .as("of %d", checkpoint)
          .isBetween(-allowed, allowed);
    }
  }

  @Test
  void foreignStringsAreRefusedAndNeverBreakAnything() {
    SplittableRandom random = new SplittableRandom(9);
    byte[] good = HyperLogLog.empty(3000).bytes();
    assertThat(HyperLogLog.isHeader(good, good.length)).isTrue();
    assertThat(HyperLogLog.isHeader(good, HyperLogLog.HEADER_BYTES - 1)).isFalse();
    for (int wrong : new int[] {0, 1, 2, 3}) {
      byte[] bad = good.clone();
      bad[wrong]++;
      assertThat(HyperLogLog.isHeader(bad, bad.length)).isFalse();
    }
    int corrupt = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = Arrays.copyOf(good, HyperLogLog.HEADER_BYTES + random.nextInt(60));
      for (int k = HyperLogLog.HEADER_BYTES; k < bytes.length; k++) {
        bytes[k] = (byte) random.nextInt(256);
      }
      HyperLogLog foreign = new HyperLogLog(bytes, 3000);
      boolean valid = foreign.mergeInto(new byte[HyperLogLog.REGISTERS]);
      assertThat(foreign.countValues(new int[Cardinality.VALUES])).isEqualTo(valid);
      foreign.raise(random.nextInt(HyperLogLog.REGISTERS), 1 + random.nextInt(51));
      corrupt += valid ? 0 : 1;
    }
    assertThat(corrupt).isGreaterThan(19_000);
  }

  @Test
  void theSelfTestFindsNothing() {
    assertThat(SelfTest.run()).isEmpty();
  }
}
