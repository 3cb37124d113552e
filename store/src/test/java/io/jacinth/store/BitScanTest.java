package io.jacinth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Ranges of values of every shape, against a loop over the same bytes on the heap. */
class BitScanTest {
  private static final byte[] KEY = {'k'};

  @Test
  void rangesOfEveryShapeAgreeWithALoop() {
    Case.run(
        3,
        random -> {
          Store store = Case.newStore(random);
          EntryTable table = NoLeak.table(store);
          for (int length : new int[] {0, 1, 7, 8, 40, 300, 1000, 5000, 300_000, 1_500_000}) {
            byte[] value = sparse(random, length);
            long hash = store.hash(KEY, 0, 1);
            int entry = table.putString(hash, KEY, 0, 1, value, 0, length, EntryTable.NO_EXPIRE);
            for (int i = 0; i < 40; i++) {
              int from = random.nextInt(length + 1);
              int to = from + random.nextInt(length - from + 1);
              check(store, entry, value, from, to);
            }
            check(store, entry, value, 0, length);
          }
        });
  }

  @Test
  void numbersAreReadAsTheirText() {
    Store store = Case.newStore(new SplittableRandom(1));
    EntryTable table = NoLeak.table(store);
    long hash = store.hash(KEY, 0, 1);
    int entry = table.putInteger(hash, KEY, 0, 1, -120, EntryTable.NO_EXPIRE);
    check(store, entry, "-120".getBytes(StandardCharsets.US_ASCII), 0, 4);
    check(store, entry, "-120".getBytes(StandardCharsets.US_ASCII), 1, 3);
  }

  @Test
  void rangesOutsideTheValueAreRefused() {
    Store store = Case.newStore(new SplittableRandom(1));
    EntryTable table = NoLeak.table(store);
    long hash = store.hash(KEY, 0, 1);
    int entry = table.putString(hash, KEY, 0, 1, new byte[60], 0, 60, EntryTable.NO_EXPIRE);
    BitScan scan = store.bitScan();
    assertThatThrownBy(() -> scan.countBits(entry, 0, 61))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> scan.firstOther(entry, -1, 5, (byte) 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** Long runs of zeros or ones with something else here and there. */
  private static byte[] sparse(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; ) {
      int run = 1 + random.nextInt(Math.max(1, length / 4));
      byte fill = (byte) (random.nextInt(3) - 1);
      for (int end = Math.min(length, at + run); at < end; at++) {
        bytes[at] = fill;
      }
      if (at < length) {
        bytes[at] = (byte) random.nextInt(256);
      }
    }
    return bytes;
  }

  private static void check(Store store, int entry, byte[] value, int from, int to) {
    long bits = 0;
    int notZero = to;
    int notOnes = to;
    for (int i = to - 1; i >= from; i--) {
      bits += Integer.bitCount(value[i] & 0xFF);
      notZero = value[i] == 0 ? notZero : i;
      notOnes = value[i] == -1 ? notOnes : i;
    }
    BitScan scan = store.bitScan();
    assertThat(scan.countBits(entry, from, to)).as("%d to %d", from, to).isEqualTo(bits);
    assertThat(scan.firstOther(entry, from, to, (byte) 0)).isEqualTo(notZero);
    assertThat(scan.firstOther(entry, from, to, (byte) -1)).isEqualTo(notOnes);
  }
}
