package io.jacinth.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Plays a case of {@link AdmissionTest} on redis-servers: one by itself, one that loads its data,
 * two nodes of a cluster with a replica of the first, and a node that misses slots.
 */
final class AdmissionTheirs implements AutoCloseable {
  /** Nothing ends a pause of everything but its time: it is waited for after each such case. */
  private static final int PAUSE_MS = 600;

  /** So often a case is played when the pause ends before the case does. */
  private static final int PLAYED_MAX = 20;

  private static final List<String> DATA =
      List.of(
          "SET s1 hello",
          "SET n1 10",
          "RPUSH l1 a b c",
          "HSET h1 a 1",
          "SADD t1 1 2 3",
          "ZADD z1 1 a 2 b",
          "XADD x1 1-1 a 1");

  private final Map<String, RealRedis> servers = new TreeMap<>();
  private final Map<String, RealRedis.Peer> controls = new TreeMap<>();

  /** Whether what was heard in a pause may come from after it, when everything is answered. */
  private boolean late;

  static boolean isCluster(String world) {
    return !world.equals("alone") && !world.equals("loading");
  }

  /** What is there before a case begins. */
  static List<String> data(String world) {
    return switch (world) {
      case "alone" -> DATA;
      case "cluster" -> List.of("SET b 1", "SET {b}n 10", "RPUSH {b}l a b c", "SET {bar}here 1");
      default -> List.of();
    };
  }

  /** Ports are not the same; what a redirection says beside is. */
  static String general(String reply) {
    return reply.replaceAll("127\\.0\\.0\\.1:\\d+", "other");
  }

  /** What the client got after each step. */
  List<String> run(AdmissionTest.Case c, Path directory) throws IOException, InterruptedException {
    start(c.world(), directory);
    for (int i = 0; i < PLAYED_MAX; i++) {
      late = false;
      List<String> heard = play(c);
      if (!late) {
        return heard;
      }
    }
    throw new IllegalStateException("no pause is long enough for " + c.name());
  }

  private List<String> play(AdmissionTest.Case c) throws IOException, InterruptedException {
    String world = c.world();
    RealRedis server = servers.get(world);
    RealRedis.Peer control = controls.get(world);
    reset(world, control);
    for (String call : data(world)) {
      control.call(call);
    }
    List<String> heard = new ArrayList<>();
    long pausedNs = 0;
    boolean paused = false;
    RealRedis.Peer busy = server.connect();
    RealRedis.Peer peer = server.connect();
    peer.call("PING");
    try {
      for (int i = 0; i < c.steps().size(); i++) {
        String step = c.steps().get(i);
        if (step.equals("{password}")) {
          ok(control, "CONFIG SET requirepass secret");
          peer.close();
          peer = server.connect();
        } else if (step.equals("{resp3}")) {
          peer.call("HELLO 3");
        } else if (step.equals("{busy}")) {
          busy.send("EVAL while(1)do\tend 0");
          await(world, "ECHO x", "-BUSY");
        } else if (step.startsWith("{")) {
          if (step.endsWith("paused}")) {
            paused = true;
            pausedNs = System.nanoTime();
          }
          state(step, world, control);
        } else if (step.startsWith("@")) {
          control.call(step.substring(1));
        } else if (paused) {
          peer.send(step);
          server.settle();
          heard.add(general(peer.rest()));
          late |= System.nanoTime() - pausedNs > TimeUnit.MILLISECONDS.toNanos(PAUSE_MS - 50);
        } else {
          heard.add(general(peer.call(step)));
        }
      }
    } finally {
      peer.close();
      if (c.steps().contains("{busy}")) {
        control.call("SCRIPT KILL");
      }
      busy.close();
    }
    return heard;
  }

  private void state(String state, String world, RealRedis.Peer control) throws IOException {
    switch (state) {
      case "{full}" -> ok(control, "CONFIG SET maxmemory 1");
      case "{unsaved}" -> config(control, "save", "900 1");
      case "{alone}" -> ok(control, "CONFIG SET min-replicas-to-write 1");
      case "{replica}" -> ok(control, "REPLICAOF 127.0.0.1 1");
      case "{stale}" -> {
        ok(control, "REPLICAOF 127.0.0.1 1");
        ok(control, "CONFIG SET replica-serve-stale-data no");
      }
      case "{paused}" -> ok(control, "CLIENT PAUSE " + PAUSE_MS + " ALL");
      case "{writes paused}" -> ok(control, "CLIENT PAUSE " + PAUSE_MS + " WRITE");
      case "{reads when down}" -> ok(control, "CONFIG SET cluster-allow-reads-when-down yes");
      case "{migrating}" -> ok(control, "CLUSTER SETSLOT 5061 MIGRATING " + id("other"));
      case "{importing}" -> ok(control, "CLUSTER SETSLOT 12182 IMPORTING " + id("other"));
      case "{b gone}" -> {
        control.call("DEL b {b}n {b}l");
        ok(control, "CLUSTER SETSLOT 3300 NODE " + id("other"));
      }
      default -> throw new IllegalArgumentException(state + " in " + world);
    }
  }

  /** The slots that cases change belong to their owners again. */
  private void reset(String world, RealRedis.Peer control)
      throws IOException, InterruptedException {
    // Comes back when no pause is left; a script that was killed may run for a moment still. Not
    // PING, which is told of the failed save before it is told of the script.
    for (int i = 0; i < 250 && control.call("ECHO x").startsWith("-BUSY"); i++) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    config(control, "requirepass", "");
    config(control, "save", "");
    ok(
        control,
        "CONFIG SET maxmemory 0 min-replicas-to-write 0 replica-serve-stale-data yes"
            + " cluster-allow-reads-when-down no");
    if (world.equals("alone")) {
      ok(control, "REPLICAOF NO ONE");
      ok(control, "FLUSHALL");
    }
    if (world.equals("cluster")) {
      ok(control, "CLUSTER SETSLOT 5061 STABLE");
      ok(control, "CLUSTER SETSLOT 12182 STABLE");
      ok(control, "CLUSTER SETSLOT 3300 NODE " + id("cluster"));
      ok(control, "FLUSHALL");
    }
  }

  private static void config(RealRedis.Peer peer, String name, String value) throws IOException {
    byte[][] words = EngineFixture.words("CONFIG SET " + name + " value");
    words[3] = value.getBytes(StandardCharsets.US_ASCII);
    expectOk(name + ' ' + value, peer.call(words));
  }

  private static void ok(RealRedis.Peer peer, String line) throws IOException {
    expectOk(line, peer.call(line));
  }

  private static void expectOk(String line, String reply) {
    if (!reply.equals("+OK\r\n")) {
      throw new IllegalStateException(line + ": " + reply);
    }
  }

  private String id(String world) throws IOException {
    return controls.get(world).call("CLUSTER MYID").split("\r\n")[1];
  }

  private void start(String world, Path directory) throws IOException, InterruptedException {
    if (servers.containsKey(world)) {
      return;
    }
    switch (world) {
      case "alone" -> {
        open(world, directory);
        // BGSAVE cannot put its file where a directory is.
        Files.createDirectories(directory.resolve("alone").resolve("dump.rdb"));
        controls.get(world).call("BGSAVE");
        await(world, "INFO persistence", "rdb_last_bgsave_status:err");
      }
      case "loading" -> startLoading(directory);
      case "down" -> {
        openNode(world, directory);
        ok(controls.get(world), "CLUSTER ADDSLOTSRANGE 0 7364 7366 16383");
      }
      default -> startCluster(directory);
    }
  }

  private void open(String world, Path directory, String... options)
      throws IOException, InterruptedException {
    opened(world, RealRedis.start(Files.createDirectories(directory.resolve(world)), options));
  }

  private void openNode(String world, Path directory, String... options)
      throws IOException, InterruptedException {
    opened(world, RealRedis.startNode(Files.createDirectories(directory.resolve(world)), options));
  }

  private void opened(String world, RealRedis server) throws IOException {
    servers.put(world, server);
    controls.put(world, server.connect());
    controls.get(world).call("CONFIG SET busy-reply-threshold 1");
  }

  /** Data that takes so long to be read that all cases are over before it is there. */
  private void startLoading(Path directory) throws IOException, InterruptedException {
    open("loading", directory);
    controls.get("loading").call("DEBUG POPULATE 100000");
    controls.get("loading").call("SAVE");
    controls.get("loading").close();
    servers.get("loading").close();
    open(
        "loading",
        directory,
        "--key-load-delay",
        "300",
        "--loading-process-events-interval-bytes",
        "1024");
    await("loading", "GET x", "-LOADING");
  }

  private void startCluster(Path directory) throws IOException, InterruptedException {
    List<String> nodes = List.of("cluster", "other", "follower");
    for (String node : nodes) {
      openNode(node, directory, "--cluster-require-full-coverage", "no");
      if (!node.equals("cluster")) {
        RealRedis met = servers.get(node);
        ok(controls.get("cluster"), "CLUSTER MEET 127.0.0.1 " + met.port() + ' ' + met.busPort());
      }
    }
    ok(controls.get("cluster"), "CLUSTER ADDSLOTSRANGE 0 7364 7366 8191");
    ok(controls.get("other"), "CLUSTER ADDSLOTSRANGE 8192 16383");
    await("follower", "CLUSTER INFO", "cluster_size:2");
    await("follower", "CLUSTER NODES", "8192-16383");
    ok(controls.get("follower"), "CLUSTER REPLICATE " + id("cluster"));
    for (String node : nodes) {
      await(node, "CLUSTER INFO", "cluster_state:ok");
    }
    await("cluster", "INFO replication", "state=online");
  }

  private void await(String world, String call, String text)
      throws IOException, InterruptedException {
    for (int i = 0; i < 1000; i++) {
      if (controls.get(world).call(call).contains(text)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    throw new IllegalStateException(world + " " + call + ": no " + text);
  }

  @Override
  public void close() {
    servers.values().forEach(RealRedis::close);
  }
}
