package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.session.ClientSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Blocking list commands where 7.2 differs from 7.0, and what replicas get of them. */
class ListBlockingTest {
  private final EngineFixture fixture = EngineFixture.standalone();
  private final ClientSession pusher = fixture.open();
  private final ClientSession first = fixture.open();
  private final ClientSession second = fixture.open();

  @AfterEach
  void close() {
    fixture.close();
  }

  private String run(ClientSession session, String line) {
    return fixture.run(session, line).replace("\r\n", " ").trim();
  }

  private String sent(ClientSession session) {
    return fixture.sent(session).replace("\r\n", " ").trim();
  }

  @Test
  void replicasGetCommandsThatDoNotBlock() {
    fixture.replication.createBacklog();
    run(first, "BLPOP k 0");
    run(pusher, "RPUSH k 1 2 3 4 5 6 7 8");
    run(first, "BRPOP k 0");
    run(first, "BLMOVE k l RIGHT LEFT 0");
    run(first, "BRPOPLPUSH k l 0");
    run(first, "BLMPOP 0 2 j k LEFT COUNT 10");
    run(first, "LMPOP 2 j l RIGHT");
    run(first, "LTRIM l 0 -1");
    assertThat(fixture.stream())
        .containsExactly(
            "SELECT 0",
            "RPUSH k 1 2 3 4 5 6 7 8",
            "LPOP k",
            "RPOP k",
            "LMOVE k l RIGHT LEFT",
            "RPOPLPUSH k l",
            "LPOP k 4",
            "RPOP l 1");
  }

  @Test
  void theCommandIsRunAgainFromItsFirstKey() {
    run(first, "BLPOP x y 0");
    run(pusher, "MULTI");
    run(pusher, "RPUSH y 1");
    run(pusher, "RPUSH x 2");
    run(pusher, "EXEC");
    assertThat(sent(first)).isEqualTo("*2 $1 x $1 2");
  }

  @Test
  void servedMovesServeOthersInTheSameGo() {
    run(first, "BLMOVE a b LEFT RIGHT 0");
    run(second, "BLMOVE b c LEFT RIGHT 0");
    assertThat(run(pusher, "RPUSH a 1")).isEqualTo(":1");
    assertThat(sent(first)).isEqualTo("$1 1");
    assertThat(sent(second)).isEqualTo("$1 1");
    assertThat(run(pusher, "LRANGE c 0 -1")).isEqualTo("*1 $1 1");
  }

  /** The one who moves from a list to itself would be served for ever. */
  @Test
  void circlesEnd() {
    run(first, "BLMOVE a b LEFT RIGHT 0");
    run(second, "BLMOVE b a LEFT RIGHT 0");
    run(pusher, "RPUSH a 1");
    assertThat(sent(first) + sent(second)).isEqualTo("$1 1$1 1");
    assertThat(run(pusher, "LLEN a")).isEqualTo(":1");
    assertThat(fixture.engine.blockedClients()).isZero();
  }

  @Test
  void gatesAreAskedAgain() {
    run(first, "BLPOP k 0");
    run(pusher, "CLIENT PAUSE 100 WRITE");
    fixture.tick(100);
    run(pusher, "RPUSH k 1");
    assertThat(sent(first)).isEqualTo("*2 $1 k $1 1");
  }

  @Test
  void aTimeoutInResp3() {
    run(first, "HELLO 3");
    run(first, "BLPOP k 0.5");
    fixture.tick(501);
    assertThat(sent(first)).isEqualTo("_");
  }

  @Test
  void aWaitIsOneCallInTheStatistics() {
    run(first, "BLPOP k 0");
    assertThat(run(pusher, "INFO commandstats")).doesNotContain("blpop");
    run(pusher, "RPUSH k 1");
    assertThat(run(pusher, "INFO commandstats")).contains("cmdstat_blpop:calls=1");
    assertThat(run(pusher, "INFO clients")).contains("blocked_clients:0");
  }
}
