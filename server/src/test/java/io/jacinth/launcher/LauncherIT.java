package io.jacinth.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
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

  private void assertItStarts(Map<String, String> environment) throws Exception {
    Shell shell = Shell.run(dir, environment, copiedTree("").toString(), "--version");
    assertThat(shell.out()).startsWith("jacinth ");
    assertThat(shell.exitCode()).isZero();
  }

  @Test
  void aJava17InFrontDoesNotMatter() throws Exception {
    Path old = fakeJdk("17.0.9");
    Map<String, String> environment =
        Map.of(
            "PATH",
            old.resolve("bin") + ":/usr/bin:/bin",
            "JAVA_HOME",
            old.toString(),
            "HOME",
            homeWithJdk().toString());
    assertItStarts(environment);
  }

  @Test
  void aWrongJavaHomeDoesNotMatter() throws Exception {
    Map<String, String> environment =
        Map.of(
            "PATH",
            "/usr/bin:/bin",
            "JAVA_HOME",
            "/nonexistent",
            "JACINTH_JAVA_HOME",
            "",
            "HOME",
            homeWithJdk().toString());
    assertItStarts(environment);
  }

  @Test
  void withoutAJdk25ItSaysWhatToDoInOneSentence() throws Exception {
    Path old = fakeJdk("17.0.9");
    Map<String, String> environment =
        Map.of("PATH", old.resolve("bin") + ":/usr/bin:/bin", "HOME", dir.toString());
    Shell shell = Shell.run(dir, environment, copiedTree("").toString(), "--version");
    assertThat(shell.exitCode()).isEqualTo(1);
    assertThat(shell.out()).isEmpty();
    assertThat(shell.err().lines()).hasSize(1);
    assertThat(shell.err()).startsWith("Jacinth needs a JDK 25").contains("JAVA_HOME");
  }

  /** The build is a Maven that brings the same jar: what is tested is when it is called. */
  @Test
  void whatIsOlderThanItsSourcesIsBuiltAgain() throws Exception {
    Path launcher = copiedTree("pom.xml");
    Path tree = launcher.getParent();
    Path source = tree.resolve("engine/src/main/Some.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, "");
    Path target = tree.resolve("server/target");
    Path jar = Files.move(target.resolve("jacinth.jar"), tree.resolve("built.jar"));
    Path bin = Files.createDirectories(dir.resolve("maven/bin"));
    script(
        bin.resolve("mvn"),
        "echo \"$PWD $JAVA_HOME\" >>'" + dir.resolve("calls") + "'",
        "cp '" + jar + "' server/target/jacinth.jar");
    Map<String, String> environment =
        Map.of(
            "PATH", bin + ":/usr/bin:/bin", "HOME", "/nonexistent", "JAVA_HOME", jdkOfThisTest());

    Shell first = Shell.run(dir, environment, launcher.toString(), "--version");
    assertThat(first.err()).contains("Building Jacinth (first run only)");
    assertThat(first.out()).startsWith("jacinth ");
    Shell second = Shell.run(dir, environment, launcher.toString(), "--version");
    assertThat(second.err()).isEmpty();
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(1)));
    Shell third = Shell.run(dir, environment, launcher.toString(), "--version");
    assertThat(third.err()).contains("Building Jacinth (sources have changed)");
    assertThat(third.out()).startsWith("jacinth ");
    assertThat(Files.readAllLines(dir.resolve("calls")))
        .hasSize(2)
        .containsOnly(tree + " " + jdkOfThisTest());
  }

  @Test
  void takesTheWordsOfRedisServer() throws Exception {
    Path file = Files.writeString(dir.resolve("a file.conf"), "port 17088\nnosuch-in-file 1\n");
    String launcher = copiedTree("").toString();
    Shell shell = Shell.run(dir, BARE, launcher, "server", file.toString(), "--hz", "abc");
    assertThat(shell.exitCode()).isEqualTo(1);
    assertThat(shell.err() + shell.out()).contains("nosuch-in-file").contains("hz");

    String quoted = "'" + launcher + "'";
    Shell piped =
        Shell.bash(BARE, "echo 'nosuch-in-pipe 1' | " + quoted + " server - --port 17088");
    assertThat(piped.exitCode()).isEqualTo(1);
    assertThat(piped.err() + piped.out()).contains("nosuch-in-pipe");
  }

  /** The launcher in a directory with a space in its name, as it is installed or checked out. */
  private Path copiedTree(String pom) throws IOException {
    Path tree = Files.createDirectories(dir.resolve("a tree/of files"));
    boolean checkout = !pom.isEmpty();
    Path target = checkout ? tree.resolve("server/target") : tree;
    Files.createDirectories(target);
    Files.createDirectories(tree.resolve("tools"));
    if (checkout) {
      Files.writeString(tree.resolve(pom), "");
    }
    Files.copy(Shell.root().resolve("tools/build.bash"), tree.resolve("tools/build.bash"));
    // The directories of this machine are left out, so that a test says what is installed.
    String search = Files.readString(Shell.root().resolve("tools/find-jdk.bash"));
    Files.writeString(
        tree.resolve("tools/find-jdk.bash"), search.replaceAll("/(usr|opt)/[^ ]*[*]", ""));
    Files.copy(Shell.root().resolve("server/target/jacinth.jar"), target.resolve("jacinth.jar"));
    return Files.copy(launcher(), tree.resolve("jacinth"), StandardCopyOption.COPY_ATTRIBUTES);
  }

  private Path homeWithJdk() throws IOException {
    Path home = Files.createDirectories(dir.resolve("home"));
    Files.createDirectories(home.resolve(".jdks"));
    Files.createSymbolicLink(home.resolve(".jdks/25"), Path.of(jdkOfThisTest()));
    return home;
  }

  private Path fakeJdk(String version) throws IOException {
    Path home = dir.resolve("jdk-" + version);
    Path bin = Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    script(bin.resolve("java"), "echo wrong java", "exit 3");
    script(bin.resolve("javac"), "exit 3");
    return home;
  }

  private static void script(Path file, String... lines) throws IOException {
    Files.writeString(file, "#!/bin/bash\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path launcher() {
    return Shell.root().resolve("jacinth");
  }

  private static String jdkOfThisTest() {
    return System.getProperty("java.home");
  }
}
