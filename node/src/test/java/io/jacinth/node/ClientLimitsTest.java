package io.jacinth.node;

import static io.jacinth.node.world.TestClient.resp;
import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.session.ClientSession;
import io.jacinth.node.world.TestClient;
import io.jacinth.node.world.TestNode;
import io.jacinth.node.world.TestWorld;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What clients may hold, one by one and together. */
class ClientLimitsTest {
  private final TestWorld world = new TestWorld();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static long most(TestNode node, ToLongFunction<ClientSession> of) {
    return node.node().engine().sessions().all().stream().mapToLong(of).max().orElse(0);
  }

  @Test
  void aSlowReaderOfALargeValueCostsNoMemory() {
    TestNode node = world.node(7001);
    TestClient slow = world.client(7001);
    String value = "v".repeat(20_000_000);
    slow.call("SET", "large", value);
    slow.call("SET", "small", "s");
    slow.pause(true);
    slow.forget();
    slow.send("GET", "large");
    slow.send("GET", "small");
    slow.send("GET", "large");
    world.run(50);
    assertThat(most(node, s -> s.transport().unsentBytes())).isLessThan(600_000);
    assertThat(most(node, s -> s.reply().capacity())).isLessThan(100_000);
    assertThat(most(node, s -> s.reply().size())).isGreaterThan(19_000_000);
    TestClient other = world.client(7001);
    assertThat(other.call("DEL", "large")).isEqualTo(":1\r\n");
    slow.pause(false);
    String large = "$20000000\r\n" + value + "\r\n";
    world.await("all of it", () -> slow.bytes().length >= 20_000_000 * 2);
    world.run(5);
    assertThat(slow.text()).isEqualTo(large + "$1\r\ns\r\n" + large);
    assertThat(slow.closed()).isNull();
  }

  /** Redis holds such a list outside of the buffer every client has, and so counts all of it. */
  @Test
  void aListWhoseLengthIsNotKnownBeforeCountsInFull() {
    world.node(7001);
    TestClient client = world.client(7001);
    for (int i = 0; i < 1000; i++) {
      client.send("SET", "x".repeat(97) + i, "value");
    }
    client.send("LPUSH", "list", "y".repeat(110_000));
    world.run(50);
    client.call("CONFIG", "SET", "client-output-buffer-limit", "normal 100000 0 0");
    client.forget();
    client.send("LRANGE", "list", "0", "-1");
    world.await("an array of known length", () -> client.bytes().length > 110_000);
    client.send("KEYS", "*");
    world.await("closed", () -> client.closed() != null);
  }

  /** What lies in the store for a client is shown as its own, and counts for its eviction. */
  @Test
  void whatIsReceivedOrSentByWayOfTheStoreShowsInClientList() {
    TestNode node = world.node(7001);
    TestClient admin = world.client(7001);
    TestClient slow = world.client(7001);
    slow.call("CLIENT", "SETNAME", "slow");
    slow.forget();
    slow.sendRaw(bytes("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$3000000\r\n" + "x".repeat(2_000_000)));
    world.run(50);
    assertThat(shown(admin, "qbuf")).isBetween(2_000_000L, 3_000_000L);
    assertThat(shown(admin, "tot-mem")).isGreaterThan(2_000_000);
    slow.sendRaw(bytes("x".repeat(1_000_000) + "\r\n"));
    world.await("written", () -> slow.text().endsWith("+OK\r\n"));
    assertThat(shown(admin, "qbuf")).isZero();
    slow.pause(true);
    slow.send("GET", "a");
    slow.send("GET", "a");
    world.run(50);
    assertThat(shown(admin, "omem")).isBetween(5_000_000L, 6_000_100L);
    assertThat(shown(admin, "tot-mem")).isGreaterThan(5_000_000);
    assertThat(node.node().engine().memory().clientBytes()).isLessThan(1_000_000);
    admin.call("CONFIG", "SET", "maxmemory-clients", "5mb");
    slow.send("PING");
    world.await("evicted", () -> slow.closed() != null);
  }

  private static long shown(TestClient admin, String field) {
    String all = admin.call("CLIENT", "LIST");
    String line = all.substring(all.indexOf(" name=slow "));
    int from = line.indexOf(' ' + field + '=') + field.length() + 2;
    return Long.parseLong(line.substring(from, line.indexOf(' ', from)));
  }

  @Test
  void repliesAreSentInFullBeforeTheEnd() {
    world.node(7001);
    TestClient client = world.client(7001);
    client.call("SET", "large", "v".repeat(5_000_000));
    client.forget();
    client.send("GET", "large");
    client.send("QUIT");
    world.await("closed", () -> client.closed() != null);
    assertThat(client.bytes()).hasSize("$5000000\r\n\r\n+OK\r\n".length() + 5_000_000);
  }

  @Test
  void aRequestLongerThanTheLimitEndsItsClient() {
    TestNode node = world.node(7001);
    TestClient admin = world.client(7001);
    admin.call("CONFIG", "SET", "client-query-buffer-limit", "1mb");
    TestClient manyWords = world.client(7001);
    manyWords.sendRaw(bytes("*1000000\r\n" + "$1\r\nx\r\n".repeat(200_000)));
    world.await("closed", () -> manyWords.closed() != null);
    assertThat(node.logText())
        .contains("Closing client that reached max query buffer length: id=")
        .contains("(qbuf initial bytes: \"*1000000\\r\\n$1\\r\\nx");
    TestClient oneWord = world.client(7001);
    oneWord.sendRaw(bytes("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$3000000\r\n" + "x".repeat(2_000_000)));
    world.await("closed", () -> oneWord.closed() != null);
    TestClient transaction = world.client(7001);
    transaction.call("MULTI");
    for (int i = 0; i < 3; i++) {
      transaction.send("SET", "a", "x".repeat(500_000));
    }
    world.await("closed", () -> transaction.closed() != null);
    assertThat(admin.call("INFO", "stats")).contains("client_query_buffer_limit_disconnections:3");
    assertThat(admin.call("EXISTS", "a")).isEqualTo(":0\r\n");
  }

  @Test
  void theRoomOfALargeWordIsNotCountedTwice() {
    world.node(7001);
    TestClient client = world.client(7001);
    TestClient other = world.client(7001);
    other.call("CONFIG", "SET", "client-query-buffer-limit", "1mb");
    client.sendRaw(bytes("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1000000\r\n" + "x".repeat(100_000)));
    world.run(50);
    client.sendRaw(bytes("x".repeat(900_000) + "\r\n"));
    world.run(50);
    assertThat(other.call("STRLEN", "a")).isEqualTo(":1000000\r\n");
  }

  @Test
  void aTalkativeLogTellsOfClientsAndKeys() {
    TestNode node = world.node(7001);
    TestClient client = world.client(7001);
    client.call("MSET", "a", "1", "b", "2");
    client.call("EXPIRE", "a", "100");
    world.run(5200);
    assertThat(node.logText())
        .contains("Accepted ")
        .containsPattern("DB 0: 2 keys \\(1 volatile\\) in \\d+ slots HT\\.")
        .containsPattern("1 clients connected \\(0 replicas\\), \\d+ bytes in use");
  }

  @Test
  void connectionsAreCountedAnew() {
    world.node(7001);
    TestClient client = world.client(7001);
    world.client(7001).call("PING");
    assertThat(client.call("INFO", "stats")).contains("total_connections_received:2\r\n");
    client.call("CONFIG", "RESETSTAT");
    assertThat(client.call("INFO", "stats")).contains("total_connections_received:0\r\n");
  }

  @Test
  void theLongestWordIsAsConfiguredNow() {
    world.node(7001);
    TestClient client = world.client(7001);
    client.call("CONFIG", "SET", "proto-max-bulk-len", "1mb");
    client.sendRaw(bytes("*2\r\n$4\r\nPING\r\n$1048577\r\n"));
    world.await("closed", () -> client.closed() != null);
    assertThat(client.text()).endsWith("-ERR Protocol error: invalid bulk length\r\n");
  }

  @Test
  void beforeAuthenticationLittleIsTaken() {
    world.node(
        7001, config -> config.put(io.jacinth.engine.config.NetworkOptions.REQUIREPASS, "secret"));
    String[][] cases = {
      {"*11\r\n", "-ERR Protocol error: unauthenticated multibulk length\r\n"},
      {"*2\r\n$4\r\nAUTH\r\n$16385\r\n", "-ERR Protocol error: unauthenticated bulk length\r\n"},
      {"x".repeat(70_000), "-ERR Protocol error: too big inline request\r\n"},
      {"*10\r\n$16384\r\n" + "y".repeat(16_384) + "\r\n", ""},
    };
    for (String[] one : cases) {
      TestClient client = world.client(7001);
      client.sendRaw(bytes(one[0]));
      world.run(20);
      assertThat(client.text()).isEqualTo(one[1]);
      assertThat(client.closed() != null).isEqualTo(!one[1].isEmpty());
    }
  }

  @Test
  void theLargestClientsGoWhenAllTogetherHoldTooMuch() {
    TestNode node = world.node(7001);
    TestClient admin = world.client(7001);
    admin.call("CLIENT", "NO-EVICT", "ON");
    admin.call("CONFIG", "SET", "maxmemory", "40mb", "maxmemory-clients", "5%");
    TestClient spared = world.client(7001);
    spared.call("CLIENT", "NO-EVICT", "ON");
    spared.sendRaw(bytes("*1000000\r\n" + "$1\r\nx\r\n".repeat(20_000)));
    world.run(5);
    TestClient small = world.client(7001);
    small.sendRaw(bytes("*1000\r\n" + "$1\r\nx\r\n".repeat(100)));
    TestClient large = world.client(7001);
    large.sendRaw(bytes("*1000000\r\n" + "$1\r\nx\r\n".repeat(300_000)));
    world.await("evicted", () -> large.closed() != null);
    assertThat(small.closed()).isNull();
    assertThat(spared.closed()).isNull();
    assertThat(node.logText()).contains("Evicting client: id=");
    assertThat(admin.call("INFO", "stats")).contains("evicted_clients:1\r\n");
    assertThat(admin.call("CONFIG", "SET", "maxmemory-clients", "0")).isEqualTo("+OK\r\n");
  }

  @Test
  void theSoftLimitWaitsForItsSeconds() {
    TestNode node = world.node(7001);
    TestClient admin = world.client(7001);
    admin.call("CONFIG", "SET", "client-output-buffer-limit", "normal 0 1mb 3");
    admin.call("SET", "large", "v".repeat(2_000_000));
    TestClient slow = world.client(7001);
    slow.pause(true);
    slow.send("GET", "large");
    world.run(2000);
    assertThat(slow.closed()).isNull();
    world.run(4000);
    assertThat(slow.closed()).isNotNull();
    assertThat(node.logText())
        .contains("scheduled to be closed ASAP for overcoming of output buffer limits.");
    assertThat(admin.call("INFO", "stats")).contains("client_output_buffer_limit_disconnections:1");
  }

  @Test
  void ofRepliesBeyondTheHardLimitNothingIsSent() {
    TestNode node = world.node(7001);
    TestClient admin = world.client(7001);
    admin.call("CONFIG", "SET", "client-output-buffer-limit", "normal 100000 0 0");
    admin.call("HSET", "hash", "field", "value");
    admin.call("SET", "value", "v".repeat(20_000));
    admin.call("SET", "large", "v".repeat(5_000_000));
    TestClient longReply = world.client(7001);
    longReply.send("HRANDFIELD", "hash", "-20000");
    TestClient endless = world.client(7001);
    endless.send("HRANDFIELD", "hash", "-4611686018427387903", "WITHVALUES");
    TestClient reference = world.client(7001);
    reference.send("GET", "large");
    TestClient pipeline = world.client(7001);
    pipeline.sendRaw(bytes(resp("GET", "value").repeat(9)));
    TestClient transaction = world.client(7001);
    transaction.sendRaw(
        bytes(
            resp("MULTI") + resp("GET", "value").repeat(9) + resp("SET", "a", "b") + resp("EXEC")));
    for (TestClient client : List.of(longReply, endless, reference, pipeline, transaction)) {
      world.await("closed", () -> client.closed() != null);
      assertThat(client.bytes()).isEmpty();
    }
    assertThat(admin.call("GET", "a")).isEqualTo("$1\r\nb\r\n");
    assertThat(admin.call("INFO", "stats")).contains("client_output_buffer_limit_disconnections:5");
    assertThat(node.logText()).contains("for overcoming of output buffer limits.");
  }

  @Test
  void subscribersHaveTheirOwnHardLimit() {
    world.node(7001);
    TestClient admin = world.client(7001);
    admin.call("CONFIG", "SET", "client-output-buffer-limit", "normal 20000 0 0 pubsub 0 0 0");
    TestClient subscriber = world.client(7001);
    subscriber.call("SUBSCRIBE", "news");
    subscriber.forget();
    for (int i = 0; i < 20; i++) {
      admin.send("PUBLISH", "news", "n".repeat(5_000));
    }
    world.await("all of it", () -> subscriber.bytes().length > 20 * 5_000);
    assertThat(subscriber.closed()).isNull();
  }

  @Test
  void watchedKeysAndSubscriptionsAreMemoryOfTheClient() {
    world.node(7001);
    TestClient admin = world.client(7001);
    admin.call("CLIENT", "NO-EVICT", "ON");
    admin.call("CONFIG", "SET", "maxmemory-clients", "200000");
    for (String command : List.of("WATCH", "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE")) {
      TestClient client = world.client(7001);
      for (int i = 0; i < 2_000 && client.closed() == null; i++) {
        client.send(command, command + i);
        world.run(1);
      }
      assertThat(client.closed()).as(command).isNotNull();
    }
    TestClient queuing = world.client(7001);
    queuing.call("MULTI");
    queuing.sendRaw(bytes(resp("PING").repeat(3_000)));
    world.await("evicted", () -> queuing.closed() != null);
    assertThat(admin.call("INFO", "stats")).contains("evicted_clients:5\r\n");
  }

  @Test
  void whatIsGivenBackIsNoMemoryOfTheClientAnyMore() {
    TestNode node = world.node(7001);
    TestClient client = world.client(7001);
    client.call("PING");
    long before = most(node, ClientSession::keptBytes);
    client.call("WATCH", "a", "b");
    client.call("MULTI");
    client.call("PING");
    assertThat(most(node, ClientSession::keptBytes)).isGreaterThan(500);
    client.call("EXEC");
    client.call("HELLO", "3");
    client.call("SUBSCRIBE", "a", "b");
    client.call("UNSUBSCRIBE", "a");
    assertThat(most(node, ClientSession::keptBytes)).isBetween(200L, 300L);
    client.call("UNSUBSCRIBE");
    assertThat(most(node, ClientSession::keptBytes)).isEqualTo(before).isZero();
  }

  @Test
  void theRunningCommandIsCountedOnceInItsQueryBuffer() {
    world.node(7001);
    assertThat(world.client(7001).call("CLIENT", "INFO")).contains(" qbuf=26 ");
  }

  @Test
  void aReplyThatFitsIntoTheClientsOwnBufferNeverCounts() {
    world.node(7001);
    TestClient admin = world.client(7001);
    admin.call("CONFIG", "SET", "client-output-buffer-limit", "normal 1 1 0");
    admin.call("SET", "small", "v".repeat(10_000));
    TestClient slow = world.client(7001);
    slow.pause(true);
    slow.send("GET", "small");
    world.run(3000);
    assertThat(slow.closed()).isNull();
    slow.send("GET", "small");
    world.run(3000);
    assertThat(slow.closed()).isNotNull();
  }

  @Test
  void theQueryBufferIsWhatHasNotBeenRead() {
    TestNode node = world.node(7001);
    TestClient client = world.client(7001);
    client.sendRaw(bytes("*2\r\n$4\r\nECHO\r\n$20\r\n" + "x".repeat(7)));
    world.run(10);
    assertThat(most(node, s -> s.transport().queryBufferBytes())).isEqualTo(7);
    client.sendRaw(bytes("x".repeat(13) + "\r\n"));
    world.await("echoed", () -> client.text().endsWith("x\r\n"));
    assertThat(most(node, s -> s.transport().queryBufferBytes())).isZero();
  }

  /** What CLIENT LIST shows as tot-mem is what counts: five of ten fit in the room of five. */
  @Test
  void clientsGoOnlyUntilTheRestFits() {
    world.node(7001);
    TestClient admin = world.client(7001);
    admin.call("CLIENT", "SETNAME", "admin");
    admin.call("CLIENT", "NO-EVICT", "on");
    for (int i = 0; i < 10; i++) {
      TestClient client = world.client(7001);
      client.call("CLIENT", "SETNAME", "c" + i);
      client.sendRaw(bytes("*2\r\n$100000\r\n" + "v".repeat(100_000)));
    }
    world.run(10);
    for (int i = 0; i < 3; i++) {
      admin.call("CLIENT", "LIST"); // its own buffer is as large as the reply afterwards
    }
    List<String> before = admin.call("CLIENT", "LIST").lines().toList();
    long most = totals(before, " name=c").max().orElseThrow();
    assertThat(most).isGreaterThan(100_000);
    long limit = 5 * most + totals(before, " name=admin").sum();
    admin.call("CONFIG", "SET", "maxmemory-clients", Long.toString(limit));
    world.run(10);
    List<String> after = admin.call("CLIENT", "LIST").lines().toList();
    assertThat(totals(after, " name=c").count()).isEqualTo(5);
    assertThat(totals(after, " name=").sum()).isLessThanOrEqualTo(limit);
  }

  private static LongStream totals(List<String> lines, String named) {
    return lines.stream()
        .filter(line -> line.contains(named))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".* tot-mem=(\\d+) .*", "$1")));
  }

  @Test
  void whoTakesAReplySlowlyIsNotIdle() {
    world.node(7001);
    TestClient admin = world.client(7001);
    admin.call("CONFIG", "SET", "timeout", "5");
    TestClient idle = world.client(7001);
    idle.call("PING");
    TestClient busy = world.client(7001);
    for (int i = 0; i < 9; i++) {
      busy.sendRaw(bytes("*1\r\n$4\r\nPING\r\n".substring(i, i + 1)));
      admin.call("PING");
      world.run(1000);
    }
    assertThat(idle.closed()).isNotNull();
    assertThat(busy.closed()).isNull();
    assertThat(admin.call("CONFIG", "SET", "timeout", "0")).isEqualTo("+OK\r\n");
  }

  @Test
  void halfRequestsOfIdleClientsAreKeptTight() {
    TestNode node = world.node(7001);
    TestClient client = world.client(7001);
    client.sendRaw(bytes(TestClient.resp("PING", "x".repeat(100_000)).repeat(3)));
    client.sendRaw(bytes("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1000000\r\nvalue"));
    world.run(10);
    world.run(6000);
    assertThat(most(node, s -> s.transport().queryBufferBytes())).isBetween(1L, 100L);
    assertThat(most(node, s -> s.transport().queryBufferFreeBytes())).isLessThan(100);
    client.forget();
    client.sendRaw(bytes("x".repeat(1_000_000 - 5) + "\r\n" + TestClient.resp("STRLEN", "a")));
    world.await("set", () -> client.text().endsWith(":1000000\r\n"));
  }
}
