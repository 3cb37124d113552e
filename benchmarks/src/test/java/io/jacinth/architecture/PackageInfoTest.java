package io.jacinth.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every package says what lives in it, and is null-marked as a whole. */
class PackageInfoTest {
  private static final List<String> EMPTY_WORDS = List.of("Placeholder", "TODO");

  @Test
  void everyPackageOfTheMainSourcesIsDescribedAndNullMarked() throws IOException {
    Set<String> wrong = new TreeSet<>();
    for (Path file : SourceSizes.sources(Repository.ROOT)) {
      Path relative = Repository.ROOT.relativize(file);
      if (relative.startsWith(relative.getName(0).resolve("src/main/java"))) {
        check(file.resolveSibling("package-info.java"), wrong);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static void check(Path info, Set<String> wrong) throws IOException {
    if (!Files.exists(info)) {
      wrong.add(info + " is missing");
      return;
    }
    String text = Files.readString(info);
    if (!text.contains("@NullMarked") || !text.startsWith("/**")) {
      wrong.add(info + " has no description or no @NullMarked");
    }
    if (EMPTY_WORDS.stream().anyMatch(text::contains)) {
      wrong.add(info + " says nothing yet");
    }
  }
}
