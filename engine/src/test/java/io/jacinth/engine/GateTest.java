package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.cluster.admin.Answer;
import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.view.ClusterView;
import io.jacinth.cluster.view.SlotHash;
import io.jacinth.cluster.view.SlotSet;
import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.resp.Argv;
import java.util.Arrays;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is refused, in which words, and which refusal wins. */
class GateTest {
  private final EngineFixture fixture = EngineFixture.cluster();
  private final ClientSession session = fixture.open();

  @AfterEach
  void close() {
    fixture.close();
  }

  private String run(String line) {
    return fixture.run(session, line);
  }

  private void adopt(ClusterView view) {
    fixture.engine.apply(new EngineEffect.AdoptView(view));
  }

  private static int slot(String key) {
    byte[] bytes = key.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    return SlotHash.slotOf(bytes, 0, bytes.length);
  }

  @Test
  void keysOfAnotherNodeAreRedirected() {
    adopt(fixture.view(ClusterView.State.OK, 0, 100));
    assertThat(run("GET foo")).isEqualTo("-MOVED 12182 127.0.0.1:7002\r\n");
    assertThat(run("SET foo bar")).isEqualTo("-MOVED 12182 127.0.0.1:7002\r\n");
    assertThat(run("MGET foo bar"))
        .isEqualTo("-CROSSSLOT Keys in request don't hash to the same slot\r\n");
    assertThat(run("GET foo bar"))
        .isEqualTo("-ERR wrong number of arguments for 'get' command\r\n");
    assertThat(run("PING")).isEqualTo("+PONG\r\n");
  }

  @Test
  void aClusterThatIsDownServesNothing() {
    adopt(fixture.view(ClusterView.State.FAIL, 0, 16383));
    assertThat(run("GET foo")).isEqualTo("-CLUSTERDOWN The cluster is down\r\n");
    fixture.config.put(ClusterOptions.CLUSTER_ALLOW_READS_WHEN_DOWN, true);
    assertThat(run("GET foo")).isEqualTo("$-1\r\n");
    assertThat(run("SET foo bar"))
        .isEqualTo("-CLUSTERDOWN The cluster is down and only accepts read commands\r\n");
  }

  @Test
  void aSlotNobodyOwnsIsSaidSoFirst() {
    short[] owners = new short[SlotHash.SLOTS];
    owners[slot("foo")] = ClusterView.NO_OWNER;
    adopt(fixture.view(ClusterView.State.FAIL, owners, new TreeMap<>(), new TreeMap<>()));
    assertThat(run("GET foo")).isEqualTo("-CLUSTERDOWN Hash slot not served\r\n");
  }

  @Test
  void aMigratingSlotAsksElsewhereForMissingKeys() {
    run("SET {foo}here 1");
    run("SET {foo}brief 1 PX 10");
    TreeMap<Integer, Integer> migrating = new TreeMap<>();
    migrating.put(slot("foo"), 1);
    adopt(
        fixture.view(ClusterView.State.OK, new short[SlotHash.SLOTS], migrating, new TreeMap<>()));
    assertThat(run("GET {foo}here")).isEqualTo("$1\r\n1\r\n");
    assertThat(run("GET {foo}gone")).isEqualTo("-ASK 12182 127.0.0.1:7002\r\n");
    assertThat(run("MGET {foo}here {foo}gone"))
        .isEqualTo("-TRYAGAIN Multiple keys request during rehashing of slot\r\n");
    assertThat(run("GET {foo}brief")).isEqualTo("$1\r\n1\r\n");
    fixture.wallMs += 11;
    fixture.engine.turn().set(fixture.wallMs, fixture.monoMs * 1_000_000);
    assertThat(run("PING")).isEqualTo("+PONG\r\n");
    assertThat(run("GET {foo}brief")).isEqualTo("-ASK 12182 127.0.0.1:7002\r\n");
  }

  @Test
  void anImportingSlotIsServedToThoseWhoAsk() {
    short[] owners = new short[SlotHash.SLOTS];
    Arrays.fill(owners, (short) 1);
    TreeMap<Integer, Integer> importing = new TreeMap<>();
    importing.put(slot("foo"), 1);
    adopt(fixture.view(ClusterView.State.OK, owners, new TreeMap<>(), importing));
    assertThat(run("SET foo 1")).isEqualTo("-MOVED 12182 127.0.0.1:7002\r\n");
    assertThat(run("ASKING")).isEqualTo("+OK\r\n");
    assertThat(run("SET foo 1")).isEqualTo("+OK\r\n");
    assertThat(run("GET foo")).isEqualTo("-MOVED 12182 127.0.0.1:7002\r\n");
  }

  @Test
  void writesEndWithTheLease() {
    fixture.lease.publish(fixture.monoMs + 50);
    assertThat(run("SET foo bar")).isEqualTo("+OK\r\n");
    fixture.monoMs += 50; // the turn's own clock still says before
    assertThat(run("SET foo baz")).isEqualTo("-CLUSTERDOWN The cluster is down\r\n");
    assertThat(run("GET foo")).isEqualTo("$3\r\nbar\r\n");
    run("MULTI");
    assertThat(run("SET foo baz")).startsWith("-CLUSTERDOWN");
    assertThat(run("EXEC"))
        .isEqualTo("-EXECABORT Transaction discarded because of previous errors.\r\n");
  }

  @Test
  void replicasAreReadOnlyAndRedirect() {
    fixture.replication.follow("127.0.0.1", 7002);
    adopt(replicaView());
    assertThat(run("GET foo")).isEqualTo("-MOVED 12182 127.0.0.1:7002\r\n");
    assertThat(run("READONLY")).isEqualTo("+OK\r\n");
    assertThat(run("GET foo")).isEqualTo("$-1\r\n");
    assertThat(run("SET foo 1")).isEqualTo("-MOVED 12182 127.0.0.1:7002\r\n");
    assertThat(run("FLUSHALL"))
        .isEqualTo("-READONLY You can't write against a read only replica.\r\n");
    fixture.config.put(ReplicationOptions.REPLICA_SERVE_STALE_DATA, false);
    assertThat(run("GET foo"))
        .isEqualTo(
            "-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to"
                + " 'no'.\r\n");
  }

  private ClusterView replicaView() {
    ClusterView base = fixture.view(ClusterView.State.OK, 1, 0);
    var me = base.nodes().get(0);
    var replica =
        new io.jacinth.cluster.view.NodeView(
            me.id(),
            me.shardId(),
            me.ip(),
            me.port(),
            0,
            me.busPort(),
            "",
            false,
            EngineFixture.OTHER_ID,
            me.failing(),
            1,
            SlotSet.EMPTY);
    short[] owners = new short[SlotHash.SLOTS];
    Arrays.fill(owners, (short) 1);
    return new ClusterView(
        2,
        ClusterView.State.OK,
        "",
        1,
        1,
        java.util.List.of(replica, base.nodes().get(1)),
        0,
        owners,
        new TreeMap<>(),
        new TreeMap<>(),
        false);
  }

  @Test
  void thePasswordComesBeforeEverythingButTheName() {
    fixture.config.put(NetworkOptions.REQUIREPASS, "secret");
    ClientSession stranger = fixture.open();
    assertThat(fixture.run(stranger, "GET foo")).isEqualTo("-NOAUTH Authentication required.\r\n");
    assertThat(fixture.run(stranger, "GET"))
        .isEqualTo("-ERR wrong number of arguments for 'get' command\r\n");
    assertThat(fixture.run(stranger, "HELLO 3")).startsWith("-NOAUTH HELLO must be called");
    assertThat(fixture.run(stranger, "AUTH wrong"))
        .isEqualTo("-WRONGPASS invalid username-password pair or user is disabled.\r\n");
    assertThat(fixture.run(stranger, "AUTH secret")).isEqualTo("+OK\r\n");
    assertThat(fixture.run(stranger, "GET foo")).isEqualTo("$-1\r\n");
    ClientSession other = fixture.open();
    assertThat(fixture.run(other, "HELLO 3 AUTH default secret")).startsWith("%7\r\n");
  }

  @Test
  void memoryAboveTheLimitRefusesWhatNeedsMore() {
    run("SET foo bar");
    fixture.config.put(MemoryOptions.MAXMEMORY, 1L);
    assertThat(run("SET foo baz"))
        .isEqualTo("-OOM command not allowed when used memory > 'maxmemory'.\r\n");
    assertThat(run("DEL foo")).isEqualTo(":1\r\n");
  }

  @Test
  void loadingRefusesAlmostEverything() {
    fixture.engine.persistence().loadingStarted(100, false, fixture.wallMs);
    assertThat(run("GET foo")).isEqualTo("-LOADING Redis is loading the dataset in memory\r\n");
    assertThat(run("PING")).isEqualTo("-LOADING Redis is loading the dataset in memory\r\n");
    assertThat(run("ECHO hi")).isEqualTo("$2\r\nhi\r\n");
  }

  @Test
  void aLongCommandLetsOthersKnowAndCanBeKilled() {
    ClientSession other = fixture.open();
    StringBuilder heard = new StringBuilder();
    fixture.whileBusy =
        () -> {
          fixture.monoMs += 10;
          if (fixture.monoMs == 1030) {
            heard.append(fixture.run(other, "GET foo"));
            heard.append(fixture.run(other, "SHUTDOWN"));
            heard.append(fixture.run(other, "SCRIPT KILL"));
          }
        };
    assertThat(run("DEBUG BUSY 1000")).contains("Script killed by user");
    assertThat(heard.toString())
        .isEqualTo(
            "-BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN"
                + " NOSAVE.\r\n"
                + "-BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN"
                + " NOSAVE.\r\n"
                + "+OK\r\n");
    assertThat(run("SCRIPT KILL")).isEqualTo("-NOTBUSY No scripts in execution right now.\r\n");
  }

  @Test
  void clusterWordsWaitForTheCore() {
    assertThat(run("CLUSTER MEET 127.0.0.1 7003")).isEmpty();
    assertThat(session.isParked()).isTrue();
    assertThat(fixture.requests).hasSize(1);
    assertThat(
            new String(
                fixture.requests.get(0).args().get(0), java.nio.charset.StandardCharsets.US_ASCII))
        .isEqualTo("MEET");
    fixture.engine.apply(new EngineEffect.Reply(fixture.requests.get(0).id(), Answer.OK));
    assertThat(session.isParked()).isFalse();
    assertThat(fixture.sent(session)).isEqualTo("+OK\r\n");
    java.util.List<ClientSession> ready = new java.util.ArrayList<>();
    fixture.engine.drainReady(ready::add);
    assertThat(ready).containsExactly(session);
  }

  @Test
  void slotsThatWentElsewhereLoseTheirKeysUnlessTheyCameBack() {
    run("SET foo 1");
    run("SET bar 1");
    SlotSet both = SlotSet.EMPTY.with(slot("foo")).with(slot("bar"));
    fixture.engine.apply(new EngineEffect.DropSlotKeys(both));
    assertThat(run("DBSIZE")).isEqualTo(":2\r\n");
    short[] owners = new short[SlotHash.SLOTS];
    owners[slot("foo")] = 1;
    adopt(fixture.view(ClusterView.State.OK, owners, new TreeMap<>(), new TreeMap<>()));
    fixture.replication.createBacklog();
    fixture.engine.apply(new EngineEffect.DropSlotKeys(both));
    assertThat(run("DBSIZE")).isEqualTo(":1\r\n");
    assertThat(fixture.stream()).containsExactly("SELECT 0", "DEL foo");
    assertThat(run("CLUSTER COUNTKEYSINSLOT " + slot("bar"))).isEqualTo(":1\r\n");
    assertThat(run("CLUSTER GETKEYSINSLOT " + slot("bar") + " 10"))
        .isEqualTo("*1\r\n$3\r\nbar\r\n");
  }

  @Test
  void aReplicaHidesKeysPastTheirTimeAndObeysItsPrimary() {
    run("SET foo 1 PX 10");
    fixture.replication.follow("127.0.0.1", 7002);
    fixture.tick(20);
    ClientSession primary = fixture.engine.openPrimary(session.transport());
    assertThat(run("EXISTS foo")).isEqualTo(":0\r\n");
    assertThat(run("DBSIZE")).isEqualTo(":1\r\n");
    fixture.engine.cron();
    assertThat(run("DBSIZE")).isEqualTo(":1\r\n");
    fixture.engine.execute(primary, Argv.of("APPEND", "foo", "2"));
    fixture.engine.execute(primary, Argv.of("DEL", "foo"));
    assertThat(fixture.sent(primary)).isEqualTo(":2\r\n:1\r\n");
    assertThat(run("DBSIZE")).isEqualTo(":0\r\n");
  }

  @Test
  void keysExpireByThemselvesOnAPrimary() {
    for (int i = 0; i < 500; i++) {
      run("SET key" + i + " v PX " + (i + 1));
    }
    run("SET stays v");
    fixture.replication.createBacklog();
    fixture.tick(400);
    fixture.engine.cron();
    assertThat(run("DBSIZE")).isEqualTo(":102\r\n");
    assertThat(fixture.stream()).hasSize(1 + 399).contains("DEL key0").doesNotContain("MULTI");
  }
}
