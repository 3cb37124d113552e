package io.jacinth.server.quickstart;

import io.jacinth.server.start.StartException;
import java.nio.file.Path;
import java.util.List;

/**
 * What was asked for.
 *
 * @param directory holds one directory per port
 */
record QuickstartWords(Path directory, int firstPort, int primaries, int replicasEach) {
  static final String USAGE =
      "Usage: jacinth quickstart [--dir DIRECTORY] [--ports FIRST-LAST] [--masters N]"
          + " [--replicas N]";

  private static final int MAX_PORT = 55_535;
  private static final int MAX_NODES = 64;

  static QuickstartWords parse(List<String> words) throws StartException {
    Path directory = Path.of("quickstart");
    String ports = "7001-7006";
    int primaries = 3;
    int replicas = 1;
    boolean portsGiven = false;
    for (int i = 0; i < words.size(); i += 2) {
      if (i + 1 == words.size()) {
        throw new StartException(words.get(i) + " lacks its value.\n" + USAGE);
      }
      String value = words.get(i + 1);
      switch (words.get(i)) {
        case "--dir" -> directory = Path.of(value);
        case "--ports" -> {
          ports = value;
          portsGiven = true;
        }
        case "--masters" -> primaries = number(words.get(i), value, 1, MAX_NODES);
        case "--replicas" -> replicas = number(words.get(i), value, 0, 8);
        default ->
            throw new StartException(
                "quickstart knows no option '" + words.get(i) + "'.\n" + USAGE);
      }
    }
    int nodes = primaries * (1 + replicas);
    int dash = ports.indexOf('-');
    int first = number("--ports", dash < 0 ? ports : ports.substring(0, dash), 1, MAX_PORT);
    int last =
        dash < 0 || !portsGiven
            ? first + nodes - 1
            : number("--ports", ports.substring(dash + 1), first, MAX_PORT);
    if (last - first + 1 != nodes || nodes > MAX_NODES) {
      throw new StartException(
          primaries
              + " masters with "
              + replicas
              + " replicas each need "
              + nodes
              + " ports in a row (at most "
              + MAX_NODES
              + "), --ports "
              + ports
              + " has "
              + (last - first + 1)
              + ".");
    }
    return new QuickstartWords(directory.toAbsolutePath().normalize(), first, primaries, replicas);
  }

  private static int number(String option, String text, int min, int max) throws StartException {
    try {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new StartException(option + ": '" + text + "' is not a number.\n" + USAGE);
    }
    throw new StartException(option + " must lie between " + min + " and " + max + ".");
  }

  int nodes() {
    return primaries * (1 + replicasEach);
  }

  int port(int index) {
    return firstPort + index;
  }

  Path home(int index) {
    return directory.resolve(Integer.toString(port(index)));
  }

  Path nodesConf(int index) {
    return home(index).resolve("nodes.conf");
  }
}
