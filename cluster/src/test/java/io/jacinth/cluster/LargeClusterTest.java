package io.jacinth.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.cluster.conf.ClusterBlueprint;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A hundred nodes: gossip by sample, Redis's ping rates. */
class LargeClusterTest {
  @Test
  void hundredNodesReplaceADeadPrimary() {
    int primaries = 50;
    ClusterHarness h = new ClusterHarness(3, 2 * primaries, 2000);
    ClusterBlueprint plan = new ClusterBlueprint(new Random(5));
    for (int i = 0; i < 2 * primaries; i++) {
      if (i < primaries) {
        plan.primary("127.0.0.1", 7001 + i, 17001 + i, ClusterBlueprint.share(i, primaries));
      } else {
        plan.replica("127.0.0.1", 7001 + i, 17001 + i, plan.ids().get(i - primaries));
      }
    }
    for (int i = 0; i < 2 * primaries; i++) {
      h.node(i).disk = plan.image(plan.ids().get(i)).encode();
      ClusterSettings.Draft draft = h.node(i).settings.toDraft();
      draft.justCreated = true;
      h.node(i).settings = draft.build();
    }
    h.startAll();
    h.until(3000, "ok", h::allOk);
    h.run(2000);
    h.node(0).kill();
    h.until(8000, "replaced", () -> h.node(primaries).accepts(0));
    h.until(8000, "agree", () -> h.allOk() && h.agree());
    h.run(1000);
    long failing =
        h.nodes.stream()
            .filter(n -> n.alive)
            .filter(n -> n.log.lines.stream().anyMatch(l -> l.contains("quorum reached")))
            .count();
    assertThat(failing).isPositive();
  }
}
