package io.jacinth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where clients come in, and how a process that serves them ends. */
@DisabledOnOs(OS.WINDOWS)
class ListenTest {
  @TempDir Path directory;

  @Test
  void aUnixSocketAloneIsEnough() throws IOException {
    Path data = Files.createDirectories(directory.resolve("data"));
    Path socket = data.resolve("redis.sock");
    Path pidFile = data.resolve("redis.pid");
    try (ServerProcess server =
        ServerProcess.jacinth(
            directory,
            "--port",
            "0",
            "--dir",
            "data",
            "--unixsocket",
            "redis.sock",
            "--unixsocketperm",
            "770",
            "--pidfile",
            "redis.pid")) {
      server.awaitLog("Ready to accept connections unix", 30);
      assertThat(server.log()).doesNotContain("connections tcp");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rwxrwx---");
      assertThat(RedisCli.run("-s", socket.toString(), "client", "list"))
          .contains(" addr=redis.sock:0 laddr=redis.sock:0 ")
          .contains(" flags=U ");
      assertThat(Files.readString(pidFile)).isEqualTo(server.pid() + "\n");
      assertThat(server.terminate()).isZero();
      assertThat(server.log()).contains("Removing the pid file.", "Removing the unix socket file.");
      assertThat(socket).doesNotExist();
      assertThat(pidFile).doesNotExist();
    }
  }

  @Test
  void bindMayBeChangedAndIsPutBackWhenThatFails() throws IOException {
    try (ServerProcess server =
        ServerProcess.jacinth(directory, "--port", "17431", "--bind", "127.0.0.1 -192.0.2.77")) {
      server.awaitLog("Ready to accept connections tcp", 30);
      assertThat(RedisCli.at(17431, "config", "set", "bind", "192.0.2.77"))
          .contains("Failed to bind to specified addresses.");
      assertThat(server.log()).contains("Possibly related to new bind setting. Restoring");
      assertThat(RedisCli.at(17431, "config", "get", "bind")).endsWith("127.0.0.1 -192.0.2.77");
      assertThat(RedisCli.at(17431, "config", "set", "bind", "* -::*", "port", "17432"))
          .isEqualTo("OK");
      assertThat(RedisCli.at(17432, "ping")).isEqualTo("PONG");
      assertThat(RedisCli.at(17431, "ping")).contains("Connection refused");
      if (Files.exists(Path.of("/proc/net/if_inet6"))) {
        assertThat(RedisCli.run("-h", "::1", "-p", "17432", "client", "info"))
            .contains(" laddr=[::1]:17432 ");
      }
    }
  }

  @Test
  void itOutlivesItsTerminal() throws Exception {
    try (ServerProcess server = ServerProcess.jacinth(directory, "--port", "17434")) {
      server.awaitLog("Ready to accept connections tcp", 30);
      Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(server.pid())).start();
      assertThat(kill.waitFor()).isZero();
      assertThat(RedisCli.at(17434, "ping")).isEqualTo("PONG");
      assertThat(server.terminate()).isZero();
    }
  }

  @Test
  void whatCannotBeUsedIsNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    check("Can't chdir to '" + file + "': ", "--dir", file.toString());
    check("Can't open the log file: /nowhere/log: No such file", "--logfile", "/nowhere/log");
    check("Configured to not listen anywhere, exiting.", "--port", "0");
    check("Failed opening Unix socket: bind: /nowhere/s: ", "--unixsocket", "/nowhere/s");
    check("17433: bind: Cannot assign requested address", "--bind", "192.0.2.77");
    // A label longer than names may have: no server on the network is asked for it.
    String nobody = "x".repeat(64) + ".invalid";
    check(nobody + ":17433: Name or service", "--bind", nobody);
  }

  private void check(String sentence, String... words) {
    List<String> all = new java.util.ArrayList<>(List.of("server", "--port", "17433"));
    all.addAll(List.of(words));
    try (ServerProcess server = ServerProcess.main(directory, all).start()) {
      assertThat(server.awaitExit(30)).isEqualTo(1);
      assertThat(server.log()).contains(sentence);
    }
  }
}
