package io.jacinth.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which JDK the launcher takes, shown with directories that look like a JDK from outside. */
@DisabledOnOs(OS.WINDOWS)
class FindJdkTest {
  @TempDir private Path dir;

  @Test
  void takesJavaHomeIfItIs25() throws Exception {
    Path home = jdk("one", "25.0.3");
    assertThat(found(Map.of("JAVA_HOME", home.toString()))).isEqualTo(home.toString());
  }

  @Test
  void takesTheFirstReleaseOf25() throws Exception {
    Path home = jdk("one", "25");
    assertThat(found(Map.of("JAVA_HOME", home.toString()))).isEqualTo(home.toString());
  }

  @Test
  void passesOverAnOlderJavaHomeAndLooksAtThePath() throws Exception {
    Path old = jdk("old", "17.0.15");
    Path right = jdk("right", "25.0.1");
    assertThat(found(Map.of("JAVA_HOME", old.toString(), "PATH", right + "/bin:/usr/bin:/bin")))
        .isEqualTo(right.toString());
  }

  @Test
  void followsALinkOnThePath() throws Exception {
    Path right = jdk("right", "25.0.1");
    Path bin = Files.createDirectories(dir.resolve("links"));
    Files.createSymbolicLink(bin.resolve("java"), right.resolve("bin/java"));
    assertThat(found(Map.of("PATH", bin + ":/usr/bin:/bin")))
        .isEqualTo(right.toRealPath().toString());
  }

  @Test
  void looksAtSdkman() throws Exception {
    Path right = jdk("sdkman/candidates/java/25.0.1-tem", "25.0.1");
    String usual = found(Map.of());
    String withSdkman = found(Map.of("SDKMAN_DIR", dir.resolve("sdkman").toString()));
    // A JDK 25 in /usr/lib/jvm and the like goes first where the machine has one.
    assertThat(withSdkman).isEqualTo(usual.isEmpty() ? right.toString() : usual);
  }

  @Test
  void refusesOtherVersionsAndAJavaWithoutCompiler() throws Exception {
    Path newer = jdk("newer", "250.0.1");
    Path runtime = jdk("runtime", "25.0.1");
    Files.delete(runtime.resolve("bin/javac"));
    for (Path home : new Path[] {newer, runtime}) {
      assertThat(found(Map.of("JAVA_HOME", home.toString()))).isNotEqualTo(home.toString());
    }
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = dir.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    for (String tool : new String[] {"java", "javac"}) {
      Path file = Files.createFile(home.resolve("bin").resolve(tool));
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    Files.writeString(
        home.resolve("release"),
        "IMPLEMENTOR=\"Someone\"\nJAVA_VERSION=\"" + version + "\"\nOS_ARCH=\"x86_64\"\n");
    return home;
  }

  private static String found(Map<String, String> environment) throws Exception {
    Map<String, String> full = new HashMap<>(Map.of("PATH", "/usr/bin:/bin"));
    full.putAll(environment);
    Shell shell = Shell.bash(full, "source tools/find-jdk.bash", "find_jdk; printf %s \"$JDK\"");
    assertThat(shell.err()).isEmpty();
    return shell.out();
  }
}
