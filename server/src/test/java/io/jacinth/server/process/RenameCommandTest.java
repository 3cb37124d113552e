package io.jacinth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rename-command} lines of a file, and the other lines that are no options. */
class RenameCommandTest {
  @TempDir Path directory;

  @Test
  void linesOfTheFileCount() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("redis.conf"),
            """
            port 17441
            rename-command CONFIG b840fc02d524045429941cc15f59e41c
            rename-command FLUSHALL ""
            rename-command REPLICAOF follow
            user alice on >pw ~* +@all
            """);
    try (ServerProcess server = ServerProcess.jacinth(directory, file.toString())) {
      server.awaitLog("Ready to accept connections tcp", 30);
      assertThat(RedisCli.at(17441, "config", "get", "port")).contains("unknown command");
      assertThat(RedisCli.at(17441, "b840fc02d524045429941cc15f59e41c", "get", "port"))
          .isEqualTo("port\n17441");
      assertThat(RedisCli.at(17441, "flushall")).contains("unknown command");
      assertThat(RedisCli.at(17441, "follow", "no", "one")).isEqualTo("OK");
      assertThat(RedisCli.at(17441, "b840fc02d524045429941cc15f59e41c", "rewrite")).isEqualTo("OK");
      assertThat(server.log())
          .contains("Accepted, without effect in this version: user")
          .contains("the configuration names ACL users");
    }
    assertThat(Files.readString(file, StandardCharsets.UTF_8))
        .contains("rename-command FLUSHALL \"\"\n", "rename-command REPLICAOF follow\n");
  }

  @Test
  void wrongNamesAreToldWithTheirLines() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("redis.conf"),
            """
            prot 1
            rename-command PSYNC ""
            rename-command PSYNC x
            rename-command nope x
            """);
    List<String> words = List.of("server", file.toString());
    try (ServerProcess server = ServerProcess.main(directory, words).start()) {
      assertThat(server.awaitExit(30)).isEqualTo(1);
      assertThat(server.log())
          .contains("redis.conf, line 1\n")
          .contains(
              """
              redis.conf, line 3
              >>> 'rename-command PSYNC x'
              No such command in rename-command
              """)
          .contains("redis.conf, line 4\n")
          .doesNotContain("line 2\n");
    }
  }
}
