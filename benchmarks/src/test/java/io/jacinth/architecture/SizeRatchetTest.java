package io.jacinth.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.architecture.SourceSizes.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files over 500 lines and methods over 70 are counted, and the counts in {@code size-baseline.txt}
 * may only go down. No file has more than 1000 lines.
 *
 * <p>When there are fewer than the baseline says, the test lowers the number in the file by itself,
 * so the next commit keeps what was won. Exempt are the names listed there with a reason: tables of
 * data, and switches whose arms are one call each.
 */
class SizeRatchetTest {
  private static final int FILE_LINES = 500;
  private static final int FILE_LINES_MAX = 1000;
  private static final int METHOD_LINES = 70;
  private static final Path ROOT = Repository.ROOT;
  private static final Path BASELINE =
      ROOT.resolve("benchmarks/src/test/resources/size-baseline.txt");

  private static final List<Size> SIZES = new ArrayList<>();
  private static final List<String> EXEMPT = new ArrayList<>();

  @BeforeAll
  static void measure() throws IOException {
    SIZES.addAll(SourceSizes.measure(ROOT, SourceSizes.sources(ROOT)));
    for (String line : Files.readAllLines(BASELINE)) {
      if (line.startsWith("exempt ")) {
        EXEMPT.add(line.split(" ", 3)[1]);
      }
    }
  }

  @Test
  void filesOver500Lines() throws IOException {
    compare("files-over-500", over(SIZES, true, FILE_LINES));
  }

  @Test
  void methodsOver70Lines() throws IOException {
    compare("methods-over-70", over(SIZES, false, METHOD_LINES));
  }

  @Test
  void noFileOver1000Lines() {
    assertThat(over(SIZES, true, FILE_LINES_MAX)).isEmpty();
  }

  @Test
  void everyExemptionNamesSomethingThatIsThere() {
    assertThat(SIZES.stream().map(Size::name)).containsAll(EXEMPT);
  }

  @Test
  void aLongFileAndALongMethodAreSeen(@TempDir Path dir) throws IOException {
    Path planted = dir.resolve("src/Planted.java");
    Files.createDirectories(dir.resolve("src"));
    String[] body = new String[FILE_LINES];
    Arrays.fill(body, "    int a;");
    Files.writeString(
        planted, "class Planted {\n  void longOne() {\n" + String.join("\n", body) + "\n  }\n}\n");
    List<Size> sizes = SourceSizes.measure(dir, List.of(planted));
    assertThat(over(sizes, true, FILE_LINES)).containsExactly("src/Planted.java: 504 lines");
    assertThat(over(sizes, false, METHOD_LINES))
        .containsExactly("src/Planted.java#Planted.longOne: 502 lines");
  }

  private static List<String> over(List<Size> sizes, boolean files, int limit) {
    List<String> found = new ArrayList<>();
    for (Size size : sizes) {
      boolean counts = size.method().isEmpty() == files && size.lines() > limit;
      if (counts && !EXEMPT.contains(size.name())) {
        found.add(size.name() + ": " + size.lines() + " lines");
      }
    }
    return new ArrayList<>(new TreeSet<>(found));
  }

  private static void compare(String key, List<String> found) throws IOException {
    List<String> lines = Files.readAllLines(BASELINE);
    int index = -1;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(key + " ")) {
        index = i;
      }
    }
    assertThat(index).as("line %s in %s", key, BASELINE).isNotNegative();
    int baseline = Integer.parseInt(lines.get(index).substring(key.length() + 1).strip());
    assertThat(found)
        .as("%s: the baseline is %d and may not grow", key, baseline)
        .hasSizeLessThanOrEqualTo(baseline);
    if (found.size() < baseline) {
      lines.set(index, key + " " + found.size());
      Files.write(BASELINE, lines);
    }
  }
}
