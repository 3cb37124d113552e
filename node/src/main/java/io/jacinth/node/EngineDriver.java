package io.jacinth.node;

import io.jacinth.cluster.admin.ClusterRequest;
import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.admin.EngineReport;
import io.jacinth.cluster.admin.WriteLease;
import io.jacinth.engine.Engine;
import io.jacinth.engine.EngineHost;
import io.jacinth.engine.HostFacts;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.ConfigCommands;
import io.jacinth.engine.config.ConfigFileAccess;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.engine.replication.ReplicationCommands;
import io.jacinth.engine.replication.ReplicationHost;
import io.jacinth.engine.replication.ReplicationState;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.node.bus.BusInput;
import io.jacinth.node.bus.BusMessages;
import io.jacinth.node.env.Connection;
import io.jacinth.node.env.ConnectionHandler;
import io.jacinth.node.env.Env;
import io.jacinth.node.env.Loop;
import io.jacinth.node.env.LoopTask;
import io.jacinth.node.env.Mailbox;
import io.jacinth.node.replication.Replication;
import io.jacinth.store.Store;
import io.jacinth.store.StoreSettings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The engine's loop: what a turn does, in this order.
 *
 * <ol>
 *   <li>Effects of the cluster core, one by one: this is a command boundary.
 *   <li>The primary's stream, or a slice of loading its snapshot.
 *   <li>Commands of the clients that have some ({@link PendingClients}), until the turn's budget is
 *       spent; who is left over comes first in the next turn.
 *   <li>Cron, when it is due.
 *   <li>Before sleeping: waits that end, a slice of freeing, snapshots and streams to replicas, the
 *       report to the core, and one flush per connection.
 * </ol>
 *
 * Nothing executes while bytes are being delivered.
 */
final class EngineDriver implements LoopTask, EngineHost {
  private static final long STREAM_NANOS = 1_000_000;
  private static final long LOADING_NANOS = 3_000_000;
  private static final long SNAPSHOT_NANOS = 1_000_000;
  private static final long IDLE_SNAPSHOT_NANOS = 3_000_000;

  private final Loop loop;
  private final Config config;
  private final System.Logger log;
  private final NodeHost host;
  private final Store store;
  private final Replication replication;
  private final Engine engine;
  private final ConfigFile configFile;
  private final PendingClients pending;
  private final Roles roles;
  private final Shutdown shutdown;
  private final ArrayDeque<EngineEffect> inbox = new ArrayDeque<>();
  private final Consumer<ClientSession> lookAtReady = this::lookAt;
  private final Consumer<ClientSession> lastRites = this::sessionEnds;
  private final Clients clients;
  private final BusSide bus;
  private final TurnHistogram turns = new TurnHistogram();
  private boolean stopped;
  private long nextCronMonoMs;

  EngineDriver(Env env, Config config, NodeHost host, WriteLease lease) {
    this.loop = env.engineLoop();
    bus = new BusSide(loop);
    this.config = config;
    this.log = env.log();
    this.host = host;
    clients = new Clients(config, host);
    RandomGenerator random = env.engineRandom();
    StoreSettings settings = StoreSettings.withHashKey(random.nextLong(), random.nextLong());
    store = new Store(settings, env.chunkExecutor());
    ReplicationState state =
        new ReplicationState(config.number(ReplicationOptions.REPL_BACKLOG_SIZE), random, log);
    replication = new Replication(loop, env.files(), config, log, random, state, this::roleChanged);
    replication.limitLag(host.replicationHeapBytes());
    engine =
        new Engine(
            config,
            store,
            random,
            log,
            loop::monoNanos,
            this,
            state,
            lease,
            families(state, replication));
    configFile = new ConfigFile(env.files(), loop);
    pending = new PendingClients(loop, engine);
    engine.turn().set(loop.wallMs(), loop.monoNanos());
    engine.persistence().saved(0, loop.wallMs());
    clients.memory().room(engine.sessions().room(), host.replyBytes());
    replication.bind(engine);
    roles = new Roles(engine, replication, this::report);
    shutdown = new Shutdown(this);
    nextCronMonoMs = loop.monoMs();
  }

  /** Cluster mode: where words and reports go. */
  void connectBus(Mailbox<BusInput> mailbox, BusMessages flows) {
    bus.connect(mailbox, flows);
  }

  /** An effect of the core; carried out at the next command boundary. */
  void onEffect(EngineEffect effect) {
    inbox.add(effect);
  }

  Engine engine() {
    return engine;
  }

  Store store() {
    return store;
  }

  Replication replication() {
    return replication;
  }

  Clients clients() {
    return clients;
  }

  PendingClients pending() {
    return pending;
  }

  System.Logger log() {
    return log;
  }

  Loop loop() {
    return loop;
  }

  Shutdown shutdown() {
    return shutdown;
  }

  // Connections

  ConnectionHandler accept(Connection connection) {
    if (stopped) {
      clients.refuse(connection, "");
      return RefusedConnection.INSTANCE;
    }
    setClocks();
    ClientConnection client = clients.admit(this, connection);
    return client == null ? RefusedConnection.INSTANCE : client;
  }

  private void sessionEnds(ClientSession session) {
    replication.sessionEnded(session);
    shutdown.sessionEnded(session);
  }

  // The turn

  @Override
  public long turn() {
    if (stopped) {
      return Long.MAX_VALUE;
    }
    long startNanos = loop.monoNanos();
    long deadline = takeTurn();
    turns.record(loop.monoNanos() - startNanos);
    return deadline;
  }

  private long takeTurn() {
    setClocks();
    clients.buryTheGone(engine, lastRites);
    applyEffects();
    boolean more = replication.turn(engine.isLoading() ? LOADING_NANOS : STREAM_NANOS);
    boolean worked = pending.run(replication.slowsWriters());
    long now = engine.turn().monoMs();
    if (now >= nextCronMonoMs) {
      cron(now);
    } else if (now >= replicationDeadlineMonoMs()) {
      replication.cron(now);
    }
    more |= beforeSleep(worked);
    if (stopped) {
      return Long.MAX_VALUE;
    }
    if (replication.slowsWriters()) {
      return now + 1; // at most a command per client and millisecond
    }
    return more || !pending.isEmpty() ? 0 : nextDeadline();
  }

  private void setClocks() {
    engine.turn().set(loop.wallMs(), loop.monoNanos());
  }

  private void applyEffects() {
    for (EngineEffect effect = inbox.poll(); effect != null; effect = inbox.poll()) {
      bus.taken(effect);
      if (!engine.apply(effect)) {
        roles.change(effect);
      } else {
        roles.applied(effect);
      }
    }
  }

  private void cron(long now) {
    turns.sample(now);
    nextCronMonoMs = now + Math.max(1, 1000 / Math.max(1, config.number(GeneralOptions.HZ)));
    engine.cron();
    if (!engine.housekeeping().isCronPaused()) {
      replication.cron(now);
      shutdown.cron(now);
      clients.cron(now);
    }
  }

  private boolean beforeSleep(boolean worked) {
    engine.beforeSleep();
    engine.drainReady(lookAtReady);
    boolean more = replication.beforeSleep(worked ? SNAPSHOT_NANOS : IDLE_SNAPSHOT_NANOS);
    bus.reportIfDue(engine, replication);
    pending.flush();
    shutdown.proceed();
    return more || engine.hasBackgroundWork();
  }

  /** The session has something to send, or may be parsed again after a wait. */
  private void lookAt(ClientSession session) {
    if (session.attachment() instanceof ClientConnection client) {
      pending.hasOutput(client);
      if (client.wantsRun()) {
        pending.enqueue(client);
      }
    }
  }

  private long nextDeadline() {
    long next = Math.min(nextCronMonoMs, engine.nextDeadlineMonoMs());
    next = Math.min(next, bus.nextDeadlineMonoMs());
    return Math.min(next, replicationDeadlineMonoMs());
  }

  private long replicationDeadlineMonoMs() {
    boolean paused = engine.housekeeping().isCronPaused();
    return paused ? Long.MAX_VALUE : replication.nextDeadlineMonoMs();
  }

  static List<CommandFamily> families(ReplicationState state, ReplicationHost host) {
    List<CommandFamily> all = new ArrayList<>(ReplicationCommands.families(state, host));
    all.add(ConfigCommands.family());
    return all;
  }

  private void roleChanged() {
    bus.reportSoon();
    host.roleChanged(engine.replication().isReplica());
  }

  private void report(EngineReport.@Nullable Ack ack) {
    bus.report(engine, replication, ack);
  }

  // What the engine asks

  @Override
  public void submit(ClusterRequest request) {
    bus.submit(request);
  }

  @Override
  public void requestShutdown(int flags, ClientSession session) {
    shutdown.request(flags, session);
  }

  @Override
  public boolean abortShutdown() {
    return shutdown.abort();
  }

  @Override
  public long shutdownInMs() {
    return shutdown.remainingMs();
  }

  @Override
  public void closeSession(ClientSession session) {
    session.set(io.jacinth.engine.session.SessionFlags.CLOSE_AFTER_REPLY);
    if (session.attachment() instanceof ClientConnection client) {
      pending.hasOutput(client);
    }
  }

  @Override
  public void dropSession(ClientSession session) {
    if (session.attachment() instanceof ClientConnection client) {
      client.close();
    } else if (session.isPrimary()) {
      replication.killLink();
      loop.wake();
    }
  }

  @Override
  public void handOver(ClientSession session) {
    if (session.attachment() instanceof ClientConnection client) {
      client.takeOver();
    }
  }

  @Override
  public void publish(boolean sharded, byte[] channel, byte[] message) {
    bus.publish(sharded, channel, message);
  }

  @Override
  public void turnWhileBusy() {
    loop.runIo();
    pending.runWhileBusy();
    pending.flush();
    loop.runIo();
  }

  @Override
  public void resetStatistics() {
    turns.reset();
    clients.resetStatistics();
  }

  @Override
  public ConfigFileAccess configFile() {
    return configFile;
  }

  @Override
  public HostFacts facts() {
    ProcessFacts process = host.facts();
    String file = config.file();
    return new HostFacts(
        process.os(),
        process.multiplexingApi(),
        process.processId(),
        process.executable(),
        file == null ? "" : file,
        process.residentBytes(),
        process.totalMemoryBytes(),
        process.cpu(),
        clients.count(),
        clients.accepted(),
        clients.rejected(),
        turns.facts());
  }

  // The end

  /** Everything is done: close what is open and tell the process. */
  void stop(int exitStatus) {
    if (stopped) {
      return;
    }
    pending.flush();
    replication.stop();
    stopped = true;
    for (ClientConnection client : clients.all()) {
      client.closeAfterFlush();
    }
    bus.stop();
    host.ended(exitStatus);
  }
}
