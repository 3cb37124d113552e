package io.jacinth.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeded runs with kills, cuts, slow and failing disks; invariants after every event. */
class RandomRunTest {
  private static final int TIMEOUT_MS = 1000;

  @ParameterizedTest
  @ValueSource(
      longs = {
        103, 875, 1847, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20
      })
  void healsAndAgrees(long seed) {
    run(seed, 25_000);
  }

  static long run(long seed, long faultMs) {
    Random random = new Random(seed);
    int count = 6 + random.nextInt(4);
    ClusterHarness h = new ClusterHarness(seed, count, TIMEOUT_MS);
    try {
      h.form(3);
      h.diskMaxMs = 1 + random.nextInt(200);
      h.diskFailPercent = random.nextInt(20);
      long end = h.now + faultMs;
      while (h.now < end) {
        fault(h, random, count);
        h.run(50 + random.nextInt(1500));
      }
      h.diskFailPercent = 0;
      h.heal();
      for (HarnessNode node : h.nodes) {
        if (!node.alive) {
          node.start();
        }
      }
      h.until(60_000, "agreement after healing", () -> h.allOk() && h.agree());
      h.run(3000);
      assertThat(h.agree()).isTrue();
      assertThat(
              h.nodes.stream()
                  .filter(n -> n.core.facts().primary())
                  .map(n -> n.core.facts().configEpoch())
                  .toList())
          .doesNotHaveDuplicates();
      return h.events;
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }

  private static void fault(ClusterHarness h, Random random, int count) {
    HarnessNode node = h.node(random.nextInt(count));
    int other = random.nextInt(count);
    switch (random.nextInt(8)) {
      case 0 -> {
        if (node.alive && h.nodes.stream().filter(n -> !n.alive).count() < 2) {
          node.kill();
          if (random.nextBoolean()) {
            node.offset = 0; // the data was only in memory
          }
        }
      }
      case 1, 2 -> h.nodes.stream().filter(n -> !n.alive).findFirst().ifPresent(HarnessNode::start);
      case 3 -> h.isolate(node.index);
      case 4 -> {
        if (other != node.index) {
          h.cutBetween(node.index, other);
        }
      }
      case 5 -> {
        if (other != node.index) {
          h.cutFrom(node.index, other);
        }
      }
      case 6 -> h.heal();
      default -> {
        if (node.alive && !node.core.facts().primary()) {
          node.ask("failover");
        }
      }
    }
  }
}
