package io.jacinth.engine;

import io.jacinth.cluster.admin.ClusterRequest;
import io.jacinth.cluster.admin.EngineEffect;
import io.jacinth.cluster.admin.WriteLease;
import io.jacinth.cluster.view.ClusterView;
import io.jacinth.engine.command.Call;
import io.jacinth.engine.command.Command;
import io.jacinth.engine.command.CommandFamily;
import io.jacinth.engine.command.CommandTable;
import io.jacinth.engine.command.ErrorStats;
import io.jacinth.engine.command.Propagation;
import io.jacinth.engine.config.ClusterOptions;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.GeneralOptions;
import io.jacinth.engine.config.NetworkOptions;
import io.jacinth.engine.gate.Gates;
import io.jacinth.engine.keyspace.Keyspace;
import io.jacinth.engine.observe.Observation;
import io.jacinth.engine.pubsub.KeyspaceEvents;
import io.jacinth.engine.pubsub.PubSub;
import io.jacinth.engine.replication.ReplicationId;
import io.jacinth.engine.replication.ReplicationState;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.ClientTransport;
import io.jacinth.engine.session.PauseState;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.engine.session.Sessions;
import io.jacinth.engine.types.Families;
import io.jacinth.engine.types.LargeWords;
import io.jacinth.engine.types.ReplyPages;
import io.jacinth.resp.Argv;
import io.jacinth.resp.BulkSink;
import io.jacinth.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Everything that touches data, on one thread and without I/O.
 *
 * <p>The driver sets the {@link Turn}, gives parsed commands to {@link #execute}, effects of the
 * cluster core to {@link #apply}, and calls {@link #beforeSleep} once per turn and {@link #cron}
 * every 1000/hz ms. Sessions that have replies without having asked in this turn, or that may be
 * parsed again after a wait, come out of {@link #drainReady}.
 */
public final class Engine {
  private final Config config;
  private final Store store;
  private final RandomGenerator random;
  private final System.Logger log;
  private final LongSupplier monoNanos;
  private final EngineHost host;
  private final ReplicationState replication;
  private final CoreSide core;
  private final boolean cluster;
  private final Turn turn = new Turn();
  private final Keyspace keyspace;
  private final Values values;
  private final CommandTable commands;
  private final Execution execution;
  private final Propagation propagation;
  private final Sessions sessions;
  private final PauseState pause = new PauseState();
  private final PersistenceState persistence = new PersistenceState();
  private final ErrorStats errors = new ErrorStats();
  private final Statistics statistics = new Statistics();
  private final MemoryUse memory;
  private final Waiting waiting;
  private final Housekeeping housekeeping;
  private final PubSub pubSub = new PubSub(this);
  private final Observation observation;
  private final List<ClientSession> ready = new ArrayList<>();
  private final String runId;
  private boolean busy;
  private boolean killed;
  private final long startMonoMs;

  /**
   * @param random seeded by whoever wants runs to repeat
   * @param monoNanos for durations; the same clock as the turn's monotonic one
   * @param lease read at every write in cluster mode
   * @param more families beside the engine's own
   */
  public Engine(
      Config config,
      Store store,
      RandomGenerator random,
      System.Logger log,
      LongSupplier monoNanos,
      EngineHost host,
      ReplicationState replication,
      WriteLease lease,
      List<CommandFamily> more) {
    this.config = config;
    this.store = store;
    sessions = new Sessions(new ReplyPages(store));
    this.random = random;
    this.log = log;
    this.monoNanos = monoNanos;
    this.host = host;
    this.replication = replication;
    cluster = config.isOn(ClusterOptions.CLUSTER_ENABLED);
    int databases = cluster ? 1 : config.intNumber(GeneralOptions.DATABASES);
    keyspace = new Keyspace(store, databases, cluster, random);
    values = new Values(store, config);
    propagation = new Propagation(replication);
    keyspace.deletionSink((db, key, offset, length, lazily) -> {
      if (propagation.isWanted()) {
        propagation.command(db, 2).word(lazily ? "UNLINK" : "DEL").word(key, offset, length);
      }
    });
    List<CommandFamily> families = new ArrayList<>(Families.ALL);
    families.addAll(more);
    commands = CommandTable.of(families, config);
    Gates gates = new Gates(commands, this);
    observation = new Observation(this);
    execution = new Execution(this, gates);
    memory = new MemoryUse(this, store);
    waiting = new Waiting(this);
    core = new CoreSide(this, lease);
    housekeeping = new Housekeeping(this);
    KeyspaceEvents.install(this, pubSub);
    runId = ReplicationId.fresh(random);
    startMonoMs = monoNanos.getAsLong() / 1_000_000;
  }

  // ---- sessions

  /** A peer connected. */
  public ClientSession open(ClientTransport transport) {
    ClientSession session = sessions.open(transport, turn.monoMs());
    session.authenticated("default", config.text(NetworkOptions.REQUIREPASS).isEmpty());
    statistics.connections++;
    memory.opened(session);
    return session;
  }

  /** The session over which this node's primary sends its stream. Not among the clients. */
  public ClientSession openPrimary(ClientTransport transport) {
    ClientSession session = sessions.open(transport, turn.monoMs());
    session.set(SessionFlags.PRIMARY);
    session.authenticated("default", true);
    return session;
  }

  /** The peer is gone. Idempotent. */
  public void close(ClientSession session) {
    session.set(SessionFlags.CLOSING);
    keyspace.hooks().watchers().unwatch(session);
    pubSub.forget(session);
    observation.monitors().remove(session);
    waiting.forget(session);
    session.park(null);
    session.reply().clear();
    sessions.remove(session);
    memory.forget(session);
  }

  public Sessions sessions() {
    return sessions;
  }

  // ---- commands

  /**
   * Runs one command of a session that is not parked. Replies are in the session's buffer. Its
   * duration counts from the turn's last reading of the clock.
   *
   * @return DONE or PARKED; never REDO
   */
  public Outcome execute(ClientSession session, Argv argv) {
    return execution.execute(session, argv);
  }

  /** Runs the commands of a transaction, or those behind one of them that has waited. */
  public Outcome runTransaction(ClientSession session, List<Argv> commands) {
    return execution.runTransaction(session, commands);
  }

  /**
   * Where a parser shall put large words of a session: the value of a plain SET goes straight into
   * the store, other long words wait there.
   */
  public BulkSink bulkSink(ClientSession session) {
    return new LargeWords(this, session);
  }

  // ---- what gates and handlers ask

  public void discardTransaction(ClientSession session) {
    session.endTransaction();
    keyspace.hooks().watchers().unwatch(session);
  }

  /** Compares the lease with a clock read now, after the command's bytes were read. */
  public boolean mayWriteUnderLease() {
    return core.mayWriteUnderLease();
  }

  // ---- effects of the cluster core

  /**
   * Carries out an effect that concerns routing, replies or keys. Role effects are the driver's.
   *
   * @return false for an effect that is not the engine's
   */
  public boolean apply(EngineEffect effect) {
    return core.apply(effect);
  }

  /** Sends a CLUSTER word to the core; the session waits for the answer. */
  public Outcome askCore(Call c, ClusterRequest.Facts facts) {
    return waiting.askCore(c, facts);
  }

  // ---- waiting and ready sessions

  /** Ends the wait of a session somebody outside answers; the reply must be written already. */
  public void unpark(ClientSession session) {
    waiting.end(session);
  }

  /** The session has something to send, or may be parsed again. */
  public void ready(ClientSession session) {
    if (!session.is(SessionFlags.READY | SessionFlags.CLOSING)) {
      session.set(SessionFlags.READY);
      ready.add(session);
    }
  }

  /** Hands over the sessions to be looked at, in order, each once. */
  public void drainReady(Consumer<ClientSession> consumer) {
    for (int i = 0; i < ready.size(); i++) {
      ClientSession session = ready.get(i);
      session.clear(SessionFlags.READY);
      if (!session.is(SessionFlags.CLOSING)) {
        consumer.accept(session);
      }
    }
    ready.clear();
  }

  /** SHUTDOWN did not work out. */
  public void shutdownFailed(ClientSession session) {
    session.reply().error("ERR Errors trying to SHUTDOWN. Check logs.");
    waiting.end(session);
  }

  // ---- time

  /** Every 1000/hz ms: expiry, timeouts, statistics. */
  public void cron() {
    housekeeping.cron();
    waiting.check();
  }

  /** Before the loop waits: ends of pauses, acknowledged writes, a slice of freeing. */
  public void beforeSleep() {
    waiting.check();
    housekeeping.beforeSleep();
  }

  /** When {@link #beforeSleep} should be called again at the latest. */
  public long nextDeadlineMonoMs() {
    long next = Math.min(waiting.nextDeadlineMonoMs(), pause.nextEndMonoMs());
    return Math.min(next, housekeeping.nextSliceMonoMs());
  }

  /** Whether a slice of background work (freeing) waits; the loop should not sleep long. */
  public boolean hasBackgroundWork() {
    return !store.freeQueue().isEmpty() || housekeeping.eviction().isUnderWay();
  }

  /** A long command lets others be told that it runs; true when it shall end. */
  public boolean turnWhileBusy() {
    boolean wasBusy = busy;
    busy = true;
    killed = wasBusy && killed;
    try {
      host.turnWhileBusy();
    } finally {
      busy = wasBusy;
    }
    return killed;
  }

  /** SCRIPT KILL: the long command shall end at its next look. */
  public void killBusy() {
    killed = true;
  }

  public Housekeeping housekeeping() {
    return housekeeping;
  }

  /** CONFIG RESETSTAT. */
  public void resetStatistics() {
    for (Command command : commands.everything()) {
      command.resetStatistics();
    }
    errors.reset();
    statistics.reset();
    keyspace.resetStatistics();
    housekeeping.resetStatistics();
    host.resetStatistics();
  }

  /** Sessions that wait for something Redis counts as blocking. */
  public int blockedClients() {
    return waiting.blockedCount();
  }

  /** Monotonic ms of the engine's first turn, for uptimes. */
  public long startMonoMs() {
    return startMonoMs;
  }

  // ---- parts

  public Turn turn() {
    return turn;
  }

  public Config config() {
    return config;
  }

  public Keyspace keyspace() {
    return keyspace;
  }

  public Values values() {
    return values;
  }

  public CommandTable commands() {
    return commands;
  }

  public Propagation propagation() {
    return propagation;
  }

  public ReplicationState replication() {
    return replication;
  }

  public PauseState pause() {
    return pause;
  }

  public PubSub pubSub() {
    return pubSub;
  }

  public Observation observation() {
    return observation;
  }

  public PersistenceState persistence() {
    return persistence;
  }

  public ErrorStats errors() {
    return errors;
  }

  public Statistics statistics() {
    return statistics;
  }

  public EngineHost host() {
    return host;
  }

  public System.Logger log() {
    return log;
  }

  public RandomGenerator random() {
    return random;
  }

  /** 40 hex digits, new with every start. */
  public String runId() {
    return runId;
  }

  public boolean isCluster() {
    return cluster;
  }

  public @Nullable ClusterView view() {
    return core.view();
  }

  public boolean isLoading() {
    return persistence.isLoading();
  }

  /** Within {@link #turnWhileBusy}. */
  public boolean isBusy() {
    return busy;
  }

  public long usedMemory() {
    return memory.used();
  }

  /** What memory is used for. */
  public MemoryUse memory() {
    return memory;
  }

  /** Sessions that wait for keys. */
  public Blocking blocking() {
    return waiting.blocking();
  }

  Waiting waiting() {
    return waiting;
  }

  /** Ends CLIENT PAUSE; what waited runs between commands, not within this one. */
  public void unpauseClients() {
    pause.resume(PauseState.Reason.CLIENT_PAUSE);
    waiting.unpauseSoon();
  }

  public long monoNanos() {
    return monoNanos.getAsLong();
  }
}
