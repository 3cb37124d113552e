package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.config.Config;
import io.jacinth.engine.session.ClientSession;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Consumer groups where 7.2 differs from 7.0, and what replicas get of them. */
class StreamGroupsTest {
  private final EngineFixture fixture = EngineFixture.standalone();
  private final ClientSession client = fixture.open();
  private final ClientSession other = fixture.open();

  @AfterEach
  void close() {
    fixture.close();
  }

  private String run(ClientSession session, String line) {
    return fixture.run(session, line).replace("\r\n", " ").trim();
  }

  private String run(String line) {
    return run(client, line);
  }

  private String show(String line) {
    return fixture.show(client, line);
  }

  private void fill() {
    run("XADD s 1-0 a 1");
    run("XADD s 2-0 a 2");
    run("XADD s 3-0 a 3");
    run("XGROUP CREATE s g 0");
  }

  @Test
  void aConsumerIsSeenWhenItAsksAndActiveWhenItGets() {
    fill();
    assertThat(run("XREADGROUP GROUP g idle STREAMS s 0")).isEqualTo("*1 *2 $1 s *0");
    fixture.tick(50);
    run("XREADGROUP GROUP g busy COUNT 1 STREAMS s >");
    fixture.tick(30);
    run("XCLAIM s g late 100000 1-0");
    fixture.tick(7);
    assertThat(show("XINFO CONSUMERS s g"))
        .isEqualTo(
            "[[\"name\", \"busy\", \"pending\", 1, \"idle\", 37, \"inactive\", 37], "
                + "[\"name\", \"idle\", \"pending\", 0, \"idle\", 87, \"inactive\", -1], "
                + "[\"name\", \"late\", \"pending\", 0, \"idle\", 7, \"inactive\", -1]]");
    run("XCLAIM s g late 0 1-0");
    run("XAUTOCLAIM s g last 1000 0");
    fixture.tick(5);
    assertThat(show("XINFO CONSUMERS s g"))
        .contains("\"late\", \"pending\", 1, \"idle\", 5, \"inactive\", 5")
        .contains("\"last\", \"pending\", 0, \"idle\", 5, \"inactive\", -1");
    assertThat(show("XINFO STREAM s FULL"))
        .containsPattern("\"busy\", \"seen-time\", \\d+, \"active-time\", \\d+, \"pel-count\", 0,")
        .containsPattern("\"idle\", \"seen-time\", \\d+, \"active-time\", -1, \"pel-count\", 0,");
  }

  @Test
  void eventsTellOfConsumersThatCameIntoBeing() {
    assertThat(
            fixture.config.set(
                List.of(new Config.Assignment("notify-keyspace-events", "Et")), false))
        .isNull();
    fill();
    fixture.run(other, "PSUBSCRIBE *");
    run("XREADGROUP GROUP g a STREAMS s >");
    run("XREADGROUP GROUP g a STREAMS s 0");
    run("XCLAIM s g b 100000 1-0");
    run("XCLAIM s g b 0 1-0");
    run("XAUTOCLAIM s g c 100000 0");
    run("XACK s g 1-0");
    run("XGROUP DELCONSUMER s g nobody");
    run("XGROUP DELCONSUMER s g c");
    run("XSETID s 9-0");
    assertThat(fixture.sent(other).lines().filter(line -> line.startsWith("__keyevent")))
        .containsExactly(
            "__keyevent@0__:xgroup-createconsumer",
            "__keyevent@0__:xgroup-createconsumer",
            "__keyevent@0__:xgroup-createconsumer",
            "__keyevent@0__:xgroup-delconsumer",
            "__keyevent@0__:xsetid");
  }

  @Test
  void replicasGetClaims() {
    fill();
    run("XADD s 4-0 a 4");
    fixture.replication.createBacklog();
    run("XREADGROUP GROUP g a COUNT 3 STREAMS s >");
    String now = Long.toString(fixture.wallMs);
    run("XDEL s 2-0");
    fixture.tick(1000);
    String later = Long.toString(fixture.wallMs);
    assertThat(run("XAUTOCLAIM s g b 0 0 COUNT 2")).startsWith("*3 $3 3-0 *1");
    run("XAUTOCLAIM s g b 0 0 JUSTID");
    run("XAUTOCLAIM s g c 5000 0");
    run("XREADGROUP GROUP g d NOACK STREAMS s >");
    assertThat(fixture.stream())
        .containsExactly(
            "SELECT 0",
            "MULTI",
            claim("a", "1-0", now, 1, "1-0"),
            claim("a", "2-0", now, 1, "2-0"),
            claim("a", "3-0", now, 1, "3-0"),
            "XGROUP SETID s g 3-0 ENTRIESREAD 3",
            "EXEC",
            "XDEL s 2-0",
            "MULTI",
            claim("b", "1-0", later, 2, "3-0"),
            claim("a", "2-0", now, 1, "3-0"),
            "EXEC",
            "MULTI",
            claim("b", "1-0", later, 2, "3-0"),
            claim("b", "3-0", later, 1, "3-0"),
            "EXEC",
            "MULTI",
            "XGROUP CREATECONSUMER s g d",
            "XGROUP SETID s g 4-0 ENTRIESREAD 4",
            "EXEC");
  }

  private static String claim(String consumer, String id, String time, int count, String last) {
    return "XCLAIM s g "
        + consumer
        + " 0 "
        + id
        + " TIME "
        + time
        + " RETRYCOUNT "
        + count
        + " FORCE JUSTID LASTID "
        + last;
  }

  @Test
  void watchDoesNotSeeGroups() {
    fill();
    for (String line :
        List.of(
            "XREADGROUP GROUP g a STREAMS s >",
            "XACK s g 1-0",
            "XCLAIM s g b 0 2-0",
            "XAUTOCLAIM s g c 0 0",
            "XGROUP CREATE s h 0",
            "XGROUP SETID s h 1",
            "XGROUP CREATECONSUMER s h x",
            "XGROUP DELCONSUMER s h x",
            "XGROUP DESTROY s h",
            "XSETID s 9-0")) {
      run(other, "WATCH s");
      assertThat(run(line)).doesNotStartWith("-");
      run(other, "MULTI");
      assertThat(run(other, "EXEC")).as(line).isEqualTo("*0");
    }
    run(other, "WATCH s t");
    run("XGROUP CREATE t h 0 MKSTREAM");
    run(other, "MULTI");
    assertThat(run(other, "EXEC")).isEqualTo("*-1");
  }

  @Test
  void whoWaitedRunsItsCommandAgain() {
    fill();
    run("XREADGROUP GROUP g a STREAMS s >");
    assertThat(run(other, "XREADGROUP GROUP g b BLOCK 0 STREAMS s >")).isEmpty();
    assertThat(show("XINFO CONSUMERS s g")).contains("\"b\", \"pending\", 0");
    run("XADD s 5-0 a 5");
    assertThat(fixture.sent(other)).contains("5-0");
    run(other, "XREADGROUP GROUP g b BLOCK 0 STREAMS s >");
    run("XGROUP DESTROY s g");
    assertThat(fixture.sent(other))
        .isEqualTo(
            "-NOGROUP No such key 's' or consumer group 'g' in XREADGROUP with GROUP option\r\n");
    run("XGROUP CREATE s g $");
    run(other, "XREADGROUP GROUP g b BLOCK 0 STREAMS s >");
    run("DEL s");
    assertThat(fixture.sent(other)).startsWith("-NOGROUP No such key 's'");
    run(other, "XREAD BLOCK 0 STREAMS s $");
    run("DEL s");
    run("SET s v");
    assertThat(fixture.sent(other)).isEmpty();
    run("DEL s");
    run("XADD s 1-0 a 1");
    assertThat(fixture.sent(other)).contains("1-0");
  }
}
