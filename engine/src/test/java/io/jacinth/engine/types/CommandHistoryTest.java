package io.jacinth.engine.types;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.EngineFixture;
import io.jacinth.engine.command.CommandTable;
import io.jacinth.engine.session.ClientSession;
import org.junit.jupiter.api.Test;

class CommandHistoryTest {
  @Test
  void everyNameIsACommand() {
    CommandTable commands = new CommandTable(Families.ALL);
    for (String name : CommandHistory.names()) {
      if (!name.startsWith("config|")) {
        assertThat(commands.find(name)).as(name).isNotNull();
      }
      assertThat(CommandHistory.of(name))
          .isSortedAccordingTo((a, b) -> number(a.release()) - number(b.release()));
    }
  }

  private static int number(String release) {
    int number = 0;
    for (String part : release.split("\\.", -1)) {
      number = number * 100 + Integer.parseInt(part);
    }
    return number;
  }

  @Test
  void docsTellOfChanges() {
    try (EngineFixture fixture = EngineFixture.standalone()) {
      ClientSession session = fixture.open();
      assertThat(fixture.run(session, "COMMAND DOCS rpop"))
          .contains("$7\r\nhistory\r\n*1\r\n*2\r\n$5\r\n6.2.0\r\n$21\r\n`count` may be given.\r\n");
      assertThat(fixture.run(session, "COMMAND DOCS get")).doesNotContain("history");
    }
  }
}
