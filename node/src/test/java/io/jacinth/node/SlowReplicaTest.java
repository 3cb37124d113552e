package io.jacinth.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.MemoryUse;
import io.jacinth.engine.config.BufferLimit;
import io.jacinth.engine.config.BufferLimits;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.node.world.TestClient;
import io.jacinth.node.world.TestNode;
import io.jacinth.node.world.TestWorld;
import org.junit.jupiter.api.Test;

/** What is kept for a replica that does not take it, and when that ends. */
class SlowReplicaTest {
  private final TestWorld world = new TestWorld();

  private void aReplicaThatStopsReading() {
    TestClient slow = world.client(7001);
    slow.call("REPLCONF", "listening-port", "9999", "capa", "eof", "capa", "psync2");
    slow.call("PSYNC", "?", "-1");
    world.run(20);
    slow.send("REPLCONF", "ACK", "0");
    world.run(20);
    slow.pause(true);
  }

  @Test
  void aReplicaThatDoesNotReadIsCutAtTheLimit() {
    TestNode primary =
        world.node(
            7001,
            config -> {
              config.put(
                  NetworkOptions.CLIENT_OUTPUT_BUFFER_LIMIT,
                  new BufferLimits(
                      BufferLimit.NONE, new BufferLimit(2 << 20, 0, 0), BufferLimit.NONE));
            });
    aReplicaThatStopsReading();
    TestClient client = world.client(7001);
    String big = "x".repeat(10_000);
    for (int i = 0; i < 400; i++) {
      client.send("SET", "k", big);
    }
    world.run(3000);
    assertThat(primary.logText()).contains("overcoming of output buffer limits");
    assertThat(primary.replication().replicas()).isEmpty();
  }

  @Test
  void whatIsKeptForASlowReplicaIsCountedAndBoundedByTheHeap() {
    TestNode primary = world.node(7001);
    aReplicaThatStopsReading();
    TestClient client = world.client(7001);
    client.call("CONFIG", "SET", "client-output-buffer-limit", "replica 0 0 0");
    String value = "x".repeat(10_000);
    for (int i = 0; i < 700; i++) {
      client.call("SET", "k", value);
    }
    assertThat(primary.replication().replicas()).hasSize(1);
    MemoryUse memory = primary.node().engine().memory();
    assertThat(memory.replicaBytes()).isBetween(5_000_000L, 7_500_000L);
    assertThat(memory.used() - memory.counted()).isEqualTo(memory.replicaBytes());
    for (int i = 0; i < 200; i++) {
      client.call("SET", "k", value);
    }
    assertThat(primary.replication().replicas()).isEmpty();
    assertThat(memory.replicaBytes()).isZero();
    assertThat(primary.logText())
        .contains("More cannot be kept for it in this process's heap.")
        .contains("overcoming of output buffer limits");
  }

  @Test
  void aShutdownThatWaitsForItIsShown() {
    world.node(7001);
    aReplicaThatStopsReading();
    TestClient client = world.client(7001);
    client.call("CONFIG", "SET", "shutdown-timeout", "60");
    client.call("SET", "k", "v");
    assertThat(client.call("INFO", "server")).doesNotContain("shutdown_in_milliseconds");
    TestClient asker = world.client(7001);
    asker.send("SHUTDOWN");
    world.run(1000);
    assertThat(client.call("INFO", "server")).containsPattern("shutdown_in_milliseconds:5\\d{4}\r");
    assertThat(client.call("INFO", "clients")).contains("blocked_clients:1\r\n");
    assertThat(client.call("SHUTDOWN", "ABORT")).isEqualTo("+OK\r\n");
    assertThat(client.call("INFO", "clients")).contains("blocked_clients:0\r\n");
    assertThat(client.call("INFO", "server")).doesNotContain("shutdown_in_milliseconds");
  }
}
