package io.jacinth.server.differential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A family of calls, read from a file {@code differential/<name>.calls} of the test resources. Its
 * language is in docs/differential.md.
 */
final class Family {
  /**
   * Where 7.2 (or ours, on purpose) answers otherwise than 7.0.15.
   *
   * @param call matches the whole call as text
   * @param theirs is found in the reply of redis-server
   * @param ours is found in our reply
   * @param last nothing after it can be compared
   */
  record Known(String reason, Pattern call, Pattern theirs, Pattern ours, boolean last) {
    private boolean fits(Call made, byte[] their, byte[] our) {
      return call.matcher(Words.show(made.words())).matches()
          && theirs.matcher(Words.latin1(their)).find()
          && ours.matcher(Words.latin1(our)).find();
    }
  }

  private static final Path FILES = Path.of("src/test/resources/differential");

  /** What can show in any family. */
  private static final List<Known> EVERYWHERE =
      List.of(
          known(
              "7.2 keeps small sets and lists in listpacks"
                  + " | OBJECT ENCODING .* | hashtable|quicklist | listpack",
              false),
          known("ids of the clock | XADD .* \\* .* | ^\\$1[57] | ^\\$1[57]", true));

  private static final String SUFFIX = ".calls";

  private final String name;
  private final Pools pools = new Pools(Pools.COMMON);
  private final List<Row> rows = new ArrayList<>();
  private final List<Row> weighted = new ArrayList<>();
  private final List<Known> known = new ArrayList<>();
  private final List<Known> rare = new ArrayList<>();
  private final List<Call> setup = new ArrayList<>();
  private int clients = 1;
  private int callsOfAnEpisode = 100;
  private int percent = 100;
  private boolean stepped;
  private boolean cluster;
  private boolean ownServers;

  private Family(String name) {
    this.name = name;
  }

  /** All families, in the order of their names. */
  static List<Family> all() {
    try (Stream<Path> files = Files.list(FILES)) {
      List<Family> families = new ArrayList<>();
      for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList()) {
        families.add(read(file));
      }
      return families;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Family read(Path file) throws IOException {
    String name = file.getFileName().toString();
    Family family = new Family(name.substring(0, name.length() - SUFFIX.length()));
    for (boolean poolsOnly : new boolean[] {true, false}) {
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        try {
          family.line(line.strip(), poolsOnly);
        } catch (RuntimeException e) {
          throw new IllegalArgumentException(file + ":" + number + ": " + e.getMessage(), e);
        }
      }
    }
    return family;
  }

  /** Pools first, so that they may stand anywhere. */
  private void line(String line, boolean poolsOnly) {
    String first = line.split(" ", 2)[0];
    if (line.isEmpty() || line.startsWith("#") || first.equals("pool") != poolsOnly) {
      return;
    }
    String rest = line.substring(Math.min(line.length(), first.length() + 1)).strip();
    switch (first) {
      case "pool" -> pools.pool(rest.split(" ", 2)[0], rest.split(" ", 2)[1].strip());
      case "clients" -> {
        clients = Integer.parseInt(rest);
        stepped = true;
      }
      case "stepped" -> stepped = true;
      case "cluster" -> cluster = true;
      case "servers" -> ownServers = true;
      case "episode" -> callsOfAnEpisode = Integer.parseInt(rest);
      case "percent" -> percent = Integer.parseInt(rest);
      case "setup" -> setup.add(Call.of(rest));
      case "differs", "diverges" -> known.add(known(rest, first.equals("diverges")));
      case "rarely" -> {
        Known seldom = known(rest, true);
        known.add(seldom);
        rare.add(seldom);
      }
      default -> {
        Row row = Row.parse(line, pools);
        rows.add(row);
        for (int i = 0; i < row.weight(); i++) {
          weighted.add(row);
        }
      }
    }
  }

  private static Known known(String text, boolean last) {
    String[] parts = text.split(" \\| ");
    if (parts.length != 4) {
      throw new IllegalArgumentException("not: reason | call | theirs | ours");
    }
    return new Known(
        parts[0],
        Pattern.compile(parts[1], Pattern.CASE_INSENSITIVE | Pattern.DOTALL),
        Pattern.compile(parts[2], Pattern.DOTALL),
        Pattern.compile(parts[3], Pattern.DOTALL),
        last);
  }

  /** Leaves out calls of commands that ours does not have yet. */
  void keepOnly(Set<String> ourRows) {
    Predicate<Row> unknown =
        row -> !row.fails() && row.names().stream().noneMatch(ourRows::contains);
    rows.removeIf(unknown);
    weighted.removeIf(unknown);
  }

  String name() {
    return name;
  }

  List<Row> rows() {
    return rows;
  }

  /** The differences that must show in 10,000 calls. */
  List<Known> usualDifferences() {
    return known.stream().filter(difference -> !rare.contains(difference)).toList();
  }

  List<Call> setup() {
    return setup;
  }

  int clients() {
    return clients;
  }

  /** The part of the usual number of calls that is enough. */
  int percent() {
    return percent;
  }

  /** Calls are made one at a time, and may have any number of replies, to any client. */
  boolean isStepped() {
    return stepped;
  }

  boolean isCluster() {
    return cluster;
  }

  /** The family changes what others rely on: a pair of servers is started for it alone. */
  boolean hasOwnServers() {
    return ownServers;
  }

  /** The calls of an episode, which are the same for the same seed. */
  List<Call> episode(long seed, int most) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    List<Call> calls = new ArrayList<>();
    while (calls.size() < Math.min(callsOfAnEpisode, most)) {
      Row row = weighted.get(random.nextInt(weighted.size()));
      int client = clients == 1 || random.nextInt(3) > 0 ? 0 : random.nextInt(clients);
      if (row.blocks() && client == 0) {
        client = 1 + random.nextInt(clients - 1);
      }
      calls.add(new Call(client, row, row.template().words(random, row.exact())));
      if (row.last()) {
        break;
      }
    }
    return calls;
  }

  @Nullable Known knownDifference(Call call, byte[] theirs, byte[] ours) {
    for (Known difference : EVERYWHERE) {
      if (difference.fits(call, theirs, ours)) {
        return difference;
      }
    }
    for (Known difference : known) {
      if (difference.fits(call, theirs, ours)) {
        return difference;
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return name;
  }
}
