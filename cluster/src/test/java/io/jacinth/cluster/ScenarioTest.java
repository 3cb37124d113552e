package io.jacinth.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.cluster.conf.ClusterBlueprint;
import io.jacinth.cluster.view.NodeView;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whole clusters of cores in virtual time. */
class ScenarioTest {
  private static final int TIMEOUT_MS = 5000;

  private static ClusterHarness formed(long seed) {
    ClusterHarness h = new ClusterHarness(seed, 6, TIMEOUT_MS);
    h.form(3);
    h.run(1000);
    return h;
  }

  @Test
  void formsByMeetAndAgrees() {
    ClusterHarness h = formed(1);
    assertThat(h.now - 1000).isLessThan(4000);
    assertThat(h.agree()).isTrue();
    assertThat(h.writerOf(0)).isSameAs(h.node(0));
    assertThat(h.node(0).text("info"))
        .startsWith("cluster_state:ok\r\ncluster_slots_assigned:16384\r\n")
        .contains("cluster_known_nodes:6\r\ncluster_size:3\r\n");
    NodeView replica = h.node(0).core.view().nodes().get(0);
    assertThat(replica.shardId()).hasSize(40);
    for (HarnessNode node : h.nodes) {
      for (NodeView other : node.core.view().nodes()) {
        HarnessNode itself = h.byId(other.id());
        assertThat(other.shardId())
            .as("one shard id everywhere")
            .isEqualTo(itself.core.view().myself().shardId());
      }
    }
  }

  @Test
  void replicaTakesOverAndOldPrimaryComesBackAsReplica() {
    ClusterHarness h = formed(2);
    HarnessNode primary = h.node(0);
    HarnessNode replica = h.node(3);
    String oldId = primary.id();
    primary.kill();
    long took = h.until(20_000, "writes at the replica", () -> replica.accepts(0));
    assertThat(took).isLessThanOrEqualTo(TIMEOUT_MS + 1500).isGreaterThan(TIMEOUT_MS / 2);
    assertThat(replica.log.lines)
        .anyMatch(l -> l.matches("Start of election delayed for \\d+ milliseconds \\(rank #0, .*"))
        .anyMatch(l -> l.startsWith("Starting a failover election for epoch "))
        .contains("Failover election won: I'm the new master.")
        .anyMatch(l -> l.matches("configEpoch set to \\d+ after successful failover"));
    assertThat(h.node(1).log.lines)
        .anyMatch(l -> l.startsWith("Failover auth granted to " + replica.id()));
    primary.start();
    h.until(10_000, "old primary follows", () -> primary.following.equals(replica.id()));
    h.until(10_000, "ok", h::allOk);
    assertThat(primary.id()).isEqualTo(oldId);
    assertThat(primary.log.lines)
        .anyMatch(l -> l.startsWith("Configuration change detected. Reconfiguring myself as a"));
    h.run(1000);
    assertThat(h.agree()).isTrue();
  }

  @Test
  void primaryRestartedWithoutDataLeavesItsSlotsToTheReplicaThatHasIt() {
    ClusterHarness h = formed(2);
    HarnessNode primary = h.node(0);
    HarnessNode replica = h.node(3);
    primary.kill();
    primary.offset = 0;
    h.run(300);
    primary.start();
    long took = h.until(20_000, "writes at the replica", () -> replica.accepts(0));
    assertThat(took).as("without waiting for a timeout").isLessThan(TIMEOUT_MS / 2);
    assertThat(replica.offset).isPositive();
    assertThat(primary.log.lines)
        .anyMatch(l -> l.startsWith("This primary has started without data, and its replica "));
    h.until(10_000, "old primary follows", () -> primary.following.equals(replica.id()));
    h.until(10_000, "ok", h::allOk);
  }

  @Test
  void allRestartedWithoutDataServeAtOnce() {
    ClusterHarness h = formed(3);
    for (HarnessNode node : h.nodes) {
      node.kill();
      node.offset = 0;
    }
    for (HarnessNode node : h.nodes) {
      node.start();
    }
    assertThat(h.until(10_000, "ok", h::allOk)).isLessThanOrEqualTo(2500);
    assertThat(h.node(0).accepts(0)).isTrue();
  }

  @Test
  void withoutAMajorityAPrimaryWithoutDataServesInTheEnd() {
    ClusterHarness h = formed(4);
    h.node(0).kill();
    h.node(1).kill();
    h.node(2).kill();
    h.node(0).offset = 0;
    h.run(300);
    h.node(0).start();
    // Its vote for the replica, which wins nothing without the others, may prolong it.
    h.until(
        TIMEOUT_MS * 6 + 3000,
        "a decision",
        () ->
            h.node(0).log.lines.stream()
                .anyMatch(
                    l -> l.startsWith("No replica has taken over the slots of this primary.")));
    h.node(1).start();
    h.node(2).start();
    h.until(20_000, "ok", h::allOk);
  }

  @Test
  void medianFailoverOverTwentySeeds() {
    List<Long> times =
        new Random(7)
            .longs(20)
            .mapToObj(seed -> {
              ClusterHarness h = formed(seed);
              h.run(new Random(seed).nextInt(2000));
              HarnessNode replica = h.node(3);
              h.node(0).kill();
              return h.until(20_000, "failover", () -> replica.accepts(0));
            })
            .sorted()
            .toList();
    assertThat(times.get(10)).isLessThan(TIMEOUT_MS + 1000);
    assertThat(times.getLast()).isLessThan(TIMEOUT_MS + 1500);
  }

  @Test
  void primaryInMinorityStopsWithinTheTimeoutAndRejoins() {
    ClusterHarness h = formed(3);
    HarnessNode primary = h.node(0);
    HarnessNode replica = h.node(3);
    h.isolate(0);
    long took = h.until(20_000, "lease over", () -> !primary.accepts(0));
    assertThat(took).isLessThanOrEqualTo(TIMEOUT_MS + 100);
    h.until(20_000, "replica elected", () -> replica.accepts(0));
    h.heal();
    h.until(20_000, "rejoined", () -> primary.following.equals(replica.id()));
    h.until(20_000, "agree", () -> h.agree() && h.allOk());
  }

  @Test
  void aShortCutIsNoFailure() {
    ClusterHarness h = formed(4);
    h.isolate(0);
    h.run(TIMEOUT_MS - 1500);
    h.heal();
    h.run(10_000);
    assertThat(h.writerOf(0)).isSameAs(h.node(0));
    assertThat(h.node(1).log.lines).noneMatch(l -> l.contains("as failing"));
  }

  @Test
  void manualFailoverLosesNothing() {
    ClusterHarness h = formed(5);
    HarnessNode replica = h.node(3);
    assertThat(replica.text("failover")).isEqualTo("OK");
    long took = h.until(5000, "switched", () -> replica.accepts(0));
    assertThat(took).isLessThan(1500);
    assertThat(h.node(0).log.lines)
        .anyMatch(l -> l.startsWith("Manual failover requested by replica"));
    assertThat(replica.log.lines)
        .contains("All master replication stream processed, manual failover can start.");
    h.until(5000, "old follows", () -> h.node(0).following.equals(replica.id()));
    h.until(5000, "resumed", () -> !h.node(0).paused);
    h.run(2000);
    assertThat(h.agree()).isTrue();
  }

  @Test
  void takeoverNeedsNobody() {
    ClusterHarness h = formed(6);
    h.checkSingleWriter = false; // the user overrules the lease
    for (int other : new int[] {0, 1, 2}) {
      h.node(other).kill();
    }
    h.run(8000);
    assertThat(h.node(4).text("failover")).startsWith("ERR Master is down or failed");
    assertThat(h.node(4).text("failover", "takeover")).isEqualTo("OK");
    h.until(2000, "owns", () -> h.node(4).core.view().myself().primary());
    assertThat(h.node(4).core.view().myself().slots().size()).isEqualTo(5462);
  }

  @Test
  void equalConfigEpochsAreSetApart() {
    ClusterHarness h = new ClusterHarness(8, 3, TIMEOUT_MS);
    h.startAll();
    h.run(20);
    h.node(0).text("addslotsrange", "0", "5460");
    h.node(1).text("addslotsrange", "5461", "10922");
    h.node(2).text("addslotsrange", "10923", "16383");
    h.node(1).text("meet", "127.0.0.1", "7001");
    h.node(2).text("meet", "127.0.0.1", "7001");
    h.until(20_000, "ok", h::allOk);
    h.until(
        20_000,
        "unique epochs",
        () ->
            h.nodes.stream().map(n -> n.core.facts().configEpoch()).distinct().count() == 3
                && h.agree());
  }

  @Test
  void forgottenNodeStaysAway() {
    ClusterHarness h = formed(9);
    String gone = h.node(5).id();
    h.node(5).kill();
    assertThat(h.node(0).text("forget", gone)).isEqualTo("OK");
    h.until(
        10_000,
        "everybody forgot",
        () ->
            h.nodes.stream().filter(n -> n.alive).allMatch(n -> n.core.view().nodes().size() == 5));
    h.run(5000);
    assertThat(h.node(0).core.view().nodes()).hasSize(5);
    assertThat(h.node(0).text("forget", gone)).isEqualTo("OK");
  }

  @Test
  void replicaMigratesToAnOrphanedPrimary() {
    ClusterHarness h = new ClusterHarness(10, 7, 1000);
    h.form(3); // node 0 has replicas 3 and 6
    h.run(2000);
    h.node(4).kill();
    h.until(
        20_000,
        "a replica of node 0 moves to node 1",
        () ->
            h.node(3).following.equals(h.node(1).id())
                || h.node(6).following.equals(h.node(1).id()));
  }

  @Test
  void engineThatHangsIsReplacedAndDoesNotStand() {
    ClusterHarness h = new ClusterHarness(11, 6, 1000);
    for (HarnessNode node : h.nodes) {
      ClusterSettings.Draft draft = node.settings.toDraft();
      draft.engineStallTimeoutMs = 3000;
      node.settings = draft.build();
    }
    h.form(3);
    h.run(1000);
    h.node(0).frozenEngine = true;
    long took = h.until(20_000, "replaced", () -> h.node(3).accepts(0));
    assertThat(took).isBetween(3000L, 7000L);
    h.node(4).frozenEngine = true;
    h.run(3500);
    h.node(1).kill();
    h.run(5000);
    assertThat(h.node(4).accepts(6000)).isFalse();
  }

  @Test
  void blueprintIsOkAtOnce() {
    ClusterHarness h = new ClusterHarness(12, 6, TIMEOUT_MS);
    ClusterBlueprint plan = new ClusterBlueprint(new Random(5));
    for (int i = 0; i < 3; i++) {
      plan.primary("127.0.0.1", 7001 + i, 17001 + i, ClusterBlueprint.share(i, 3));
    }
    for (int i = 0; i < 3; i++) {
      plan.replica("127.0.0.1", 7004 + i, 17004 + i, plan.ids().get(i));
    }
    for (int i = 0; i < 6; i++) {
      h.node(i).disk = plan.image(plan.ids().get(i)).encode();
      ClusterSettings.Draft draft = h.node(i).settings.toDraft();
      draft.justCreated = true;
      h.node(i).settings = draft.build();
    }
    h.startAll();
    long took = h.until(2000, "writable", () -> h.writerOf(0) != null && h.writerOf(12000) != null);
    assertThat(took).isLessThan(300);
    h.run(2000);
    assertThat(h.agree()).isTrue();
    assertThat(h.node(3).following).isEqualTo(h.node(0).id());
  }

  @Test
  void twoPrimariesDeadAtOnceOfFive() {
    ClusterHarness h = new ClusterHarness(13, 10, 1000);
    h.form(5);
    h.run(1000);
    h.node(0).kill();
    h.node(1).kill();
    h.until(15_000, "both replaced", () -> h.node(5).accepts(0) && h.node(6).accepts(5000));
    h.until(5000, "ok", h::allOk);
  }

  @Test
  void twoEqualReplicasDoNotSplitTheVotesForEver() {
    ClusterHarness h = new ClusterHarness(14, 13, 2000);
    h.form(6);
    h.run(1000);
    h.node(5).kill();
    h.node(11).kill();
    h.node(0).kill();
    h.node(0).offset = 0;
    h.run(300);
    // Each candidate reaches half of the voters at first, and four of six are needed.
    h.cutBetween(6, 3);
    h.cutBetween(6, 4);
    h.cutBetween(12, 1);
    h.cutBetween(12, 2);
    h.node(0).start();
    h.run(1500);
    assertThat(h.node(6).log.lines).anyMatch(l -> l.startsWith("Starting a failover election"));
    assertThat(h.node(12).log.lines).anyMatch(l -> l.startsWith("Starting a failover election"));
    h.heal();
    h.until(
        8000,
        "a winner",
        () ->
            h.node(6).core.view().myself().primary() || h.node(12).core.view().myself().primary());
  }

  @Test
  void aPrimaryLearnsTheEpochThatItsDiskHasLost() {
    ClusterHarness h = formed(15);
    HarnessNode primary = h.node(0);
    byte[] old = primary.disk;
    assertThat(primary.text("bumpepoch")).startsWith("BUMPED ");
    h.run(2000);
    long epoch = primary.core.facts().configEpoch();
    primary.kill();
    primary.loseWritesSince(old);
    primary.start();
    assertThat(primary.core.facts().configEpoch()).isLessThan(epoch);
    h.until(5000, "the epoch", () -> primary.core.facts().configEpoch() == epoch);
    h.until(5000, "agreement", h::agree);
  }
}
