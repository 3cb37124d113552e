package io.jacinth.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher on a built tree, with next to nothing in the environment. */
@DisabledOnOs(OS.WINDOWS)
class LauncherIT {
  private static final Map<String, String> BARE =
      Map.of("PATH", "/usr/bin:/bin", "HOME", "/nonexistent", "JAVA_HOME", jdkOfThisTest());

  @TempDir private Path dir;

  @Test
  void saysItsVersionFromAnyDirectoryAndThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(dir.resolve("redis-server"), launcher());
    Shell shell = Shell.run(dir, BARE, link.toString(), "--version");
    assertThat(shell.out()).startsWith("jacinth ");
    assertThat(shell.exitCode()).isZero();
    assertThat(shell.err()).doesNotContain("WARNING").doesNotContain("SLF4J");
  }

  @Test
  void aWrongSubCommandEndsWithOneAndOnStandardError() throws Exception {
    Shell shell = Shell.run(dir, BARE, launcher().toString(), "sever");
    assertThat(shell.exitCode()).isEqualTo(1);
    assertThat(shell.out()).isEmpty();
    assertThat(shell.err()).contains("server");
  }

  private static Path launcher() {
    return Shell.root().resolve("jacinth");
  }

  private static String jdkOfThisTest() {
    return System.getProperty("java.home");
  }
}
