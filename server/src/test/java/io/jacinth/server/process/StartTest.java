package io.jacinth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a server starts, and what it says when it cannot. */
class StartTest {
  @TempDir Path directory;

  @Test
  void theSystemsLimitOfTheBacklogIsNamedAsRedisNamesIt() {
    String[] words = {"--port", "17081", "--tcp-backlog", "1000000", "--save", ""};
    String[] warnings = new String[2];
    for (int i = 0; i < 2; i++) {
      Path own = directory.resolve("" + i);
      try (ServerProcess server =
          i == 0 ? ServerProcess.redis(own, words) : ServerProcess.jacinth(own, words)) {
        server.awaitLog("Ready to accept connections", 30);
        warnings[i] =
            server.log().lines().filter(line -> line.contains("backlog")).findFirst().orElse("");
        warnings[i] = warnings[i].replaceFirst(".*(?=# WARNING)", "");
      }
    }
    assertThat(warnings[1]).isEqualTo(warnings[0]).contains("lower value of ");
  }

  @Test
  void theThirdTutorialsConfigurationInTheBackground() throws Exception {
    Path conf = directory.resolve("redis.conf");
    Path pidfile = directory.resolve("redis.pid");
    Files.write(
        conf,
        List.of(
            "bind 127.0.0.1",
            "port 17081",
            "daemonize yes",
            "supervised systemd",
            "pidfile " + pidfile,
            "logfile \"" + directory.resolve("redis.log") + "\"",
            "save 5 1",
            "stop-writes-on-bgsave-error no",
            "dir " + directory,
            "masterauth 111111",
            "requirepass 111111",
            "maxclients 65535",
            "maxmemory 1024000000",
            "cluster-enabled yes # must be on",
            "cluster-config-file nodes-6379.conf"));
    try (ServerProcess starter = server("server", conf.toString())) {
      assertThat(starter.start().awaitExit(60)).isZero();
    }
    long pid = Long.parseLong(Files.readString(pidfile).strip());
    ProcessHandle daemon = ProcessHandle.of(pid).orElseThrow();
    try {
      assertThat(RedisCli.at(17081, "-a", "111111", "--no-auth-warning", "ping")).isEqualTo("PONG");
      assertThat(RedisCli.at(17081, "ping")).contains("NOAUTH");
      String log = Files.readString(directory.resolve("redis.log"));
      assertThat(log).contains("Running mode=cluster, port=17081.").contains("line 14");
      assertThat(log).doesNotContain("111111");
      daemon.destroy();
      daemon.onExit().get(Await.patience(20), TimeUnit.SECONDS);
      assertThat(Files.readString(directory.resolve("redis.log")))
          .contains("Received SIGTERM scheduling shutdown...")
          .contains("ready to exit, bye bye...");
    } finally {
      daemon.destroyForcibly();
    }
  }

  @Test
  void everyBadLineIsNamedWithItsNearestWord() throws IOException {
    Path conf = directory.resolve("bad.conf");
    Files.write(
        conf,
        List.of(
            "port 17082",
            "cluster-enabeld yes",
            "cluster-node-timeout soon",
            "maxmemory 10 apples",
            "logfile \"unbalanced"));
    try (ServerProcess server = server("server", conf.toString())) {
      assertThat(server.start().awaitExit(30)).isEqualTo(1);
      assertThat(server.log())
          .contains("line 2")
          .contains("Did you mean 'cluster-enabled'?")
          .contains("line 3")
          .contains("line 4")
          .contains("line 5")
          .contains("Unbalanced quotes")
          .doesNotContain("line 1\n");
    }
  }

  @Test
  void aUsedPortAndALockedNodesConfAreNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(17083, 1, InetAddress.getLoopbackAddress());
        ServerProcess server =
            server("server", "--port", "17083", "--bind", "127.0.0.1", "--save", "")) {
      assertThat(taken.isBound()).isTrue();
      assertThat(server.start().awaitExit(30)).isEqualTo(1);
      assertThat(server.log())
          .contains("127.0.0.1:17083: bind: Address already in use")
          .contains("(used by process " + ProcessHandle.current().pid());
    }
    try (ServerProcess first =
            server("server", "--port", "17084", "--cluster-enabled", "yes").start();
        ServerProcess second = server("server", "--port", "17085", "--cluster-enabled", "yes")) {
      first.awaitLog("Ready to accept connections", 30);
      assertThat(second.start().awaitExit(30)).isEqualTo(1);
      assertThat(second.log()).contains("already used").contains("process " + first.pid());
    }
  }

  @Test
  void aCorruptNodesConfIsRefusedWithItsLine() throws IOException {
    Path home = Files.createDirectories(directory.resolve("corrupt"));
    Files.writeString(home.resolve("nodes.conf"), "this is no node line\n");
    try (ServerProcess server =
        ServerProcess.main(
            home, List.of("server", "--port", "17086", "--cluster-enabled", "yes"))) {
      assertThat(server.start().awaitExit(30)).isEqualTo(1);
      assertThat(server.log()).contains("nodes.conf").contains("line 1");
      assertThat(Files.readString(home.resolve("nodes.conf"))).isEqualTo("this is no node line\n");
    }
  }

  private ServerProcess server(String... words) {
    return ServerProcess.main(directory, List.of(words));
  }
}
