package io.jacinth.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacinth.cluster.admin.Answer;
import io.jacinth.cluster.bus.BusHeader;
import io.jacinth.cluster.bus.BusMessage;
import io.jacinth.cluster.bus.NodeFlags;
import io.jacinth.cluster.state.DurableFacts;
import io.jacinth.cluster.state.Outbox;
import io.jacinth.cluster.view.SlotSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final String ID = "a".repeat(40);

  private static DurableFacts facts(long epoch) {
    return new DurableFacts(ID, epoch, epoch, 1, SlotSet.EMPTY, null, NodeFlags.MASTER);
  }

  private static BusHeader header(long epoch) {
    return new BusHeader(ID, epoch, 1, 0, SlotSet.EMPTY, null, "", 1, 0, 2, 1, true, 0);
  }

  @Test
  void actionsWaitForTheImageThatHoldsTheirState() {
    Outbox out = new Outbox();
    out.startFrom(facts(1));
    List<String> done = new ArrayList<>();
    out.whenDurable(() -> done.add("nothing to wait for"));
    out.saveSoon();
    out.whenDurable(() -> done.add("first"));
    out.flush(0, () -> facts(2), () -> new byte[1]);
    out.saveSoon();
    out.whenDurable(() -> done.add("second"));
    out.flush(0, () -> facts(3), () -> new byte[1]);
    assertThat(done).containsExactly("nothing to wait for");
    assertThat(out.durable().currentEpoch()).isEqualTo(1);
    out.persisted(1);
    assertThat(done).containsExactly("nothing to wait for", "first");
    assertThat(out.durable().currentEpoch()).isEqualTo(2);
    out.flush(0, () -> facts(3), () -> new byte[1]);
    out.persistFailed(2, 0);
    out.flush(100, () -> facts(3), () -> new byte[1]);
    assertThat(done).hasSize(2);
    out.flush(200, () -> facts(4), () -> new byte[1]);
    out.persisted(3);
    assertThat(done).endsWith("second");
    assertThat(out.durable().currentEpoch()).isEqualTo(4);
  }

  @Test
  void nothingIsSaidBeforeItIsDurable() {
    Outbox out = new Outbox();
    out.startFrom(facts(5));
    out.send(1, new BusMessage.AuthAck(header(5)));
    assertThatThrownBy(() -> out.send(1, new BusMessage.AuthAck(header(6))))
        .hasMessageContaining("before it was durable");
  }

  @Test
  void aSlowDiskSilencesNobody() {
    ClusterHarness h = new ClusterHarness(1, 6, 1000);
    h.form(3);
    h.diskMaxMs = 1500;
    h.node(1).ask("bumpepoch");
    h.run(6000);
    assertThat(h.allOk()).isTrue();
    assertThat(h.node(0).log.lines).noneMatch(l -> l.contains("as failing"));
  }

  @Test
  void okWaitsForTheDisk() {
    ClusterHarness h = new ClusterHarness(1, 1, 1000);
    h.startAll();
    h.run(50);
    h.diskMaxMs = 200;
    h.diskFailPercent = 40;
    HarnessNode node = h.node(0);
    for (int slot = 0; slot < 20; slot++) {
      assertThat(node.ask("addslots", Integer.toString(slot))).isEqualTo(Answer.OK);
      node.kill();
      node.start();
      assertThat(node.core.view().ownerIndex(slot)).as("slot %d after a crash", slot).isZero();
      h.run(3000);
    }
  }
}
