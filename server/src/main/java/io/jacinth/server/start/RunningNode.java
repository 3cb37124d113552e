package io.jacinth.server.start;

import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.node.Node;
import io.jacinth.node.NodeHost;
import io.jacinth.node.NodeStartException;
import io.jacinth.node.ProcessFacts;
import io.jacinth.server.disk.OwnerLock;
import io.jacinth.server.disk.RealFiles;
import io.jacinth.server.log.RedisLog;
import io.jacinth.server.net.Listener;
import io.jacinth.server.net.NettyLoop;
import io.jacinth.server.net.NettyThread;
import io.jacinth.server.net.Transport;
import io.jacinth.server.system.CpuList;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One node of this process with its threads, sockets and files. */
public final class RunningNode implements NodeHost {
  private final Config config;
  private final RedisLog log;
  private final Transport transport;
  private final Facts facts;
  private final int nodesInProcess;
  private final IntConsumer onEnd;
  private final List<Listener> busListeners = new ArrayList<>();
  private @Nullable ClientListeners clientListeners;
  private @Nullable OwnerLock lock;
  private @Nullable NettyThread engineThread;
  private @Nullable RealFiles files;
  private @Nullable Node node;
  private @Nullable OomScore oomScore;

  /**
   * @param nodesInProcess how many share its memory
   * @param onEnd told the exit status when the node has ended, on its engine thread
   */
  public RunningNode(
      Config config, RedisLog log, Transport transport, int nodesInProcess, IntConsumer onEnd) {
    this.nodesInProcess = nodesInProcess;
    this.config = config;
    this.log = log;
    this.transport = transport;
    facts = new Facts(transport);
    this.onEnd = onEnd;
  }

  /**
   * Opens everything and lets the node run.
   *
   * @param busThread shared by the nodes of the process
   * @param justCreated the nodes.conf is a blueprint that has never run
   */
  public void start(NettyThread busThread, Executor chunks, boolean justCreated)
      throws StartException {
    Path directory = directory();
    int port = config.intNumber(NetworkOptions.PORT);
    boolean cluster = config.isOn(ClusterOptions.CLUSTER_ENABLED);
    if (cluster) {
      takeLock(directory, port);
    }
    NettyThread engine = new NettyThread("engine-" + port, transport, this::crashed);
    engineThread = engine;
    // A node keeps its nodes.conf where its lock is, whatever happens to dir.
    RealFiles disk =
        new RealFiles(directory, "files-" + port, config.utf8(ClusterOptions.CLUSTER_CONFIG_FILE));
    files = disk;
    CpuList.restrict(disk::onThread, config.utf8(GeneralOptions.BIO_CPULIST));
    config.onChange(() -> changeDirectory(disk), GeneralOptions.DIR);
    FileLimit.apply(config, log);
    NettyLoop engineLoop = engine.newLoop();
    NettyLoop busLoop = busThread.newLoop();
    Node made = new Node(RealEnv.of(engineLoop, busLoop, disk, chunks, log), config, this);
    node = made;
    if (justCreated) {
      made.markJustCreated();
    }
    try {
      // Both threads stand still until the node has its loops: nobody is accepted before.
      engine.call(() -> {
        CpuList.restrict(Runnable::run, config.utf8(GeneralOptions.SERVER_CPULIST));
        ClientListeners clients = new ClientListeners(config, engine, made::accept, log);
        clientListeners = clients;
        clients.open(directory);
        beginOomScore();
        busThread.call(() -> {
          if (cluster) {
            listenForBus(busThread, made, busPort(port));
          }
          made.start();
          return true;
        });
        return true;
      });
    } catch (Exception e) {
      close();
      throw e instanceof StartException || e instanceof NodeStartException
          ? new StartException(String.valueOf(e.getMessage()))
          : new StartException("Can't start: " + e);
    }
    // Read from any thread: at worst a line around a change of role has the older letter.
    log.setRole(() -> made.engine().replication().isReplica() ? 'S' : 'M');
  }

  /** One score for the process: it is a lone node's only. */
  private void beginOomScore() {
    if (nodesInProcess == 1) {
      OomScore score = new OomScore(config, log, Path.of("/proc/self/oom_score_adj"));
      score.begin();
      oomScore = score;
    }
  }

  private Path directory() throws StartException {
    Path directory = Path.of(config.utf8(GeneralOptions.DIR)).toAbsolutePath().normalize();
    if (!Files.isDirectory(directory)) {
      throw new StartException("Can't chdir to '" + directory + "': No such file or directory");
    }
    return directory;
  }

  private @Nullable String changeDirectory(RealFiles disk) {
    String current = RealPlaces.bytesOf(disk.directory().toString());
    String directory = new RealPlaces().directory(current, config.text(GeneralOptions.DIR));
    if (directory == null) {
      return "No such file or directory";
    }
    config.put(GeneralOptions.DIR, directory);
    disk.moveTo(Path.of(config.utf8(GeneralOptions.DIR)));
    return null;
  }

  private void takeLock(Path directory, int port) throws StartException {
    Path file = directory.resolve(config.utf8(ClusterOptions.CLUSTER_CONFIG_FILE));
    try {
      lock = OwnerLock.take(file, "process " + ProcessHandle.current().pid() + ", port " + port);
    } catch (OwnerLock.HeldException e) {
      throw new StartException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new StartException("Can't use " + file + ": " + e.getMessage());
    }
  }

  private int busPort(int port) throws StartException {
    int busPort = config.intNumber(ClusterOptions.CLUSTER_PORT);
    if (busPort == 0) {
      busPort = port + 10_000;
    }
    if (busPort > 65_535) {
      throw new StartException(
          "Port "
              + port
              + " is too high for cluster mode: the bus would need port "
              + busPort
              + ". Choose a port up to 55535, or set cluster-port.");
    }
    return busPort;
  }

  private void listenForBus(NettyThread thread, Node made, int port) throws StartException {
    int backlog = config.intNumber(NetworkOptions.TCP_BACKLOG);
    Bind.Opener opener = new Bind.Opener(thread, backlog, () -> 0, made::acceptBus);
    for (Bind bind : Bind.of(config.words(NetworkOptions.BIND), port)) {
      bind.open(busListeners, opener, log);
    }
  }

  /** Says in the log that clients may come. */
  public void announce() {
    ClientListeners clients = clientListeners;
    if (clients != null) {
      clients.announce();
    }
  }

  /** Begins an orderly end. Any thread. */
  public void requestShutdown(int shutdownFlags) {
    Node running = node;
    if (running != null) {
      running.requestShutdown(shutdownFlags);
    }
  }

  /** SIGTERM or SIGINT: an orderly end as the options say. Any thread. */
  public void signalled(String signal) {
    Node running = node;
    if (running != null) {
      running.signalled(
          signal.equals("SIGINT")
              ? GeneralOptions.SHUTDOWN_ON_SIGINT
              : GeneralOptions.SHUTDOWN_ON_SIGTERM);
    }
  }

  public Config config() {
    return config;
  }

  public String clusterId() {
    Node running = node;
    return running == null ? "" : running.clusterId();
  }

  @Override
  public ProcessFacts facts() {
    return facts.get();
  }

  @Override
  public void roleChanged(boolean isReplica) {
    OomScore score = oomScore;
    if (score != null) {
      score.role(isReplica);
    }
  }

  @Override
  public long clientHeapBytes() {
    return Runtime.getRuntime().maxMemory() / 4 / nodesInProcess;
  }

  @Override
  public long replicationHeapBytes() {
    return Runtime.getRuntime().maxMemory() / 3 / nodesInProcess;
  }

  @Override
  public long clientDirectBytes() {
    return PlatformDependent.estimateMaxDirectMemory() / 2 / nodesInProcess;
  }

  @Override
  public long replyBytes() {
    long usable = facts.usableMemoryBytes();
    return usable == 0 ? Long.MAX_VALUE : usable / 2 / nodesInProcess;
  }

  @Override
  public void ended(int exitStatus) {
    onEnd.accept(exitStatus);
  }

  private void crashed(NettyLoop loop, Throwable failure) {
    log.log(System.Logger.Level.ERROR, "This node stops: a bug in its engine", failure);
    onEnd.accept(1);
  }

  /** Closes sockets and threads; the node has ended or never ran. Not on the node's threads. */
  public void close() {
    for (Listener listener : busListeners) {
      listener.close();
    }
    ClientListeners clients = clientListeners;
    if (clients != null) {
      clients.close();
    }
    try {
      NettyThread engine = engineThread;
      if (engine != null) {
        engine.close();
        engine.join(2000);
      }
      RealFiles disk = files;
      if (disk != null) {
        disk.close(2000);
      }
      OwnerLock held = lock;
      lock = null;
      if (held != null) {
        held.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.log(System.Logger.Level.WARNING, "Can't release the lock of nodes.conf: " + e);
    }
  }
}
