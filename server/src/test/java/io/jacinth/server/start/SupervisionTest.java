package io.jacinth.server.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.server.log.RedisLog;
import io.jacinth.server.net.DatagramReceiver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a service manager is told. */
@EnabledOnOs(OS.LINUX)
class SupervisionTest {
  @TempDir Path directory;
  private final RedisLog log = new RedisLog("test");
  private Path logFile = Path.of("");

  @BeforeEach
  void openLog() throws Exception {
    logFile = directory.resolve("log");
    log.setFile(logFile);
  }

  private Supervision of(String mode, Map<String, String> environment) {
    return Supervision.of(mode, environment, log);
  }

  @Test
  void systemdIsToldByDatagrams() throws Exception {
    String path = directory.resolve("notify").toString();
    checkSystemd("systemd", path, path);
  }

  @Test
  void systemdMayHaveAnAbstractSocket() throws Exception {
    String name = "jacinth-" + ProcessHandle.current().pid();
    checkSystemd("auto", "\0" + name, "@" + name);
  }

  private void checkSystemd(String mode, String address, String variable) throws Exception {
    try (DatagramReceiver systemd = DatagramReceiver.at(address)) {
      Supervision supervision = of(mode, Map.of("NOTIFY_SOCKET", variable));
      assertThat(supervision.isSupervised()).isTrue();
      supervision.begin(mode);
      assertThat(systemd.next()).isEqualTo("STATUS=Jacinth is loading...\n");
      supervision.ready(false);
      assertThat(systemd.next()).isEqualTo("STATUS=Ready to accept connections\n");
      assertThat(systemd.next()).isEqualTo("READY=1\n");
      supervision.ready(true);
      assertThat(systemd.next()).contains("in read-only mode").endsWith("REPLICA sync\n");
      assertThat(systemd.next()).isEqualTo("READY=1\n");
      supervision.stopping();
      assertThat(systemd.next()).isEqualTo("STOPPING=1\n");
      assertThat(Files.readString(logFile)).contains("supervised by systemd.");
    }
  }

  @Test
  void whereNobodySupervisesNobodyIsTold() throws Exception {
    Map<String, String> none = Map.of();
    Map<String, String> both = Map.of("NOTIFY_SOCKET", "/nowhere", "UPSTART_JOB", "redis");
    assertThat(of("no", both).isSupervised()).isFalse();
    assertThat(of("auto", none).isSupervised()).isFalse();
    assertThat(of("upstart", Map.of("NOTIFY_SOCKET", "/x")).isSupervised()).isFalse();
    assertThat(of("systemd", Map.of("UPSTART_JOB", "x")).isSupervised()).isFalse();
    assertThat(of("systemd", Map.of("NOTIFY_SOCKET", "relative")).isSupervised()).isFalse();
    assertThat(of("auto", both).isSupervised()).isTrue();
    of("systemd", none).begin("systemd");
    of("systemd", none).stopping();
    of("upstart", none).begin("upstart");
    assertThat(Files.readString(logFile))
        .contains("systemd supervision requested, but NOTIFY_SOCKET not found!")
        .contains("upstart supervision requested, but UPSTART_JOB not found!");
  }

  @Test
  void aManagerThatIsGoneIsNamed() throws Exception {
    of("systemd", Map.of("NOTIFY_SOCKET", "/nowhere/notify")).ready(false);
    assertThat(Files.readString(logFile)).contains("/nowhere/notify: No such file or directory");
  }
}
