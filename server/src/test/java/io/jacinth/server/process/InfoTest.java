package io.jacinth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * INFO beside redis-server 7.0.15, field by field: every field of its is here in the same section
 * and with a value of the same kind, unless {@code info-differences.txt} has a reason. A reason for
 * a field that does not differ is an error too.
 */
class InfoTest {
  private static final int OURS = 17811;
  private static final int THEIRS = 17812;

  /** Kinds of values, the first that fits counts. */
  private static final Map<String, String> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("id", "[0-9a-f]{40}");
    KINDS.put("build", "[0-9a-f]{12,16}");
    KINDS.put("size", "\\d+(\\.\\d\\d)?[BKMGTP]");
    KINDS.put("percent", "\\d+\\.\\d\\d%");
    KINDS.put("integer", "-?\\d+");
    KINDS.put("seconds", "\\d+\\.\\d{6}");
    KINDS.put("decimal", "-?\\d+\\.\\d\\d");
    KINDS.put("version", "\\d+\\.\\d+\\.\\d+");
    KINDS.put("facts", "([a-z_]+=[^,]*,)+[a-z_]+=[^,]*");
    KINDS.put("percentiles", "(p[\\d.]+=\\d+\\.\\d{3},)*p[\\d.]+=\\d+\\.\\d{3}");
    KINDS.put("text", ".*");
  }

  @TempDir Path directory;

  private static String kind(String value) {
    for (Map.Entry<String, String> kind : KINDS.entrySet()) {
      if (value.matches(kind.getValue())) {
        return kind.getKey();
      }
    }
    throw new AssertionError(value);
  }

  /** {@code Section.field} to value; numbers in names of databases and replicas stay. */
  private static Map<String, String> fields(String info) {
    Map<String, String> fields = new LinkedHashMap<>();
    String section = "";
    for (String line : info.lines().toList()) {
      if (line.startsWith("# ")) {
        section = line.substring(2);
      } else if (line.contains(":")) {
        int colon = line.indexOf(':');
        fields.put(section + '.' + line.substring(0, colon), line.substring(colon + 1));
      }
    }
    return fields;
  }

  private static Map<String, String> reasons() throws IOException {
    Map<String, String> reasons = new TreeMap<>();
    try (InputStream in = InfoTest.class.getResourceAsStream("/info-differences.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        if (!line.startsWith("#")) {
          reasons.put(line.substring(0, line.indexOf(" | ")), line);
        }
      }
    }
    return reasons;
  }

  private static List<String> sections(int port, String... args) {
    List<String> words = new ArrayList<>(List.of("info"));
    words.addAll(List.of(args));
    return RedisCli.at(port, words.toArray(String[]::new))
        .lines()
        .filter(line -> line.startsWith("# "))
        .toList();
  }

  @Test
  void everyFieldIsThereWithAValueOfTheSameKind() throws IOException {
    String[] options = {"--save", "", "--enable-debug-command", "yes", "--port"};
    try (ServerProcess ours = jacinth("ours", OURS, options);
        ServerProcess theirs = redis("theirs", THEIRS, options)) {
      ours.awaitLog("Ready to accept connections", 30);
      theirs.awaitLog("Ready to accept connections", 10);
      for (int port : new int[] {OURS, THEIRS}) {
        RedisCli.run(
            List.of("-p", "" + port),
            "set k v\nset e v ex 100\nget k\nget nothing\nnosuch\nget\nconfig get port\n");
      }
      Map<String, String> reasons = reasons();
      Map<String, String> here = fields(RedisCli.at(OURS, "info", "everything"));
      List<String> wrong = new ArrayList<>();
      fields(RedisCli.at(THEIRS, "info", "everything"))
          .forEach((name, value) -> {
            String field = name.substring(name.indexOf('.') + 1);
            String mine = here.get(name);
            boolean same = mine != null && kind(mine).equals(kind(value));
            if (same && reasons.remove(field) != null) {
              wrong.add(field + " is listed as different but is not");
            } else if (!same && reasons.remove(field) == null) {
              wrong.add(name + ": redis " + value + ", jacinth " + mine);
            }
          });
      reasons.keySet().forEach(field -> wrong.add(field + " is listed and not in redis's INFO"));
      assertThat(wrong).isEmpty();

      for (String args :
          new String[] {
            "",
            "all",
            "default",
            "everything",
            "modules",
            "server clients",
            "CLIENTS nosuch",
            "nosuch",
            "default commandstats",
            "all modules",
            "latencystats errorstats",
            "keyspace keyspace"
          }) {
        String[] words = args.isEmpty() ? new String[0] : args.split(" ");
        assertThat(sections(OURS, words)).as("info %s", args).isEqualTo(sections(THEIRS, words));
      }
    }
  }

  private ServerProcess jacinth(String name, int port, String... options) {
    return ServerProcess.jacinth(directory.resolve(name), with(options, port));
  }

  private ServerProcess redis(String name, int port, String... options) {
    return ServerProcess.redis(directory.resolve(name), with(options, port));
  }

  private static String[] with(String[] options, int port) {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("" + port);
    return all.toArray(String[]::new);
  }
}
