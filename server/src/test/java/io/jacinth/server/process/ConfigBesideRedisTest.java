package io.jacinth.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacinth.resp.RespValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CONFIG beside redis-server: the same names, values, errors and rewritten files. */
class ConfigBesideRedisTest {
  private static final int REDIS = 17411;
  private static final int OURS = 17412;

  @TempDir Path directory;

  @Test
  void getShowsTheSameNamesAndValues() throws Exception {
    TreeMap<String, String> differences = new TreeMap<>();
    for (String row : rows("differences.txt")) {
      String[] cells = row.split(" \\| ");
      differences.put(cells[0], cells[1] + " " + cells[2]);
    }
    try (Pair pair = start("--save", "3600 1 300 10", "--maxmemory", "64mb", "--hz", "20")) {
      TreeMap<String, String> redis = all(pair.redis);
      TreeMap<String, String> ours = all(pair.ours);
      assertThat(redis).hasSizeGreaterThan(150);
      TreeMap<String, String> found = new TreeMap<>();
      TreeSet<String> names = new TreeSet<>(redis.keySet());
      names.addAll(ours.keySet());
      for (String name : names) {
        String there = redis.getOrDefault(name, "-");
        String here = ours.getOrDefault(name, "-");
        if (!there.equals(here)) {
          found.put(name, there + " " + here);
        }
      }
      assertThat(found.remove("port")).isEqualTo("\"" + REDIS + "\" \"" + OURS + "\"");
      assertThat(found.remove("dir")).isNotNull();
      assertThat(found).isEqualTo(differences);
    }
  }

  @Test
  void setAnswersTheSame() throws Exception {
    try (Pair pair = start("--save", "")) {
      List<String> different = new ArrayList<>();
      int calls = 0;
      for (String row : rows("sets.txt")) {
        String[] words = row.split("\\|", -1);
        String there = show(pair.redis.call(words));
        String here = show(pair.ours.call(words));
        calls++;
        if (!there.equals(here)) {
          different.add(row + "\n  redis-server: " + there + "\n  ours: " + here);
        }
      }
      assertThat(calls).isGreaterThan(100);
      assertThat(different).isEmpty();
    }
  }

  @Test
  void rewriteWritesTheSame() throws Exception {
    List<String> conf =
        List.of(
            "# first comment",
            "port @PORT@",
            "",
            "  # indented comment   ",
            "bind 127.0.0.1 -::1",
            "",
            "",
            "timeout    0",
            "TCP-KEEPALIVE 300",
            "save 900 1",
            "save 300 10",
            "save 60 10000",
            "logfile \"\"",
            "slave-read-only yes",
            "hash-max-ziplist-entries 512",
            "client-output-buffer-limit normal 0 0 0",
            "client-output-buffer-limit replica 256mb 64mb 60",
            "maxmemory 1gb",
            "notify-keyspace-events \"\"",
            "rename-command DEBUG \"\"",
            "hz 10",
            "hz 20",
            "# tail");
    List<List<String>> sets =
        List.of(
            List.of("timeout", "5", "maxmemory-policy", "allkeys-lru", "appendfsync", "always"),
            List.of("save", "1 2 3 4", "client-output-buffer-limit", "pubsub 1mb 2mb 3"),
            List.of("notify-keyspace-events", "KEA", "hz", "50", "bind", "* -::*"),
            List.of("slave-priority", "7", "latency-tracking-info-percentiles", "1.25 99.999"),
            List.of("oom-score-adj-values", "1 2 3", "proto-max-bulk-len", "1gb"),
            List.of(
                "save", "", "masterauth", "a b\"c\n\u00e9", "shutdown-on-sigterm", "save force"),
            List.of("maxmemory-clients", "50%", "maxmemory", "0", "timeout", "0"));
    Path redisConf = write("redis", REDIS, conf);
    Path oursConf = write("ours", OURS, conf);
    try (Pair pair = start(redisConf, oursConf)) {
      for (List<String> set : sets) {
        List<String> words = new ArrayList<>(List.of("config", "set"));
        words.addAll(set);
        String[] call = words.toArray(new String[0]);
        assertThat(show(pair.ours.call(call))).isEqualTo(show(pair.redis.call(call)));
        pair.redis.call("config", "rewrite");
        assertThat(show(pair.ours.call("config", "rewrite"))).isEqualTo("OK");
        assertThat(parts(oursConf, OURS)).as("%s", set).isEqualTo(parts(redisConf, REDIS));
      }
    }
  }

  /** DEBUG CONFIG-REWRITE-FORCE-ALL: one line at least for every option, whatever its value. */
  @Test
  void everythingIsWrittenTheSame() throws Exception {
    List<String> conf =
        List.of(
            "# all of it", "port @PORT@", "bind 127.0.0.1", "enable-debug-command yes", "hz 20");
    Path redisConf = write("redis", REDIS, conf);
    Path oursConf = write("ours", OURS, conf);
    TreeSet<String> differing = new TreeSet<>();
    for (String row : rows("differences.txt")) {
      differing.add(row.split(" \\| ")[0]);
    }
    try (Pair pair = start(redisConf, oursConf)) {
      for (RespSocket socket : List.of(pair.redis, pair.ours)) {
        assertThat(show(socket.call("debug", "config-rewrite-force-all"))).isEqualTo("OK");
      }
      List<List<String>> theirs = parts(redisConf, REDIS);
      List<List<String>> here = parts(oursConf, OURS);
      assertThat(here.get(0)).isEqualTo(theirs.get(0));
      assertThat(known(here.get(1), differing)).isEqualTo(known(theirs.get(1), differing));
      assertThat(theirs.get(1)).hasSizeGreaterThan(130);
      // What it wrote it can read, and a plain rewrite keeps all of it.
      for (RespSocket socket : List.of(pair.redis, pair.ours)) {
        assertThat(show(socket.call("config", "rewrite"))).isEqualTo("OK");
      }
      assertThat(known(parts(oursConf, OURS).get(1), differing))
          .isEqualTo(known(parts(redisConf, REDIS).get(1), differing));
    }
  }

  private static List<String> known(List<String> lines, TreeSet<String> differing) {
    return lines.stream().filter(line -> !differing.contains(line.split(" ")[0])).toList();
  }

  /** The score is the kernel's file; a lone node writes its own process's. */
  @Test
  void oomScoreFollowsOptionsAndRole() throws Exception {
    try (Pair pair = start("--oom-score-adj", "absolute", "--oom-score-adj-values", "10 20 30")) {
      int before = scoreOf(ProcessHandle.current().pid());
      for (boolean redis : List.of(true, false)) {
        RespSocket socket = redis ? pair.redis : pair.ours;
        long pid = (redis ? pair.redisProcess : pair.oursProcess).pid();
        assertThat(scoreOf(pid)).isEqualTo(10);
        socket.call("replicaof", "127.0.0.1", "1");
        assertThat(scoreOf(pid)).isEqualTo(20);
        assertThat(show(socket.call("config", "set", "oom-score-adj", "relative"))).isEqualTo("OK");
        assertThat(scoreOf(pid)).isEqualTo(before + 20);
        assertThat(show(socket.call("config", "get", "oom-score-adj"))).contains("yes");
        socket.call("replicaof", "no", "one");
        assertThat(scoreOf(pid)).isEqualTo(before + 10);
        socket.call("config", "set", "oom-score-adj-values", "40 50 60");
        assertThat(scoreOf(pid)).isEqualTo(before + 40);
        socket.call("config", "set", "oom-score-adj", "no");
        assertThat(scoreOf(pid)).isEqualTo(before);
        assertThat(show(socket.call("config", "set", "oom-score-adj-values", "9 8 7")))
            .isEqualTo("OK");
      }
      String odd = "The oom-score-adj-values configuration may not work";
      assertThat(pair.redisProcess.log()).contains(odd);
      assertThat(pair.oursProcess.log()).contains(odd);
    }
  }

  private static int scoreOf(long pid) throws IOException {
    return Integer.parseInt(Files.readString(Path.of("/proc/" + pid + "/oom_score_adj")).strip());
  }

  /** SIGTERM is the cron's business: it waits while DEBUG PAUSE-CRON holds the cron. */
  @Test
  void aPausedCronHoldsBackTheEnd() throws Exception {
    try (Pair pair = start("--enable-debug-command", "yes", "--save", "")) {
      for (boolean redis : List.of(true, false)) {
        RespSocket socket = redis ? pair.redis : pair.ours;
        ServerProcess process = redis ? pair.redisProcess : pair.oursProcess;
        assertThat(show(socket.call("debug", "pause-cron", "1"))).isEqualTo("OK");
        assertThat(ProcessHandle.of(process.pid()).orElseThrow().destroy()).isTrue();
        process.awaitLog("Received SIGTERM scheduling shutdown...", 10);
        assertThat(show(socket.call("ping"))).isEqualTo("PONG");
        // The line is written before the node is told; until then there is nothing to abort.
        Await.until(10, "OK", () -> show(socket.call("shutdown", "abort")).equals("OK"));
        assertThat(process.log()).doesNotContain("User requested shutdown...");
        process.awaitLog("Shutdown manually aborted.", 10);
        assertThat(show(socket.call("shutdown", "abort")))
            .isEqualTo("(error) ERR No shutdown in progress.");
        assertThat(ProcessHandle.of(process.pid()).orElseThrow().destroy()).isTrue();
        // A cron that is due in the same round ends redis-server before it has sent its answer.
        String answer = show(socket.call("debug", "pause-cron", "0"));
        assertThat(answer).isIn(redis ? List.of("OK", "") : List.of("OK"));
        assertThat(process.awaitExit(10)).isZero();
        assertThat(process.log()).contains("User requested shutdown...");
      }
    }
  }

  /**
   * The lines up to those that were added, in order, and those, sorted: Redis adds them in the
   * order of a hash table. Users come with the ACL.
   */
  private static List<List<String>> parts(Path conf, int port) throws IOException {
    String text = Files.readString(conf, StandardCharsets.ISO_8859_1);
    text = text.replace(Integer.toString(port), "PORT");
    text = text.replace(conf.getParent().toRealPath().toString(), "DIR");
    List<String> lines = Arrays.asList(text.split("\n", -1));
    int mark = lines.indexOf("# Generated by CONFIG REWRITE");
    assertThat(mark).isPositive();
    List<String> added = new ArrayList<>(lines.subList(mark, lines.size()));
    added.removeIf(line -> line.startsWith("user default"));
    added.sort(null);
    return List.of(lines.subList(0, mark), added);
  }

  private Path write(String name, int port, List<String> conf) throws IOException {
    Path home = Files.createDirectories(directory.resolve(name));
    Path file = home.resolve("x.conf");
    List<String> lines = conf.stream().map(l -> l.replace("@PORT@", "" + port)).toList();
    return Files.write(file, lines);
  }

  /** Both servers and a client to each. */
  private record Pair(
      ServerProcess redisProcess, ServerProcess oursProcess, RespSocket redis, RespSocket ours)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      redis.close();
      ours.close();
      redisProcess.close();
      oursProcess.close();
    }
  }

  private Pair start(String... words) throws IOException {
    return start(words(REDIS, words), words(OURS, words));
  }

  private Pair start(Path redisConf, Path oursConf) throws IOException {
    return start(new String[] {redisConf.toString()}, new String[] {oursConf.toString()});
  }

  private Pair start(String[] redisWords, String[] oursWords) throws IOException {
    ServerProcess redis = ServerProcess.redis(directory.resolve("redis"), redisWords);
    try {
      ServerProcess ours = ServerProcess.jacinth(directory.resolve("ours"), oursWords);
      redis.awaitLog("eady to accept connections", 30);
      ours.awaitLog("Ready to accept connections", 30);
      return new Pair(redis, ours, RespSocket.open(REDIS), RespSocket.open(OURS));
    } catch (AssertionError | IOException e) {
      redis.close();
      throw e;
    }
  }

  private static String[] words(int port, String... words) {
    List<String> all = new ArrayList<>(List.of("--port", "" + port, "--bind", "127.0.0.1"));
    all.addAll(List.of(words));
    return all.toArray(new String[0]);
  }

  private static TreeMap<String, String> all(RespSocket socket) throws IOException {
    TreeMap<String, String> map = new TreeMap<>();
    List<RespValue> items = items(socket.call("config", "get", "*"));
    for (int i = 0; i < items.size(); i += 2) {
      map.put(((RespValue.Bulk) items.get(i)).text(), items.get(i + 1).show());
    }
    return map;
  }

  /** Names and values in the order of the names; other replies as they are. */
  private static String show(RespValue value) {
    if (!(value instanceof RespValue.Aggregate)) {
      return value.show();
    }
    TreeMap<String, String> map = new TreeMap<>();
    List<RespValue> items = items(value);
    for (int i = 0; i + 1 < items.size(); i += 2) {
      map.put(items.get(i).show(), items.get(i + 1).show());
    }
    return map.toString();
  }

  private static List<RespValue> items(RespValue value) {
    return ((RespValue.Aggregate) value).items();
  }

  private static List<String> rows(String resource) throws IOException {
    try (InputStream in = ConfigBesideRedisTest.class.getResourceAsStream("/config/" + resource)) {
      assertThat(in).as(resource).isNotNull();
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(l -> !l.isEmpty() && !l.startsWith("#")).toList();
    }
  }
}
