package io.jacinth.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.engine.command.CommandTable;
import io.jacinth.engine.types.Families;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lines people get wrong: all of them are reported at once, each with its own sentence. */
class BrokenLinesTest {
  /** A line of the resource: the broken line, two blanks and an arrow, the sentence. */
  private static final String ARROW = "  => ";

  @Test
  void everyLineHasItsSentence() throws IOException {
    List<String> lines = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (String row : resource().split("\n")) {
      if (!row.isEmpty() && !row.startsWith("#")) {
        int arrow = row.indexOf(ARROW);
        assertThat(arrow).as(row).isPositive();
        lines.add(row.substring(0, arrow));
        expected.add(row);
      }
    }
    assertThat(lines).hasSizeGreaterThanOrEqualTo(60);
    String text = "# good lines around\nport 7000\n" + String.join("\n", lines) + "\ntimeout 5\n";
    ConfigLoader loader =
        new ConfigLoader(new Config(), new NothingThere(), new CommandTable(Families.ALL)::rename);

    loader.read(new ConfigLoader.Source("x.conf", text.getBytes(StandardCharsets.UTF_8)));

    List<String> found = new ArrayList<>();
    for (ConfigProblem problem : loader.problems()) {
      assertThat(problem.source()).isEqualTo("x.conf");
      String line = lines.get(problem.lineNumber() - 3);
      found.add(line + ARROW + problem.sentence());
      assertThat(problem.describe()).startsWith("x.conf, line " + problem.lineNumber() + "\n>>> '");
    }
    assertThat(found).containsExactlyElementsOf(expected);
  }

  @Test
  void passwordsAreNotRepeated() {
    ConfigLoader loader =
        new ConfigLoader(new Config(), new NothingThere(), new CommandTable(Families.ALL)::rename);
    String text = "requirepass \"my secret\nrequirepas secret\nuser\nmasterauth a secret\n";
    loader.read(new ConfigLoader.Source("x.conf", text.getBytes(StandardCharsets.UTF_8)));
    assertThat(loader.problems()).hasSize(4);
    for (ConfigProblem problem : loader.problems()) {
      assertThat(problem.describe()).contains("(hidden)").doesNotContain("secret");
    }
  }

  private static String resource() throws IOException {
    try (InputStream in = BrokenLinesTest.class.getResourceAsStream("/config/broken-lines.txt")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A disk without files and directories. */
  private static final class NothingThere implements ConfigLoader.Places {
    @Override
    public @Nullable List<ConfigLoader.Source> open(String directory, String pattern) {
      return null;
    }

    @Override
    public @Nullable String directory(String current, String path) {
      return null;
    }
  }
}
