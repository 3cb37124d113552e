package io.jacinth.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.EngineFixture;
import io.jacinth.engine.session.ClientSession;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a browser sends ends its connection before the commands in it run. */
class WebRequestsTest {
  @Test
  void bothWordsEndTheConnection() {
    try (EngineFixture fixture = EngineFixture.standalone()) {
      for (String line : List.of("POST / HTTP/1.1", "post", "Host: example.org", "hOSt: a")) {
        ClientSession session = fixture.open();
        assertThat(fixture.run(session, line)).isEmpty();
        assertThat(fixture.closed).containsExactly(session);
        fixture.closed.clear();
      }
      ClientSession other = fixture.open();
      assertThat(fixture.run(other, "Host example.org")).startsWith("-ERR unknown command 'Host'");
      assertThat(fixture.closed).isEmpty();
    }
  }
}
