package io.jacinth.node;

import io.jacinth.cluster.ClusterCore;
import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.admin.WriteLease;
import io.jacinth.cluster.conf.CorruptNodesConfException;
import io.jacinth.cluster.conf.NodesConf;
import io.jacinth.engine.Engine;
import io.jacinth.engine.ShutdownFlags;
import io.jacinth.engine.config.ChoiceOption;
import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.config.Option;
import io.jacinth.engine.config.PersistenceOptions;
import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.node.bus.BusDriver;
import io.jacinth.node.bus.BusInput;
import io.jacinth.node.bus.BusMessages;
import io.jacinth.node.bus.SettingsOfConfig;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import io.jacinth.node.env.Env;
import io.jacinth.node.env.Loop;
import io.jacinth.node.env.Mailbox;
import java.io.IOException;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One node: an engine on its engine loop and, in cluster mode, a cluster core on its bus loop.
 *
 * <p>Life: construct, {@link #start} (which makes the loops' tasks known to them), then let the
 * loops run and hand over accepted connections. It ends by SHUTDOWN or {@link #requestShutdown},
 * which is told to {@link NodeHost#ended}.
 */
public final class Node {
  private final Env env;
  private final Config config;
  private final NodeHost host;
  private @Nullable EngineDriver engineDriver;
  private @Nullable BusDriver busDriver;
  private @Nullable ClusterCore core;
  private @Nullable Mailbox<IntSupplier> shutdowns;
  private boolean justCreated;

  public Node(Env env, Config config, NodeHost host) {
    this.env = env;
    this.config = config;
    this.host = host;
  }

  /**
   * This start is the first after {@link io.jacinth.cluster.conf.ClusterBlueprint}: the nodes.conf
   * is the plan of a cluster that has never run.
   */
  public void markJustCreated() {
    justCreated = true;
  }

  /**
   * Reads {@code nodes.conf} (cluster mode), creates engine and core and gives both loops their
   * tasks. Called once, before the loops run.
   */
  public void start() throws NodeStartException {
    if (engineDriver != null) {
      throw new IllegalStateException("started twice");
    }
    boolean cluster = config.isOn(ClusterOptions.CLUSTER_ENABLED);
    NodesConf restored = cluster ? readNodesConf() : null;
    WriteLease lease = new WriteLease(cluster ? Long.MIN_VALUE : WriteLease.FOREVER);
    EngineDriver driver = new EngineDriver(env, config, host, lease);
    engineDriver = driver;
    shutdowns =
        env.engineLoop()
            .mailbox(flags -> {
              driver.shutdown().signalled(flags.getAsInt());
              env.engineLoop().wake();
            });
    if (cluster) {
      startBus(driver, restored, lease);
    }
    if (config.isOn(PersistenceOptions.APPENDONLY)) {
      env.log().log(
          System.Logger.Level.WARNING,
          "appendonly is on, but the append only file comes in a later version of Jacinth: data"
              + " is kept in memory and by replicas only.");
    }
    env.engineLoop().run(driver);
    if (!cluster) {
      followConfigured(driver);
    }
  }

  private @Nullable NodesConf readNodesConf() throws NodeStartException {
    String name = config.utf8(ClusterOptions.CLUSTER_CONFIG_FILE);
    byte[] file = read(name);
    if (file == null || file.length == 0) {
      return null;
    }
    try {
      return NodesConf.decode(file);
    } catch (CorruptNodesConfException e) {
      throw new NodeStartException(
          NodesConf.recover(name, e, read(name + NodesConf.LAST_GOOD_NAME)));
    }
  }

  private byte @Nullable [] read(String name) throws NodeStartException {
    try {
      return env.files().read(name);
    } catch (IOException e) {
      throw new NodeStartException("Can't read " + name + ": " + e.getMessage());
    }
  }

  private void startBus(EngineDriver driver, @Nullable NodesConf restored, WriteLease lease) {
    Loop loop = env.busLoop();
    Mailbox<EngineEffect> toEngine = env.engineLoop().mailbox(driver::onEffect);
    ClusterCore made =
        new ClusterCore(
            SettingsOfConfig.read(config, justCreated),
            restored,
            env.busRandom(),
            env.log(),
            loop.wallMs(),
            loop.monoMs());
    core = made;
    BusMessages messages = new BusMessages();
    BusDriver bus =
        new BusDriver(
            new BusDriver.Surroundings(
                loop,
                env.files(),
                env.log(),
                lease,
                toEngine,
                messages,
                config.utf8(ClusterOptions.CLUSTER_CONFIG_FILE),
                config.text(NetworkOptions.BIND_SOURCE_ADDR)),
            made,
            SettingsOfConfig.read(config, justCreated).nodeTimeoutMs(),
            config.number(ClusterOptions.CLUSTER_LINK_SENDBUF_LIMIT));
    busDriver = bus;
    Mailbox<BusInput> toBus = loop.mailbox(bus::onInput);
    driver.connectBus(toBus, messages);
    config.onChange(
        () -> {
          toBus.put(
              new BusInput.Settings(
                  SettingsOfConfig.read(config, justCreated),
                  config.number(ClusterOptions.CLUSTER_LINK_SENDBUF_LIMIT)));
          return null;
        },
        SettingsOfConfig.options().toArray(Option<?>[]::new));
    loop.run(bus);
  }

  /** {@code replicaof} of the configuration. */
  private void followConfigured(EngineDriver driver) {
    List<String> words = config.words(ReplicationOptions.REPLICAOF);
    if (words.size() == 2) {
      int port = Integer.parseInt(words.get(1));
      Mailbox<String> self = env.engineLoop().mailbox(to -> driver.replication().follow(to, port));
      self.put(words.get(0));
    }
  }

  private EngineDriver engineDriver() {
    EngineDriver driver = engineDriver;
    if (driver == null) {
      throw new IllegalStateException("not started");
    }
    return driver;
  }

  /** The handler of a client's connection that was accepted. Engine loop. */
  public ConnectionHandler accept(Connection connection) {
    return engineDriver().accept(connection);
  }

  /** The handler of a peer's connection to the cluster bus that was accepted. Bus loop. */
  public ConnectionHandler acceptBus(Connection connection) {
    BusDriver driver = busDriver;
    if (driver == null) {
      throw new IllegalStateException("not in cluster mode");
    }
    return driver.accept(connection);
  }

  /**
   * Begins to shut down, as SHUTDOWN does: waits for replicas first unless told otherwise.
   *
   * @param shutdownFlags bits of {@code io.jacinth.engine.ShutdownFlags}. Any thread.
   */
  public void requestShutdown(int shutdownFlags) {
    requestShutdown(() -> shutdownFlags);
  }

  /**
   * As {@link #requestShutdown(int)}, for a signal.
   *
   * @param how the option that says what it means, {@code shutdown-on-sigterm} or its like
   */
  public void signalled(ChoiceOption how) {
    requestShutdown(() -> ShutdownFlags.of(config.choice(how)));
  }

  /** The flags are worked out on the engine loop. */
  private void requestShutdown(IntSupplier flags) {
    Mailbox<IntSupplier> to = shutdowns;
    if (to == null) {
      throw new IllegalStateException("not started");
    }
    to.put(flags);
  }

  /** Read and changed on the engine loop only. */
  public Config config() {
    return config;
  }

  /** For checks and tests, on the engine loop or when it does not run. */
  public Engine engine() {
    return engineDriver().engine();
  }

  /** This node's id in its cluster; empty outside cluster mode. Bus loop, or before it runs. */
  public String clusterId() {
    ClusterCore here = core;
    return here == null ? "" : here.myId();
  }

  /** Gives the data's memory back; the loops have stopped. */
  public void release() {
    engineDriver().store().close();
  }
}
