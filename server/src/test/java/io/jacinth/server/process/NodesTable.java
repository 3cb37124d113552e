package io.jacinth.server.process;

import java.util.List;
import java.util.stream.Stream;

/** {@code CLUSTER NODES} read back. */
record NodesTable(List<Row> rows) {
  record Row(String id, int port, List<String> flags, String primaryId, String link, String slots) {
    boolean is(String flag) {
      return flags.contains(flag);
    }
  }

  static NodesTable at(int port, String... options) {
    String[] args =
        Stream.of(
                Stream.of("-p", Integer.toString(port)),
                Stream.of(options),
                Stream.of("cluster", "nodes"))
            .flatMap(s -> s)
            .toArray(String[]::new);
    return parse(RedisCli.run(args));
  }

  static NodesTable parse(String text) {
    return new NodesTable(
        text.lines()
            .filter(line -> line.length() > 40 && line.charAt(40) == ' ')
            .map(NodesTable::row)
            .toList());
  }

  private static Row row(String line) {
    String[] words = line.split(" ", 9);
    String address = words[1].substring(0, words[1].indexOf('@'));
    return new Row(
        words[0],
        Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)),
        List.of(words[2].split(",")),
        words[3],
        words[7],
        words.length > 8 ? words[8] : "");
  }

  Row byPort(int port) {
    return rows.stream().filter(row -> row.port() == port).findFirst().orElseThrow();
  }

  /** The port of this primary's replica, once it is known at both of them. */
  static int awaitReplicaOf(int primaryPort, String... options) {
    int[] found = new int[1];
    Await.until(
        15,
        "replica of " + primaryPort,
        () -> {
          NodesTable table = at(primaryPort, options);
          String id = table.byPort(primaryPort).id();
          found[0] =
              table.rows.stream()
                  .filter(row -> row.primaryId().equals(id))
                  .findFirst()
                  .orElseThrow()
                  .port();
          return at(found[0], options).byPort(found[0]).primaryId().equals(id);
        });
    return found[0];
  }
}
