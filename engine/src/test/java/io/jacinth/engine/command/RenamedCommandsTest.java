package io.jacinth.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.EngineFixture;
import io.jacinth.engine.session.ClientSession;
import org.junit.jupiter.api.Test;

/** {@code rename-command}: clients know the new name only, everything else the old one only. */
class RenamedCommandsTest {
  @Test
  void onlyTheNewNameIsUnderstood() {
    try (EngineFixture fixture = EngineFixture.standalone()) {
      CommandTable commands = fixture.engine.commands();
      int count = commands.visibleCount();
      assertThat(commands.rename("Set", "Put\u00c9")).isNull();
      ClientSession session = fixture.open();
      assertThat(fixture.run(session, "SET a 1")).startsWith("-ERR unknown command 'SET'");
      assertThat(fixture.run(session, "pUt\u00c9 a 1")).isEqualTo("+OK\r\n");
      assertThat(fixture.run(session, "put\u00e9 a 1")).startsWith("-ERR unknown command");
      assertThat(fixture.run(session, "put\u00c9 a"))
          .isEqualTo("-ERR wrong number of arguments for 'set' command\r\n");
      assertThat(fixture.run(session, "INFO commandstats")).contains("cmdstat_set:calls=1,");
      assertThat(fixture.run(session, "COMMAND INFO set")).isEqualTo("*1\r\n$-1\r\n");
      assertThat(fixture.run(session, "COMMAND LIST")).contains("\r\nset\r\n");
      assertThat(commands.visibleCount()).isEqualTo(count);
    }
  }

  @Test
  void aContainerTakesItsSubcommandsAlong() {
    try (EngineFixture fixture = EngineFixture.standalone()) {
      assertThat(fixture.engine.commands().rename("client", "guest")).isNull();
      ClientSession session = fixture.open();
      assertThat(fixture.run(session, "GUEST SETNAME x")).isEqualTo("+OK\r\n");
      assertThat(fixture.run(session, "GUEST NOSUCH"))
          .isEqualTo("-ERR unknown subcommand 'NOSUCH'. Try GUEST HELP.\r\n");
      assertThat(fixture.run(session, "GUEST SETNAME"))
          .isEqualTo("-ERR wrong number of arguments for 'client|setname' command\r\n");
      assertThat(fixture.run(session, "COMMAND INFO guest|kill")).contains("client|kill");
      assertThat(fixture.run(session, "COMMAND INFO client|kill")).isEqualTo("*1\r\n$-1\r\n");
    }
  }

  @Test
  void anEmptyNameTakesItAway() {
    try (EngineFixture fixture = EngineFixture.standalone()) {
      CommandTable commands = fixture.engine.commands();
      int count = commands.visibleCount();
      assertThat(commands.rename("FLUSHALL", "")).isNull();
      assertThat(commands.rename("flushall", "x")).isEqualTo("No such command in rename-command");
      assertThat(commands.rename("client|kill", "x"))
          .isEqualTo("No such command in rename-command");
      assertThat(commands.rename("get", "SET")).isEqualTo("Target command name already exists");
      assertThat(commands.rename("get", "FLUSHALL")).isNull();
      assertThat(commands.rename("flushall", "get")).isNull();
      ClientSession session = fixture.open();
      assertThat(fixture.run(session, "FLUSHALL")).startsWith("-ERR unknown command 'FLUSHALL'");
      assertThat(fixture.run(session, "GET a")).isEqualTo("$-1\r\n");
      assertThat(commands.visibleCount()).isEqualTo(count - 1);
    }
  }
}
