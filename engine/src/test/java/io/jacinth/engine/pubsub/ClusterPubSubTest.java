package io.jacinth.engine.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.view.ClusterView;
import io.jacinth.cluster.view.SlotHash;
import io.jacinth.engine.EngineFixture;
import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.session.ClientSession;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pub/sub in cluster mode: what goes to other nodes, and channels that belong to slots. */
class ClusterPubSubTest {
  private final EngineFixture fixture = EngineFixture.cluster();
  private final ClientSession client = fixture.open();
  private final ClientSession subscriber = fixture.open();

  @AfterEach
  void close() {
    fixture.close();
  }

  private static int slot(String channel) {
    byte[] bytes = channel.getBytes(StandardCharsets.US_ASCII);
    return SlotHash.slotOf(bytes, 0, bytes.length);
  }

  /** This node serves all slots but that of one channel. */
  private void loseSlotOf(String channel) {
    short[] owners = new short[SlotHash.SLOTS];
    owners[slot(channel)] = 1;
    adopt(fixture.view(ClusterView.State.OK, owners, new TreeMap<>(), new TreeMap<>()));
  }

  private void adopt(ClusterView view) {
    fixture.engine.apply(new EngineEffect.AdoptView(view));
  }

  @Test
  void messagesGoToOtherNodesAndNotIntoTheStream() {
    fixture.replication.createBacklog();
    fixture.run(subscriber, "SUBSCRIBE news");
    assertThat(fixture.run(client, "PUBLISH news hello")).isEqualTo(":1\r\n");
    assertThat(fixture.run(client, "PUBLISH other x")).isEqualTo(":0\r\n");
    assertThat(fixture.run(client, "SPUBLISH shard y")).isEqualTo(":0\r\n");
    assertThat(fixture.published).containsExactly("all news hello", "all other x", "shard shard y");
    assertThat(fixture.stream()).isEmpty();
    assertThat(fixture.sent(subscriber)).endsWith("$4\r\nnews\r\n$5\r\nhello\r\n");
  }

  @Test
  void messagesOfOtherNodesReachTheSubscribers() {
    fixture.run(subscriber, "HELLO 3");
    fixture.run(subscriber, "SUBSCRIBE news");
    fixture.run(subscriber, "SSUBSCRIBE news");
    byte[] news = "news".getBytes(StandardCharsets.US_ASCII);
    byte[] text = "hello".getBytes(StandardCharsets.US_ASCII);
    assertThat(fixture.engine.apply(new EngineEffect.Published(false, news, text))).isTrue();
    assertThat(fixture.sent(subscriber))
        .isEqualTo(">3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$5\r\nhello\r\n");
    fixture.engine.apply(new EngineEffect.Published(true, news, text));
    assertThat(fixture.sent(subscriber))
        .isEqualTo(">3\r\n$8\r\nsmessage\r\n$4\r\nnews\r\n$5\r\nhello\r\n");
    assertThat(fixture.published).isEmpty();
  }

  @Test
  void shardChannelsAreRoutedByTheirSlot() {
    loseSlotOf("there");
    int slot = slot("there");
    for (String line :
        new String[] {"SSUBSCRIBE there", "SPUBLISH there x", "SUNSUBSCRIBE there"}) {
      assertThat(fixture.run(client, line)).isEqualTo("-MOVED " + slot + " 127.0.0.1:7002\r\n");
    }
    assertThat(fixture.run(client, "SSUBSCRIBE here elsewhere"))
        .isEqualTo("-CROSSSLOT Keys in request don't hash to the same slot\r\n");
    assertThat(fixture.run(client, "SSUBSCRIBE {here}1 {here}2"))
        .startsWith("*3\r\n$10\r\nssubscribe\r\n$7\r\n{here}1\r\n:1\r\n*3\r\n");
    assertThat(fixture.run(client, "SUNSUBSCRIBE {here}1")).endsWith(":1\r\n");
    assertThat(fixture.run(client, "SUBSCRIBE there")).endsWith(":1\r\n");
  }

  @Test
  void aSlotOnTheMoveDoesNotMoveItsChannels() {
    TreeMap<Integer, Integer> migrating = new TreeMap<>();
    migrating.put(slot("ch"), 1);
    adopt(
        fixture.view(ClusterView.State.OK, new short[SlotHash.SLOTS], migrating, new TreeMap<>()));
    assertThat(fixture.run(client, "GET ch")).startsWith("-ASK");
    assertThat(fixture.run(client, "SPUBLISH ch x")).isEqualTo(":0\r\n");
  }

  @Test
  void subscribersOfALostSlotAreToldAndFreeAgain() {
    fixture.run(subscriber, "SSUBSCRIBE {a}1 {a}2");
    ClientSession both = fixture.open();
    fixture.run(both, "SSUBSCRIBE {a}1");
    fixture.run(both, "SUBSCRIBE plain");
    loseSlotOf("b");
    assertThat(fixture.sent(subscriber)).isEmpty();
    loseSlotOf("a");
    String first = "*3\r\n$12\r\nsunsubscribe\r\n$4\r\n{a}1\r\n:1\r\n";
    String second = "*3\r\n$12\r\nsunsubscribe\r\n$4\r\n{a}2\r\n:0\r\n";
    assertThat(fixture.sent(subscriber)).isEqualTo(first + second);
    assertThat(fixture.sent(both)).isEqualTo("*3\r\n$12\r\nsunsubscribe\r\n$4\r\n{a}1\r\n:0\r\n");
    assertThat(fixture.run(subscriber, "ECHO free")).isEqualTo("$4\r\nfree\r\n");
    assertThat(fixture.run(both, "ECHO bound")).startsWith("-ERR Can't execute 'echo'");
    assertThat(fixture.run(client, "PUBSUB SHARDCHANNELS")).isEqualTo("*0\r\n");
  }

  @Test
  void aClusterThatIsDownStillServesChannelsUnlessToldNotTo() {
    adopt(fixture.view(ClusterView.State.FAIL, 0, SlotHash.SLOTS - 1));
    assertThat(fixture.run(client, "SPUBLISH ch x")).isEqualTo(":0\r\n");
    assertThat(fixture.run(client, "PUBLISH ch x")).isEqualTo(":0\r\n");
    fixture.config.put(ClusterOptions.CLUSTER_ALLOW_PUBSUBSHARD_WHEN_DOWN, false);
    assertThat(fixture.run(client, "SPUBLISH ch x"))
        .isEqualTo("-CLUSTERDOWN The cluster is down\r\n");
    assertThat(fixture.run(client, "PUBLISH ch x")).isEqualTo(":0\r\n");
  }

  @Test
  void aSessionThatEndsLeavesNothingBehind() {
    fixture.run(subscriber, "SUBSCRIBE a b");
    fixture.run(subscriber, "PSUBSCRIBE *");
    fixture.run(subscriber, "SSUBSCRIBE a");
    fixture.engine.close(subscriber);
    assertThat(fixture.run(client, "PUBLISH a x")).isEqualTo(":0\r\n");
    assertThat(fixture.run(client, "SPUBLISH a x")).isEqualTo(":0\r\n");
    assertThat(fixture.run(client, "PUBSUB NUMPAT")).isEqualTo(":0\r\n");
    assertThat(fixture.run(client, "PUBSUB CHANNELS")).isEqualTo("*0\r\n");
  }
}
