package io.jacinth.server.start;

import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.server.disk.Reason;
import io.jacinth.server.log.RedisLog;
import io.jacinth.server.log.Syslog;
import io.jacinth.server.net.NettyThread;
import io.jacinth.server.net.Transport;
import io.jacinth.server.system.CpuList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code jacinth server}: one node, with redis-server's command line. */
public final class ServerCommand {
  private static final String USAGE =
      """
      Usage: jacinth server [/path/to/redis.conf] [options] [-]
             jacinth server - (read config from stdin)
             jacinth server -v or --version
             jacinth server -h or --help

      Examples:
             jacinth server (run the server with default conf)
             echo 'maxmemory 128mb' | jacinth server -
             jacinth server /etc/redis/6379.conf
             jacinth server --port 7777
             jacinth server --port 7777 --replicaof 127.0.0.1 8888
             jacinth server /etc/myredis.conf --loglevel verbose -
             jacinth server /etc/myredis.conf --loglevel verbose
      """;

  private ServerCommand() {}

  /**
   * Starts the server; returns when it runs.
   *
   * @param words those after {@code server}
   * @return exit status, or -1 when the server runs
   */
  public static int run(List<String> words, String version) {
    if (words.size() == 1) {
      switch (words.get(0)) {
        case "-v", "--version" -> {
          System.out.println(
              "Jacinth server v="
                  + version
                  + " redis=7.2.4 malloc=ffm bits=64 jdk="
                  + Runtime.version());
          return 0;
        }
        case "-h", "--help" -> {
          System.out.print(USAGE);
          return 0;
        }
        case "--sentinel" -> {
          System.err.println("Jacinth has no Sentinel: its cluster mode does the failover itself.");
          return 1;
        }
        default -> {}
      }
    }
    RedisLog log = new RedisLog("jacinth");
    try {
      ServerWords.Loaded loaded = new ServerWords(words).load(System.in);
      Supervision supervision =
          Supervision.of(loaded.config().choice(GeneralOptions.SUPERVISED), System.getenv(), log);
      if (loaded.config().isOn(GeneralOptions.DAEMONIZE)
          && !supervision.isSupervised()
          && !Daemon.isChild()) {
        if (ServerWords.wantStandardInput(words)) {
          throw new StartException(
              "daemonize cannot be combined with a configuration from standard input.");
        }
        Daemon.launch();
        return 0;
      }
      start(words, loaded, supervision, version, log);
      Daemon.report(null);
      return -1;
    } catch (StartException e) {
      report(log, e);
      Daemon.report(e.getMessage());
      return 1;
    }
  }

  private static void report(RedisLog log, StartException e) {
    String message = String.valueOf(e.getMessage());
    if (message.startsWith("\n")) {
      System.err.println(message);
    } else {
      log.log(System.Logger.Level.WARNING, message);
    }
  }

  private static void start(
      List<String> words,
      ServerWords.Loaded loaded,
      Supervision supervision,
      String version,
      RedisLog log)
      throws StartException {
    Config config = loaded.config();
    openLog(config, log);
    log.log(System.Logger.Level.INFO, "oO0OoO0OoO0Oo Jacinth is starting oO0OoO0OoO0Oo");
    log.log(
        System.Logger.Level.INFO,
        "Jacinth version="
            + version
            + ", speaks as redis_version=7.2.4, pid="
            + ProcessHandle.current().pid()
            + ", just started");
    if (words.isEmpty()) {
      log.log(
          System.Logger.Level.WARNING,
          "Warning: no config file specified, using the default config. In order to specify a"
              + " config file use jacinth server /path/to/redis.conf");
    } else {
      log.log(System.Logger.Level.INFO, "Configuration loaded");
    }
    loaded.remarks().forEach(remark -> log.log(System.Logger.Level.INFO, remark));
    if (!loaded.withoutEffect().isEmpty()) {
      log.log(
          System.Logger.Level.INFO,
          "Accepted, without effect in this version: " + String.join(", ", loaded.withoutEffect()));
    }
    warnOfUsers(config, log);
    supervision.begin(config.choice(GeneralOptions.SUPERVISED));
    checkBacklog(config, log);
    run(config, supervision, log);
  }

  /** Who writes them relies on them. */
  private static void warnOfUsers(Config config, RedisLog log) {
    if (config.otherDirectives().stream().anyMatch(words -> words.getFirst().equals("user"))
        || !config.text(GeneralOptions.ACLFILE).isEmpty()) {
      log.log(
          System.Logger.Level.WARNING,
          "WARNING: the configuration names ACL users, which this version does not have: who knows"
              + " the password of requirepass (if there is one) may do everything.");
    }
  }

  private static void run(Config config, Supervision supervision, RedisLog log)
      throws StartException {
    Signals.ignoreHangUp();
    int port = config.intNumber(NetworkOptions.PORT);
    boolean cluster = config.isOn(ClusterOptions.CLUSTER_ENABLED);
    Transport transport = transport(config);
    NettyThread bus = new NettyThread("bus", transport, (loop, failure) -> crashed(log, failure));
    AtomicInteger ended = new AtomicInteger();
    PidFile pidFile = new PidFile(config, log);
    RunningNode[] holder = new RunningNode[1];
    RunningNode node =
        new RunningNode(
            config,
            log,
            transport,
            1,
            status -> {
              if (ended.getAndIncrement() == 0) {
                supervision.stopping();
                end(holder[0], pidFile, status);
              }
            });
    holder[0] = node;
    log.setRole(() -> 'M');
    log.log(
        System.Logger.Level.INFO,
        "Running mode=" + (cluster ? "cluster" : "standalone") + ", port=" + port + ".");
    log.log(System.Logger.Level.INFO, "Server initialized");
    Executor chunks = chunkExecutor();
    CpuList.restrict(chunks, config.utf8(GeneralOptions.BIO_CPULIST));
    try {
      node.start(bus, chunks, false);
    } catch (StartException e) {
      bus.close();
      throw e;
    }
    pidFile.write();
    SpareHeap.watch();
    Signals.onEnd(signal -> {
      log.log(System.Logger.Level.WARNING, "Received " + signal + " scheduling shutdown...");
      node.signalled(signal);
    });
    node.announce();
    supervision.ready(!config.words(ReplicationOptions.REPLICAOF).isEmpty());
  }

  /** The system cuts a longer queue silently. */
  private static void checkBacklog(Config config, RedisLog log) {
    int wanted = config.intNumber(NetworkOptions.TCP_BACKLOG);
    try (InputStream file = Files.newInputStream(Path.of("/proc/sys/net/core/somaxconn"))) {
      // In one read: a second one gets nothing of such a file, and readString reads a byte first.
      byte[] text = new byte[32];
      int length = Math.max(0, file.read(text));
      int most = Integer.parseInt(new String(text, 0, length, StandardCharsets.US_ASCII).strip());
      if (most > 0 && most < wanted) {
        log.log(
            System.Logger.Level.WARNING,
            "WARNING: The TCP backlog setting of "
                + wanted
                + " cannot be enforced because /proc/sys/net/core/somaxconn is set to the lower"
                + " value of "
                + most
                + ".");
      }
    } catch (IOException | NumberFormatException notLinux) {
      return;
    }
  }

  static Executor chunkExecutor() {
    return Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("chunks").factory());
  }

  static Transport transport(Config config) throws StartException {
    try {
      return Transport.choose(config.choice(NetworkOptions.IO_TRANSPORT));
    } catch (IllegalArgumentException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    }
  }

  private static void openLog(Config config, RedisLog log) throws StartException {
    log.setLevel(config.choice(GeneralOptions.LOGLEVEL));
    config.onChange(
        () -> {
          log.setLevel(config.choice(GeneralOptions.LOGLEVEL));
          return null;
        },
        GeneralOptions.LOGLEVEL);
    if (config.isOn(GeneralOptions.SYSLOG_ENABLED)) {
      log.setSyslog(
          new Syslog(
              "/dev/log",
              config.utf8(GeneralOptions.SYSLOG_IDENT),
              config.choice(GeneralOptions.SYSLOG_FACILITY)));
    }
    String logfile = config.utf8(GeneralOptions.LOGFILE);
    if (logfile.isEmpty()) {
      return;
    }
    Path file = Path.of(config.utf8(GeneralOptions.DIR)).resolve(logfile);
    try {
      log.setFile(file);
    } catch (IOException e) {
      throw new StartException("Can't open the log file: " + file + ": " + Reason.of(e));
    }
  }

  private static void crashed(RedisLog log, Throwable failure) {
    log.log(System.Logger.Level.ERROR, "The bus loop ends: a bug", failure);
  }

  /** On the engine thread: leave it free to be closed. */
  private static void end(RunningNode node, PidFile pidFile, int status) {
    Thread.ofPlatform()
        .name("end")
        .start(() -> {
          pidFile.remove();
          node.close();
          System.exit(status);
        });
  }
}
