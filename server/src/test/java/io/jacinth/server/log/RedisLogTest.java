package io.jacinth.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class RedisLogTest {
  @TempDir private Path directory;

  private static final String STAMP =
      ProcessHandle.current().pid()
          + ":%c [0-3][0-9] (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) 20[0-9]{2}"
          + " [0-2][0-9]:[0-5][0-9]:[0-6][0-9]\\.[0-9]{3} ";

  private static String stamp(char role) {
    return String.format(STAMP, role);
  }

  @Test
  void writesRedissFormat() throws Exception {
    Path file = directory.resolve("redis.log");
    RedisLog log = new RedisLog("node");
    log.setFile(file);
    log.log(Level.INFO, "starting");
    log.setRole(() -> 'M');
    log.setLevel("debug");
    log.log(Level.TRACE, "a {0} that stays");
    log.log(Level.DEBUG, "{0} of {1}", 1, 2);
    log.log(Level.WARNING, "careful");
    log.setRole(() -> 'S');
    log.log(Level.ERROR, "broken");
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0)).matches(stamp('C') + "\\* starting");
    assertThat(lines.get(1)).matches(stamp('M') + "\\. a \\{0} that stays");
    assertThat(lines.get(2)).matches(stamp('M') + "- 1 of 2");
    assertThat(lines.get(3)).matches(stamp('M') + "# careful");
    assertThat(lines.get(4)).matches(stamp('S') + "# broken");
  }

  @Test
  void levelsHoldBackWhatIsBelow() throws Exception {
    Path file = directory.resolve("redis.log");
    RedisLog log = new RedisLog("node");
    log.setFile(file);
    log.setLevel("warning");
    log.log(Level.INFO, "no");
    log.log(Level.WARNING, "yes");
    log.setLevel("nothing");
    log.log(Level.ERROR, "no");
    assertThat(Files.readAllLines(file)).hasSize(1);
  }

  @Test
  void warningsOfLibrariesAppearInIt() throws Exception {
    Path file = directory.resolve("redis.log");
    RedisLog log = new RedisLog("node");
    log.setFile(file);
    LibraryLog.sendTo(log);
    LoggerFactory.getLogger("io.netty.channel.Thing").warn("took {} ms", 12);
    LoggerFactory.getLogger("io.netty.channel.Thing").info("nobody wants this");
    assertThat(Files.readAllLines(file))
        .singleElement()
        .asString()
        .matches(stamp('C') + "# Thing: took 12 ms");
  }
}
