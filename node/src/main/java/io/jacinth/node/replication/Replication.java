package io.jacinth.node.replication;

import io.jacinth.cluster.admin.EngineReport;
import io.jacinth.engine.Engine;
import io.jacinth.engine.config.BufferLimit;
import io.jacinth.engine.config.Config;
import io.jacinth.engine.config.ReplicationOptions;
import io.jacinth.engine.persist.SnapshotWalk;
import io.jacinth.engine.replication.ConnectedReplica;
import io.jacinth.engine.replication.PrimaryLinkState;
import io.jacinth.engine.replication.ReplicaOffer;
import io.jacinth.engine.replication.ReplicationHost;
import io.jacinth.engine.replication.ReplicationLog;
import io.jacinth.engine.replication.ReplicationState;
import io.jacinth.engine.session.ClientSession;
import io.jacinth.engine.session.ParkKind;
import io.jacinth.engine.session.Parked;
import io.jacinth.engine.session.SessionFlags;
import io.jacinth.node.env.Files;
import io.jacinth.node.env.Loop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Replication of one node: its role, the link to its primary, its replicas, and the full
 * synchronisations under way. The engine driver calls {@link #turn} between commands, {@link
 * #beforeSleep} before it flushes, and {@link #cron}.
 */
public final class Replication implements ReplicationHost {
  /** What a session must be able to give: it may become a replica. */
  public interface Peer {
    ReplicaOffer offer();

    ReplicaTransport replicaTransport();
  }

  private static final byte[] PING = ascii("*1\r\n$4\r\nPING\r\n");
  private static final byte[] GETACK = ascii("*3\r\n$8\r\nREPLCONF\r\n$6\r\nGETACK\r\n$1\r\n*\r\n");
  private static final long FEED_CRON_MS = 1000;

  private final Around around;
  private final ReplicationState state;
  private final List<ReplicaFeed> feeds = new ArrayList<>();
  private final Runnable changed;
  private @Nullable SnapshotWalk walk;
  private @Nullable FullSync fullSync;
  private @Nullable PrimaryLink link;
  private boolean acknowledgementsWanted;
  private boolean passwordBorrowed;
  private boolean linkKilled;
  private boolean wasInStep;
  private long lastPrimaryDataMonoMs = EngineReport.NEVER;
  private long nextPingMonoMs;
  private long nextFeedCronMonoMs;
  private long withoutReplicasSinceMonoMs;
  private long logHeapBytes = Long.MAX_VALUE;

  /**
   * @param changed told when the link to the primary or the role has changed, so that the core can
   *     be told at once
   */
  public Replication(
      Loop loop,
      Files files,
      Config config,
      System.Logger log,
      RandomGenerator random,
      ReplicationState state,
      Runnable changed) {
    this.around = new Around(loop, files, config, log, random, state);
    this.state = state;
    this.changed = changed;
  }

  /** Most heap bytes the log may keep for replicas that lag, beyond the backlog. */
  public void limitLag(long heapBytes) {
    logHeapBytes = heapBytes;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Called once the engine is there. */
  public void bind(Engine engine) {
    around.engine(engine);
    walk = new SnapshotWalk(engine.keyspace(), around::newSpillFile, SnapshotWalk.Limits.DEFAULT);
    withoutReplicasSinceMonoMs = around.loop().monoMs();
    Config config = around.config();
    config.onChange(
        () -> {
          state.stream().resize(config.number(ReplicationOptions.REPL_BACKLOG_SIZE));
          return null;
        },
        ReplicationOptions.REPL_BACKLOG_SIZE);
  }

  // The loop

  /** Works on the primary's stream or snapshot; true when there is more to do at once. */
  public boolean turn(long budgetNanos) {
    PrimaryLink here = link;
    if (linkKilled && here != null) {
      here.drop();
    }
    linkKilled = false;
    return here != null && here.turn(budgetNanos);
  }

  /** CLIENT KILL: the link is cut at the next turn, and dialled again. */
  public void killLink() {
    linkKilled = true;
  }

  /**
   * Starts and continues snapshots, sends the stream; true when there is more to do at once.
   *
   * @param budgetNanos for the snapshot
   */
  public boolean beforeSleep(long budgetNanos) {
    if (acknowledgementsWanted) {
      acknowledgementsWanted = false;
      if (!feeds.isEmpty() && link == null) {
        state.stream().append(GETACK, 0, GETACK.length);
      }
    }
    boolean more = snapshot(budgetNanos);
    BufferLimit limit = around.config().outputBufferLimits().replica();
    for (int i = 0; i < feeds.size(); i++) {
      feeds.get(i).cutIfOver(limit, logHeapBytes);
      feeds.get(i).push();
      more |= feeds.get(i).wantsPush();
    }
    dropClosedFeeds();
    return more;
  }

  private boolean snapshot(long budgetNanos) {
    SnapshotWalk here = walk;
    if (here == null) {
      return false;
    }
    if (!here.isRunning() && !around.engine().isLoading()) {
      startFullSync(here);
    }
    if (!here.isRunning()) {
      return false;
    }
    SnapshotWalk.Progress progress = here.step(around.loop()::monoNanos, budgetNanos);
    if (!here.isRunning()) {
      fullSync = null;
    }
    return progress == SnapshotWalk.Progress.WORKED;
  }

  private void startFullSync(SnapshotWalk here) {
    List<ReplicaFeed> waiting = new ArrayList<>();
    List<ReplicaFeed> filtered = new ArrayList<>();
    for (ReplicaFeed feed : feeds) {
      if (feed.isWaiting()) {
        (feed.isFiltered() ? filtered : waiting).add(feed);
      }
    }
    if (!filtered.isEmpty()) {
      FullSync.begin(around, filtered).complete(); // without keys there is nothing to walk over
    }
    if (waiting.isEmpty()) {
      return;
    }
    FullSync sync = FullSync.begin(around, waiting);
    fullSync = sync;
    here.start(List.of(sync));
  }

  /** The walk cannot keep up with what is written: commands should be taken slowly. */
  public boolean slowsWriters() {
    SnapshotWalk here = walk;
    return here != null && here.isCongested();
  }

  /** At least ten times a second. */
  public void cron(long monoMs) {
    PrimaryLink here = link;
    if (here != null) {
      here.cron(monoMs);
      PrimaryLinkState facts = state.link();
      if (facts != null && facts.isUp()) {
        lastPrimaryDataMonoMs = facts.lastIoMonoMs();
        wasInStep = true;
      }
    }
    pingReplicas(monoMs);
    if (monoMs >= nextFeedCronMonoMs) {
      nextFeedCronMonoMs = monoMs + FEED_CRON_MS;
      feedCron(monoMs);
    }
    dropClosedFeeds();
    releaseBacklog(monoMs);
  }

  private void pingReplicas(long monoMs) {
    if (monoMs < nextPingMonoMs) {
      return;
    }
    nextPingMonoMs =
        monoMs + around.config().number(ReplicationOptions.REPL_PING_REPLICA_PERIOD) * 1000;
    // During a manual failover the offset must stand still.
    if (link == null && !feeds.isEmpty() && !around.engine().pause().pausesWrites()) {
      state.stream().append(PING, 0, PING.length);
    }
  }

  private void feedCron(long monoMs) {
    BufferLimit limit = around.config().outputBufferLimits().replica();
    long timeoutMs = around.config().number(ReplicationOptions.REPL_TIMEOUT) * 1000;
    for (int i = 0; i < feeds.size(); i++) {
      feeds.get(i).cron(monoMs, limit, timeoutMs);
    }
  }

  private void releaseBacklog(long monoMs) {
    if (!feeds.isEmpty() || link != null || !state.stream().isActive()) {
      withoutReplicasSinceMonoMs = monoMs;
      return;
    }
    long ttlSeconds = around.config().number(ReplicationOptions.REPL_BACKLOG_TTL);
    if (ttlSeconds > 0 && monoMs - withoutReplicasSinceMonoMs > ttlSeconds * 1000) {
      state.releaseBacklog();
      around.notice(
          "Replication backlog freed after " + ttlSeconds + " seconds without connected replicas.");
    }
  }

  /** When {@link #cron} has something to do at the latest. */
  public long nextDeadlineMonoMs() {
    PrimaryLink here = link;
    return here == null ? Long.MAX_VALUE : here.nextDeadlineMonoMs();
  }

  // What a report to the core says

  public boolean isPrimaryLinkUp() {
    PrimaryLinkState facts = state.link();
    return facts != null && facts.isUp();
  }

  /** When this replica last heard from its primary; {@link EngineReport#NEVER} if it never did. */
  public long lastPrimaryDataMonoMs() {
    return wasInStep ? lastPrimaryDataMonoMs : EngineReport.NEVER;
  }

  // Roles

  /** The engine becomes a primary that goes on with the history it has. */
  public void promote() {
    PrimaryLink here = link;
    if (here == null) {
      return;
    }
    here.close();
    link = null;
    wasInStep = false;
    closeFeeds();
    state.promote();
    around.notice("Discarding previously cached master state.");
    nextPingMonoMs = around.loop().monoMs();
    changed.run();
  }

  @Override
  public void follow(String host, int port) {
    PrimaryLink old = link;
    if (old != null && old.leadsTo(host, port)) {
      return;
    }
    if (old == null) {
      around.notice(
          "Before turning into a replica, using my own master parameters to synthesize a cached"
              + " master: I may be able to synchronize with the new master with just a partial"
              + " transfer.");
      wasInStep = false;
      if (!state.stream().isActive()) {
        state.stream().activate();
      }
    } else {
      old.close();
    }
    closeFeeds();
    if (old == null) {
      releaseWaiting();
    }
    PrimaryLink next = new PrimaryLink(around, this, state.follow(host, port), host, port);
    link = next;
    next.connect();
    changed.run();
  }

  /** Waiting for keys or replicas makes no sense on a replica; Redis ends such connections. */
  private void releaseWaiting() {
    Engine engine = around.engine();
    engine.blocking().roleChanged();
    for (ClientSession session : List.copyOf(engine.sessions().all())) {
      Parked wait = session.parked();
      if (wait != null && wait.kind() == ParkKind.REPLICAS) {
        session
            .reply()
            .error(
                "UNBLOCKED force unblock from blocking operation, instance state changed (master"
                    + " -> replica?)");
        session.set(SessionFlags.CLOSE_AFTER_REPLY);
        engine.unpark(session);
      }
    }
  }

  @Override
  public void standAlone() {
    promote();
  }

  /** CLUSTER RESET: a primary again, with or without its keys. */
  public void reset(boolean dropAllKeys) {
    promote();
    if (dropAllKeys) {
      around.engine().keyspace().flushAll(false);
    }
  }

  /** The data no longer is what {@code replId} names; a full synchronisation replaces it. */
  void dataIsReplaced() {
    SnapshotWalk here = walk;
    if (here != null) {
      here.abort("a full synchronization with the master replaces the data");
    }
    fullSync = null;
    closeFeeds();
    state.loseHistory();
    wasInStep = false;
  }

  /** The link came up or was lost. */
  void linkChanged() {
    PrimaryLinkState facts = state.link();
    if (facts != null && facts.isUp()) {
      lastPrimaryDataMonoMs = facts.lastIoMonoMs();
      wasInStep = true;
    }
    changed.run();
  }

  void notePasswordBorrowed() {
    if (!passwordBorrowed) {
      passwordBorrowed = true;
      around.warning(
          "masterauth is not set: using requirepass to authenticate to masters of this cluster.");
    }
  }

  // Replicas

  @Override
  public ReplicaOffer offer(ClientSession session) {
    return session.attachment() instanceof Peer peer ? peer.offer() : new ReplicaOffer();
  }

  @Override
  public void synchronize(ClientSession session, String replId, long nextByteOffset) {
    if (!(session.attachment() instanceof Peer peer)) {
      session.reply().error("ERR this session cannot become a replica");
      return;
    }
    ReplicaTransport transport = peer.replicaTransport();
    ConnectedReplica status = statusOf(peer.offer(), transport);
    ReplicaFeed feed = new ReplicaFeed(around, session, transport, peer.offer(), status);
    around.notice("Replica " + feed.name() + " asks for synchronization");
    session.set(SessionFlags.REPLICA);
    feeds.add(feed);
    state.addReplica(status);
    ReplicationLog.Cursor cursor =
        PartialResync.cursor(around, feed.name(), replId, nextByteOffset);
    if (cursor != null) {
      around.engine().statistics().partialSync(true);
      feed.continueAt(cursor);
      return;
    }
    if (!replId.isEmpty() && replId.charAt(0) != '?') {
      around.engine().statistics().partialSync(false);
    }
    around.engine().statistics().fullSync();
    state.createBacklog();
  }

  private ConnectedReplica statusOf(ReplicaOffer offer, ReplicaTransport transport) {
    String address = transport.remoteAddress();
    int colon = address.lastIndexOf(':');
    String ip = !offer.ip().isEmpty() ? offer.ip() : address.substring(0, Math.max(0, colon));
    return new ConnectedReplica(ip, offer.port(), around.loop().monoMs());
  }

  @Override
  public void acknowledged(ClientSession session, long offset) {
    for (int i = 0; i < feeds.size(); i++) {
      if (feeds.get(i).session() == session) {
        feeds.get(i).acknowledged(offset);
        return;
      }
    }
  }

  @Override
  public void acknowledgeToPrimary() {
    PrimaryLink here = link;
    if (here != null) {
      here.wantAck();
    }
  }

  @Override
  public void requestAcknowledgements() {
    acknowledgementsWanted = true;
  }

  /** A session has ended; if it was a replica its feed ends with it. */
  public void sessionEnded(ClientSession session) {
    if (!session.is(SessionFlags.REPLICA)) {
      return;
    }
    for (ReplicaFeed feed : feeds) {
      if (feed.session() == session && !feed.isClosed()) {
        around.notice("Connection with replica " + feed.name() + " lost.");
        feed.close("");
      }
    }
    dropClosedFeeds();
  }

  /** A connection to a replica has room again. */
  public void drained(ClientSession session) {
    for (ReplicaFeed feed : feeds) {
      if (feed.session() == session) {
        feed.push();
        if (feed.wantsPush()) {
          around.loop().wake(); // all of it is on its way already
        }
      }
    }
  }

  void closeFeeds() {
    for (ReplicaFeed feed : feeds) {
      feed.close("");
    }
    dropClosedFeeds();
  }

  private void dropClosedFeeds() {
    boolean dropped = false;
    for (int i = feeds.size() - 1; i >= 0; i--) {
      ReplicaFeed feed = feeds.get(i);
      if (feed.isClosed()) {
        feeds.remove(i);
        state.removeReplica(feed.status());
        dropped = true;
      }
    }
    FullSync sync = fullSync;
    SnapshotWalk here = walk;
    if (dropped && sync != null && here != null && sync.dropClosed()) {
      fullSync = null;
      here.leave(sync);
    }
  }

  // The end

  /** Whether every replica has acknowledged everything. */
  public boolean areReplicasInSync() {
    for (ConnectedReplica replica : state.replicas()) {
      if (replica.isOnline() && replica.ackOffset() < state.offset()) {
        return false;
      }
    }
    return true;
  }

  /** Sends replicas the rest and cuts the link to the primary. */
  public void stop() {
    for (ReplicaFeed feed : feeds) {
      feed.push();
    }
    PrimaryLink here = link;
    if (here != null) {
      here.close();
      link = null;
    }
  }
}
