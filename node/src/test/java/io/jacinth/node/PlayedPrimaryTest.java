package io.jacinth.node;

import static io.jacinth.node.world.TestClient.resp;
import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.node.world.TestClient;
import io.jacinth.node.world.TestNode;
import io.jacinth.node.world.TestWorld;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A replica whose primary is played by hand, byte by byte. */
class PlayedPrimaryTest {
  /** Saved by a redis-server 7.0.15 of Debian: eleven strings in databases 0 and 3. */
  private static final byte[] FROM_REDIS =
      Base64.getDecoder()
          .decode(
              "UkVESVMwMDEw+glyZWRpcy12ZXIGNy4wLjE1+gpyZWRpcy1iaXRzwED6BWN0aW1lwhn1AGv6CHVzZWQtbWVt"
                  + "wvC5DgD6CGFvZi1iYXNlwAD+APsKAQAFcGxhaW4FaGVsbG8AA2x6ZsMLQHgDYWJjYeBpAgFiYwAFaW50"
                  + "NjQOMTIzNDU2Nzg5MDEyMzQABWludDMywmB5/v8ABWludDE2wTB1/ADYwyy7AwAAAAN0dGwBeAAFZW1w"
                  + "dHkAAME5MAZpbnRrZXkABGludDjA+QAEbGVhZAMwMDf+A/sBAAAFb3RoZXIDZGIz/0dZkrLAh4aw");

  private final TestWorld world = new TestWorld();

  /** Every connection the replica makes to its primary. */
  private List<TestClient> listen() {
    List<TestClient> dialled = new ArrayList<>();
    world.listen(
        6379,
        connection -> {
          TestClient peer = TestClient.accepting(world, connection);
          dialled.add(peer);
          return peer;
        });
    return dialled;
  }

  /** Lets node 7002 follow, and tells it that a snapshot comes, after which the offset is 7. */
  private TestClient announceFullResync(List<TestClient> dialled) {
    world.client(7002).call("REPLICAOF", "127.0.0.1", "6379");
    world.run(5);
    TestClient redis = dialled.get(0);
    redis.sendRaw(bytes("+PONG\r\n"));
    world.run(2);
    redis.sendRaw(bytes("+OK\r\n+OK\r\n+FULLRESYNC " + "a".repeat(40) + " 7\r\n"));
    return redis;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void aPrimaryOfRedisIsFollowedByItsRecordedBytes() {
    List<TestClient> dialled = listen();
    TestNode replica = world.node(7002, c -> c.put(ReplicationOptions.MASTERAUTH, "secret"));
    world.client(7002).call("SET", "old", "data");
    world.client(7002).call("REPLICAOF", "127.0.0.1", "6379");
    world.run(5);
    TestClient redis = dialled.get(0);
    assertThat(redis.text()).isEqualTo("*1\r\n$4\r\nPING\r\n");
    redis.forget();
    redis.sendRaw(bytes("-NOAUTH Authentication required.\r\n"));
    world.run(2);
    assertThat(redis.text())
        .isEqualTo(
            resp("AUTH", "secret")
                + resp("REPLCONF", "listening-port", "7002")
                + resp("REPLCONF", "capa", "eof", "capa", "psync2"));
    redis.forget();
    redis.sendRaw(bytes("+OK\r\n+OK\r\n+OK\r\n"));
    world.run(2);
    assertThat(redis.text()).startsWith("*3\r\n$5\r\nPSYNC\r\n$40\r\n");
    String id = "0123456789".repeat(4);
    redis.sendRaw(bytes("\n\n+FULLRESYNC " + id + " 1000\r\n"));
    redis.sendRaw(bytes("\n\n"));
    redis.sendRaw(bytes("$" + FROM_REDIS.length + "\r\n"));
    byte[] part = java.util.Arrays.copyOf(FROM_REDIS, 100);
    redis.sendRaw(part);
    world.run(5);
    assertThat(replica.data()).containsKey("0/old"); // the old data stays until all is there
    assertThat(replica.info())
        .contains("master_sync_in_progress:1\r\n", "master_sync_total_bytes:" + FROM_REDIS.length);
    redis.sendRaw(java.util.Arrays.copyOfRange(FROM_REDIS, 100, FROM_REDIS.length));
    redis.forget();
    String select = resp("SELECT", "3");
    String set = resp("SET", "later", "1");
    redis.sendRaw(bytes(select + set + "*1\r\n$4\r\nPI"));
    world.run(5);
    assertThat(replica.data()).hasSize(12).containsEntry("3/later", "1@-1");
    assertThat(replica.replication().offset()).isEqualTo(1000 + select.length() + set.length());
    assertThat(redis.text()).contains("REPLCONF\r\n$3\r\nACK\r\n$4\r\n10");
    redis.forget();
    redis.sendRaw(bytes("NG\r\n*3\r\n$8\r\nREPLCONF\r\n$6\r\nGETACK\r\n$1\r\n*\r\n"));
    world.run(3);
    long all =
        1000L
            + (select + set + resp("PING") + resp("REPLCONF", "GETACK", "*"))
                .getBytes(StandardCharsets.ISO_8859_1)
                .length;
    assertThat(redis.text()).isEqualTo(resp("REPLCONF", "ACK", Long.toString(all)));
  }

  /** What a primary sent before it died is applied, even the snapshot: nobody else may have it. */
  @Test
  void whatADyingPrimarySentIsUsedUp() {
    List<TestClient> dialled = listen();
    TestNode replica = world.node(7002);
    TestClient redis = announceFullResync(dialled);
    world.run(2);
    StringBuilder rest = new StringBuilder("$" + FROM_REDIS.length + "\r\n");
    rest.append(new String(FROM_REDIS, StandardCharsets.ISO_8859_1)).append(resp("SELECT", "5"));
    for (int i = 0; i < 100; i++) {
      rest.append(resp("INCR", "counter"));
    }
    redis.sendLast(bytes(rest + "*2\r\n$4\r\nINCR"));
    world.run(20);
    assertThat(replica.data()).hasSize(12).containsEntry("5/counter", "100@-1");
    assertThat(replica.logText())
        .contains("MASTER <-> REPLICA sync: Finished with success\n")
        .contains("Connection with master lost.\n");
    assertThat(dialled).hasSize(2);
    redis = dialled.get(1);
    redis.sendRaw(bytes("+PONG\r\n"));
    world.run(2);
    redis.sendRaw(bytes("+OK\r\n+OK\r\n"));
    world.run(2);
    int offset = 7 + resp("SELECT", "5").length() + 100 * resp("INCR", "counter").length();
    assertThat(redis.text()).endsWith(resp("PSYNC", "a".repeat(40), "" + (offset + 1)));
  }

  @Test
  void dataThatCannotBeHeldIsRefusedAndTheOldDataKept() {
    List<TestClient> dialled = listen();
    TestNode replica = world.node(7002);
    world.client(7002).call("SET", "old", "data");
    TestClient redis = announceFullResync(dialled);
    String mark = "b".repeat(40);
    redis.sendRaw(
        bytes("$EOF:" + mark + "\r\nREDIS0010\u00fe\u0000\u0007\u0005amods\u0003xxx" + mark));
    world.run(5);
    assertThat(replica.logText())
        .contains(
            "Key 'amods' holds a module value (RDB type 7), which this node cannot load",
            "The data this node had is kept.");
    assertThat(replica.data()).containsOnlyKeys("0/old");
    assertThat(redis.closed()).isNotNull();
    world.run(2500);
    assertThat(dialled).hasSizeGreaterThan(1);
  }
}
