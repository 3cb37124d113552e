package io.jacinth.server.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.engine.config.MemoryOptions;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.config.PersistenceOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** redis-server's command line. What is expected here was seen from redis-server 7.0.15. */
class ServerWordsTest {
  @TempDir Path directory;

  @Test
  void valuesMayBeOneWordOrSeveral() throws Exception {
    assertThat(load("--save", "3600 1 300 10").savePoints()).hasSize(2);
    assertThat(load("--save", "3600", "1", "300", "10").savePoints()).hasSize(2);
    assertThat(load("--save", "3600 1", "--save", "300 10").savePoints()).hasSize(2);
    assertThat(load("--bind", "127.0.0.1", "-::1").words(NetworkOptions.BIND)).hasSize(2);
    assertThat(load("--bind", "127.0.0.1 -::1").words(NetworkOptions.BIND)).hasSize(2);
    assertThat(load("--hz 20", "--timeout", "5").number(GeneralOptions.HZ)).isEqualTo(20);
    assertThat(load("--HZ", "30").number(GeneralOptions.HZ)).isEqualTo(30);
  }

  @Test
  void saveAloneMeansNever() throws Exception {
    assertThat(load("--save", "").savePoints()).isEmpty();
    assertThat(load("--save").savePoints()).isEmpty();
    Config config = load("--save", "--hz", "20");
    assertThat(config.savePoints()).isEmpty();
    assertThat(config.number(GeneralOptions.HZ)).isEqualTo(20);
  }

  @Test
  void optionsOfSeveralWordsJudgeBareNamesThemselves() throws Exception {
    assertThat(load("--bind").words(NetworkOptions.BIND)).isEmpty();
    assertThat(load("--client-output-buffer-limit").outputBufferLimits())
        .isEqualTo(load("--hz", "20").outputBufferLimits());
    assertThat(
            load("--latency-tracking-info-percentiles")
                .words(GeneralOptions.LATENCY_TRACKING_INFO_PERCENTILES))
        .isEmpty();
    String choices = "argument(s) must be one of the following: default, save, nosave, now, force";
    assertThatThrownBy(() -> load("--shutdown-on-sigint")).hasMessageContaining(choices);
    assertThatThrownBy(() -> load("--shutdown-on-sigint", "")).hasMessageContaining(choices);
    for (String bare : List.of("--appendonly", "--oom-score-adj-values", "--oom-score-adj")) {
      assertThatThrownBy(() -> load(bare)).hasMessageContaining("wrong number of arguments");
    }
    assertThatThrownBy(() -> load("--replicaof")).hasMessageContaining("wrong number of arguments");
  }

  @Test
  void theWordAfterANameIsItsValueEvenWithDashes() throws Exception {
    Config config = load("--proc-title-template", "--my--{title}", "--hz", "20");
    assertThat(config.text(GeneralOptions.PROC_TITLE_TEMPLATE)).isEqualTo("--my--{title}");
    assertThat(config.number(GeneralOptions.HZ)).isEqualTo(20);
    assertThat(load("--requirepass", "a b \"c\"").text(NetworkOptions.REQUIREPASS))
        .isEqualTo("a b \"c\"");
  }

  @Test
  void standardInputComesBetweenFileAndOptions() throws Exception {
    Path conf = Files.writeString(directory.resolve("x.conf"), "hz 1\ntimeout 1\nmaxclients 1\n");
    InputStream in = new ByteArrayInputStream("hz 2\ntimeout 2".getBytes(StandardCharsets.UTF_8));
    List<String> words = List.of(conf.toString(), "--hz", "3", "-");
    Config config = new ServerWords(words).load(in).config();
    assertThat(config.number(GeneralOptions.HZ)).isEqualTo(3);
    assertThat(config.number(NetworkOptions.TIMEOUT)).isEqualTo(2);
    assertThat(config.number(NetworkOptions.MAXCLIENTS)).isEqualTo(1);
    assertThat(config.file()).isEqualTo(conf.toString());
  }

  @Test
  void includesCountFromDirAndMayHaveWildcards() throws Exception {
    Path sub = Files.createDirectories(directory.resolve("a/conf.d"));
    Files.createDirectories(directory.resolve("b/conf.d"));
    Files.writeString(sub.resolve("1.conf"), "hz 1\ntimeout 1\n");
    Files.writeString(sub.resolve("2.conf"), "hz 2\n");
    Files.writeString(sub.resolve(".hidden.conf"), "hz 9\n");
    Files.writeString(directory.resolve("b/conf.d/3.conf"), "maxclients 3\n");
    Config config =
        load("--dir", directory.toString(), "--include", "*/conf.d/[0-9].conf", "--dir", "a");
    assertThat(config.number(GeneralOptions.HZ)).isEqualTo(2);
    assertThat(config.number(NetworkOptions.TIMEOUT)).isEqualTo(1);
    assertThat(config.number(NetworkOptions.MAXCLIENTS)).isEqualTo(3);
    assertThat(config.utf8(GeneralOptions.DIR))
        .isEqualTo(directory.resolve("a").toRealPath().toString());
    assertThat(load("--include", directory + "/nothing-*.conf").savePoints()).hasSize(3);
    assertThatThrownBy(() -> load("--include", directory + "/nothing.conf", "--dir", "/nowhere"))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("can't open config file '" + directory + "/nothing.conf'")
        .hasMessageContaining("Can't chdir to '/nowhere': No such file or directory");
  }

  @Test
  void aFileThatIncludesItselfIsRefused() throws IOException {
    Path conf = directory.resolve("circle.conf");
    Files.writeString(conf, "include " + conf + "\n");
    assertThatThrownBy(() -> load(conf.toString()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("include goes deeper than 16 files");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> load("/nowhere/redis.conf"))
        .hasMessage(
            "Fatal error, can't open config file '/nowhere/redis.conf': No such file or directory");
  }

  @Test
  void debiansConfigurationIsTakenWhole() throws Exception {
    Path installed = Path.of("/etc/redis/redis.conf");
    if (Files.isReadable(installed)) {
      Path conf = directory.resolve("installed.conf");
      Files.writeString(conf, inThisDirectory(Files.readString(installed)));
      checkDebians(new ServerWords(List.of(conf.toString())).load(InputStream.nullInputStream()));
    }
    checkDebians(loadResource("debian-7.0.15.conf"));
  }

  private static void checkDebians(ServerWords.Loaded loaded) {
    Config config = loaded.config();
    assertThat(config.isOn(GeneralOptions.DAEMONIZE)).isTrue();
    assertThat(config.words(NetworkOptions.BIND)).containsExactly("127.0.0.1", "-::1");
    assertThat(config.choice(MemoryOptions.MAXMEMORY_POLICY)).isEqualTo("noeviction");
    assertThat(loaded.withoutEffect()).isEmpty();
    assertThat(loaded.remarks()).isEmpty();
  }

  @Test
  void tutorialsAreTaken() throws Exception {
    for (int i = 1; i <= 4; i++) {
      ServerWords.Loaded loaded = loadResource("tutorial-" + i + ".conf");
      assertThat(loaded.config().isOn(ClusterOptions.CLUSTER_ENABLED)).isTrue();
      assertThat(loaded.remarks()).hasSize(i == 3 ? 1 : 0);
    }
    Config fourth = loadResource("tutorial-4.conf").config();
    assertThat(fourth.isOn(PersistenceOptions.APPENDONLY)).isTrue();
    assertThat(fourth.number(ClusterOptions.CLUSTER_NODE_TIMEOUT)).isEqualTo(15_000);
  }

  private ServerWords.Loaded loadResource(String name) throws IOException, StartException {
    try (InputStream in = ServerWordsTest.class.getResourceAsStream("/config/" + name)) {
      assertThat(in).as(name).isNotNull();
      String text = inThisDirectory(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      // The fourth was written with a Windows editor.
      String lines = text.startsWith("\ufeff") ? text.replace("\n", "\r\n") : text;
      Path conf = Files.writeString(directory.resolve(name), lines);
      return new ServerWords(List.of(conf.toString())).load(InputStream.nullInputStream());
    }
  }

  /** The data directories of the files do not exist on every machine. */
  private String inThisDirectory(String text) {
    return text.replaceAll("(?m)^(\\s*dir )\\S+", "$1" + directory);
  }

  private static Config load(String... words) throws StartException {
    return new ServerWords(List.of(words)).load(InputStream.nullInputStream()).config();
  }
}
