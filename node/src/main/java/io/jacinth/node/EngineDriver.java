package io.jacinth.node;

import io.jacinth.cluster.admin.ClusterRequest;
import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.admin.EngineReport;
import io.jacinth.cluster.admin.WriteLease;
import io.jacinth.engine.Engine;
import io.jacinth.engine.EngineHost;
import io.jacinth.engine.HostFacts;
import io.jacinth.engine.KeysAhead;
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
 *   <li>Commands of the clients that have some, a limited number each, until the turn's budget is
 *       spent; who is left over comes first in the next turn.
 *   <li>Cron, when it is due.
 *   <li>Before sleeping: waits that end, a slice of freeing, snapshots and streams to replicas, the
 *       report to the core, and one flush per connection.
 * </ol>
 *
 * Nothing executes while bytes are being delivered.
 */
final class EngineDriver implements LoopTask, EngineHost {
  private static final int COMMANDS_PER_CONNECTION = 64;
  private static final int COMMANDS_WHILE_BUSY = 16;
  private static final long COMMANDS_NANOS = 2_000_000;
  private static final long LARGE_VALUES_NANOS = 2_000_000;
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
  private final KeysAhead keysAhead;
  private final Roles roles;
  private final Shutdown shutdown;
  private final ArrayDeque<EngineEffect> inbox = new ArrayDeque<>();
  private final RunQueue runnable = new RunQueue();
  private final List<ClientConnection> withOutput = new ArrayList<>();
  private final Consumer<ClientSession> lookAtReady = this::lookAt;
  private final Consumer<ClientSession> lastRites = this::sessionEnds;
  private final Clients clients;
  private final BusSide bus;
  private final TurnHistogram turns = new TurnHistogram();
  private boolean stopped;
  private long nextCronMonoMs;
  private long lastSlowMonoMs;

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
    keysAhead = new KeysAhead(engine.keyspace());
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

  void enqueue(ClientConnection client) {
    if (!client.queued) {
      client.queued = true;
      runnable.addLast(client);
    }
  }

  void hasOutput(ClientConnection client) {
    if (!client.dirty) {
      client.dirty = true;
      withOutput.add(client);
    }
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
    boolean worked = runClients();
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
    return more || !runnable.isEmpty() || !withOutput.isEmpty() ? 0 : nextDeadline();
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

  private boolean runClients() {
    int waiting = runnable.size();
    if (waiting == 0) {
      return false;
    }
    boolean slow = replication.slowsWriters();
    if (slow && engine.turn().monoMs() == lastSlowMonoMs) {
      return false;
    }
    lastSlowMonoMs = engine.turn().monoMs();
    int each = slow ? 1 : COMMANDS_PER_CONNECTION;
    engine.turn().read(loop.monoNanos());
    long until = engine.turn().nanos() + COMMANDS_NANOS;
    int ahead = 0;
    for (int i = 0; i < waiting; i++) {
      if (ahead-- == 0) {
        ahead = lookAhead(waiting - i);
      }
      ClientConnection client = runnable.pollFirst();
      if (client == null) {
        break;
      }
      client.queued = false;
      engine.turn().catchUp();
      int ran = client.run(each, until);
      // The last command has read the clock.
      boolean timeIsOver = (ran > 0 ? engine.turn().nanos() : loop.monoNanos()) - until >= 0;
      if ((ran == each || timeIsOver) && client.wantsRun()) {
        enqueue(client);
      }
      if (timeIsOver) {
        break;
      }
    }
    return true;
  }

  /**
   * Has the memory behind the next commands' keys fetched, those of several clients together.
   *
   * @param most how many clients will run in this turn
   * @return how many clients after the first were looked at
   */
  private int lookAhead(int most) {
    KeysAhead ahead = keysAhead;
    if (!ahead.isWorthwhile()) {
      return most;
    }
    int seen = 0;
    while (seen < most && seen < runnable.size() && ahead.hasRoom()) {
      runnable.get(seen++).noteKeys(ahead);
    }
    ahead.fetch();
    engine.turn().read(loop.monoNanos()); // the next command has not begun before
    return seen - 1;
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
    drainReady();
    boolean more = replication.beforeSleep(worked ? SNAPSHOT_NANOS : IDLE_SNAPSHOT_NANOS);
    bus.reportIfDue(engine, replication);
    flushAll();
    shutdown.proceed();
    return more || engine.hasBackgroundWork();
  }

  private void drainReady() {
    engine.drainReady(lookAtReady);
  }

  private void lookAt(ClientSession session) {
    if (session.attachment() instanceof ClientConnection client) {
      hasOutput(client);
      if (client.wantsRun()) {
        enqueue(client);
      }
    }
  }

  void flushAll() {
    // Who still has something to send afterwards comes to the end of the list, for the next turn.
    // Large values have a budget of their own: a thousand readers must not make one long turn.
    int count = withOutput.size();
    long until = 0;
    for (int i = 0; i < count; i++) {
      ClientConnection client = withOutput.get(i);
      if (client.sendsMuch()) {
        long now = loop.monoNanos();
        if (until == 0) {
          until = now + LARGE_VALUES_NANOS;
        } else if (now - until >= 0) {
          withOutput.add(client);
          continue;
        }
      }
      client.dirty = false;
      client.flushTurn();
    }
    withOutput.subList(0, count).clear();
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
      hasOutput(client);
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
    engine.turn().read(loop.monoNanos());
    long until = engine.turn().nanos() + COMMANDS_NANOS;
    int waiting = runnable.size();
    for (int i = 0; i < waiting; i++) {
      ClientConnection client = runnable.pollFirst();
      if (client == null) {
        break;
      }
      client.queued = false;
      client.run(COMMANDS_WHILE_BUSY, until);
      if (client.wantsRun()) {
        enqueue(client);
      }
    }
    flushAll();
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
    flushAll();
    replication.stop();
    stopped = true;
    for (ClientConnection client : clients.all()) {
      client.closeAfterFlush();
    }
    bus.stop();
    host.ended(exitStatus);
  }
}
