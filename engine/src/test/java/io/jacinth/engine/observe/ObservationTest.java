package io.jacinth.engine.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.EngineFixture;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.info.InfoText;
import io.jacinth.engine.session.ClientSession;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The slow log and the latency monitor under a clock that moves as the test says. */
class ObservationTest {
  private final EngineFixture fixture = EngineFixture.standalone();
  private final ClientSession client = fixture.open();

  @AfterEach
  void close() {
    fixture.close();
  }

  private void set(String name, String value) {
    assertThat(fixture.config.set(List.of(new Config.Assignment(name, value)), false)).isNull();
  }

  /** Lets a command take so long. */
  private void slow(int ms, String line) {
    fixture.engine.turn().read(fixture.engine.monoNanos());
    fixture.nanosPerLook = ms * 1_000_000L;
    fixture.run(client, line);
    fixture.nanosPerLook = 0;
  }

  private void sleep(int ms) {
    fixture.run(client, "DEBUG SLEEP " + ms / 1000.0);
    fixture.tick(ms);
    assertThat(fixture.sent(client)).isEqualTo("+OK\r\n");
  }

  @Test
  void slowCommandsAreLoggedWithTheirWordsCut() {
    fixture.run(client, "CLIENT SETNAME me");
    fixture.run(client, "GET fast");
    assertThat(fixture.show(client, "SLOWLOG LEN")).isEqualTo("0");
    slow(20, "SET key " + "v".repeat(200));
    slow(15, "MSET " + "a ".repeat(39) + "a");
    slow(15, "AUTH user secret");
    assertThat(fixture.show(client, "SLOWLOG LEN")).isEqualTo("3");
    assertThat(fixture.run(client, "SLOWLOG GET 1"))
        .isEqualTo(
            String.join(
                "\r\n",
                "*1",
                "*6",
                ":2",
                ":1700000000",
                ":15000",
                "*3",
                "$4",
                "AUTH",
                "$10",
                "(redacted)",
                "$10",
                "(redacted)",
                "$15",
                "127.0.0.1:50008",
                "$2",
                "me",
                ""));
    String all = fixture.run(client, "SLOWLOG GET");
    assertThat(all)
        .contains("$147\r\n" + "v".repeat(128) + "... (72 more bytes)\r\n")
        .contains("*32\r\n$4\r\nMSET\r\n")
        .contains("$23\r\n... (10 more arguments)\r\n");
    assertThat(all).contains(":20000\r\n");
    fixture.run(client, "SLOWLOG RESET");
    slow(20, "GET again");
    assertThat(fixture.run(client, "SLOWLOG GET")).startsWith("*1\r\n*6\r\n:3\r\n");
  }

  @Test
  void execIsNotLoggedButItsCommandsAre() {
    fixture.run(client, "MULTI");
    fixture.run(client, "GET inner");
    slow(20, "EXEC");
    assertThat(fixture.run(client, "SLOWLOG GET")).startsWith("*1\r\n").contains("inner");
  }

  @Test
  void aSleepCountsAsACommandThatTookSoLong() {
    set("latency-monitor-threshold", "1");
    set("slowlog-log-slower-than", "0");
    fixture.run(client, "CONFIG RESETSTAT");
    fixture.run(client, "SLOWLOG RESET");
    sleep(1);
    assertThat(fixture.show(client, "SLOWLOG LEN")).isEqualTo("2");
    set("slowlog-log-slower-than", "10000");
    fixture.run(client, "SLOWLOG RESET");
    assertThat(InfoText.of(fixture.engine, List.of("commandstats")))
        .contains("cmdstat_debug:calls=1,usec=1000,usec_per_call=1000.00,");
    assertThat(InfoText.of(fixture.engine, List.of("latencystats")))
        .contains("latency_percentiles_usec_debug:p50=1003.519,");
    fixture.tick(999);
    sleep(52);
    fixture.tick(948);
    sleep(21);
    assertThat(fixture.show(client, "SLOWLOG LEN")).isEqualTo("2");
    assertThat(fixture.run(client, "LATENCY HISTORY command"))
        .isEqualTo(
            String.join(
                "\r\n",
                "*3",
                "*2",
                ":1700000000",
                ":1",
                "*2",
                ":1700000001",
                ":52",
                "*2",
                ":1700000002",
                ":21",
                ""));
    assertThat(fixture.run(client, "LATENCY LATEST"))
        .isEqualTo("*1\r\n*4\r\n$7\r\ncommand\r\n:1700000002\r\n:21\r\n:52\r\n");
    // As redis-server drew the same three samples.
    assertThat(fixture.run(client, "LATENCY GRAPH command"))
        .contains(
            String.join(
                "\n",
                "command - high 52 ms, low 1 ms (all time high 52 ms)",
                "-".repeat(80),
                " # ",
                " | ",
                " |o",
                "_||",
                "   ",
                "210",
                "sss",
                ""));
    assertThat(fixture.run(client, "LATENCY DOCTOR"))
        .contains(
            "1. command: 3 latency spikes (average 24ms, mean deviation 18ms, period 0.67 sec)."
                + " Worst all time event 52ms.\n")
        .contains("'CONFIG SET slowlog-log-slower-than 1000'")
        .contains("- Check your Slow Log")
        .contains("- Deleting, expiring or evicting");
    assertThat(fixture.show(client, "LATENCY RESET")).isEqualTo("1");
    assertThat(fixture.run(client, "LATENCY DOCTOR")).contains("no latency spike was observed");
  }

  @Test
  void fastCommandsHaveAnEventOfTheirOwn() {
    set("latency-monitor-threshold", "10");
    slow(12, "GET x");
    slow(30, "CONFIG-LESS");
    slow(9, "GET x");
    assertThat(fixture.run(client, "LATENCY LATEST"))
        .isEqualTo("*1\r\n*4\r\n$12\r\nfast-command\r\n:1700000000\r\n:12\r\n:12\r\n");
  }

  @Test
  void oneHundredAndSixtySecondsAreKept() {
    set("latency-monitor-threshold", "1");
    for (int i = 0; i < 200; i++) {
      slow(i + 1, "KEYS x");
      fixture.tick(1000);
    }
    fixture.engine.turn().read(fixture.engine.monoNanos());
    String history = fixture.run(client, "LATENCY HISTORY command");
    assertThat(history).startsWith("*160\r\n*2\r\n:1700000040\r\n:41\r\n");
    assertThat(fixture.run(client, "LATENCY GRAPH command")).contains("high 200 ms, low 41 ms");
  }

  @Test
  void durationsAreInHistogramsUnlessThatIsOff() {
    slow(3, "GET x");
    slow(3, "GET x");
    assertThat(fixture.run(client, "LATENCY HISTOGRAM get nothing"))
        .isEqualTo(
            String.join(
                "\r\n",
                "*2",
                "$3",
                "get",
                "*4",
                "$5",
                "calls",
                ":2",
                "$14",
                "histogram_usec",
                "*2",
                ":4227",
                ":2",
                ""));
    assertThat(InfoText.of(fixture.engine, List.of("latencystats")))
        .contains("latency_percentiles_usec_get:p50=3014.655,p99=3014.655,p99.9=3014.655\r\n");
    set("latency-tracking-info-percentiles", "0 50.5 100");
    assertThat(InfoText.of(fixture.engine, List.of("latencystats")))
        .contains("latency_percentiles_usec_get:p0=3014.655,p50.5=3014.655,p100=3014.655\r\n");
    fixture.engine.resetStatistics();
    set("latency-tracking", "no");
    slow(3, "GET x");
    assertThat(fixture.run(client, "LATENCY HISTOGRAM get")).isEqualTo("*0\r\n");
  }

  @Test
  void aLargeValueIsShownToWatchers() {
    ClientSession watcher = fixture.open();
    fixture.run(watcher, "MONITOR");
    fixture.run(client, "SET big " + "x".repeat(100_000));
    assertThat(fixture.sent(watcher)).endsWith("\"" + "x".repeat(100_000) + "\"\r\n");
  }
}
