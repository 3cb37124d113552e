package io.jacinth.cluster.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacinth.cluster.view.SlotSet;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NodesConfTest {
  private static final String A = "a".repeat(40);
  private static final String B = "b".repeat(40);
  private static final String S = "5".repeat(40);
  private static final String GOOD =
      A
          + " 127.0.0.1:7001@17001,,tls-port=0,shard-id="
          + S
          + " myself,master - 0 1700000000000 3 connected 0-5460 5462 [5460->-"
          + B
          + "] [6000-<-"
          + B
          + "]\n"
          + B
          + " 127.0.0.1:7002@17002,host.example,tls-port=7443,nodename=n2,shard-id="
          + S
          + " slave,fail "
          + A
          + " 17 1700000000000 3 disconnected\n"
          + "vars currentEpoch 5 lastVoteEpoch 4\n";

  private static NodesConf decode(String text) throws CorruptNodesConfException {
    return NodesConf.decode(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void textIsTheSameAfterReading() throws CorruptNodesConfException {
    NodesConf conf = decode(GOOD);
    assertThat(conf.toText()).isEqualTo(GOOD);
    assertThat(conf.currentEpoch()).isEqualTo(5);
    assertThat(conf.lastVoteEpoch()).isEqualTo(4);
    assertThat(conf.myself().slots().size()).isEqualTo(5462);
    assertThat(conf.myself().migrating()).containsEntry(5460, B);
    assertThat(conf.nodes().get(1).hostname()).isEqualTo("host.example");
    assertThat(conf.nodes().get(1).tlsPort()).isEqualTo(7443);
  }

  @Test
  void olderFormsAreRead() throws CorruptNodesConfException {
    NodesConf seven =
        decode(
            A
                + " :7001@17001 myself,master - 0 0 0 connected\n"
                + "vars currentEpoch 0 lastVoteEpoch 0\n");
    assertThat(seven.myself().ip()).isEmpty();
    NodesConf host =
        decode(
            A
                + " ::1:7001@17001,h.example myself,master - 0 0 1 connected\n"
                + "vars currentEpoch 0 lastVoteEpoch 0\n");
    assertThat(host.myself().hostname()).isEqualTo("h.example");
    assertThat(host.myself().ip()).isEqualTo("::1");
    assertThat(host.currentEpoch()).as("never below a config epoch").isEqualTo(1);
    NodesConf three =
        decode(
            A
                + " 10.0.0.1:7001 myself,slave "
                + B
                + " 0 0 1 connected\n"
                + B
                + " 10.0.0.2:7001 master - 0 0 1 connected 0-16383\n"
                + "vars currentEpoch 1 lastVoteEpoch 0\n");
    assertThat(three.myself().busPort()).isEqualTo(17001);
  }

  @Test
  void corruptFilesNameTheLine() {
    bad(GOOD.replace("0-5460", "0-99999"), 1, "slot");
    bad(GOOD.replace("slave,fail", "slave,frail"), 2, "unknown flag frail");
    bad(GOOD.replace(B + " 127", "xyz 127"), 2, "a node id");
    bad(GOOD.replace("disconnected\n", "disconnected 5462\n"), 2, "owns slots");
    bad(GOOD.replace("myself,", ""), 1, "open slot on another node");
    bad(GOOD.substring(0, GOOD.indexOf("vars")), 3, "before its vars line");
    bad(GOOD.substring(0, GOOD.length() - 1), 3, "ends within a line");
    bad(GOOD.replace(" 17 17", " x 17"), 2, "ping-sent");
    bad("\u0000\u0001\n" + GOOD, 1, "fields");
    bad(GOOD.replace("slave,fail", "myself,slave"), 2, "second node is myself");
    bad("", 1, "");
  }

  private static void bad(String text, int line, String reason) {
    assertThatThrownBy(() -> decode(text))
        .isInstanceOf(CorruptNodesConfException.class)
        .hasMessageContaining("line " + line + ":")
        .hasMessageContaining(reason);
  }

  @Test
  void truncationAtEveryByteIsNoticedOrHarmless() {
    for (int length = 0; length < GOOD.length(); length++) {
      String cut = GOOD.substring(0, length);
      assertThatThrownBy(() -> decode(cut)).isInstanceOf(CorruptNodesConfException.class);
    }
  }

  @Test
  void mutationsNeverEscapeAsAnythingElse() {
    Random random = new Random(9);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = GOOD.getBytes(StandardCharsets.ISO_8859_1);
      for (int f = 0; f <= random.nextInt(4); f++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        String once = NodesConf.decode(bytes).toText();
        assertThat(decode(once).toText()).isEqualTo(once);
      } catch (CorruptNodesConfException e) {
        assertThat(e.line()).isPositive();
      }
    }
  }

  @Test
  void theMessageSaysWhetherTheCopyHelps() {
    CorruptNodesConfException error =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            CorruptNodesConfException.class, () -> decode("x\n"));
    byte[] good = GOOD.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(NodesConf.recover("nodes.conf", error, good))
        .contains("line 1")
        .contains("nodes.conf.last-good is readable (2 nodes, currentEpoch 5)");
    assertThat(NodesConf.recover("nodes.conf", error, null)).contains("There is no");
    assertThat(NodesConf.recover("nodes.conf", error, new byte[3])).contains("corrupt as well");
  }

  @Test
  void sharesOfTheBlueprintAreThoseOfRedisCli() throws CorruptNodesConfException {
    assertThat(ClusterBlueprint.share(0, 3).ranges()).isEqualTo("0-5460");
    assertThat(ClusterBlueprint.share(1, 3).ranges()).isEqualTo("5461-10922");
    assertThat(ClusterBlueprint.share(2, 3).ranges()).isEqualTo("10923-16383");
    for (int n = 1; n <= 40; n++) {
      SlotSet all = SlotSet.EMPTY;
      int sum = 0;
      for (int i = 0; i < n; i++) {
        all = all.union(ClusterBlueprint.share(i, n));
        sum += ClusterBlueprint.share(i, n).size();
      }
      assertThat(all.size()).isEqualTo(16384);
      assertThat(sum).isEqualTo(16384);
    }
    ClusterBlueprint plan = new ClusterBlueprint(new Random(1));
    String primary = plan.primary("127.0.0.1", 7001, 17001, SlotSet.all());
    String replica = plan.replica("127.0.0.1", 7002, 17002, primary);
    NodesConf image = decode(plan.image(replica).toText());
    assertThat(image.myself().primaryId()).isEqualTo(primary);
    assertThat(image.nodes().get(0).shardId()).isEqualTo(image.nodes().get(1).shardId());
  }
}
