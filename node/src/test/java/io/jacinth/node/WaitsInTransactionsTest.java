package io.jacinth.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.node.world.TestClient;
import io.jacinth.node.world.TestNode;
import io.jacinth.node.world.TestWorld;
import org.junit.jupiter.api.Test;

/** Commands of a transaction that wait for somebody: the core, a clock. */
class WaitsInTransactionsTest {
  private final TestWorld world = new TestWorld();

  private TestNode start() {
    TestNode node =
        world.node(
            7001,
            config -> {
              config.put(GeneralOptions.ENABLE_DEBUG_COMMAND, "yes");
              config.put(ClusterOptions.CLUSTER_ENABLED, true);
            });
    TestClient client = world.client(7001);
    client.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
    world.await("up", () -> client.call("CLUSTER", "INFO").contains("cluster_state:ok"));
    return node;
  }

  private static void begin(TestClient client) {
    client.forget();
    client.send("MULTI");
    client.send("SET", "a", "1");
    client.send("CLUSTER", "COUNT-FAILURE-REPORTS", "0".repeat(40));
    client.send("DEBUG", "SLEEP", "0.5");
    client.send("INCR", "a");
    client.send("CLUSTER", "SET-CONFIG-EPOCH", "7");
    client.send("APPEND", "a", "x");
    client.send("EXEC");
    client.send("GET", "a");
  }

  @Test
  void repliesComeInTheOrderOfTheCommands() {
    start();
    TestClient client = world.client(7001);
    begin(client);
    world.await("all of it", () -> client.text().endsWith("$2\r\n2x\r\n"));
    assertThat(client.text())
        .isEqualTo(
            "+OK\r\n"
                + "+QUEUED\r\n".repeat(6)
                + "*6\r\n+OK\r\n-ERR Unknown node "
                + "0".repeat(40)
                + "\r\n+OK\r\n:2\r\n+OK\r\n:2\r\n$2\r\n2x\r\n");
    assertThat(client.call("CLUSTER", "INFO")).contains("cluster_my_epoch:7\r");
  }

  @Test
  void nobodyComesBetween() {
    start();
    TestClient client = world.client(7001);
    TestClient other = world.client(7001);
    begin(client);
    world.run(100);
    other.send("SET", "a", "other");
    other.send("GET", "a");
    world.run(100);
    assertThat(other.text()).isEmpty();
    world.await("the other", () -> other.text().endsWith("other\r\n"));
    assertThat(client.text()).contains("\r\n:2\r\n+OK\r\n:2\r\n");
  }

  @Test
  void whoWaitsForKeysIsServedAfterwardsInOrderOfArrival() {
    start();
    TestClient client = world.client(7001);
    TestClient second = world.client(7001);
    TestClient first = world.client(7001);
    TestClient late = world.client(7001);
    first.send("BLPOP", "list", "0");
    world.run(10);
    second.send("BLPOP", "list", "0");
    world.run(10);
    late.send("BLPOP", "list", "1");
    world.run(10);
    for (String[] words :
        new String[][] {
          {"MULTI"}, {"RPUSH", "list", "a", "b"}, {"DEBUG", "SLEEP", "0.5"}, {"EXEC"}
        }) {
      client.send(words);
    }
    world.run(300);
    assertThat(first.text() + second.text()).isEmpty();
    world.await("both", () -> !first.text().isEmpty() && !second.text().isEmpty());
    assertThat(first.text()).endsWith("$1\r\na\r\n");
    assertThat(second.text()).endsWith("$1\r\nb\r\n");
    world.run(400);
    assertThat(late.text()).isEmpty();
    world.run(150);
    assertThat(late.text()).isEqualTo("*-1\r\n");
  }

  @Test
  void theRestIsDoneForWhoHasGone() {
    TestNode node = start();
    TestClient client = world.client(7001);
    begin(client);
    world.run(100);
    client.close();
    TestClient other = world.client(7001);
    world.await("the rest", () -> other.call("GET", "a").equals("$2\r\n2x\r\n"));
    assertThat(node.node().engine().pause().pausesAll()).isFalse();
    assertThat(other.call("SET", "a", "b")).isEqualTo("+OK\r\n");
  }
}
