package io.jacinth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two errors apply at once; which one is the client told? {@code differential/admission.txt} has a
 * line for each case: where it is tried, what happens before, the call, and the answer. Every case
 * is tried on ours and on a redis-server (7.0, from PATH), which must give the same bytes.
 */
class AdmissionTest {
  /** The answer of a call that waits. */
  static final String NOTHING = "(nothing)";

  /**
   * One line.
   *
   * @param world which server
   * @param steps states and calls; the last is the call that is judged
   * @param answer what ours must answer, without the end of the line
   * @param theirs what 7.0 answers, where 7.2 differs
   */
  record Case(int line, String world, List<String> steps, String answer, String theirs) {
    static Case parse(int line, String text) {
      String[] parts = text.split(" \\| ");
      if (parts.length != 3 && parts.length != 5) {
        throw new IllegalArgumentException("line " + line + ": " + text);
      }
      String answer = parts[2].strip();
      List<String> steps = Stream.of(parts[1].split(";")).map(String::strip).toList();
      String theirs = parts.length == 5 ? parts[3].strip() : answer;
      return new Case(line, parts[0].strip(), steps, answer, theirs);
    }

    String name() {
      return "line " + line + ": " + world + ": " + String.join("; ", steps);
    }
  }

  @TempDir static Path directory;
  private static final AdmissionTheirs THEIRS = new AdmissionTheirs();

  @AfterAll
  static void stop() {
    THEIRS.close();
  }

  @TestFactory
  List<DynamicTest> theSameErrorWins() throws IOException {
    assumeTrue(RealRedis.isInstalled(), "no redis-server on PATH");
    List<Case> cases = cases();
    assertThat(cases).hasSizeGreaterThanOrEqualTo(100);
    return cases.stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c))).toList();
  }

  private static void check(Case c) throws IOException, InterruptedException {
    List<String> real = THEIRS.run(c, directory);
    List<String> mine = AdmissionOurs.run(c);
    String shownMine = shown(mine.getLast());
    String shownReal = shown(real.getLast());
    assertThat(shownReal).as("redis").isEqualTo(c.theirs());
    assertThat(shownMine).as("jacinth").isEqualTo(c.answer());
    boolean differs = !c.theirs().equals(c.answer());
    assertThat(differs ? mine.subList(0, mine.size() - 1) : mine)
        .as("every byte of every step")
        .isEqualTo(differs ? real.subList(0, real.size() - 1) : real);
  }

  /** As it stands in the file. */
  private static String shown(String bytes) {
    if (bytes.isEmpty()) {
      return NOTHING;
    }
    String cut = bytes.endsWith("\r\n") ? bytes.substring(0, bytes.length() - 2) : bytes;
    return cut.replace("\r\n", "\\r\\n").strip();
  }

  private static List<Case> cases() throws IOException {
    try (InputStream in = AdmissionTest.class.getResourceAsStream("/differential/admission.txt");
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      List<Case> cases = new ArrayList<>();
      int number = 0;
      for (String line : reader.lines().toList()) {
        number++;
        if (!line.startsWith("#") && !line.isBlank()) {
          cases.add(Case.parse(number, line));
        }
      }
      return cases;
    }
  }
}
