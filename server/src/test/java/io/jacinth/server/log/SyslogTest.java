package io.jacinth.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.server.net.DatagramReceiver;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Lines of the log in the system's log. */
@EnabledOnOs(OS.LINUX)
class SyslogTest {
  private static final String TIME = "[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8}";

  @TempDir Path directory;

  @Test
  void everyLineGoesToBoth() throws Exception {
    Path path = directory.resolve("log-socket");
    Path file = directory.resolve("log");
    RedisLog log = new RedisLog("test");
    log.setLevel("debug");
    log.setFile(file);
    log.setSyslog(new Syslog(path.toString(), "redis-7000", "local3"));
    log.log(System.Logger.Level.INFO, "nobody is there yet");
    long pid = ProcessHandle.current().pid();
    try (DatagramReceiver system = DatagramReceiver.at(path.toString())) {
      log.log(System.Logger.Level.INFO, "a notice");
      assertThat(system.next()).matches("<157>" + TIME + " redis-7000\\[" + pid + "]: a notice");
      log.log(System.Logger.Level.WARNING, "a warning");
      assertThat(system.next()).startsWith("<156>");
      log.log(System.Logger.Level.DEBUG, "verbose");
      assertThat(system.next()).startsWith("<158>");
      log.log(System.Logger.Level.TRACE, "debug");
      assertThat(system.next()).startsWith("<159>");
      log.setSyslog(new Syslog(path.toString(), "redis", "user"));
      log.log(System.Logger.Level.INFO, "as a user");
      assertThat(system.next()).startsWith("<13>").endsWith("as a user");
    }
    log.log(System.Logger.Level.INFO, "gone again");
    assertThat(Files.readAllLines(file)).hasSize(7);
  }
}
