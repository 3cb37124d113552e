package io.jacinth.server.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The tutorials' six servers: a directory and a redis.conf each, on ports in a row. */
final class SixServers implements AutoCloseable {
  private final int firstPort;
  private final List<ServerProcess> servers = new ArrayList<>();

  /** Starts six servers with the first seed's config file and these further lines. */
  SixServers(Path root, int firstPort, String... moreLines) throws IOException {
    this.firstPort = firstPort;
    for (int port : ports()) {
      Path directory = Files.createDirectories(root.resolve(Integer.toString(port)));
      List<String> conf =
          new ArrayList<>(
              List.of(
                  "port " + port,
                  "cluster-enabled yes",
                  "cluster-config-file nodes.conf",
                  "cluster-node-timeout 5000",
                  "appendonly yes"));
      conf.addAll(List.of(moreLines));
      Files.write(directory.resolve("redis.conf"), conf);
      servers.add(ServerProcess.jacinth(directory, "./redis.conf"));
    }
    for (ServerProcess server : servers) {
      server.awaitLog("Ready to accept connections", 30);
    }
  }

  List<Integer> ports() {
    return Stream.iterate(firstPort, p -> p + 1).limit(6).toList();
  }

  List<String> addresses() {
    return ports().stream().map(p -> "127.0.0.1:" + p).toList();
  }

  ServerProcess at(int port) {
    return servers.get(port - firstPort);
  }

  /** {@code redis-cli --cluster create} with one replica each; gives its output. */
  String create(String... options) {
    List<String> args = new ArrayList<>(List.of(options));
    args.addAll(List.of("--cluster", "create"));
    args.addAll(addresses());
    args.addAll(List.of("--cluster-replicas", "1"));
    return RedisCli.run(args, "yes\n");
  }

  void awaitOk(String... options) {
    for (int port : ports()) {
      List<String> args = new ArrayList<>(List.of("-p", Integer.toString(port)));
      args.addAll(List.of(options));
      args.addAll(List.of("cluster", "info"));
      Await.until(
          30,
          () -> "state ok at " + port + "\n" + RedisCli.run(args, "") + at(port).log(),
          () -> RedisCli.run(args, "").contains("cluster_state:ok"));
    }
  }

  @Override
  public void close() {
    servers.forEach(ServerProcess::close);
  }
}
