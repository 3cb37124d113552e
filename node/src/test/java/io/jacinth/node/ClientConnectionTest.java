package io.jacinth.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.KeysAhead;
import io.jacinth.engine.config.BufferLimit;
import io.jacinth.engine.config.BufferLimits;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.node.world.TestClient;
import io.jacinth.node.world.TestNode;
import io.jacinth.node.world.TestWorld;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What clients of a node see of its loop. */
class ClientConnectionTest {
  private final TestWorld world = new TestWorld();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void repliesDoNotDependOnHowTheBytesWereCut() {
    world.node(7001);
    String inline = String.join("\r\n", "SET a 1", "INCR a", "", "PING hello", "");
    String bulks =
        TestClient.resp("GET", "a")
            + TestClient.resp("SET", "b", "x\ry\0")
            + TestClient.resp("GET", "b")
            + TestClient.resp("NOSUCH")
            + TestClient.resp("QUIT");
    byte[] session = bytes(inline + bulks);
    String expected = null;
    for (int cut = 0; cut < session.length; cut++) {
      TestClient client = world.client(7001);
      client.sendRaw(Arrays.copyOf(session, cut));
      world.run(1);
      client.sendRaw(Arrays.copyOfRange(session, cut, session.length));
      world.run(3);
      if (expected == null) {
        expected = client.text();
        String[] lines = {
          "+OK", ":2", "$5", "hello", "$1", "2", "+OK", "$4", "x\ry\0", "-ERR unknown command"
        };
        assertThat(expected).startsWith(String.join("\r\n", lines)).endsWith("+OK\r\n");
      }
      assertThat(client.text()).as("cut at %d", cut).isEqualTo(expected);
      assertThat(client.closed()).as("closed by QUIT").isNotNull();
    }
  }

  @Test
  void aPipelineLongerThanTheBudgetIsAnsweredInOrder() {
    world.node(7001);
    TestClient client = world.client(7001);
    StringBuilder expected = new StringBuilder();
    for (int i = 1; i <= 5000; i++) {
      client.send("INCR", "n");
      expected.append(':').append(i).append("\r\n");
    }
    world.await("all answered", () -> client.bytes().length >= expected.length());
    assertThat(client.text()).isEqualTo(expected.toString());
  }

  /** One client's pipeline of slow commands is cut where the turn's time is over. */
  @Test
  void slowCommandsOfOneClientLetAnotherIn() {
    world.node(7001);
    TestClient slow = world.client(7001);
    TestClient quick = world.client(7001);
    slow.sendRaw(bytes(TestClient.resp("INCR", "n").repeat(60)));
    quick.sendRaw(bytes(TestClient.resp("GET", "n")));
    world.everyReadingTakes(200_000);
    world.await("answered", () -> slow.text().endsWith(":60\r\n") && !quick.text().isEmpty());
    assertThat(Integer.parseInt(quick.text().split("\r\n")[1])).isBetween(1, 20);
  }

  /** With enough data the driver looks ahead in the pipelines; no reply may depend on it. */
  @Test
  void lookingAheadChangesNoReply() {
    byte[] value = new byte[700_000];
    byte[] pipeline =
        bytes(
            TestClient.resp("AUTH", "secret")
                + TestClient.resp("SELECT", "1")
                + TestClient.resp("SET", "a", "in 1")
                + TestClient.resp("SELECT", "0")
                + TestClient.resp("GET", "a")
                + TestClient.resp("MULTI")
                + TestClient.resp("SET", "a", "x".repeat(40_000))
                + TestClient.resp("GET", "a")
                + TestClient.resp("EXEC")
                + TestClient.resp("CLIENT", "REPLY", "SKIP")
                + TestClient.resp("GET", "a")
                + TestClient.resp("PING")
                + TestClient.resp("DEL", "a", "b", "c")
                + "GET inline\r\n"
                + TestClient.resp("HELLO", "3")
                + TestClient.resp("GET", "a")
                + TestClient.resp("RESET")
                + TestClient.resp("GET", "a")
                + "*2\r\n$3\r\nGET\r\n:1\r\n");
    String[] texts = new String[2];
    for (int large = 0; large < 2; large++) {
      TestNode node =
          world.node(7001 + large, config -> config.put(NetworkOptions.REQUIREPASS, "secret"));
      TestClient filler = world.client(7001 + large);
      filler.call("AUTH", "secret");
      for (int i = 0; i < 8 * large; i++) {
        filler.call("SET", "filler" + i, new String(value, StandardCharsets.ISO_8859_1));
      }
      filler.call("PING");
      KeysAhead ahead = new KeysAhead(node.node().engine().keyspace());
      assertThat(ahead.isWorthwhile()).isEqualTo(large == 1);
      TestClient[] clients = {
        world.client(7001 + large), world.client(7001 + large), world.client(7001 + large)
      };
      for (TestClient client : clients) {
        client.sendRaw(pipeline);
      }
      for (TestClient client : clients) {
        world.await("closed", () -> client.closed() != null);
        texts[large] = (texts[large] == null ? "" : texts[large]) + client.text();
      }
    }
    String first = texts[0].replaceAll("id\r\n:[0-9]+", "id\r\n:n");
    assertThat(texts[1].replaceAll("id\r\n:[0-9]+", "id\r\n:n")).isEqualTo(first);
    assertThat(first).contains("-NOAUTH").contains("expected '$', got ':'");
  }

  @Test
  void whoSendsFasterThanHeIsServedFillsNoMemory() {
    TestNode node = world.node(7001);
    TestClient client = world.client(7001);
    byte[] part = bytes(TestClient.resp("INCR", "n").repeat(2000));
    int most = 0;
    for (int i = 0; i < 100; i++) {
      client.sendRaw(part);
      world.run(1);
      for (ClientSession session : node.node().engine().sessions().all()) {
        most = Math.max(most, session.transport().queryBufferBytes());
      }
    }
    assertThat(most).isLessThan((256 << 10) + 2 * part.length);
    world.await("all answered", () -> client.text().endsWith(":200000\r\n"));
    client.sendRaw(bytes("*2\r\n$4\r\nPING\r\n$1000000\r\n"));
    for (int i = 0; i < 10; i++) {
      client.sendRaw(new byte[100_000]);
      world.run(1);
    }
    client.forget();
    client.sendRaw(bytes("\r\n"));
    world.await("one word larger than the bound", () -> client.bytes().length > 1_000_000);
  }

  /** Nobody wakes a client up when its long reply leaves without having waited. */
  @Test
  void aCommandBehindALongReplyRunsHoweverTheReplyLeaves() {
    world.node(7001);
    TestClient client = world.client(7001);
    int length = 40_000_000; // more than may wait before a next command begins
    client.call("SETRANGE", "long", "" + (length - 1), "!");
    client.forget();
    world.clientsTakeAtOnce();
    client.sendRaw(bytes("GET long\r\nPING\r\nPI"));
    int all = ("$" + length + "\r\n" + "\r\n+PONG\r\n").length() + length;
    world.await("the short reply", () -> client.bytes().length == all);
    client.sendRaw(bytes("NG\r\n"));
    world.await("one sent in two parts", () -> client.text().endsWith("+PONG\r\n+PONG\r\n"));
  }

  @Test
  void aBrokenProtocolIsAnsweredAndTheConnectionClosed() {
    world.node(7001);
    TestClient client = world.client(7001);
    client.sendRaw(bytes("*1\r\n:4\r\nPING\r\n"));
    world.run(3);
    assertThat(client.text()).isEqualTo("-ERR Protocol error: expected '$', got ':'\r\n");
    assertThat(client.closed()).isNotNull();
  }

  @Test
  void whoHasNotShownAPasswordMaySendLittle() {
    world.node(7001, config -> config.put(NetworkOptions.REQUIREPASS, "secret"));
    TestClient client = world.client(7001);
    assertThat(client.call("GET", "a")).startsWith("-NOAUTH");
    client.forget();
    client.sendRaw(bytes("*2\r\n$3\r\nGET\r\n$20000\r\n"));
    world.run(3);
    assertThat(client.text()).isEqualTo("-ERR Protocol error: unauthenticated bulk length\r\n");
    TestClient known = world.client(7001);
    assertThat(known.call("AUTH", "secret")).isEqualTo("+OK\r\n");
    assertThat(known.call("SET", "a", "x".repeat(20_000))).isEqualTo("+OK\r\n");
  }

  @Test
  void largeValuesGoStraightIntoTheStoreAndComeBack() {
    TestNode node = world.node(7001);
    TestClient client = world.client(7001);
    String value = "0123456789abcdef".repeat(200_000);
    assertThat(client.call("SET", "large", value)).isEqualTo("+OK\r\n");
    client.call("GET", "large");
    world.await("all", () -> client.bytes().length > value.length());
    assertThat(client.text()).isEqualTo("$" + value.length() + "\r\n" + value + "\r\n");
    assertThat(node.data()).hasSize(1);
  }

  @Test
  void tooManyClientsAreTurnedAway() {
    world.node(7001, config -> config.put(NetworkOptions.MAXCLIENTS, 2L));
    TestClient first = world.client(7001);
    TestClient second = world.client(7001);
    TestClient third = world.client(7001);
    assertThat(first.call("PING")).isEqualTo("+PONG\r\n");
    assertThat(third.text()).isEqualTo("-ERR max number of clients reached\r\n");
    assertThat(third.closed()).isNotNull();
    second.close();
    world.run(3);
    assertThat(world.client(7001).call("PING")).isEqualTo("+PONG\r\n");
  }

  @Test
  void aClientThatDoesNotReadIsCutAtTheLimit() {
    TestNode node =
        world.node(
            7001,
            config ->
                config.put(
                    NetworkOptions.CLIENT_OUTPUT_BUFFER_LIMIT,
                    new BufferLimits(
                        new BufferLimit(1 << 20, 0, 0), BufferLimit.NONE, BufferLimit.NONE)));
    TestClient client = world.client(7001);
    client.call("SET", "a", "x".repeat(100_000));
    client.pause(true);
    for (int i = 0; i < 50; i++) {
      client.send("GET", "a");
    }
    world.run(50);
    assertThat(client.closed()).isNotNull();
    assertThat(node.logText()).contains("overcoming of output buffer limits");
  }

  @Test
  void whoDoesNotReadIsNotExecutedForEver() {
    world.node(7001);
    TestClient client = world.client(7001);
    client.call("SET", "a", "x".repeat(1_000_000));
    client.pause(true);
    for (int i = 0; i < 100; i++) {
      client.send("GET", "a");
      client.send("INCR", "n");
    }
    world.run(50);
    TestClient other = world.client(7001);
    int executed = Integer.parseInt(other.call("GET", "n").split("\r\n", -1)[1]);
    assertThat(executed).isBetween(20, 60);
    client.pause(false);
    world.await("the rest", () -> other.call("GET", "n").contains("100"));
  }

  @Test
  void pausedCommandsRunAfterwardsInOrder() {
    world.node(7001);
    TestClient admin = world.client(7001);
    admin.call("CLIENT", "PAUSE", "200", "WRITE");
    TestClient client = world.client(7001);
    client.send("SET", "a", "1");
    client.send("GET", "a");
    world.run(100);
    assertThat(client.text()).isEmpty();
    assertThat(admin.call("GET", "a")).isEqualTo("$-1\r\n");
    world.run(200);
    assertThat(client.text()).isEqualTo("+OK\r\n$1\r\n1\r\n");
  }

  @Test
  void debugForLocalPeersIsForLoopbackAddressesToo() {
    world.node(7001, config -> config.put(GeneralOptions.ENABLE_DEBUG_COMMAND, "local"));
    assertThat(world.client(7001).call("DEBUG", "SLEEP", "0")).isEqualTo("+OK\r\n");
  }

  @Test
  void aLongCommandLetsOthersBeToldThatItRuns() {
    world.node(7001, config -> config.put(GeneralOptions.ENABLE_DEBUG_COMMAND, "yes"));
    TestClient other = world.client(7001);
    TestClient busy = world.client(7001);
    busy.send("DEBUG", "BUSY", "100");
    other.send("GET", "a");
    world.run(1);
    assertThat(other.text()).startsWith("-BUSY");
    world.await("its end", () -> busy.bytes().length > 0);
    assertThat(busy.text()).isEqualTo("+OK\r\n");
    assertThat(other.call("GET", "a")).isEqualTo("$-1\r\n");
  }

  @Test
  void anEndedConnectionLeavesNothingBehind() {
    TestNode node = world.node(7001);
    for (int i = 0; i < 50; i++) {
      TestClient client = world.client(7001);
      client.sendRaw(bytes("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100000\r\nhalf"));
      world.run(1);
      client.close();
      world.run(2);
    }
    world.run(10);
    assertThat(node.node().engine().sessions().count()).isZero();
    assertThat(node.node().engine().keyspace().store().usedBytes()).isZero();
  }
}
