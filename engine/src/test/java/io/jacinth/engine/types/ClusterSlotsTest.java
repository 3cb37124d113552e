package io.jacinth.engine.types;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.view.ClusterView;
import io.jacinth.cluster.view.NodeView;
import io.jacinth.cluster.view.SlotHash;
import io.jacinth.cluster.view.SlotSet;
import io.jacinth.engine.EngineFixture;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** CLUSTER SLOTS says the same on every node, in whatever order the nodes have met. */
class ClusterSlotsTest {
  private static NodeView node(String id, int port, @Nullable String primaryId) {
    return new NodeView(
        id.repeat(40),
        "f".repeat(40),
        "127.0.0.1",
        port,
        0,
        port + 10000,
        "",
        primaryId == null,
        primaryId == null ? null : primaryId.repeat(40),
        NodeView.Health.OK,
        1,
        SlotSet.EMPTY);
  }

  private static String slots(NodeView... nodes) {
    try (EngineFixture fixture = EngineFixture.cluster()) {
      short[] owners = new short[SlotHash.SLOTS];
      for (short i = 0; i < nodes.length; i++) {
        if (nodes[i].primary()) {
          java.util.Arrays.fill(owners, i);
        }
      }
      fixture.engine.apply(
          new EngineEffect.AdoptView(
              new ClusterView(
                  2,
                  ClusterView.State.OK,
                  "",
                  1,
                  1,
                  List.of(nodes),
                  0,
                  owners,
                  new TreeMap<>(),
                  new TreeMap<>(),
                  false)));
      return fixture.run(fixture.open(), "CLUSTER SLOTS");
    }
  }

  @Test
  void replicasComeInOrderOfTheirIds() {
    NodeView primary = node("c", 7001, null);
    NodeView first = node("a", 7002, "c");
    NodeView second = node("b", 7003, "c");
    NodeView third = node("d", 7004, "c");
    String here = slots(primary, third, first, second);
    assertThat(here).containsSubsequence(":16383\r\n", ":7001\r\n", ":7002\r\n", ":7003\r\n");
    assertThat(slots(second, primary, first, third)).isEqualTo(here);
    assertThat(slots(third, second, first, primary)).isEqualTo(here);
  }
}
