package io.jacinth.server;

import io.jacinth.engine.config.NearestWord;
import io.jacinth.server.quickstart.QuickstartCommand;
import io.jacinth.server.start.ServerCommand;
import java.util.List;

/** The entry point of the one artifact; the first argument is the sub-command. */
public final class Main {
  private static final List<String> COMMANDS = List.of("server", "quickstart");
  private static final String USAGE =
      """
      Usage: jacinth quickstart [--dir DIRECTORY] [--ports FIRST-LAST]
             jacinth server [/path/to/redis.conf] [--directive value ...]
             jacinth --version | --help
      """;

  private Main() {}

  /** Runs the sub-command named by the first argument. */
  public static void main(String[] args) {
    int status = run(List.of(args));
    if (status >= 0) {
      System.exit(status);
    }
  }

  private static int run(List<String> args) {
    if (args.isEmpty()) {
      System.err.print(USAGE);
      return 1;
    }
    List<String> rest = args.subList(1, args.size());
    return switch (args.get(0)) {
      case "server" -> ServerCommand.run(rest, version());
      case "quickstart" -> QuickstartCommand.run(rest);
      case "--version", "-v" -> {
        System.out.println("jacinth " + version());
        yield 0;
      }
      case "--help", "-h", "help" -> {
        System.out.print(USAGE);
        yield 0;
      }
      default -> unknown(args.get(0));
    };
  }

  private static int unknown(String word) {
    String nearest = NearestWord.of(word, COMMANDS);
    System.err.println(
        "jacinth: there is no command '"
            + word
            + "'."
            + (nearest == null ? "" : " Did you mean '" + nearest + "'?"));
    System.err.print(USAGE);
    return 1;
  }

  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
