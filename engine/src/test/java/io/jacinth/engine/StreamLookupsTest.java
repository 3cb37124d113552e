package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.session.ClientSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stream commands count as hits and misses; the numbers are redis-server 7.0.15's. */
class StreamLookupsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "XACK s g 1-1|1 0",
        "XACK none g 1-1|0 1",
        "XACK text g 1-1|1 0",
        "XCLAIM s g me 0 1-1|1 0",
        "XCLAIM none g me 0 1-1|0 1",
        "XCLAIM s nog me 0 1-1|1 0",
        "XAUTOCLAIM s g me 0 0|1 0",
        "XAUTOCLAIM none g me 0 0|0 1",
        "XAUTOCLAIM s g me word 0|1 0",
        "XPENDING s g|1 0",
        "XPENDING none g|0 1",
        "XREADGROUP GROUP g me STREAMS s >|2 0",
        "XREADGROUP GROUP g me STREAMS s 0|2 0",
        "XREADGROUP GROUP g me STREAMS none >|0 1",
        "XREAD STREAMS s 0|2 0",
        "XREAD STREAMS s $|2 0",
        "XINFO STREAM s|1 0",
        "XINFO GROUPS none|0 1",
        "XDEL s 9-9|0 0",
        "XTRIM s MAXLEN 9|0 0",
        "XGROUP CREATECONSUMER s g other|0 0",
        "XSETID s 9-9|0 0",
      })
  void hitsAndMisses(String row) {
    int bar = row.indexOf('|');
    try (EngineFixture fixture = EngineFixture.standalone()) {
      ClientSession session = fixture.open();
      fixture.run(session, "XADD s 1-1 a b");
      fixture.run(session, "XADD s 2-1 a b");
      fixture.run(session, "XGROUP CREATE s g 0");
      fixture.run(session, "XREADGROUP GROUP g me COUNT 1 STREAMS s >");
      fixture.run(session, "SET text x");
      long hits = fixture.engine.keyspace().hits();
      long misses = fixture.engine.keyspace().misses();
      fixture.run(session, row.substring(0, bar));
      hits = fixture.engine.keyspace().hits() - hits;
      misses = fixture.engine.keyspace().misses() - misses;
      assertThat(hits + " " + misses).isEqualTo(row.substring(bar + 1));
    }
  }
}
