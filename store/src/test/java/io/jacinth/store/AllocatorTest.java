package io.jacinth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class AllocatorTest {
  private record Block(int ref, int bytes, int mark) {}

  @Test
  void blocksNeverOverlapAndAllMemoryComesBack() {
    Case.run(
        4,
        random -> {
          Store store = Case.newStore(random);
          List<Block> blocks = new ArrayList<>();
          long used = 0;
          for (int i = 0; i < 40_000; i++) {
            boolean grow = (i / 4_000) % 2 == 0;
            if (blocks.isEmpty() || random.nextInt(10) < (grow ? 7 : 3)) {
              int bytes = size(random);
              int ref = store.allocator.allocate(bytes);
              mark(store, ref, bytes, i);
              blocks.add(new Block(ref, bytes, i));
              assertThat(store.allocator.blockBytes(ref)).isEqualTo(Allocator.roundedBytes(bytes));
              used += Allocator.roundedBytes(bytes);
            } else {
              Block block = blocks.remove(random.nextInt(blocks.size()));
              checkMark(store, block);
              store.allocator.free(block.ref);
              used -= Allocator.roundedBytes(block.bytes);
            }
            assertThat(store.usedBytes()).isEqualTo(used);
            assertThat(store.reservedBytes()).isGreaterThanOrEqualTo(used);
          }
          for (Block block : blocks) {
            checkMark(store, block);
            store.allocator.free(block.ref);
          }
          assertThat(store.usedBytes()).isZero();
          assertThat(store.reservedBytes()).isZero();
          StoreValidator.validate(store, List.of());
        });
  }

  private static int size(SplittableRandom random) {
    return switch (random.nextInt(20)) {
      case 0 -> 1 + random.nextInt(Allocator.BLOCK_BYTES_MAX);
      case 1, 2 -> 1 + random.nextInt(100_000);
      case 3, 4, 5, 6 -> 1 + random.nextInt(17_000);
      default -> 1 + random.nextInt(700);
    };
  }

  private static void mark(Store store, int ref, int bytes, int mark) {
    store.memory.setByte(ref, 0, mark);
    store.memory.setByte(ref, bytes / 2, mark + 1);
    store.memory.setByte(ref, bytes - 1, mark + 2);
  }

  private static void checkMark(Store store, Block block) {
    assertThat(store.memory.getByte(block.ref, block.bytes - 1)).isEqualTo(block.mark + 2 & 0xFF);
    if (block.bytes > 2) {
      assertThat(store.memory.getByte(block.ref, 0)).isEqualTo(block.mark & 0xFF);
      assertThat(store.memory.getByte(block.ref, block.bytes / 2)).isEqualTo(block.mark + 1 & 0xFF);
    }
  }

  @Test
  void classesHoldWhatIsAskedWithLittleWaste() {
    for (int bytes = 1; bytes <= SizeClasses.BYTES_MAX; bytes++) {
      int got = SizeClasses.bytes(SizeClasses.of(bytes));
      assertThat(got).isGreaterThanOrEqualTo(bytes);
      assertThat(got % 16).isZero();
      if (bytes <= SizeClasses.FINE_BYTES_MAX) {
        assertThat(got - bytes).isLessThan(16);
      } else {
        int waste = bytes <= 4096 ? bytes / 16 : bytes <= 8192 ? bytes / 8 : bytes / 4;
        assertThat(got).as("%d bytes", bytes).isLessThanOrEqualTo(bytes + waste + 16);
      }
    }
  }

  @Test
  void anEmptyStoreHoldsNothing() {
    Store store = NoLeak.open();
    assertThat(store.reservedBytes()).isZero();
    assertThat(store.usedBytes()).isZero();
    store.close();
  }

  @Test
  void limitIsReportedAndClosedStoreRefuses() {
    // Closed while full.
    Store store = new Store(new StoreSettings(1, 2, 3 << 20), Runnable::run);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                store.allocator.allocate(100_000);
              }
            })
        .isInstanceOf(StoreFullException.class);
    assertThat(store.reservedBytes()).isLessThanOrEqualTo(3 << 20);
    assertThat(store.usedBytes()).isGreaterThan(2_000_000);
    store.close();
    assertThatThrownBy(() -> store.allocator.allocate(100_000))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new StoreSettings(1, 2, 1)).isInstanceOf(RuntimeException.class);
  }

  @Test
  void sparesArriveLateOrNeverWithoutHarm() {
    List<Runnable> waiting = new ArrayList<>();
    Store store = NoLeak.open(StoreSettings.withHashKey(1, 2), waiting::add);
    List<Integer> refs = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      refs.add(store.allocator.allocate(30_000));
      if (i == 200) {
        assertThat(waiting).hasSize(1);
        waiting.removeFirst().run();
      }
    }
    refs.forEach(store.allocator::free);
    waiting.forEach(Runnable::run);
    assertThat(store.usedBytes()).isZero();
    StoreValidator.validate(store, List.of());
    store.close();

    Store refused =
        new Store(
            StoreSettings.withHashKey(1, 2),
            task -> {
              throw new RejectedExecutionException("closed");
            });
    int ref = refused.allocator.allocate(1 << 20);
    refused.allocator.allocate(1 << 20);
    refused.allocator.free(ref);
    refused.close();
  }

  @Test
  void sparePreparedBeforeCloseIsClosedByItsTask() {
    List<Runnable> waiting = new ArrayList<>();
    Store store = new Store(StoreSettings.withHashKey(1, 2), waiting::add);
    store.allocator.allocate(700_000);
    assertThat(waiting).hasSize(1);
    store.close();
    for (int i = 0; i < waiting.size(); i++) {
      waiting.get(i).run();
    }
    assertThat(store.reservedBytes()).isZero();
  }

  @Test
  void chunksGrowWithTheStoreAndKeepTheSpareSmall() {
    Store store = NoLeak.open();
    List<Integer> refs = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      refs.add(store.allocator.allocate(Values.PAGE_BYTES));
      assertThat(store.reservedBytes()).isLessThanOrEqualTo(store.usedBytes() * 9 / 8 + (2 << 20));
    }
    refs.forEach(store.allocator::free);
    assertThat(store.reservedBytes()).isZero();
    store.close();
  }
}
