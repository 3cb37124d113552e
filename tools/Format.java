import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

/**
 * Formats every Java source of the repository, or with {@code --check} only names those that
 * differ.
 *
 * <p>Run as a single source file on a JDK 25 with google-java-format on the class path; the parent
 * pom does that, because a formatter inside Maven's own JVM would be bound to Maven's Java. Files
 * known to be right are remembered by hash in {@code target/formatted}, so a second run costs next
 * to nothing.
 */
public final class Format {
  private static final Path SEEN = Path.of("target", "formatted");

  public static void main(String[] args) throws IOException {
    boolean check = args.length > 0 && args[0].equals("--check");
    Set<String> before = new TreeSet<>();
    if (Files.exists(SEEN)) {
      before.addAll(Files.readAllLines(SEEN));
    }
    Set<String> good = new ConcurrentSkipListSet<>();
    Set<String> wrong = new ConcurrentSkipListSet<>();
    sources().parallelStream().forEach(file -> visit(file, check, before, good, wrong));
    Files.createDirectories(SEEN.getParent());
    Files.write(SEEN, good);
    for (String line : wrong) {
      System.out.println(line);
    }
    if (!wrong.isEmpty() && check) {
      System.out.println(wrong.size() + " file(s) are not formatted; ./format puts that right.");
      System.exit(1);
    }
  }

  private static List<Path> sources() throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> modules = Files.list(Path.of("."))) {
      for (Path module : modules.filter(Files::isDirectory).sorted().toList()) {
        Path src = module.getFileName().toString().equals("tools") ? module : module.resolve("src");
        if (Files.isDirectory(src)) {
          try (Stream<Path> files = Files.walk(src)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
          }
        }
      }
    }
    return found;
  }

  private static void visit(
      Path file, boolean check, Set<String> before, Set<String> good, Set<String> wrong) {
    try {
      String source = Files.readString(file);
      if (before.contains(key(file, source))) {
        good.add(key(file, source));
        return;
      }
      String formatted = new Formatter().formatSourceAndFixImports(source);
      if (formatted.equals(source)) {
        good.add(key(file, source));
        return;
      }
      wrong.add((check ? "not formatted: " : "formatted: ") + file);
      if (!check) {
        Files.writeString(file, formatted);
        good.add(key(file, formatted));
      }
    } catch (FormatterException e) {
      wrong.add("cannot be parsed: " + file + ": " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String key(Path file, String source) {
    return file + " " + source.length() + " " + Integer.toHexString(source.hashCode());
  }
}
