package io.jacinth.server.differential;

import io.jacinth.resp.RespReader;
import io.jacinth.resp.RespValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What both servers say of their commands, name by name: COMMAND LIST, every field of COMMAND INFO,
 * and the facts of COMMAND DOCS with the tree of arguments (sentences are everybody's own). What
 * differs stands in {@code commands.txt} with its reason; a reason for what does not differ is a
 * mistake too.
 */
final class Descriptions {
  private static final Path REASONS = Path.of("src/test/resources/differential/commands.txt");

  private static final List<String> INFO =
      List.of("name", "arity", "flags", "first", "last", "step", "acl", "tips", "specs");
  private static final List<String> DOCS =
      List.of("since", "group", "doc_flags", "deprecated_since", "replaced_by", "arguments");

  private final Wire theirs;
  private final Wire ours;

  Descriptions(Wire theirs, Wire ours) {
    this.theirs = theirs;
    this.ours = ours;
  }

  /** What is not as it should be, a line for each. */
  List<String> wrong() throws IOException {
    theirs.ask("HELLO 3");
    ours.ask("HELLO 3");
    TreeMap<String, String> found = differences();
    theirs.ask("HELLO 2");
    ours.ask("HELLO 2");
    Set<String> reasons = reasons();
    List<String> wrong = new ArrayList<>();
    for (String difference : found.keySet()) {
      if (!reasons.remove(difference)) {
        wrong.add(difference + " | " + found.get(difference));
      }
    }
    reasons.forEach(needless -> wrong.add("listed, but does not differ: " + needless));
    return wrong;
  }

  /** {@code command | field}. */
  private static Set<String> reasons() throws IOException {
    Set<String> reasons = new TreeSet<>();
    for (String line : Files.readAllLines(REASONS)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split(" \\| ");
        if (parts.length != 3) {
          throw new IllegalArgumentException("not: command | field | reason: " + line);
        }
        for (String command : parts[0].split(" ")) {
          reasons.add(command + " | " + parts[1]);
        }
      }
    }
    return reasons;
  }

  private TreeMap<String, String> differences() {
    TreeMap<String, String> found = new TreeMap<>();
    Set<String> their = Exercise.rows(theirs);
    Set<String> our = Exercise.rows(ours);
    for (String name : their) {
      if (our.contains(name)) {
        compare(name, found);
      } else {
        found.put(name + " | only redis", "");
      }
    }
    our.removeAll(their);
    our.forEach(name -> found.put(name + " | only jacinth", ""));
    return found;
  }

  private void compare(String name, TreeMap<String, String> found) {
    List<RespValue> theirInfo = items(items(ask(theirs, "COMMAND INFO " + name)).getFirst());
    List<RespValue> ourInfo = items(items(ask(ours, "COMMAND INFO " + name)).getFirst());
    for (int i = 0; i < INFO.size(); i++) {
      note(name, INFO.get(i), theirInfo.get(i).show(), ourInfo.get(i).show(), found);
    }
    List<RespValue> theirDocs = items(items(ask(theirs, "COMMAND DOCS " + name)).getLast());
    List<RespValue> ourDocs = items(items(ask(ours, "COMMAND DOCS " + name)).getLast());
    for (String field : DOCS) {
      note(name, field, value(theirDocs, field), value(ourDocs, field), found);
    }
  }

  private static void note(
      String name, String field, String their, String our, TreeMap<String, String> found) {
    if (!their.equals(our)) {
      found.put(name + " | " + field, "redis " + their + ", jacinth " + our);
    }
  }

  private static RespValue ask(Wire wire, String line) {
    RespReader reader = new RespReader();
    reader.feed(wire.ask(line));
    @Nullable RespValue value = reader.next();
    return Objects.requireNonNull(value, line);
  }

  private static List<RespValue> items(RespValue value) {
    return ((RespValue.Aggregate) value).items();
  }

  private static String value(List<RespValue> map, String name) {
    for (int i = 0; i < map.size(); i += 2) {
      if (map.get(i) instanceof RespValue.Bulk key && key.text().equals(name)) {
        return map.get(i + 1).show();
      }
    }
    return "";
  }
}
